#include <string.h>
#include <strings.h>

#include "base/cause.h"
#include "base/near.h"
#include "feed/letter.h"
#include "feed/query_lex.h"
#include "feed/query_slip.h"
#include "feed/topic.h"

#define WIDE_COLON	"\357\274\232"	/* as East Asian keyboards write it */

int
query_slip_text(const char *text, const char **at, char **cause)
{
	const char	*end = text + strlen(text);
	uint32_t	 uc;
	size_t		 n;

	for (const char *p = text; p < end; p += n) {
		uc = letter_decode(p, end, &n);
		if (uc == 0xfffd && n == 1) {
			*at = p;
			return (cause_set(cause, "the byte 0x%02x is no UTF-8; "
			    "write the expression in UTF-8",
			    (unsigned char)*p));
		}
		if ((uc < 0x20 && strchr("\t\n\r", (int)uc) == NULL) ||
		    (uc >= 0x7f && uc < 0xa0)) {
			*at = p;
			return (cause_set(cause, "a control character, "
			    "U+%04X; remove it", (unsigned int)uc));
		}
	}
	return (0);
}

/* What other programs write for operators. */
static const struct {
	const char	*sign, *ours;
} foreign[] = {
	{ "&&", "AND" }, { "||", "OR" }, { "|", "OR" }, { "!", "NOT" }
};

static int
check_operator(const char *p, const char *end, const char **at, char **cause)
{
	size_t	len = (size_t)(end - p);

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (len == strlen(foreign[i].sign) &&
		    memcmp(p, foreign[i].sign, len) == 0) {
			*at = p;
			return (cause_set(cause, "%s is no operator; write %s",
			    foreign[i].sign, foreign[i].ours));
		}
	return (0);
}

/* Wide brackets, as East Asian keyboards write them, group nothing. */
static int
check_brackets(const char *p, const char *end, const char **at, char **cause)
{
	const char	*open = NULL;

	for (; p + 3 <= end; p++) {
		if (memcmp(p, "\357\274\210", 3) == 0)
			open = p;
		else if (memcmp(p, "\357\274\211", 3) == 0) {
			if (open == NULL)
				break;
			open = NULL;
		}
	}
	if (open == NULL && p + 3 > end)
		return (0);
	*at = open != NULL ? open : p;
	return (cause_set(cause, "brackets are plain ones: ( and ) (or quote "
	    "the keyword)"));
}

/* What other programs call our fields. */
static const struct {
	const char		*name;
	enum topic_field	 ours;
} synonyms[] = {
	{ "headline", TOPIC_TITLE }, { "intitle", TOPIC_TITLE },
	{ "subject", TOPIC_TITLE }, { "content", TOPIC_BODY },
	{ "text", TOPIC_BODY }, { "tag", TOPIC_CATEGORY },
	{ "inurl", TOPIC_LINK }, { "site", TOPIC_LINK },
	{ "url", TOPIC_LINK }, { "source", TOPIC_FEED },
	{ "language", TOPIC_LANG }
};

/* The field that a name stands for which is none. */
static const char *
field_meant(const char *name)
{
	struct near	near;

	for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (strcasecmp(name, synonyms[i].name) == 0)
			return (topic_field_name(synonyms[i].ours));
	near_init(&near, name);
	for (int i = 0; i < TOPIC_FIELDS; i++)
		near_try(&near, topic_field_name((enum topic_field)i));
	return (near_best(&near));
}

/*
 * A word right in front of a colon that is nearly a field; shorter ones, as in
 * "Re: x", are near to too much.
 */
static int
check_field(const char *p, const char *end, const char **at, char **cause)
{
	char		 name[16];
	const char	*q = p, *meant;
	size_t		 n;
	int		 wide;

	while (q < end && ((*q >= 'a' && *q <= 'z') ||
	    (*q >= 'A' && *q <= 'Z')))
		q++;
	n = (size_t)(q - p);
	wide = strncmp(q, WIDE_COLON, strlen(WIDE_COLON)) == 0;
	if (n < 3 || n >= sizeof(name) || (*q != ':' && !wide))
		return (0);
	memcpy(name, p, n);
	name[n] = '\0';
	if ((meant = field_meant(name)) == NULL)
		return (0);
	*at = p;
	if (strcmp(name, meant) == 0 && !wide)
		return (cause_set(cause, "the = stands behind the field: "
		    "%s:=%.*s", meant, (int)(end - q - 1), q + 1));
	if (strcmp(name, meant) == 0)
		return (cause_set(cause, "the colon of a field is a plain "
		    "one: %s: (or quote the keyword)", meant));
	if (strcasecmp(name, meant) == 0)
		return (cause_set(cause, "fields are written small: %s: (or "
		    "quote the keyword)", meant));
	return (cause_set(cause, "there is no field \"%s:\"; did you mean "
	    "%s:? (or quote the keyword)", name, meant));
}

int
query_slip_piece(const char *p, const char *end, const char **at,
    char **cause)
{
	if (check_operator(p, end, at, cause) == -1 ||
	    check_brackets(p, end, at, cause) == -1)
		return (-1);
	return (check_field(p, end, at, cause));
}

/* ASCII's, or the first byte of any other sign. */
static int
is_letter(char c)
{
	unsigned char	u = (unsigned char)c;

	return ((u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') ||
	    u >= 0x80);
}

int
query_slip_keyword(const char *start, const char *end, const char **at,
    char **cause)
{
	const char	*p = start;

	if (*p == '-') {
		while (p < end && (*p == '-' || query_blank(p) != 0))
			p += *p == '-' ? 1 : query_blank(p);
		*at = start;
		return (cause_set(cause, "- has no meaning in front; write NOT "
		    "%.*s%sto leave stories out", (int)(end - p), p,
		    p < end ? " " : ""));
	}
	if ((*p == '!' || *p == '+' || *p == '~') && p + 1 < end &&
	    is_letter(p[1])) {
		*at = start;
		return (cause_set(cause, "%c has no meaning in front; write "
		    "%s%.*s, or quote it", *p, *p == '!' ? "NOT " : "",
		    (int)(end - p - 1), p + 1));
	}
	for (; p < end; p++) {
		if ((*p != ',' && *p != ';') ||
		    (p + 1 < end && query_blank(p + 1) == 0))
			continue;
		*at = p;
		return (cause_set(cause, "a %s separates keywords only inside "
		    "brackets: [cyber*, ransomware]; write OR, or quote a "
		    "phrase", *p == ',' ? "comma" :
		    "comma, not a semicolon,"));
	}
	return (0);
}
