#ifndef TESTS_UNIT_HTML_MAKE_H
#define TESTS_UNIT_HTML_MAKE_H

/* What the tests of HTML share: one document at a time, made safe. */

static struct arena	*arena;
static struct buf	 out;

static const struct html_options options = { .base = "https://e.example/d/" };

/* Safe HTML, which read again is itself. */
static const char *
make_safe(const char *html)
{
	char	*once;

	arena_reset(arena);
	buf_reset(&out);
	html_to_safe(arena, html_read(arena, html), &options, &out);
	once = arena_strdup(arena, buf_string(&out));
	buf_reset(&out);
	html_to_safe(arena, html_read(arena, once), &options, &out);
	if (strcmp(buf_string(&out), once) != 0) {
		ok(0, "safe HTML read again is itself");
		printf("#    from: %s\n#    once: %s\n#    twice: %s\n", html,
		    once, buf_string(&out));
	}
	return (once);
}

#endif
