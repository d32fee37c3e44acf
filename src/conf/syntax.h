#ifndef CONF_SYNTAX_H
#define CONF_SYNTAX_H

/*
 * What is wrong with a text that is no YAML, in the words of somebody who
 * wanted to write keywords: libyaml's own are about its grammar.
 */

#include <stddef.h>

#include <yaml.h>

struct syntax_place {
	unsigned int	line, column;	/* from 1, in characters */
};

/*
 * The message for what a parser stopped at, the caller's to free; place is
 * where to point, which need not be where it stopped.  list is where the list
 * in brackets that it is in begins; line 0: none.
 */
char	*syntax_explain(const char *text, size_t len, const yaml_parser_t *,
	    struct syntax_place list, struct syntax_place *place);

/*
 * What was meant as one text at a place, in the quotation marks it lacks; the
 * caller's to free, NULL when there is none.
 */
char	*syntax_quote(const char *text, size_t len, struct syntax_place);

/* The same for what a comment hides behind a place in its line. */
char	*syntax_quote_comment(const char *text, size_t len,
	    struct syntax_place);

#endif
