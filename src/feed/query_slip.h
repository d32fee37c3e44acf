#ifndef FEED_QUERY_SLIP_H
#define FEED_QUERY_SLIP_H

/*
 * Slips in an expression that would otherwise pass for keywords, and find
 * nothing or something else.  Each returns 0, or -1 with a cause and the byte
 * to point at.
 */

/* Bytes that no expression holds: control characters and what isn't UTF-8. */
int	query_slip_text(const char *text, const char **at, char **cause);

/* A piece of a bare keyword: other programs' operators, misspelt fields. */
int	query_slip_piece(const char *p, const char *end, const char **at,
	    char **cause);

/* All of a bare keyword: a list, or a minus that would leave stories out. */
int	query_slip_keyword(const char *p, const char *end, const char **at,
	    char **cause);

#endif
