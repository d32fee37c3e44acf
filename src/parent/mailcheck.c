#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "parent/mailcheck.h"

#define LINE_MAX_BYTES	998

static const char *const fields[] = {
	"Archived-At", "Auto-Submitted", "Content-Location",
	"Content-Transfer-Encoding", "Content-Type", "Date", "From",
	"In-Reply-To", "Keywords", "List-Id", "MIME-Version", "Message-Id",
	"Newsieve-Also-In", "Newsieve-Feed", "Newsieve-Match",
	"Newsieve-Topic", "References", "Subject", "To", NULL
};

/* Local part, @, domain: printable, and nothing that ends a token. */
int
mailcheck_id(const char *id)
{
	const char	*at = strchr(id, '@');

	if (at == NULL || at == id || at[1] == '\0' || strlen(id) > 500)
		return (0);
	for (; *id != '\0'; id++)
		if (*id <= ' ' || *id >= 0x7f || strchr("<>()[]\\,;:\"", *id))
			return (0);
	return (1);
}

static int
lines_are_valid(const char *p, const char *end)
{
	const char	*eol;

	for (; p < end; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL ||
		    eol - p > LINE_MAX_BYTES)
			return (0);
	}
	return (1);
}

/* Which of ours the line begins, or -1. */
static int
field_index(const char *p, const char *eol)
{
	size_t	len;

	for (int i = 0; fields[i] != NULL; i++) {
		len = strlen(fields[i]);
		if ((size_t)(eol - p) > len && p[len] == ':' &&
		    strncasecmp(p, fields[i], len) == 0)
			return (i);
	}
	return (-1);
}

static int
has_id(const char *p, const char *eol, const char *id)
{
	const char	*want = memmem(p, (size_t)(eol - p), id, strlen(id));

	return (want != NULL && want > p && want[-1] == '<' &&
	    want[strlen(id)] == '>');
}

/* Header fields up to the empty line; they must hold the Message-ID. */
static int
header_is_valid(const char *p, const char *end, const char *id)
{
	const char	*eol;
	unsigned long	 seen = 0;
	int		 i = -1, found = 0;

	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == p)
			return (found);
		if (*p != ' ' && *p != '\t') {
			if ((i = field_index(p, eol)) == -1 ||
			    seen & 1ul << i)
				return (0);
			seen |= 1ul << i;
		}
		if (i == -1)
			return (0);
		if (strcmp(fields[i], "Message-Id") == 0)
			found |= has_id(p, eol, id);
	}
	return (0);
}

int
mailcheck(const void *mail, size_t len, const char *id)
{
	const char	*p = mail, *end = p + len;

	if (!mailcheck_id(id) || memchr(p, '\0', len) != NULL ||
	    memchr(p, '\r', len) != NULL || !lines_are_valid(p, end) ||
	    !header_is_valid(p, end, id))
		return (-1);
	return (0);
}

/* JSON as we write it has no controls but line ends, and ends with one. */
int
itemcheck(const void *item, size_t len)
{
	const char	*p = item;

	if (len < 3 || p[0] != '{' || memcmp(p + len - 2, "}\n", 2) != 0 ||
	    utf8_valid(p, len) != len)
		return (-1);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)p[i] < ' ' && p[i] != '\n')
			return (-1);
	return (0);
}
