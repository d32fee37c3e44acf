#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "base/digest.h"
#include "feed/slug.h"

#define SLUG_MAX	48

/* The name of a feed that was given none begins with a host. */
static int
is_url(const char *name)
{
	size_t	host = strcspn(name, "/ ");

	return (name[host] == '/' && memchr(name, '.', host) != NULL);
}

static int
is_sign(char c)
{
	return ((unsigned char)c < 0x80 && (c < 'a' || c > 'z') &&
	    (c < 'A' || c > 'Z') && (c < '0' || c > '9'));
}

/* Whether a hyphen tells enough of s[i]: one of these between two words. */
static int
is_hyphen(const char *s, size_t len, size_t i, int url)
{
	return (i > 0 && i + 1 < len && !is_sign(s[i - 1]) &&
	    !is_sign(s[i + 1]) && strchr(url ? "-./" : " -", s[i]) != NULL);
}

/* As much as there is room for, and whether something was lost on the way. */
static size_t
put_letters(const char *s, size_t len, int url, char slug[SLUG_MAX], int *lost)
{
	size_t	i, n = 0;

	for (i = 0; i < len; i++) {
		if ((unsigned char)s[i] >= 0x80) {
			/* combining marks of Latin begin with 0xcc, 0xcd */
			*lost |= (unsigned char)s[i] >= 0xc0 &&
			    s[i] != '\xcc' && s[i] != '\xcd';
			continue;
		}
		if (n == SLUG_MAX) {
			*lost = 1;
			break;
		}
		if (!is_sign(s[i]))
			slug[n++] = s[i] >= 'A' && s[i] <= 'Z' ?
			    (char)(s[i] + ('a' - 'A')) : s[i];
		else {
			*lost |= !is_hyphen(s, len, i, url);
			if (n > 0 && slug[n - 1] != '-')
				slug[n++] = '-';
		}
	}
	while (n > 0 && slug[n - 1] == '-')
		n--;
	return (n);
}

const char *
slug_make(struct arena *a, const char *name)
{
	struct digest	 d;
	char		 slug[SLUG_MAX], hex[33], *s;
	size_t		 len, n = 0;
	int		 lost = 0;

	s = (char *)u8_normalize(UNINORM_NFKD, (const uint8_t *)name,
	    strlen(name), NULL, &len);
	if (s != NULL)
		n = put_letters(s, len, is_url(name), slug, &lost);
	free(s);
	if (n > 0 && !lost)
		return (arena_strndup(a, slug, n));
	digest_bytes(name, strlen(name), &d);
	digest_hex(&d, hex);
	if (n == 0)
		return (arena_printf(a, "feed-%.8s", hex));
	return (arena_printf(a, "%.*s-%.8s", (int)n, slug, hex));
}
