#ifndef PARENT_MAILCHECK_H
#define PARENT_MAILCHECK_H

#include <stddef.h>

/*
 * Whether these bytes are a mail as our composer writes it, before a byte of
 * it reaches a mailbox: no NUL, no CR, lines of at most 998 bytes (RFC 5322,
 * 2.1.1), only the header fields we write, each but once, and the Message-ID
 * that was announced.  0 or -1.
 */
int	mailcheck(const void *mail, size_t len, const char *message_id);

/*
 * The same for a story as a program gets it: UTF-8, no other control than
 * line ends, an object and an end of line.  0 or -1.
 */
int	itemcheck(const void *item, size_t len);

/* Whether this can be a Message-ID, without its brackets. */
int	mailcheck_id(const char *id);

#endif
