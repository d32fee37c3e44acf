#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"
#include "fetch/mailbox.h"

#define NAME_MAX_BYTES	((size_t)64 * 1024)

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	return ((c | 0x20) - 'a' + 10);
}

/* Runs of slashes are one, as no folder's name is empty. */
static void
decode(struct buf *b, const char *path, char divider)
{
	for (const char *p = path; *p != '\0'; p++)
		if (*p == '%' && p[1] != '\0' && p[2] != '\0') {
			buf_putc(b, (char)(hex(p[1]) * 16 + hex(p[2])));
			p += 2;
		} else if (*p != '/')
			buf_putc(b, *p);
		else if (p != path && p[-1] != '/')
			buf_putc(b, divider != '\0' ? divider : '-');
}

/* Base64 with a comma and without padding, of UTF-16, bit by bit. */
struct utf7 {
	struct buf	*out;
	uint32_t	 bits;
	unsigned int	 n;
	int		 open;
};

static void
put_bits(struct utf7 *u, uint32_t v, unsigned int n)
{
	static const char	digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+,";

	u->bits = u->bits << n | v;
	for (u->n += n; u->n >= 6; u->n -= 6)
		buf_putc(u->out, digits[u->bits >> (u->n - 6) & 0x3f]);
}

static void
put_wide(struct utf7 *u, uint32_t c)
{
	if (!u->open)
		buf_putc(u->out, '&');
	u->open = 1;
	if (c > 0xffff) {
		c -= 0x10000;
		put_bits(u, 0xd800 | c >> 10, 16);
		c = 0xdc00 | (c & 0x3ff);
	}
	put_bits(u, c, 16);
}

static void
end_wide(struct utf7 *u)
{
	if (!u->open)
		return;
	if (u->n != 0)
		put_bits(u, 0, 6 - u->n);
	buf_putc(u->out, '-');
	u->bits = u->n = 0;
	u->open = 0;
}

static void
encode(struct buf *out, const char *s)
{
	struct utf7	u = { .out = out };
	uint32_t	c;
	size_t		n;

	for (; *s != '\0'; s += n) {
		if ((n = utf8_get(s, UTF8_MAX, &c)) == 0) {
			n = 1;
			c = 0xfffd;
		}
		if (c > 0x7e) {
			put_wide(&u, c);
			continue;
		}
		end_wide(&u);
		if (c == '"' || c == '\\')
			buf_putc(out, '\\');
		buf_putc(out, (char)c);
		if (c == '&')
			buf_putc(out, '-');
	}
	end_wide(&u);
}

char *
mailbox_quote(const char *path, char divider)
{
	struct buf	plain, out;
	char		*quoted;

	buf_init(&plain, NAME_MAX_BYTES);
	buf_init(&out, 8 * NAME_MAX_BYTES);
	decode(&plain, path, divider);
	buf_putc(&out, '"');
	encode(&out, buf_string(&plain));
	buf_putc(&out, '"');
	buf_clear(&plain);
	if ((quoted = buf_steal(&out)) == NULL)
		fatal("out of memory for a mailbox");
	return (quoted);
}
