#ifndef TESTS_CONF_PARSE_H
#define TESTS_CONF_PARSE_H

/* Configurations to be read, with a check of keywords that is easily told. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "conf/conf.h"

#define HEAD	"deliver: maildir:/m\n"

static char	joined[200];	/* parts of a topic, as they were checked */

/*
 * Stands for topic_check: brackets are refused but around all of a topic,
 * whose parts have brackets.  There ! is refused, and # for its depth, also
 * beside an OR; of NOT (! the NOT.
 */
static inline int
check(const char *keyword, size_t *offset, char **cause)
{
	const char	*bad = strpbrk(keyword, "()");

	if (strncmp(keyword, "a OR ((", 7) == 0)
		bad = strchr(keyword, '#');
	else if (bad == keyword) {
		snprintf(joined, sizeof(joined), "%s", keyword);
		bad = strpbrk(keyword, "!#");
		if (bad != NULL && bad - keyword >= 5 &&
		    strncmp(bad - 5, "NOT (", 5) == 0)
			bad -= 5;
	}
	if (bad == NULL)
		return (0);
	*offset = (size_t)(bad - keyword);
	return (cause_set(cause, "no such sign"));
}

static inline struct conf *
parse(const char *text)
{
	char		*cause = NULL;
	struct conf	*conf;

	conf = conf_parse("f", text, strlen(text), check, &cause);
	if (conf == NULL)
		printf("# %s\n", cause);
	free(cause);
	if (conf == NULL)
		abort();
	return (conf);
}

#endif
