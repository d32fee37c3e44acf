#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "fetch/header.h"

#define SECONDS_MAX	(366 * 24 * 3600)

static const struct {
	const char	*name;
	size_t		 max;		/* bytes of the value */
} fields[HEADER_FIELDS] = {
	[HEADER_AGE] =			{ "Age", 32 },
	[HEADER_CACHE_CONTROL] =	{ "Cache-Control", 1024 },
	[HEADER_CONTENT_LOCATION] =	{ "Content-Location", 4096 },
	[HEADER_CONTENT_TYPE] =		{ "Content-Type", 256 },
	[HEADER_DATE] =			{ "Date", 128 },
	[HEADER_ETAG] =			{ "ETag", 4096 },
	[HEADER_EXPIRES] =		{ "Expires", 128 },
	[HEADER_LAST_MODIFIED] =	{ "Last-Modified", 1024 },
	[HEADER_LOCATION] =		{ "Location", 8192 },
	[HEADER_RETRY_AFTER] =		{ "Retry-After", 128 }
};

/* Lines that give a bot wall away; value is a beginning, NULL any. */
static const struct {
	const char	*name, *value, *wall;
} walls[] = {
	{ "cf-mitigated",		NULL,		"Cloudflare" },
	{ "Server",			"cloudflare",	"Cloudflare" },
	{ "Server",			"AkamaiGHost",	"Akamai" },
	{ "Server",			"DataDome",	"DataDome" },
	{ "Server",			"ddos-guard",	"DDoS-Guard" },
	{ "Server",			"Sucuri",	"Sucuri" },
	{ "X-DataDome",			NULL,		"DataDome" },
	{ "X-Sucuri-ID",		NULL,		"Sucuri" },
	{ "X-Iinfo",			NULL,		"Imperva" },
	{ "X-Amzn-Waf-Action",		NULL,		"AWS WAF" },
	{ "X-Vercel-Mitigated",		NULL,		"Vercel" }
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

void
header_init(struct header *h)
{
	memset(h, 0, sizeof(*h));
	for (size_t i = 0; i < HEADER_FIELDS; i++)
		buf_init(&h->fields[i], fields[i].max);
}

static void
forget(struct header *h)
{
	h->status = 0;
	h->ended = 0;
	h->wall = NULL;
	for (size_t i = 0; i < HEADER_FIELDS; i++)
		buf_reset(&h->fields[i]);
}

void
header_reset(struct header *h)
{
	forget(h);
	h->bytes = 0;
}

void
header_clear(struct header *h)
{
	for (size_t i = 0; i < HEADER_FIELDS; i++)
		buf_clear(&h->fields[i]);
}

static int
is_named(const char *line, size_t len, const char *name)
{
	return (strlen(name) == len && strncasecmp(line, name, len) == 0);
}

static void
keep(struct buf *b, enum header_field f, const char *value, size_t len)
{
	if (b->len != 0 && f != HEADER_CACHE_CONTROL)
		return;
	if (b->len != 0)
		buf_puts(b, ", ");
	buf_put(b, value, len);
}

static void
look_for_wall(struct header *h, const char *name, size_t name_len,
    const char *value, size_t len)
{
	const char	*want;

	for (size_t i = 0; i < COUNT(walls) && h->wall == NULL; i++) {
		want = walls[i].value;
		if (is_named(name, name_len, walls[i].name) &&
		    (want == NULL || (len >= strlen(want) &&
		    strncasecmp(value, want, strlen(want)) == 0)))
			h->wall = walls[i].wall;
	}
}

static void
status_line(struct header *h, const char *line, size_t len)
{
	const char	*p = memchr(line, ' ', len), *end = line + len;

	forget(h);
	for (; p != NULL && p < end && *p == ' '; p++)
		;
	for (int i = 0; i < 3 && p != NULL && p < end && *p >= '0' &&
	    *p <= '9'; i++)
		h->status = h->status * 10 + (unsigned int)(*p++ - '0');
}

int
header_line(struct header *h, const char *line, size_t len)
{
	const char	*colon, *value, *end = line + len;

	h->bytes += len;
	if (h->bytes > HEADER_MAX)
		return (-1);
	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		status_line(h, line, len);
		return (0);
	}
	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	if (end == line)
		h->ended = 1;
	colon = memchr(line, ':', (size_t)(end - line));
	if (h->ended || colon == NULL || *line == ' ' || *line == '\t')
		return (0);
	for (value = colon + 1; value < end && (*value == ' ' ||
	    *value == '\t'); value++)
		;
	for (unsigned int f = 0; f < HEADER_FIELDS; f++)
		if (is_named(line, (size_t)(colon - line), fields[f].name))
			keep(&h->fields[f], f, value, (size_t)(end - value));
	look_for_wall(h, line, (size_t)(colon - line), value,
	    (size_t)(end - value));
	return (0);
}

const char *
header_get(const struct header *h, enum header_field f)
{
	const struct buf	*b = &h->fields[f];

	return (b->len == 0 || b->failed ? NULL : b->data);
}

static int64_t
clamp(int64_t seconds)
{
	if (seconds < 0)
		return (0);
	return (seconds > SECONDS_MAX ? SECONDS_MAX : seconds);
}

/* Digits, clamped; -1 where none are. */
static int64_t
read_seconds(const char *s)
{
	int64_t	n = 0;

	while (*s == ' ' || *s == '\t' || *s == '"')
		s++;
	if (*s < '0' || *s > '9')
		return (-1);
	for (; *s >= '0' && *s <= '9'; s++)
		if (n <= SECONDS_MAX)
			n = n * 10 + (*s - '0');
	return (clamp(n));
}

/* 0 and the time of a date field, or -1. */
static int
read_date(const struct header *h, enum header_field f, int64_t *out)
{
	const char	*s = header_get(h, f);

	return (s == NULL ? -1 : date_parse(s, strlen(s), out));
}

/* The server's own clock where it tells, so that a wrong one does no harm. */
static int64_t
server_now(const struct header *h, int64_t now)
{
	int64_t	date;

	return (read_date(h, HEADER_DATE, &date) == 0 ? date : now);
}

static int
is_directive(const char *s, size_t len, const char *name)
{
	return (strncasecmp(s, name, strlen(name)) == 0 &&
	    len >= strlen(name) && (len == strlen(name) ||
	    strchr("= \t", s[strlen(name)]) != NULL));
}

/* The lifetime that Cache-Control gives, -1: none. */
static int64_t
cache_control(const char *s)
{
	int64_t	found = -1;
	size_t	len;

	for (; *s != '\0'; s += len) {
		s += strspn(s, ", \t");
		len = strcspn(s, ",");
		if (is_directive(s, len, "no-cache") ||
		    is_directive(s, len, "no-store"))
			return (0);
		if (found == -1 && is_directive(s, len, "max-age") &&
		    memchr(s, '=', len) != NULL)
			found = read_seconds(strchr(s, '=') + 1);
	}
	return (found);
}

int64_t
header_max_age(const struct header *h, int64_t now)
{
	const char	*s;
	int64_t		 life = -1, age, expires;

	if ((s = header_get(h, HEADER_CACHE_CONTROL)) != NULL)
		life = cache_control(s);
	if (life == -1 && header_get(h, HEADER_EXPIRES) != NULL) {
		life = 0;
		if (read_date(h, HEADER_EXPIRES, &expires) == 0)
			life = clamp(expires - server_now(h, now));
	}
	if (life <= 0)
		return (life);
	if ((s = header_get(h, HEADER_AGE)) != NULL &&
	    (age = read_seconds(s)) > 0)
		life -= age;
	return (clamp(life));
}

int64_t
header_retry_after(const struct header *h, int64_t now)
{
	const char	*s = header_get(h, HEADER_RETRY_AFTER);
	int64_t		 when;

	if (s == NULL)
		return (-1);
	if (s[strspn(s, "0123456789")] == '\0')
		return (read_seconds(s));
	if (date_parse(s, strlen(s), &when) == -1)
		return (-1);
	return (clamp(when - server_now(h, now)));
}
