#include <string.h>

#include "base/date.h"
#include "feed/html.h"
#include "parse/phrase.h"

void
phrase_put_day(struct buf *b, int64_t t)
{
	char	s[DATE_RFC3339_SIZE];

	date_rfc3339(t, s);
	buf_put(b, s, 10);
}

void
phrase_put_time(struct buf *b, int64_t t)
{
	char	s[DATE_RFC3339_SIZE];

	date_rfc3339(t, s);
	buf_printf(b, "%.10s, %.5s UTC", s, s + 11);
}

/* As a shell takes it for one word. */
static void
put_word(struct buf *b, const char *s)
{
	struct buf	word;
	const char	*quote;

	if (s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_./:@%+,-")] == '\0' && s[0] != '-') {
		html_escape(s, b);
		return;
	}
	buf_init(&word, PHRASE_MAX);
	buf_putc(&word, '\'');
	for (; (quote = strchr(s, '\'')) != NULL; s = quote + 1) {
		buf_put(&word, s, (size_t)(quote - s));
		buf_puts(&word, "'\\''");
	}
	buf_puts(&word, s);
	buf_putc(&word, '\'');
	html_escape(buf_string(&word), b);
	buf_clear(&word);
}

void
phrase_put_command(struct buf *b, const char *what, const char *command,
    const char *name)
{
	buf_printf(b, "<p>%s:</p><pre>newsievectl %s", what, command);
	if (name != NULL) {
		buf_putc(b, ' ');
		put_word(b, name);
	}
	buf_puts(b, "</pre>");
}
