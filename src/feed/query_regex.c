#define PCRE2_CODE_UNIT_WIDTH	8

#include <pcre2.h>
#include <stdlib.h>

#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/query_regex.h"

#define PATTERN_MAX	10000		/* bytes */
#define DEPTH_MAX	1000
#define HEAP_MAX	20000		/* KiB */
#define STEPS		40000000	/* of one text */
#define STEPS_LEAST	250		/* from one place in it */
#define STEPS_MOST	100000
#define GROUPS_MAX	250		/* brackets within one another */

struct query_regex {
	pcre2_code		*code;
	pcre2_match_data	*data;
	pcre2_match_context	*context;
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

/* PCRE2 counts anew at each place where a match may begin. */
static uint32_t
steps_for(size_t len)
{
	size_t	n = STEPS / (len + 1);

	return ((uint32_t)(n < STEPS_LEAST ? STEPS_LEAST :
	    n > STEPS_MOST ? STEPS_MOST : n));
}

int
query_regex_next(struct query_regex *r, const char *text, size_t len,
    size_t *at, size_t *start, size_t *end)
{
	const PCRE2_SIZE	*v;

	pcre2_set_match_limit(r->context, steps_for(len));
	while (*at < len) {
		if (pcre2_match(r->code, (PCRE2_SPTR)text, len, *at,
		    PCRE2_NO_UTF_CHECK, r->data, r->context) < 0)
			return (0);
		v = pcre2_get_ovector_pointer(r->data);
		*start = v[0];
		*end = v[1];
		/* \K may put the start behind the end. */
		*at = *end > *at ? *end : *at + 1;
		while (*at < len && ((unsigned char)text[*at] & 0xc0) == 0x80)
			++*at;
		if (*start < *end)
			return (1);
	}
	return (0);
}
