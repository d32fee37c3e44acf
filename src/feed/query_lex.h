#ifndef FEED_QUERY_LEX_H
#define FEED_QUERY_LEX_H

/* An expression cut into operators, brackets and keywords. */

#include <stddef.h>
#include <stdint.h>

enum token_kind {
	TOKEN_END, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_AND, TOKEN_OR, TOKEN_NOT,
	TOKEN_NEAR, TOKEN_ONEAR, TOKEN_ATLEAST, TOKEN_FIELD, TOKEN_TERM,
	TOKEN_REGEX, TOKEN_BAD
};

struct token {
	enum token_kind	 kind;
	const char	*start, *end;	/* as written */
	const char	*p, *pend;	/* inside of quotes or slashes */
	uint32_t	 number;	/* of NEAR/n; the field */
	int		 exact;
};

/*
 * The token at p and after blanks.  TOKEN_BAD: *at is the byte to point at
 * and *cause is set.
 */
void	query_token(const char *p, struct token *, const char **at,
	    char **cause);

/* Bytes of the white space at p, of any script; 0: there is none. */
size_t	query_blank(const char *p);

#endif
