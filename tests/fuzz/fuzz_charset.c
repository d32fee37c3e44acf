/*
 * Bytes of any encoding: what comes out is valid UTF-8, of a size that the
 * input allows, and says the same when it is read again.  The first line is
 * the type that HTTP gave it.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "feed/charset.h"
#include "feed/charset_label.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define TYPE_MAX	80
#define ARENA_CAP	(64u * 1024 * 1024)

static void
check_decode(struct arena *a, const char *type, const char *data, size_t len)
{
	const char	*text, *again;
	size_t		 text_len, again_len;
	int		 lied;

	if (charset_decode(a, data, len, type, &text, &text_len, &lied) == -1)
		abort();
	if (text_len > 4 * len + 4 || utf8_valid(text, text_len) != text_len)
		abort();
	/* What may have a meaning of its own: escapes, marks, zeros. */
	if (memchr(text, 0x1b, text_len) != NULL ||
	    memchr(text, '\0', text_len) != NULL ||
	    memmem(text, text_len, "\xef\xbb\xbf", 3) != NULL)
		return;
	if (charset_decode(a, text, text_len, "x; charset=utf-8", &again,
	    &again_len, &lied) == -1 || again != text || lied)
		abort();
}

static void
check_repair(struct arena *a, const char *data, size_t len)
{
	const char	*s = charset_repair(a, data, len);
	size_t		 n;

	if (s == NULL)
		abort();
	n = strlen(s);
	if (n > 3 * len || utf8_valid(s, n) != n)
		abort();
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t' &&
		    s[i] != '\n') || s[i] == 0x7f ||
		    ((unsigned char)s[i] == 0xc2 &&
		    (unsigned char)s[i + 1] < 0xa0))
			abort();
	if (strcmp(charset_repair(a, s, n), s) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*a = arena_new(ARENA_CAP);
	const char	*s = (const char *)data, *end;
	char		 type[TYPE_MAX + 1] = "";
	size_t		 n;
	int		 cs;

	charset_init();
	if (size > 0 && (end = memchr(s, '\n', size)) != NULL &&
	    (n = (size_t)(end - s)) <= TYPE_MAX) {
		memcpy(type, s, n);
		cs = charset_label(s, n);
		if (cs < -1 || cs >= CHARSET_COUNT)
			abort();
		s += n + 1;
		size -= n + 1;
	}
	if (size > 0) {
		check_decode(a, type[0] != '\0' ? type : NULL, s, size);
		check_repair(a, s, size);
	}
	arena_free(a);
	return (0);
}
