#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/header.h"
#include "parent/also.h"
#include "parent/mailcheck.h"
#include "parent/thread.h"

#define ALSO_IN		"Newsieve-Also-In"
#define MAIL_MAX	((size_t)128 << 20)
#define LINES_MAX	(64 * 1024)

struct place {
	const char	*p;		/* behind the Message-ID; NULL: none */
	int		 replies;	/* to something, by the worker */
	int		 also_in;
};

static int
is_field(const char *line, const char *end, const char *name)
{
	size_t	len = strlen(name);

	return ((size_t)(end - line) > len && line[len] == ':' &&
	    strncasecmp(line, name, len) == 0);
}

static void
find_place(const char *p, const char *end, struct place *place)
{
	const char	*eol;
	int		 within = 0;

	memset(place, 0, sizeof(*place));
	for (; p < end && *p != '\n'; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			return;
		place->replies |= is_field(p, end, "In-Reply-To") ||
		    is_field(p, end, "References");
		place->also_in |= is_field(p, end, ALSO_IN);
		if (*p != ' ' && *p != '\t')
			within = is_field(p, end, "Message-Id");
		if (within)
			place->p = eol + 1;
	}
}

static void
put_lines(struct buf *lines, const char *first, const char *also_in)
{
	if (first != NULL)
		buf_printf(lines, "In-Reply-To: <%s>\nReferences: <%s>\n",
		    first, first);
	if (also_in != NULL)
		header_put_text(lines, ALSO_IN, also_in);
}

char *
thread_mail(const void *mail, size_t len, const char *first,
    const char *also_in, size_t *new_len)
{
	const char	*p = mail;
	struct place	 place;
	struct buf	 lines, changed;

	find_place(p, p + len, &place);
	if (place.replies || (first != NULL && !mailcheck_id(first)))
		first = NULL;
	if (place.also_in)
		also_in = NULL;
	buf_init(&lines, LINES_MAX);
	buf_init(&changed, MAIL_MAX);
	put_lines(&lines, first, also_in);
	if (place.p != NULL && lines.len != 0 && !lines.failed) {
		buf_put(&changed, p, (size_t)(place.p - p));
		buf_put(&changed, lines.data, lines.len);
		if (also_in != NULL)
			also_put(&changed, place.p, (size_t)(p + len -
			    place.p), also_in);
		else
			buf_put(&changed, place.p, (size_t)(p + len -
			    place.p));
	}
	buf_clear(&lines);
	if (changed.len == 0 || changed.failed) {
		buf_clear(&changed);
		return (NULL);
	}
	*new_len = changed.len;
	return (buf_steal(&changed));
}
