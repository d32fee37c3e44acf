#include <stdlib.h>

#include "fetch/header.h"

#include "tap.h"

#define NOW	1772366400		/* Sun, 01 Mar 2026 12:00:00 GMT */

static struct header	h;

static void
line(const char *s)
{
	header_line(&h, s, strlen(s));
}

static void
start(const char *status)
{
	header_reset(&h);
	line(status);
}

static int64_t
max_age(const char *one, const char *two)
{
	start("HTTP/1.1 200 OK\r\n");
	line(one);
	if (two != NULL)
		line(two);
	line("\r\n");
	return (header_max_age(&h, NOW));
}

static void
test_lines(void)
{
	start("HTTP/1.1 301 Moved Permanently\r\n");
	line("Location:  /new \t\r\n");
	line("etag:\"a b\"\r\n");
	line("ETag: \"second\"\r\n");
	line(" folded: x\r\n");
	line("Content-Type: text/xml; charset=\xe9\r\n");
	line("Content-Location:\t/a b\xff \r\n");
	line("Expires:\r\n");
	line("no colon\r\n");
	is_num(h.status, 301, "status");
	is(header_get(&h, HEADER_LOCATION), "/new", "blanks around are cut");
	is(header_get(&h, HEADER_ETAG), "\"a b\"",
	    "case of names doesn't matter, the first counts");
	is(header_get(&h, HEADER_CONTENT_TYPE), "text/xml; charset=\xe9",
	    "bytes are kept");
	is(header_get(&h, HEADER_CONTENT_LOCATION), "/a b\xff",
	    "Content-Location isn't Location");
	is(header_get(&h, HEADER_EXPIRES), NULL, "an empty field is absent");
	line("\r\n");
	line("Last-Modified: in a trailer\r\n");
	is(header_get(&h, HEADER_LAST_MODIFIED), NULL, "trailers don't count");
}

static void
test_interim(void)
{
	start("HTTP/1.1 103 Early Hints\r\n");
	line("ETag: \"early\"\r\n");
	line("\r\n");
	line("HTTP/2 200\r\n");
	is_num(h.status, 200, "the status after an interim one");
	is(header_get(&h, HEADER_ETAG), NULL, "whose fields are forgotten");
	line("ETag: \"late\"\r\n");
	is(header_get(&h, HEADER_ETAG), "\"late\"", "the last header counts");
}

static void
test_limit(void)
{
	char	*big = malloc(HEADER_MAX + 1), *tag = malloc(6000);
	int	 n = 0;

	start("HTTP/1.1 200 OK\r\n");
	memset(tag, 'e', 6000);
	memcpy(tag, "ETag: ", 6);
	is_num(header_line(&h, tag, 6000), 0, "a long field is no error");
	is(header_get(&h, HEADER_ETAG), NULL, "but counts as absent");
	memset(big, 'x', HEADER_MAX + 1);
	is_num(header_line(&h, big, HEADER_MAX + 1), -1, "too much at once");
	start("HTTP/1.1 200 OK\r\n");
	while (header_line(&h, "X-Filler: 0123456789\r\n", 22) == 0)
		n++;
	is_num(n, (HEADER_MAX - 17) / 22, "too much in all");
	header_reset(&h);
	is_num(h.bytes, 0, "a reset begins to count anew");
	free(big);
	free(tag);
}

static void
test_max_age(void)
{
	is_num(max_age("Server: x\r\n", NULL), -1, "nothing said");
	is_num(max_age("Cache-Control: max-age=600\r\n", NULL), 600, "max-age");
	is_num(max_age("Cache-Control: public, MAX-AGE=\"60\"\r\n", NULL), 60,
	    "quoted and in capitals");
	is_num(max_age("Cache-Control: s-maxage=9, x-max-age=8\r\n", NULL), -1,
	    "other directives");
	is_num(max_age("Cache-Control: max-age=600\r\n", "Age: 100\r\n"), 500,
	    "less Age");
	is_num(max_age("Cache-Control: max-age=600\r\n", "Age: 900\r\n"), 0,
	    "never below 0");
	is_num(max_age("Cache-Control: max-age=600, no-cache\r\n", NULL), 0,
	    "no-cache");
	is_num(max_age("Cache-Control: no-store\r\n",
	    "Cache-Control: max-age=5\r\n"), 0, "no-store in the first of two");
	is_num(max_age("Cache-Control: private\r\n",
	    "Cache-Control: max-age=5\r\n"), 5, "max-age in the second");
	is_num(max_age("Cache-Control: max-age\r\n", NULL), -1,
	    "max-age without a number");
	is_num(max_age("Cache-Control: max-age=99999999999999999999\r\n",
	    NULL), 366 * 86400, "an absurd number");
	is_num(max_age("Expires: Sun, 01 Mar 2026 12:10:00 GMT\r\n", NULL),
	    600, "Expires");
	is_num(max_age("Expires: Sun, 01 Mar 2026 12:10:00 GMT\r\n",
	    "Date: Sun, 01 Mar 2026 12:09:00 GMT\r\n"), 60,
	    "Expires by the server's clock");
	is_num(max_age("Expires: 0\r\n", NULL), 0, "Expires: 0");
	is_num(max_age("Expires: never\r\n", NULL), 0, "Expires that is none");
	is_num(max_age("Expires: Sun, 01 Mar 2026 12:10:00 GMT\r\n",
	    "Cache-Control: max-age=7\r\n"), 7, "max-age wins over Expires");
}

static int64_t
retry_after(const char *value)
{
	start("HTTP/1.1 429 Too Many Requests\r\n");
	if (value != NULL)
		line(value);
	return (header_retry_after(&h, NOW));
}

static void
test_retry_after(void)
{
	is_num(retry_after(NULL), -1, "no Retry-After");
	is_num(retry_after("Retry-After: 120\r\n"), 120, "seconds");
	is_num(retry_after("Retry-After: 0\r\n"), 0, "none");
	is_num(retry_after("Retry-After: Sun, 01 Mar 2026 12:01:00 GMT\r\n"),
	    60, "a date");
	is_num(retry_after("Retry-After: Sun, 01 Mar 2026 11:00:00 GMT\r\n"),
	    0, "a date gone by");
	is_num(retry_after("Retry-After: soon\r\n"), -1, "neither");
	is_num(retry_after("Retry-After: 99999999999999999999\r\n"),
	    366 * 86400, "an absurd number");
}

static void
test_wall(void)
{
	start("HTTP/1.1 403 Forbidden\r\n");
	line("Server: nginx\r\n");
	is(h.wall, NULL, "no wall");
	line("CF-Mitigated: challenge\r\n");
	is(h.wall, "Cloudflare", "one by its own field");
	start("HTTP/1.1 403 Forbidden\r\n");
	is(h.wall, NULL, "forgotten with the next header");
	line("server: AkamaiGHost/1\r\n");
	is(h.wall, "Akamai", "one by its server");
}

int
main(void)
{
	header_init(&h);
	test_lines();
	test_interim();
	test_limit();
	test_max_age();
	test_retry_after();
	test_wall();
	header_clear(&h);
	return (tap_done());
}
