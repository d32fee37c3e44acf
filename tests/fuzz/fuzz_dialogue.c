#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/dialogue.h"
#include "fetch/session.h"

/*
 * Lines of a hostile mail server.  The first byte says which protocol; the
 * lane and the session are these.
 */

#define LINES_MAX	200

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char		text[] = "Message-ID: <a@b>\n\n.x\n\303\274\n";
static struct dialogue_mail	mail = { "News/x", text, sizeof(text) - 1 };
static int			ready, sending, dropped;
static size_t			said;

void
session_say(struct session *s, const void *p, size_t len)
{
	(void)s;
	for (size_t i = 0; i < len; i++)
		said += ((const unsigned char *)p)[i];
}

void
session_sayf(struct session *s, const char *fmt, ...)
{
	va_list	ap;
	char	line[16384];
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line))
		abort();
	session_say(s, line, (size_t)n);
}

void
session_skip(struct session *s, size_t n)
{
	(void)s;
	said += n;
}

/* Between mails only, and never once it is to be dropped. */
void
lane_ready(struct lane *l)
{
	(void)l;
	if (sending || dropped)
		abort();
	ready = 1;
}

void
lane_committed(struct lane *l)
{
	(void)l;
	if (!sending)
		abort();
}

void
lane_done(struct lane *l, enum send_result result, const char *fmt, ...)
{
	va_list	ap;
	char	why[512];

	(void)l;
	if (!sending)
		abort();
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	sending = 0;
	dropped = result == SEND_TROUBLE;
}

static void
hear(const struct dialogue_class *class, void *d, const uint8_t *p, size_t n)
{
	char	*line = calloc(1, n + 1);

	for (size_t i = 0; line != NULL && i < n; i++)
		line[i] = p[i] != '\0' ? (char)p[i] : ' ';
	if (line != NULL)
		class->hear(d, line);
	free(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slice_account account = { .from = "a@b" };
	const struct dialogue_class	 *class;
	const uint8_t			 *end = data + size, *eol;
	void				 *d;

	if (size == 0)
		return (0);
	class = *data++ % 2 ? &dialogue_imap : &dialogue_smtp;
	ready = sending = dropped = 0;
	d = class->open(NULL, NULL, &account, "d.example");
	for (int i = 0; data < end && i < LINES_MAX; data = eol + 1, i++) {
		if (ready && !dropped) {
			ready = 0;
			sending = 1;
			class->send(d, &mail);
		}
		eol = memchr(data, '\n', (size_t)(end - data));
		if (eol == NULL)
			eol = end;
		hear(class, d, data, (size_t)(eol - data));
		if (eol == end)
			break;
	}
	if (!sending)
		class->leave(d);
	class->free(d);
	return (0);
}
