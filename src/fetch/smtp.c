#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/dialogue.h"
#include "fetch/session.h"

/*
 * RFC 5321.  A mail has one recipient, so that each of them is answered for
 * by itself.
 */

#define WIRE_MAX_BYTES	(SIZE_MAX / 2)

enum step { SMTP_EHLO, SMTP_READY, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_BODY,
	SMTP_RSET };

struct smtp {
	struct lane		*lane;
	struct session		*session;
	const char		*from;
	enum step		 step;
	int			 eight_bit, size;	/* it knows 8BITMIME, SIZE */
	uint64_t		 size_max;		/* 0: it doesn't say */
	const struct dialogue_mail *mail;
};

static void *
smtp_open(struct lane *lane, struct session *session,
    const struct slice_account *account, const char *domain)
{
	struct smtp	*s = xcalloc(1, sizeof(*s));

	s->lane = lane;
	s->session = session;
	s->from = account->from;
	/* libcurl has said it, too, but keeps what it was answered. */
	session_sayf(session, "EHLO %s\r\n", domain);
	return (s);
}

static void
smtp_free(void *arg)
{
	free(arg);
}

static void
smtp_leave(void *arg)
{
	struct smtp	*s = arg;

	session_sayf(s->session, "QUIT\r\n");
}

static int
is_ascii(const struct dialogue_mail *m)
{
	for (size_t i = 0; i < m->len; i++)
		if ((unsigned char)m->data[i] > 0x7f)
			return (0);
	return (1);
}

/* CRLF for LF, and a dot before one that begins a line (4.5.2). */
static void
put_body(struct buf *b, const struct dialogue_mail *m)
{
	const char	*p = m->data, *end = p + m->len, *eol;

	for (; p < end; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			eol = end;
		if (*p == '.')
			buf_putc(b, '.');
		buf_put(b, p, (size_t)(eol - p));
		buf_put(b, "\r\n", 2);
	}
	buf_put(b, ".\r\n", 3);
}

static void
smtp_send(void *arg, const struct dialogue_mail *mail)
{
	struct smtp	*s = arg;

	if (s->size_max != 0 && mail->len > s->size_max) {
		lane_done(s->lane, SEND_REFUSED, "it has %zu bytes, and the "
		    "server takes %llu", mail->len,
		    (unsigned long long)s->size_max);
		lane_ready(s->lane);
		return;
	}
	s->mail = mail;
	s->step = SMTP_MAIL;
	session_sayf(s->session, "MAIL FROM:<%s>", s->from);
	if (s->size)
		session_sayf(s->session, " SIZE=%zu", mail->len);
	if (s->eight_bit && !is_ascii(mail))
		session_sayf(s->session, " BODY=8BITMIME");
	session_sayf(s->session, "\r\n");
}

/* A server that is full has a code for that, but many say 552 (RFC 3463). */
static int
is_for_good(const char *line)
{
	return (line[0] == '5' && strstr(line, "5.2.2") == NULL);
}

/* A mail that wasn't taken; the next begins with a clean table. */
static void
give_up(struct smtp *s, enum send_result result, const char *line)
{
	s->mail = NULL;
	/* 421: it hangs up. */
	if (strncmp(line, "421", 3) == 0)
		result = SEND_TROUBLE;
	s->step = SMTP_READY;
	if (result != SEND_TROUBLE) {
		s->step = SMTP_RSET;
		session_sayf(s->session, "RSET\r\n");
	}
	lane_done(s->lane, result, "%s", line);
}

static void
heard_mail(struct smtp *s, const char *line)
{
	if (line[0] == '2') {
		s->step = SMTP_RCPT;
		session_sayf(s->session, "RCPT TO:<%s>\r\n", s->mail->place);
	} else if (strncmp(line, "552", 3) == 0 && is_for_good(line))
		give_up(s, SEND_REFUSED, line);
	else
		give_up(s, SEND_TROUBLE, line);
}

static void
heard_rcpt(struct smtp *s, const char *line)
{
	if (line[0] == '2') {
		s->step = SMTP_DATA;
		session_sayf(s->session, "DATA\r\n");
	} else
		give_up(s, SEND_LATER, line);
}

static void
heard_data(struct smtp *s, const char *line)
{
	struct buf	b;

	if (line[0] != '3') {
		give_up(s, SEND_LATER, line);
		return;
	}
	s->step = SMTP_BODY;
	lane_committed(s->lane);
	buf_init(&b, WIRE_MAX_BYTES);
	put_body(&b, s->mail);
	if (b.failed)
		fatal("out of memory for a mail");
	session_say(s->session, b.data, b.len);
	buf_clear(&b);
}

static void
heard_body(struct smtp *s, const char *line)
{
	if (line[0] != '2') {
		give_up(s, is_for_good(line) ? SEND_REFUSED : SEND_LATER,
		    line);
		return;
	}
	s->mail = NULL;
	s->step = SMTP_READY;
	lane_done(s->lane, SEND_TAKEN, "%s", line);
	lane_ready(s->lane);
}

/* A line of the greeting's answer: "250-SIZE 10240000". */
static void
note_extension(struct smtp *s, const char *line)
{
	const char	*word = strlen(line) > 4 ? line + 4 : "";

	if (strcasecmp(word, "8BITMIME") == 0)
		s->eight_bit = 1;
	if (strncasecmp(word, "SIZE", 4) == 0 && !isalnum((unsigned char)
	    word[4])) {
		s->size = 1;
		s->size_max = strtoull(word + 4, NULL, 10);
	}
}

static void
smtp_hear(void *arg, const char *line)
{
	struct smtp	*s = arg;

	if (s->step == SMTP_EHLO && line[0] == '2')
		note_extension(s, line);
	if (strlen(line) > 3 && line[3] == '-')
		return;
	switch (s->step) {
	case SMTP_EHLO:
	case SMTP_RSET:
		/* What it can't do here shows with the next mail. */
		s->step = SMTP_READY;
		lane_ready(s->lane);
		break;
	case SMTP_MAIL:
		heard_mail(s, line);
		break;
	case SMTP_RCPT:
		heard_rcpt(s, line);
		break;
	case SMTP_DATA:
		heard_data(s, line);
		break;
	case SMTP_BODY:
		heard_body(s, line);
		break;
	case SMTP_READY:
		/* 421 before it closes; nothing was asked. */
		break;
	}
}

const struct dialogue_class dialogue_smtp = {
	.open = smtp_open, .send = smtp_send, .hear = smtp_hear,
	.leave = smtp_leave, .free = smtp_free
};
