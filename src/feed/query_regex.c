#define PCRE2_CODE_UNIT_WIDTH	8

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/query_regex.h"

#define PATTERN_MAX	10000		/* bytes */
#define DEPTH_MAX	1000
#define HEAP_MAX	20000		/* KiB */
#define STEPS		40000000u	/* of one text */
#define STEPS_LEAST	250		/* from one place in it */
#define STEPS_MOST	100000
#define STEPS_PLACE	32		/* that a place counts for at least */
#define BROAD		20		/* letters that are found alone */
#define GROUPS_MAX	250		/* brackets within one another */

struct query_regex {
	pcre2_code		*code;
	pcre2_match_data	*data;
	pcre2_match_context	*context;
	/* the text that is searched */
	const char		*text;
	size_t			 len, at;
	int			 careful;	/* place by place */
	uint32_t		 left;		/* steps, then */
};

static const struct {
	uint32_t	flag, option;
} options[] = {
	{ REGEX_CASELESS, PCRE2_CASELESS },
	{ REGEX_MULTILINE, PCRE2_MULTILINE },
	{ REGEX_DOTALL, PCRE2_DOTALL },
	{ REGEX_EXTENDED, PCRE2_EXTENDED }
};

static pcre2_code *
compile(const char *pattern, size_t len, uint32_t flags, size_t *offset,
    char **cause)
{
	pcre2_compile_context	*cc = pcre2_compile_context_create(NULL);
	pcre2_code		*code;
	PCRE2_SIZE		 where = 0;
	PCRE2_UCHAR		 why[120] = "";
	uint32_t		 opt = PCRE2_UTF | PCRE2_UCP |
				    PCRE2_NEVER_BACKSLASH_C;
	int			 error = 0;

	if (cc == NULL) {
		cause_set(cause, "out of memory");
		return (NULL);
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (flags & options[i].flag)
			opt |= options[i].option;
	pcre2_set_max_pattern_length(cc, PATTERN_MAX);
	pcre2_set_parens_nest_limit(cc, GROUPS_MAX);
	code = pcre2_compile((PCRE2_SPTR)pattern, len, opt, &error, &where,
	    cc);
	pcre2_compile_context_free(cc);
	if (code == NULL) {
		pcre2_get_error_message(error, why, sizeof(why));
		*offset = where < len ? where : len;
		cause_set(cause, "the regular expression: %s", (char *)why);
	}
	return (code);
}

struct query_regex *
query_regex_new(const char *pattern, size_t len, uint32_t flags,
    size_t *offset, char **cause)
{
	struct query_regex	*r = xcalloc(1, sizeof(*r));

	*offset = 0;
	r->code = compile(pattern, len, flags, offset, cause);
	if (r->code == NULL) {
		query_regex_free(r);
		return (NULL);
	}
	r->data = pcre2_match_data_create_from_pattern(r->code, NULL);
	r->context = pcre2_match_context_create(NULL);
	if (r->data == NULL || r->context == NULL) {
		cause_set(cause, "out of memory");
		query_regex_free(r);
		return (NULL);
	}
	pcre2_set_depth_limit(r->context, DEPTH_MAX);
	pcre2_set_heap_limit(r->context, HEAP_MAX);
	pcre2_set_match_limit(r->context, STEPS_MOST);
	if (pcre2_match(r->code, (PCRE2_SPTR)"", 0, 0, 0, r->data,
	    r->context) >= 0) {
		cause_set(cause, "the regular expression finds nothing at "
		    "all, too, and so every story; write one that needs a "
		    "letter");
		query_regex_free(r);
		return (NULL);
	}
	return (r);
}

void
query_regex_free(struct query_regex *r)
{
	if (r == NULL)
		return;
	pcre2_match_context_free(r->context);
	pcre2_match_data_free(r->data);
	pcre2_code_free(r->code);
	free(r);
}

static int
is_found_in(struct query_regex *r, const char *text)
{
	size_t	start, end;

	query_regex_start(r, text, strlen(text));
	return (query_regex_next(r, &start, &end) == 1);
}

/* A blank or a letter is enough, and nearly any letter is one. */
int
query_regex_is_broad(struct query_regex *r)
{
	char		letter[2] = "";
	unsigned int	n = 0;

	for (letter[0] = 'a'; letter[0] <= 'z'; letter[0]++)
		n += is_found_in(r, letter) != 0;
	return (n >= BROAD || is_found_in(r, " "));
}

void
query_regex_start(struct query_regex *r, const char *text, size_t len)
{
	r->text = text;
	r->len = len;
	r->at = 0;
	r->careful = 0;
}

static int
match(struct query_regex *r, uint32_t steps, uint32_t how)
{
	pcre2_set_match_limit(r->context, steps);
	return (pcre2_match(r->code, (PCRE2_SPTR)r->text, r->len, r->at,
	    PCRE2_NO_UTF_CHECK | how, r->data, r->context));
}

static void
next_letter(struct query_regex *r)
{
	do
		r->at++;
	while (r->at < r->len &&
	    ((unsigned char)r->text[r->at] & 0xc0) == 0x80);
}

/*
 * PCRE2 counts anew at each place where a match may begin.  While that is
 * few steps anywhere it may look for the place itself.
 */
static int
match_freely(struct query_regex *r)
{
	size_t	n = STEPS / (r->len + 1);

	return (match(r, (uint32_t)(n < STEPS_LEAST ? STEPS_LEAST :
	    n > STEPS_MOST ? STEPS_MOST : n), 0));
}

/* At the next place, with as many steps as it takes of those of the text. */
static int
match_here(struct query_regex *r)
{
	uint32_t	steps = STEPS_LEAST;
	int		rv;

	while ((rv = match(r, steps, PCRE2_ANCHORED)) ==
	    PCRE2_ERROR_MATCHLIMIT && r->left > steps) {
		r->left -= steps;
		steps = steps * 4 < r->left ? steps * 4 : r->left;
	}
	r->left -= r->left < STEPS_PLACE ? r->left : STEPS_PLACE;
	return (r->left == 0 ? PCRE2_ERROR_MATCHLIMIT : rv);
}

/* Place by place, so that what some take is left by others. */
static int
match_carefully(struct query_regex *r)
{
	int	rv = PCRE2_ERROR_NOMATCH;

	for (; r->at < r->len; next_letter(r))
		if ((rv = match_here(r)) != PCRE2_ERROR_NOMATCH)
			break;
	return (rv);
}

/* The number of groups, PCRE2_ERROR_NOMATCH, or an error of a limit. */
static int
search(struct query_regex *r)
{
	int	rv;

	if (!r->careful) {
		if ((rv = match_freely(r)) != PCRE2_ERROR_MATCHLIMIT)
			return (rv);
		r->careful = 1;
		r->left = STEPS;
	}
	return (match_carefully(r));
}

int
query_regex_next(struct query_regex *r, size_t *start, size_t *end)
{
	const PCRE2_SIZE	*v;
	int			 rv;

	while (r->at < r->len) {
		if ((rv = search(r)) < 0)
			return (rv == PCRE2_ERROR_NOMATCH ? 0 : -1);
		v = pcre2_get_ovector_pointer(r->data);
		*start = v[0];
		*end = v[1];
		/* \K may put the start behind the end. */
		if (*end > r->at)
			r->at = *end - 1;
		next_letter(r);
		if (*start < *end)
			return (1);
	}
	return (0);
}
