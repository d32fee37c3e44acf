#ifndef FEED_QUERY_REGEX_H
#define FEED_QUERY_REGEX_H

/*
 * Regular expressions of topics, by PCRE2: Unicode, without just-in-time
 * code, with limits in steps rather than time.
 */

#include <stddef.h>
#include <stdint.h>

#define REGEX_MATCHES_MAX	1000	/* in one text */

enum query_flag {
	REGEX_CASELESS = 1, REGEX_MULTILINE = 2, REGEX_DOTALL = 4,
	REGEX_EXTENDED = 8
};

struct query_regex;

/*
 * NULL and a cause, with *offset in the pattern, for what doesn't compile or
 * is found in an empty text, too.
 */
struct query_regex *query_regex_new(const char *pattern, size_t len,
	    uint32_t flags, size_t *offset, char **cause);
/* Whether it is found in nearly every text there is. */
int	 query_regex_is_broad(struct query_regex *);
void	 query_regex_free(struct query_regex *);

/* Begins a search.  The text is UTF-8 and has to stay until its end. */
void	 query_regex_start(struct query_regex *, const char *text, size_t len);

/*
 * The next match that isn't empty: 1; 0 when none is left, -1 when it can't
 * be told, as the search took more steps than it may.
 */
int	 query_regex_next(struct query_regex *, size_t *start, size_t *end);

#endif
