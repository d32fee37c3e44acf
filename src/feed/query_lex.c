#include <stdlib.h>
#include <string.h>

#include <unictype.h>

#include "base/cause.h"
#include "feed/letter.h"
#include "feed/query.h"
#include "feed/query_lex.h"
#include "feed/query_slip.h"
#include "feed/topic.h"

/* Others than those of ASCII come along when text is pasted. */
size_t
query_blank(const char *p)
{
	uint32_t	uc;
	size_t		n;

	if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		return (1);
	if ((unsigned char)*p < 0xc2)
		return (0);
	uc = letter_decode(p, p + strnlen(p, 4), &n);
	return (uc != 0x85 && uc_is_property_white_space(uc) ? n : 0);
}

static const char *
skip_blanks(const char *p)
{
	size_t	n;

	while ((n = query_blank(p)) != 0)
		p += n;
	return (p);
}

static int
is_bracket(char c)
{
	return (c == '(' || c == ')');
}

static void
bad(struct token *t, const char *where, const char **at)
{
	t->kind = TOKEN_BAD;
	*at = where;
}

/* Whether a keyword ends here, seen from its last letter. */
static int
is_end(const char *p)
{
	return (*p == '\0' || is_bracket(*p) || query_blank(p) != 0);
}

/* Quotation marks, each with those that close what it opens. */
static const struct {
	const char	*open;
	const char	*close[3];
} quotes[] = {
	{ "\"", { "\"" } },
	{ "\342\200\234", { "\342\200\235", "\342\200\234" } },
	{ "\342\200\235", { "\342\200\235" } },
	{ "\342\200\236", { "\342\200\234", "\342\200\235" } },
	{ "\302\253", { "\302\273" } },
	{ "\302\273", { "\302\253", "\302\273" } }
};

#define NQUOTES	(sizeof(quotes) / sizeof(quotes[0]))

/* Which of them stands at p; -1: none. */
static int
quote_find(const char *p)
{
	if (*p != '"' && (unsigned char)*p != 0xe2 &&
	    (unsigned char)*p != 0xc2)
		return (-1);
	for (size_t i = 0; i < NQUOTES; i++)
		if (strncmp(p, quotes[i].open, strlen(quotes[i].open)) == 0)
			return ((int)i);
	return (-1);
}

/* One inside of a word, as Hebrew abbreviations have it. */
static int
is_inner(const char *start, const char *p, size_t n)
{
	return (p > start && (unsigned char)p[-1] >= 0x80 &&
	    (unsigned char)p[n] >= 0x80 && query_blank(p + n) == 0);
}

/* The end of what goes from blank to blank and holds no bracket. */
static const char *
piece_end(const char *p)
{
	const char	*start = p;
	int		 quote;

	for (; !is_end(p); p++)
		if ((quote = quote_find(p)) != -1 &&
		    !is_inner(start, p, strlen(quotes[quote].open)))
			break;
	return (p);
}

static const struct {
	const char	*name;
	enum token_kind	 kind;
	const char	*number;	/* an example, of what takes one */
	uint32_t	 max;
} operators[] = {
	{ "AND", TOKEN_AND, NULL, 0 },
	{ "OR", TOKEN_OR, NULL, 0 },
	{ "NOT", TOKEN_NOT, NULL, 0 },
	{ "NEAR", TOKEN_NEAR, "NEAR/8", QUERY_NEAR_MAX },
	{ "ONEAR", TOKEN_ONEAR, "ONEAR/8", QUERY_NEAR_MAX },
	{ "ATLEAST", TOKEN_ATLEAST, "ATLEAST/3", QUERY_TIMES_MAX }
};

#define NOPERATORS	(sizeof(operators) / sizeof(operators[0]))

/* The operator a piece is, or is meant to be; -1: none. */
static int
operator_find(const char *p, const char *end)
{
	size_t	n, len = (size_t)(end - p);

	for (size_t i = 0; i < NOPERATORS; i++) {
		n = strlen(operators[i].name);
		if (len >= n && memcmp(p, operators[i].name, n) == 0 &&
		    (len == n || (p[n] == '/' &&
		    operators[i].number != NULL)))
			return ((int)i);
	}
	return (-1);
}

static const char *const fields[TOPIC_FIELDS] = {
	"title", "body", "author", "category", "link", "feed", "lang"
};

static int
field_find(const char *p)
{
	for (int i = 0; i < TOPIC_FIELDS; i++) {
		size_t	n = strlen(fields[i]);

		if (strncmp(p, fields[i], n) == 0 && p[n] == ':')
			return (i);
	}
	return (-1);
}

/* The number behind a slash, up to the end of the piece. */
static void
read_number(struct token *t, int op, const char **at, char **cause)
{
	const char	*p = t->start + strlen(operators[op].name);
	uint64_t	 n = 0;

	if (p == t->end || ++p == t->end) {
		cause_set(cause, "%s needs a number: %s", operators[op].name,
		    operators[op].number);
		bad(t, p, at);
		return;
	}
	for (const char *q = p; q < t->end; q++) {
		if (*q < '0' || *q > '9') {
			cause_set(cause, "no number; write %s",
			    operators[op].number);
			bad(t, q, at);
			return;
		}
		if (n <= operators[op].max)
			n = n * 10 + (uint64_t)(*q - '0');
	}
	if (n == 0 || n > operators[op].max) {
		cause_set(cause, "the number of %s goes from 1 to %u",
		    operators[op].name, operators[op].max);
		bad(t, p, at);
	}
	t->number = (uint32_t)n;
}

/* Pieces in a row that are no operators: a word or a phrase. */
static void
read_bare(struct token *t, const char **at, char **cause)
{
	const char	*p = t->p, *end, *where;

	for (;;) {
		end = piece_end(p);
		if (query_slip_piece(p, end, &where, cause) == -1) {
			bad(t, where, at);
			return;
		}
		if (quote_find(end) != -1) {
			cause_set(cause, "quotation marks stand around the "
			    "whole keyword");
			bad(t, end, at);
			return;
		}
		t->end = t->pend = end;
		p = skip_blanks(end);
		end = piece_end(p);
		if (p == end || operator_find(p, end) != -1 ||
		    field_find(p) != -1)
			break;
	}
	if (query_slip_keyword(t->p, t->pend, &where, cause) == -1)
		bad(t, where, at);
}

/* The mark that closes what the one at start opens, and its bytes. */
static const char *
quote_close(const char *start, int quote, size_t *n)
{
	const char	*p = start + strlen(quotes[quote].open), *first = p;

	for (; *p != '\0'; p++)
		for (size_t i = 0; i < 3 && quotes[quote].close[i] != NULL;
		    i++) {
			*n = strlen(quotes[quote].close[i]);
			if (strncmp(p, quotes[quote].close[i], *n) == 0 &&
			    !is_inner(first, p, *n))
				return (p);
		}
	return (NULL);
}

static void
read_quoted(struct token *t, int quote, const char **at, char **cause)
{
	const char	*open = t->p;
	size_t		 n;

	if ((t->pend = quote_close(open, quote, &n)) == NULL) {
		cause_set(cause, "the closing quotation mark is missing");
		bad(t, open, at);
		return;
	}
	t->p = open + strlen(quotes[quote].open);
	t->end = t->pend + n;
	if (!is_end(t->end)) {
		cause_set(cause, "a quoted phrase ends here; write what "
		    "follows as a keyword of its own");
		bad(t, t->end, at);
	}
}

/* The slash that closes; one in a [class] or behind a \ doesn't. */
static const char *
regex_close(const char *p)
{
	int	class = 0;

	for (; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '[')
			class = 1;
		else if (*p == ']')
			class = 0;
		else if (*p == '/' && !class)
			return (p);
	}
	return (NULL);
}

static void
read_regex(struct token *t, const char **at, char **cause)
{
	const char	*open = t->p;

	t->kind = TOKEN_REGEX;
	t->p++;
	if ((t->pend = regex_close(t->p)) == NULL) {
		cause_set(cause, "the closing / of the regular expression is "
		    "missing; quote a keyword that begins with /");
		bad(t, open, at);
		return;
	}
	t->end = t->pend + 1;
	while (!is_end(t->end)) {
		if (strchr("imsx", *t->end) == NULL) {
			cause_set(cause, "behind a regular expression stand "
			    "only the letters i, m, s and x; a / inside it is "
			    "written \\/");
			bad(t, t->end, at);
			return;
		}
		t->end++;
	}
}

static void
read_term(struct token *t, const char **at, char **cause)
{
	int	quote;

	t->kind = TOKEN_TERM;
	t->p = t->start;
	if (*t->p == '/') {
		read_regex(t, at, cause);
		return;
	}
	if (*t->p == '=') {
		t->exact = 1;
		t->p++;
		if (is_end(t->p) || *t->p == '=' || *t->p == '/') {
			cause_set(cause, "= stands right in front of a word "
			    "or a quoted phrase: =WHO");
			bad(t, t->start, at);
			return;
		}
	}
	if ((quote = quote_find(t->p)) != -1)
		read_quoted(t, quote, at, cause);
	else
		read_bare(t, at, cause);
}

void
query_token(const char *p, struct token *t, const char **at, char **cause)
{
	int	n;

	memset(t, 0, sizeof(*t));
	p = skip_blanks(p);
	t->start = t->end = p;
	if (*p == '\0')
		return;
	if (is_bracket(*p)) {
		t->kind = *p == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
		t->end++;
	} else if ((n = operator_find(p, piece_end(p))) != -1) {
		t->kind = operators[n].kind;
		t->end = piece_end(p);
		if (operators[n].number != NULL)
			read_number(t, n, at, cause);
	} else if ((n = field_find(p)) != -1) {
		t->kind = TOKEN_FIELD;
		t->number = (uint32_t)n;
		t->end += strlen(fields[n]) + 1;
	} else
		read_term(t, at, cause);
}
