#include <string.h>
#include <strings.h>

#include "base/header.h"
#include "base/utf8.h"
#include "feed/message_read.h"

#define FIELD_MAX	((size_t)64 * 1024)	/* bytes that are looked at */

struct lines {
	const char	*p, *end;
};

/* The next line without its end; 0 when there is none. */
static int
next_line(struct lines *l, const char **line, size_t *len)
{
	const char	*stop;

	if (l->p >= l->end)
		return (0);
	stop = memchr(l->p, '\n', (size_t)(l->end - l->p));
	*line = l->p;
	l->p = stop != NULL ? stop + 1 : l->end;
	*len = (size_t)((stop != NULL ? stop : l->end) - *line);
	if (*len > 0 && (*line)[*len - 1] == '\r')
		(*len)--;
	return (1);
}

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

/* Bytes of a field's name, before its colon; 0: this is no field. */
static size_t
name_length(const char *line, size_t len)
{
	size_t	n = 0;

	while (n < len && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
		n++;
	return (n < len && line[n] == ':' ? n : 0);
}

/* What goes before the header in files, and is none of it. */
static int
is_preamble(const char *line, size_t len)
{
	return (len == 0 || (len > 5 && strncmp(line, "From ", 5) == 0) ||
	    (len > 6 && strncmp(line, ">From ", 6) == 0));
}

enum { ID, SUBJECT, FEED, TOPIC, MATCH, LINK, WANTED };

static const char *const	wanted[WANTED] = {
	[ID] = "Message-ID", [SUBJECT] = "Subject", [FEED] = "Newsieve-Feed",
	[TOPIC] = "Newsieve-Topic", [MATCH] = "Newsieve-Match",
	[LINK] = "Archived-At",
};

static size_t
find_wanted(const char *name, size_t len)
{
	size_t	i;

	for (i = 0; i < WANTED; i++)
		if (strlen(wanted[i]) == len &&
		    strncasecmp(wanted[i], name, len) == 0)
			break;
	return (i);
}

/* Whether another line belongs to the field that came last. */
static int
is_continued(const struct lines *l)
{
	return (l->p < l->end && is_blank(*l->p));
}

/* The field's body with its lines made one, in the arena. */
static char *
unfold(struct arena *a, struct lines *l, const char *body, size_t len)
{
	size_t	 used = len < FIELD_MAX ? len : FIELD_MAX;
	char	*s = arena_strndup(a, body, used), *more;

	while (is_continued(l) && next_line(l, &body, &len)) {
		if (s == NULL || len > FIELD_MAX - used)
			continue;
		if ((more = arena_grow(a, s, used + 1, used + len + 1)) == NULL)
			return (NULL);
		s = more;
		memcpy(s + used, body, len);
		used += len;
		s[used] = '\0';
	}
	return (s);
}

/* Without blanks around it; NULL for nothing. */
static char *
trim(char *s)
{
	size_t	len;

	s += strspn(s, " \t");
	for (len = strlen(s); len > 0 && is_blank(s[len - 1]);)
		s[--len] = '\0';
	return (len > 0 ? s : NULL);
}

static const char *
decode(struct arena *a, char *s)
{
	struct buf	 text;
	char		*copy;
	size_t		 len;

	if (s == NULL)
		return (NULL);
	buf_init(&text, FIELD_MAX);
	header_decode(s, &text);
	len = strlen(buf_string(&text));
	copy = arena_strndup(a, buf_string(&text), utf8_valid(
	    buf_string(&text), len));
	buf_clear(&text);
	return (copy != NULL ? trim(copy) : NULL);
}

/* What is in angle brackets, without blanks; the whole where there are none. */
static const char *
unwrap(char *s)
{
	char	*begin, *to, *p;

	if (s == NULL)
		return (NULL);
	begin = strchr(s, '<');
	s = begin != NULL ? begin + 1 : s;
	for (to = p = s; *p != '\0' && (begin == NULL || *p != '>'); p++)
		if (!is_blank(*p))
			*to++ = *p;
	*to = '\0';
	return (*s != '\0' && utf8_valid(s, strlen(s)) == strlen(s) ? s : NULL);
}

/* The fields as they stand in the file, in the order of wanted. */
static int
read_header(struct arena *a, struct lines *l, char *v[WANTED])
{
	const char	*line;
	size_t		 len, n, i, fields = 0;

	while (next_line(l, &line, &len)) {
		if (fields == 0 && is_preamble(line, len))
			continue;
		if ((n = name_length(line, len)) == 0)
			break;
		fields++;
		i = find_wanted(line, n);
		line += n + 1;
		len -= n + 1;
		if (i < WANTED && v[i] == NULL)
			v[i] = unfold(a, l, line, len);
		while (is_continued(l))
			next_line(l, &line, &len);
	}
	return (fields > 0 ? 0 : -1);
}

int
message_read(struct arena *a, const char *data, size_t len,
    struct message_fields *f)
{
	struct lines	 l = { data, data + len };
	char		*v[WANTED] = { NULL };

	memset(f, 0, sizeof(*f));
	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		l.p += 3;
	if (read_header(a, &l, v) == -1 || arena_failed(a))
		return (-1);
	f->message_id = unwrap(v[ID]);
	f->subject = decode(a, v[SUBJECT]);
	f->feed = decode(a, v[FEED]);
	f->topics = decode(a, v[TOPIC]);
	f->match = decode(a, v[MATCH]);
	f->link = unwrap(v[LINK]);
	return (arena_failed(a) ? -1 : 0);
}
