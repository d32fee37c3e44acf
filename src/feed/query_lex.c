#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cause.h"
#include "feed/query.h"
#include "feed/query_lex.h"
#include "feed/topic.h"

static int
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
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

/* A quotation mark inside of a word, as Hebrew abbreviations have it. */
static int
is_inner(const char *start, const char *p)
{
	return (*p == '"' && p > start && (unsigned char)p[-1] >= 0x80 &&
	    (unsigned char)p[1] >= 0x80);
}

/* The end of what goes from blank to blank and holds no bracket. */
static const char *
piece_end(const char *p)
{
	const char	*start = p;

	while (*p != '\0' && !is_blank(*p) && !is_bracket(*p) &&
	    (*p != '"' || is_inner(start, p)))
		p++;
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

/* What other programs write for operators. */
static const struct {
	const char	*sign, *ours;
} foreign[] = {
	{ "&&", "AND" }, { "||", "OR" }, { "|", "OR" }, { "!", "NOT" }
};

static int
check_foreign(struct token *t, const char *p, const char *end,
    const char **at, char **cause)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if ((size_t)(end - p) == strlen(foreign[i].sign) &&
		    memcmp(p, foreign[i].sign, (size_t)(end - p)) == 0) {
			cause_set(cause, "%s is no operator; write %s",
			    foreign[i].sign, foreign[i].ours);
			bad(t, p, at);
			return (-1);
		}
	for (size_t i = 0; i < TOPIC_FIELDS; i++) {
		size_t	n = strlen(fields[i]);

		if (strncasecmp(p, fields[i], n) != 0 || p[n] != ':')
			continue;
		cause_set(cause, "fields are written small: %s: (or quote "
		    "the keyword)", fields[i]);
		bad(t, p, at);
		return (-1);
	}
	return (0);
}

/* A list that was written as one keyword, or what would leave stories out. */
static int
check_bare(struct token *t, const char **at, char **cause)
{
	const char	*p;

	if (*t->p == '-') {
		for (p = t->p; p < t->pend && (*p == '-' || is_blank(*p)); p++)
			;
		cause_set(cause, "- has no meaning in front; write NOT %.*s%s"
		    "to leave stories out", (int)(t->pend - p), p,
		    p < t->pend ? " " : "");
		bad(t, t->p, at);
		return (-1);
	}
	for (p = t->p; p < t->pend; p++) {
		if ((*p != ',' && *p != ';') ||
		    (p + 1 < t->pend && !is_blank(p[1])))
			continue;
		cause_set(cause, "a %s separates keywords only inside "
		    "brackets: [cyber*, ransomware]; write OR, or quote a "
		    "phrase", *p == ',' ? "comma" :
		    "comma, not a semicolon,");
		bad(t, p, at);
		return (-1);
	}
	return (0);
}

/* Pieces in a row that are no operators: a word or a phrase. */
static void
read_bare(struct token *t, const char **at, char **cause)
{
	const char	*p = t->p, *end;

	for (;;) {
		end = piece_end(p);
		if (check_foreign(t, p, end, at, cause) == -1)
			return;
		if (*end == '"') {
			cause_set(cause, "quotation marks stand around the "
			    "whole keyword");
			bad(t, end, at);
			return;
		}
		t->end = t->pend = end;
		for (p = end; is_blank(*p); p++)
			;
		end = piece_end(p);
		if (p == end || operator_find(p, end) != -1 ||
		    field_find(p) != -1)
			break;
	}
	check_bare(t, at, cause);
}

static void
read_quoted(struct token *t, const char **at, char **cause)
{
	const char	*open = t->p, *close;

	close = strchr(open + 1, '"');
	while (close != NULL && close > open + 1 && is_inner(open + 1, close))
		close = strchr(close + 1, '"');
	if (close == NULL) {
		cause_set(cause, "the closing quotation mark is missing");
		bad(t, open, at);
		return;
	}
	t->p = open + 1;
	t->pend = close;
	t->end = close + 1;
	if (*t->end != '\0' && !is_blank(*t->end) && !is_bracket(*t->end)) {
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
	while (*t->end != '\0' && !is_blank(*t->end) && !is_bracket(*t->end)) {
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
	t->kind = TOKEN_TERM;
	t->p = t->start;
	if (*t->p == '/') {
		read_regex(t, at, cause);
		return;
	}
	if (*t->p == '=') {
		t->exact = 1;
		t->p++;
		if (*t->p == '\0' || is_blank(*t->p) || is_bracket(*t->p) ||
		    *t->p == '=' || *t->p == '/') {
			cause_set(cause, "= stands right in front of a word "
			    "or a quoted phrase: =WHO");
			bad(t, t->start, at);
			return;
		}
	}
	if (*t->p == '"')
		read_quoted(t, at, cause);
	else
		read_bare(t, at, cause);
}

void
query_token(const char *p, struct token *t, const char **at, char **cause)
{
	int	n;

	memset(t, 0, sizeof(*t));
	while (is_blank(*p))
		p++;
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
