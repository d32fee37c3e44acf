#ifndef PARENT_FILE_H
#define PARENT_FILE_H

/* file: URLs (RFC 8089), which only a feed the user wrote down may have. */

struct source;

int	file_is_url(const char *url);

/*
 * Reads the source's file as fetch would have: its time and size stand for
 * validators, and poll_fetched gets the answer.
 */
void	file_read(struct source *);

#endif
