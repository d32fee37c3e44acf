#ifndef FETCH_MAILBOX_H
#define FETCH_MAILBOX_H

/*
 * A mailbox as an IMAP command has it: a quoted string in modified UTF-7 (RFC
 * 3501, 5.1.3), made of a URL's path, whose %XX are decoded and whose slashes
 * are the server's divider.  '\0' for a server without folders in folders.
 * The caller's to free.
 */
char	*mailbox_quote(const char *path, char divider);

#endif
