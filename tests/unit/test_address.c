#include <sys/socket.h>
#include <sys/un.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "fetch/address.h"

#include "tap.h"

static const char *
kind(const char *text)
{
	struct sockaddr_storage	ss;

	if (address_parse(text, &ss) == -1)
		return ("no address");
	return (address_kind((struct sockaddr *)&ss));
}

static void
test_v4(void)
{
	static const struct {
		const char	*text, *kind;
	} cases[] = {
		{ "0.0.0.0", "this network" },
		{ "0.255.255.255", "this network" },
		{ "1.0.0.0", NULL },
		{ "9.255.255.255", NULL },
		{ "10.0.0.0", "private network" },
		{ "10.255.255.255", "private network" },
		{ "11.0.0.0", NULL },
		{ "100.63.255.255", NULL },
		{ "100.64.0.0", "carrier's private network" },
		{ "100.127.255.255", "carrier's private network" },
		{ "100.128.0.0", NULL },
		{ "126.255.255.255", NULL },
		{ "127.0.0.1", "loopback" },
		{ "127.255.255.255", "loopback" },
		{ "128.0.0.0", NULL },
		{ "169.253.255.255", NULL },
		{ "169.254.169.254", "link-local" },
		{ "169.255.0.0", NULL },
		{ "172.15.255.255", NULL },
		{ "172.16.0.0", "private network" },
		{ "172.31.255.255", "private network" },
		{ "172.32.0.0", NULL },
		{ "192.0.0.1", "protocol assignments" },
		{ "192.0.1.0", NULL },
		{ "192.0.2.1", "documentation" },
		{ "192.0.3.0", NULL },
		{ "192.88.99.1", "6to4 relay" },
		{ "192.167.255.255", NULL },
		{ "192.168.0.0", "private network" },
		{ "192.169.0.0", NULL },
		{ "198.17.255.255", NULL },
		{ "198.18.0.0", "benchmarking" },
		{ "198.19.255.255", "benchmarking" },
		{ "198.20.0.0", NULL },
		{ "198.51.100.7", "documentation" },
		{ "203.0.113.7", "documentation" },
		{ "223.255.255.255", NULL },
		{ "224.0.0.1", "multicast" },
		{ "239.255.255.255", "multicast" },
		{ "240.0.0.0", "reserved" },
		{ "255.255.255.255", "broadcast" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is(kind(cases[i].text), cases[i].kind, cases[i].text);
}

static void
test_v6(void)
{
	static const struct {
		const char	*text, *kind;
	} cases[] = {
		{ "::", "unspecified" },
		{ "::1", "loopback" },
		{ "::2", "reserved" },
		{ "::127.0.0.1", "reserved" },
		{ "::ffff:127.0.0.1", "loopback" },
		{ "::ffff:8.8.8.8", NULL },
		{ "64:ff9b::10.0.0.1", "private network" },
		{ "64:ff9b::8.8.8.8", NULL },
		{ "64:ff9b:1::8.8.8.8", "reserved" },
		{ "100::1", "reserved" },
		{ "2001::1", "protocol assignments" },
		{ "2001:1ff:ffff::", "protocol assignments" },
		{ "2001:200::1", NULL },
		{ "2001:db8::1", "documentation" },
		{ "2001:db9::1", NULL },
		{ "2002:7f00:1::1", "loopback" },
		{ "2002:808:808::1", NULL },
		{ "2606:4700::1111", NULL },
		{ "3fff::1", "documentation" },
		{ "3fff:1000::1", NULL },
		{ "4000::1", "reserved" },
		{ "fc00::1", "private network" },
		{ "fdff::1", "private network" },
		{ "fe80::1", "link-local" },
		{ "febf::1", "link-local" },
		{ "fec0::1", "site-local" },
		{ "ff02::1", "multicast" },
		{ "[::1]", "loopback" },
		{ "fe80::1%lo", "link-local" },
		{ "[fe80::1%25lo]", "link-local" },
		{ "localhost", "no address" },
		{ "127.1", "no address" },
		{ "", "no address" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is(kind(cases[i].text), cases[i].kind, cases[i].text);
}

static int
allowed(const char *text, const struct conf_private *p)
{
	struct sockaddr_storage	ss;

	return (address_parse(text, &ss) == 0 &&
	    address_allowed((struct sockaddr *)&ss, p));
}

static void
test_allowed(void)
{
	struct conf_net		nets[] = {
		{ AF_INET, { 10, 1 }, 16 },
		{ AF_INET6, { 0xfd, 0x12 }, 16 },
		{ AF_INET, { 127, 0, 0, 1 }, 32 },
		{ AF_INET, { 192, 168, 8 }, 21 }
	};
	struct conf_private	no = { CONF_PRIVATE_NO, NULL, 0 };
	struct conf_private	yes = { CONF_PRIVATE_YES, NULL, 0 };
	struct conf_private	list = { CONF_PRIVATE_LIST, nets, 4 };

	ok(allowed("8.8.8.8", &no), "public needs no permission");
	ok(!allowed("127.0.0.1", &no), "loopback does");
	ok(allowed("127.0.0.1", &yes), "yes permits it");
	ok(allowed("8.8.8.8", &list), "public whatever the list");
	ok(allowed("10.1.2.3", &list), "inside of a network");
	ok(!allowed("10.2.2.3", &list), "outside of it");
	ok(allowed("127.0.0.1", &list), "a network of one");
	ok(!allowed("127.0.0.2", &list), "its neighbour");
	ok(allowed("192.168.15.255", &list), "the last of a /21");
	ok(!allowed("192.168.16.0", &list), "one behind it");
	ok(allowed("fd12::1", &list), "inside of an IPv6 network");
	ok(!allowed("fd13::1", &list), "outside of it, too");
	ok(allowed("::ffff:10.1.2.3", &list), "mapped into a network");
	ok(!allowed("::ffff:10.2.2.3", &list), "mapped elsewhere");
	ok(allowed("2002:a01:203::1", &list), "6to4 into a network");
	ok(!allowed("::1", &list), "loopback of the other family");
}

static void
test_others(void)
{
	struct sockaddr_storage	ss;
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	struct conf_private	yes = { CONF_PRIVATE_LIST, NULL, 0 };
	char			text[ADDRESS_SIZE];

	is(address_kind((struct sockaddr *)&sun), "no internet address",
	    "a Unix socket");
	ok(!address_allowed((struct sockaddr *)&sun, &yes),
	    "which no list covers");
	address_parse("::ffff:1.2.3.4", &ss);
	address_text((struct sockaddr *)&ss, text);
	is(text, "::ffff:1.2.3.4", "text of an address");
	address_text((struct sockaddr *)&sun, text);
	is(text, "?", "text of none");
}

int
main(void)
{
	test_v4();
	test_v6();
	test_allowed();
	test_others();
	return (tap_done());
}
