#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/dialogue.h"
#include "fetch/mailbox.h"
#include "fetch/session.h"

/*
 * RFC 3501.  libcurl's own APPEND marks mails as read before its 8.13, and
 * can't ask first whether a mail is there; so each is looked for by its
 * Message-ID, which makes sending it again harmless, and appended without
 * flags.
 */

#define WIRE_MAX_BYTES	(SIZE_MAX / 2)
#define ID_MAX		998

enum step { IMAP_LIST, IMAP_READY, IMAP_EXAMINE, IMAP_CREATE, IMAP_SUBSCRIBE,
	IMAP_SEARCH, IMAP_APPEND };

struct imap {
	struct lane		*lane;
	struct session		*session;
	enum step		 step;
	unsigned int		 tag;		/* of the last command */
	char			 divider;	/* of folders in folders */
	char			*mailbox;	/* that is looked at, or NULL */
	char			*wanted;	/* the mail's */
	int			 found, made;	/* it; its mailbox, for it */
	const struct dialogue_mail *mail;
	struct buf		 wire;		/* it, as it is sent */
};

/* A command with a tag of its own; arg may be NULL. */
static void
say(struct imap *i, enum step step, const char *verb, const char *arg)
{
	i->step = step;
	session_sayf(i->session, "n%u %s%s%s\r\n", ++i->tag, verb,
	    arg != NULL ? " " : "", arg != NULL ? arg : "");
}

static void *
imap_open(struct lane *lane, struct session *session,
    const struct slice_account *account, const char *domain)
{
	struct imap	*i = xcalloc(1, sizeof(*i));

	(void)account;
	(void)domain;
	i->lane = lane;
	i->session = session;
	buf_init(&i->wire, WIRE_MAX_BYTES);
	say(i, IMAP_LIST, "LIST", "\"\" \"\"");
	return (i);
}

static void
imap_free(void *arg)
{
	struct imap	*i = arg;

	free(i->mailbox);
	free(i->wanted);
	buf_clear(&i->wire);
	free(i);
}

static void
imap_leave(void *arg)
{
	struct imap	*i = arg;

	say(i, IMAP_READY, "LOGOUT", NULL);
}

/* The mail's own Message-ID, with its brackets; the caller's to free. */
static char *
message_id(const struct dialogue_mail *m)
{
	const char	*p = m->data, *end = p + m->len, *eol, *open, *close;

	for (; p < end && *p != '\n'; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			break;
		if (eol - p < 11 || strncasecmp(p, "Message-ID:", 11) != 0)
			continue;
		open = memchr(p, '<', (size_t)(end - p));
		close = open == NULL ? NULL : memchr(open, '>',
		    (size_t)(end - open));
		if (close == NULL || close - open > ID_MAX)
			break;
		return (xstrndup(open, (size_t)(close - open) + 1));
	}
	return (NULL);
}

static void
put_wire(struct buf *b, const struct dialogue_mail *m)
{
	const char	*p = m->data, *end = p + m->len, *eol;

	for (; p < end; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			eol = end;
		buf_put(b, p, (size_t)(eol - p));
		buf_put(b, "\r\n", 2);
	}
}

static void
append(struct imap *i)
{
	char	*arg;

	buf_reset(&i->wire);
	put_wire(&i->wire, i->mail);
	if (i->wire.failed)
		fatal("out of memory for a mail");
	arg = xasprintf("%s {%zu}", i->wanted, i->wire.len);
	say(i, IMAP_APPEND, "APPEND", arg);
	free(arg);
}

static void
search(struct imap *i)
{
	char	*id = message_id(i->mail), *arg;

	i->found = 0;
	if (id == NULL || strpbrk(id, "\"\\\r\n") != NULL)
		append(i);
	else {
		arg = xasprintf("HEADER Message-ID \"%s\"", id);
		say(i, IMAP_SEARCH, "UID SEARCH", arg);
		free(arg);
	}
	free(id);
}

static void
imap_send(void *arg, const struct dialogue_mail *mail)
{
	struct imap	*i = arg;

	i->mail = mail;
	i->made = 0;
	free(i->wanted);
	i->wanted = mailbox_quote(mail->place, i->divider);
	if (i->mailbox != NULL && strcmp(i->mailbox, i->wanted) == 0)
		search(i);
	else
		say(i, IMAP_EXAMINE, "EXAMINE", i->wanted);
}

static void
done(struct imap *i, enum send_result result, const char *why)
{
	i->mail = NULL;
	i->step = IMAP_READY;
	lane_done(i->lane, result, "%s: %s", i->wanted, why);
	if (result != SEND_TROUBLE)
		lane_ready(i->lane);
}

/* "* LIST (\Noselect) "/" """ */
static void
note_divider(struct imap *i, const char *line)
{
	const char	*p = strchr(line, ')');

	if (p == NULL || (p = strchr(p, '"')) == NULL)
		return;
	if (p[1] == '\\' && p[2] != '\0')
		p++;
	i->divider = p[1] == '"' ? '\0' : p[1];
}

static int
begins(const char *line, const char *word)
{
	return (strncasecmp(line, word, strlen(word)) == 0);
}

static void
hear_untagged(struct imap *i, const char *line)
{
	if (i->step == IMAP_LIST && begins(line, "* LIST "))
		note_divider(i, line);
	else if (i->step == IMAP_SEARCH && begins(line, "* SEARCH "))
		i->found |= strpbrk(line + 9, "123456789") != NULL;
}

/* The server waits for the literal. */
static void
hear_go(struct imap *i)
{
	if (i->step != IMAP_APPEND || i->mail == NULL)
		return;
	lane_committed(i->lane);
	buf_put(&i->wire, "\r\n", 2);
	session_say(i->session, i->wire.data, i->wire.len);
	buf_reset(&i->wire);
}

static void
examined(struct imap *i, int ok, const char *text)
{
	free(i->mailbox);
	i->mailbox = NULL;
	if (ok) {
		i->mailbox = xstrdup(i->wanted);
		search(i);
	} else if (i->made)
		done(i, SEND_LATER, text);
	else {
		i->made = 1;
		say(i, IMAP_CREATE, "CREATE", i->wanted);
	}
}

/* The mailbox may be gone, and is made again the next time. */
static void
refused(struct imap *i, const char *text)
{
	free(i->mailbox);
	i->mailbox = NULL;
	done(i, strstr(text, "[TOOBIG]") != NULL ? SEND_REFUSED : SEND_LATER,
	    text);
}

static void
hear_tagged(struct imap *i, const char *text)
{
	int	ok = begins(text, "OK");

	switch (i->step) {
	case IMAP_LIST:
		i->step = IMAP_READY;
		lane_ready(i->lane);
		break;
	case IMAP_EXAMINE:
		examined(i, ok, text);
		break;
	case IMAP_CREATE:
		if (ok)
			say(i, IMAP_SUBSCRIBE, "SUBSCRIBE", i->wanted);
		else
			done(i, SEND_LATER, text);
		break;
	case IMAP_SUBSCRIBE:
		/* Who can't subscribe can still read. */
		say(i, IMAP_EXAMINE, "EXAMINE", i->wanted);
		break;
	case IMAP_SEARCH:
		if (!ok)
			refused(i, text);
		else if (i->found)
			done(i, SEND_TAKEN, "it is there");
		else
			append(i);
		break;
	case IMAP_APPEND:
		if (ok)
			done(i, SEND_TAKEN, "appended");
		else
			refused(i, text);
		break;
	case IMAP_READY:
		break;
	}
}

/* What a line announces as a literal, "{12}" at its end, is no line. */
static size_t
literal_length(const char *line)
{
	size_t		 len = strlen(line);
	const char	*open = strrchr(line, '{');

	if (len < 3 || line[len - 1] != '}' || open == NULL ||
	    !isdigit((unsigned char)open[1]))
		return (0);
	return ((size_t)strtoul(open + 1, NULL, 10));
}

static void
imap_hear(void *arg, const char *line)
{
	struct imap	*i = arg;
	char		*tag;
	size_t		 n;

	if ((n = literal_length(line)) != 0)
		session_skip(i->session, n);
	if (line[0] == '+') {
		hear_go(i);
		return;
	}
	if (line[0] == '*') {
		hear_untagged(i, line);
		return;
	}
	tag = xasprintf("n%u ", i->tag);
	if (begins(line, tag))
		hear_tagged(i, line + strlen(tag));
	free(tag);
}

const struct dialogue_class dialogue_imap = {
	.open = imap_open, .send = imap_send, .hear = imap_hear,
	.leave = imap_leave, .free = imap_free
};
