#include <locale.h>
#include <string.h>
#include <wctype.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "base/xmalloc.h"
#include "conf/conf.h"
#include "conf/server.h"

#define NAME_LENGTH	120	/* leaves room in a name of 255 bytes */
#define PATH_LENGTH	(64 * 1024)

/*
 * By libc's C.UTF-8, whatever the locale of the program is; where a system
 * lacks it only ASCII counts.
 */
static int
is_word(uint32_t c)
{
	static locale_t	utf8;
	static int	asked;

	if (c < 0x80)
		return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'));
	if (!asked) {
		asked = 1;
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	}
	return (utf8 != (locale_t)0 && iswalnum_l((wint_t)c, utf8));
}

/*
 * Runs of other characters become one '-'.  What is cut ends in a digest of
 * the whole, so that two long names stay two.
 */
static void
put_name(struct buf *b, const char *name)
{
	struct digest	 digest;
	char		 hex[33];
	size_t		 start = b->len, n;
	uint32_t	 c;
	int		 dash = 0;

	for (const char *p = name; *p != '\0'; p += n) {
		if (b->len - start > NAME_LENGTH) {
			digest_bytes(name, strlen(name), &digest);
			digest_hex(&digest, hex);
			buf_printf(b, "-%.16s", hex);
			return;
		}
		if ((n = utf8_get(p, UTF8_MAX, &c)) == 0)
			n = 1;
		else if (c == '-' || c == '_' || is_word(c)) {
			buf_put(b, p, n);
			dash = 0;
			continue;
		}
		if (!dash)
			buf_putc(b, '-');
		dash = 1;
	}
	if (b->len == start)
		buf_putc(b, '-');
}

int
conf_target_has_items(enum conf_target_kind kind)
{
	return (kind == CONF_SPOOL || kind == CONF_EXEC);
}

int
conf_path_is_directory(const char *path)
{
	return (path[0] == '/');
}

static const char *const	places[] = { "{feed}", "{group}", "{topic}" };

/* The length of the placeholder at p, 0: there is none; which it is. */
static size_t
place_at(const char *p, size_t *which)
{
	for (*which = 0; *which < 3; (*which)++)
		if (strncmp(p, places[*which], strlen(places[*which])) == 0)
			return (strlen(places[*which]));
	return (0);
}

/* What every maildir has inside can't be another one's name there. */
static int
is_inside_maildirs(const struct buf *b, size_t start)
{
	const char	*name = b->data + start;
	size_t		 n = b->len - start;

	return (start > 0 && name[-1] == '/' && n == 3 &&
	    (memcmp(name, "new", n) == 0 || memcmp(name, "cur", n) == 0 ||
	    memcmp(name, "tmp", n) == 0));
}

char *
conf_target_path(const struct conf_target *t, const struct conf_feed *feed,
    const char *topic)
{
	const char	*names[] = { feed->name, feed->group != NULL ?
			    feed->group : "ungrouped", topic != NULL ? topic :
			    "everything" };
	struct buf	 b;
	char		*path;
	size_t		 n, which, start;

	/* A command's brackets are its own. */
	if (t->kind == CONF_EXEC)
		return (xstrdup(t->path));
	if (t->kind == CONF_SMTP)
		return (conf_server_has_place(t->path) ? xstrdup(t->path) :
		    xasprintf("%s/%s", t->path, feed->to));
	buf_init(&b, PATH_LENGTH);
	for (const char *p = t->path; *p != '\0'; p += n)
		if ((n = place_at(p, &which)) != 0) {
			start = b.len;
			put_name(&b, names[which]);
			if ((p[n] == '/' || p[n] == '\0') &&
			    is_inside_maildirs(&b, start))
				buf_putc(&b, '-');
		} else
			buf_put(&b, p, n = 1);
	path = xstrdup(buf_string(&b));
	buf_clear(&b);
	return (path);
}

/* No name is empty, which keeps "." from being one of ".{topic}". */
char *
conf_target_pattern(const struct conf_target *t)
{
	struct buf	 b;
	char		*pattern;
	size_t		 n, which;

	buf_init(&b, 2 * PATH_LENGTH);
	for (const char *p = t->path; *p != '\0'; p += n)
		if ((n = place_at(p, &which)) != 0)
			buf_put(&b, "[!.]*", 5);
		else {
			if (strchr("\\*?[", *p) != NULL)
				buf_putc(&b, '\\');
			buf_put(&b, p, n = 1);
		}
	pattern = xstrdup(buf_string(&b));
	buf_clear(&b);
	return (pattern);
}
