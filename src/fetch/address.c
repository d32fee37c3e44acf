#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdio.h>
#include <string.h>

#include "fetch/address.h"

struct block {
	unsigned char	 prefix[16];
	unsigned int	 bits;
	const char	*kind;
};

/* IANA's special-purpose registry (RFC 6890), and multicast. */
static const struct block blocks4[] = {
	{ { 0 },			8,	"this network" },
	{ { 10 },			8,	"private network" },
	{ { 100, 64 },			10,	"carrier's private network" },
	{ { 127 },			8,	"loopback" },
	{ { 169, 254 },			16,	"link-local" },
	{ { 172, 16 },			12,	"private network" },
	{ { 192, 0, 0 },		24,	"protocol assignments" },
	{ { 192, 0, 2 },		24,	"documentation" },
	{ { 192, 88, 99 },		24,	"6to4 relay" },
	{ { 192, 168 },			16,	"private network" },
	{ { 198, 18 },			15,	"benchmarking" },
	{ { 198, 51, 100 },		24,	"documentation" },
	{ { 203, 0, 113 },		24,	"documentation" },
	{ { 224 },			4,	"multicast" },
	{ { 255, 255, 255, 255 },	32,	"broadcast" },
	{ { 240 },			4,	"reserved" }
};

/* What isn't listed is public inside of 2000::/3 only. */
static const struct block blocks6[] = {
	{ { 0 },			128,	"unspecified" },
	{ { [15] = 1 },			128,	"loopback" },
	{ { 0x20, 0x01, 0x0d, 0xb8 },	32,	"documentation" },
	{ { 0x20, 0x01 },		23,	"protocol assignments" },
	{ { 0x3f, 0xff },		20,	"documentation" },
	{ { 0xfc },			7,	"private network" },
	{ { 0xfe, 0x80 },		10,	"link-local" },
	{ { 0xfe, 0xc0 },		10,	"site-local" },
	{ { 0xff },			8,	"multicast" }
};

/* IPv6 that leads to the IPv4 address found behind skip bytes. */
static const struct {
	struct block	block;
	unsigned int	skip;
} embedded[] = {
	{ { { [10] = 0xff, [11] = 0xff }, 96, "mapped" }, 12 },
	{ { { 0x00, 0x64, 0xff, 0x9b }, 96, "NAT64" }, 12 },
	{ { { 0x20, 0x02 }, 16, "6to4" }, 2 }
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static int
has_prefix(const unsigned char *address, const unsigned char *prefix,
    unsigned int bits)
{
	unsigned int	whole = bits / 8, rest = bits % 8;

	if (memcmp(address, prefix, whole) != 0)
		return (0);
	return (rest == 0 ||
	    (address[whole] ^ prefix[whole]) >> (8 - rest) == 0);
}

static const char *
kind_in(const unsigned char *address, const struct block *blocks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has_prefix(address, blocks[i].prefix, blocks[i].bits))
			return (blocks[i].kind);
	return (NULL);
}

/* The bytes of an internet address, or NULL; its family goes to *family. */
static const unsigned char *
bytes_of(const struct sockaddr *sa, int *family)
{
	*family = sa->sa_family;
	if (sa->sa_family == AF_INET)
		return ((const unsigned char *)
		    &((const struct sockaddr_in *)(const void *)sa)->sin_addr);
	if (sa->sa_family == AF_INET6)
		return (((const struct sockaddr_in6 *)(const void *)sa)
		    ->sin6_addr.s6_addr);
	return (NULL);
}

/* The IPv4 address inside of an IPv6 one, or NULL. */
static const unsigned char *
unmap(const unsigned char *address)
{
	for (size_t i = 0; i < COUNT(embedded); i++)
		if (has_prefix(address, embedded[i].block.prefix,
		    embedded[i].block.bits))
			return (address + embedded[i].skip);
	return (NULL);
}

const char *
address_kind(const struct sockaddr *sa)
{
	const unsigned char	*address, *inner;
	const char		*kind;
	int			 family;

	if ((address = bytes_of(sa, &family)) == NULL)
		return ("no internet address");
	if (family == AF_INET)
		return (kind_in(address, blocks4, COUNT(blocks4)));
	if ((inner = unmap(address)) != NULL)
		return (kind_in(inner, blocks4, COUNT(blocks4)));
	if ((kind = kind_in(address, blocks6, COUNT(blocks6))) != NULL)
		return (kind);
	return (address[0] >> 5 == 1 ? NULL : "reserved");
}

static int
in_net(const struct conf_net *net, int family, const unsigned char *address)
{
	return (net->family == family &&
	    has_prefix(address, net->address, net->bits));
}

/* A network covers what is inside of it and what leads into it. */
static int
is_covered(const struct sockaddr *sa, const struct conf_private *allow)
{
	const unsigned char	*address, *inner = NULL;
	int			 family;

	if ((address = bytes_of(sa, &family)) == NULL)
		return (0);
	if (family == AF_INET6)
		inner = unmap(address);
	for (size_t i = 0; i < allow->n; i++)
		if (in_net(&allow->nets[i], family, address) ||
		    (inner != NULL && in_net(&allow->nets[i], AF_INET, inner)))
			return (1);
	return (0);
}

int
address_allowed(const struct sockaddr *sa, const struct conf_private *allow)
{
	if (address_kind(sa) == NULL)
		return (1);
	switch (allow->mode) {
	case CONF_PRIVATE_YES:
		return (1);
	case CONF_PRIVATE_LIST:
		return (is_covered(sa, allow));
	case CONF_PRIVATE_NO:
		break;
	}
	return (0);
}

int
address_parse(const char *s, struct sockaddr_storage *ss)
{
	struct sockaddr_in	*sin = (struct sockaddr_in *)ss;
	struct sockaddr_in6	*sin6 = (struct sockaddr_in6 *)ss;
	char			 text[ADDRESS_SIZE];

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, s, &sin->sin_addr) == 1) {
		ss->ss_family = AF_INET;
		return (0);
	}
	if (*s == '[')
		s++;
	snprintf(text, sizeof(text), "%s", s);
	text[strcspn(text, "%]")] = '\0';
	if (inet_pton(AF_INET6, text, &sin6->sin6_addr) != 1)
		return (-1);
	ss->ss_family = AF_INET6;
	return (0);
}

void
address_text(const struct sockaddr *sa, char text[ADDRESS_SIZE])
{
	const unsigned char	*address;
	int			 family;

	if ((address = bytes_of(sa, &family)) == NULL ||
	    inet_ntop(family, address, text, ADDRESS_SIZE) == NULL)
		snprintf(text, ADDRESS_SIZE, "?");
}
