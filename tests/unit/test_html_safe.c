/* feed/html_safe.c: what comes out is safe, whatever goes in. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/html.h"

#include "dice.h"
#include "html_soup.h"
#include "html_vectors.h"
#include "tap.h"
#include "html_make.h"

#define SOUPS	20000

/* Whether a tag's attributes are all of those that may stand. */
static int
attrs_are_listed(const char *p)
{
	static const char *const	listed[] = {
		" href=\"http", " href=\"ftp", " href=\"mailto:", " lang=\"",
		" dir=\"", " colspan=\"", " rowspan=\"", " start=\"",
		" value=\"", " title=\"", " reversed=\"", " type=\""
	};
	size_t				i, n = sizeof(listed) /
					    sizeof(listed[0]);

	while (*p == ' ') {
		for (i = 0; i < n && strncmp(p, listed[i],
		    strlen(listed[i])) != 0; i++)
			;
		if (i == n)
			return (0);
		p = strchr(p, '"') + 1;
		p += strcspn(p, "<>\"");
		if (*p++ != '"')
			return (0);
	}
	return (*p == '>');
}

/* Of listed elements and attributes only, whatever they were made of. */
static int
is_listed_only(const char *p)
{
	static const char	listed[] =
		" a abbr bdi bdo blockquote br caption cite code dd del dfn "
		"div dl dt em h1 h2 h3 h4 h5 h6 hr ins kbd li ol p pre q rp "
		"rt ruby samp strong sub sup table tbody td tfoot th thead tr "
		"ul var ";
	char			name[16];
	size_t			len;

	while ((p = strchr(p, '<')) != NULL) {
		p += 1 + (p[1] == '/');
		len = strcspn(p, " >");
		if (len > 10)
			return (0);
		snprintf(name, sizeof(name), " %.*s ", (int)len, p);
		if (strstr(listed, name) == NULL ||
		    !attrs_are_listed(p + len))
			return (0);
	}
	return (1);
}

static void
test_vectors(void)
{
	const char	*got;
	size_t		 i;
	char		 name[48];

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		snprintf(name, sizeof(name), "vector %zu is no markup", i);
		got = make_safe(vectors[i]);
		if (!ok(is_listed_only(got), name))
			printf("#    from: %s\n#    got: %s\n", vectors[i],
			    got);
	}
}

/* A few tags and words, or many, opened, closed or left open. */
static void
put_soup(struct buf *b)
{
	const uint32_t	ntags = sizeof(soup_tags) / sizeof(soup_tags[0]);
	const uint32_t	nwords = sizeof(soup_words) / sizeof(soup_words[0]);
	const char	*tag;
	uint32_t	n;

	for (n = 1 + below(below(50) == 0 ? 400 : 20); n > 0; n--) {
		tag = soup_tags[below(ntags)];
		switch (below(6)) {
		case 0:
			buf_printf(b, "</%.*s>", (int)strcspn(tag, " "), tag);
			break;
		case 1:
			buf_puts(b, soup_words[below(nwords)]);
			break;
		case 2:
			buf_printf(b, "<%s>t", tag);
			break;
		default:
			buf_printf(b, "<%s>", tag);
			break;
		}
	}
}

static void
test_soup(void)
{
	struct buf	 soup;
	const char	*got;
	int		 i, good = 1;

	buf_init(&soup, 1 << 20);
	for (i = 0; i < SOUPS && good; i++) {
		buf_reset(&soup);
		put_soup(&soup);
		got = make_safe(buf_string(&soup));
		good = is_listed_only(got) &&
		    strcmp(got, buf_string(&out)) == 0;
	}
	if (!ok(good, "documents by chance are safe, and stable"))
		printf("#    from: %s\n", buf_string(&soup));
	buf_clear(&soup);
}

int
main(void)
{
	arena = arena_new(256 << 20);
	buf_init(&out, 64 << 20);
	test_vectors();
	test_soup();
	arena_free(arena);
	buf_clear(&out);
	return (tap_done());
}
