#include <string.h>

#include "base/date.h"

#include "tap.h"

/* A date read and written again, "none" for what is no date. */
static const char *
read_date(const char *text)
{
	static char	out[DATE_RFC3339_SIZE];
	int64_t		t;

	if (date_parse(text, strlen(text), &t) == -1)
		return ("none");
	date_rfc3339(t, out);
	return (out);
}

struct sample {
	const char	*text;
	const char	*want;
};

#define NOON	"2026-03-01T12:00:00Z"

static const struct sample samples[] = {
	/* RFC 5322 and 822 */
	{ "Sun, 01 Mar 2026 12:00:00 +0000", NOON },
	{ "Sun, 01 Mar 2026 12:00:00 GMT", NOON },
	{ "Sun, 1 Mar 2026 14:00 +0200", NOON },
	{ "1 Mar 2026 07:00:00 EST", NOON },
	{ "Sun, 01 Mar 26 05:00:00 MST", NOON },
	{ "Sun, 01 Mar 2026 05:00:00 -0700 (MST (winter))", NOON },
	{ "Sun,01 Mar 2026 12:00:00 Z", NOON },
	{ "Mon, 01 Mar 2026 12:00:00 UT", NOON },
	{ "Sun, 01 Mar 2026 12:00:00", NOON },
	{ "  Sun, 01 Mar 2026 12:00:00 +0000\n", NOON },
	{ "Sun, 01 March 2026 12:00:00 +00:00", NOON },
	{ "sunday, 1 MARCH 2026 12:00:00 gmt", NOON },
	{ "Sun, 01 Mar 2026 12:00:00 GMT+0000", NOON },
	{ "Sun, 01 Mar 2026 14:00:00 UTC+2", NOON },
	{ "Sun, 01 Mar 2026 17:30:00 IST", NOON },
	{ "Sun, 01 Mar 2026 13:00:00 CET", NOON },
	{ "Sun, 01 Sept 2026 14:00:00 CEST", "2026-09-01T12:00:00Z" },
	{ "Sun, 01 Mar 2026 12:00:00 XYZ", NOON },
	{ "Sun, 01 Mar 2026 12:00:00 A", NOON },
	{ "Sunday, 01-Mar-26 12:00:00 GMT", NOON },
	{ "Sun, 01 Mar 2026 12:00:60 GMT", "2026-03-01T12:00:59Z" },
	{ "Sat, 28 Feb 2026 24:00:00 GMT", "2026-03-01T00:00:00Z" },
	{ "Thu, 01 Jan 70 00:00:00 GMT", "1970-01-01T00:00:00Z" },
	{ "Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z" },
	{ "01 Jan 126 00:00:00 GMT", "2026-01-01T00:00:00Z" },
	{ "Sun, 01 Mar 2026", "2026-03-01T00:00:00Z" },
	/* RFC 3339 and W3C-DTF */
	{ "2026-03-01T12:00:00Z", NOON },
	{ "2026-03-01t12:00:00z", NOON },
	{ "2026-03-01T13:30:00.123456+01:30", NOON },
	{ "2026-03-01T07:00:00,5-0500", NOON },
	{ "2026-03-01T12:00Z", NOON },
	{ "2026-03-01T12:00", NOON },
	{ "2026-03-01 12:00:00", NOON },
	{ "2026-03-01 07:00:00 EST", NOON },
	{ "2026-03-01 12:00:00 UTC", NOON },
	{ "2026-3-1 12:00", NOON },
	{ "2026/03/01 12:00", NOON },
	{ "Sun, 2026-03-01 12:00", NOON },
	{ "20260301T120000Z", NOON },
	{ "20260301T1200", NOON },
	{ "20260301120000", NOON },
	{ "20260301", "2026-03-01T00:00:00Z" },
	{ "2026-03-01", "2026-03-01T00:00:00Z" },
	{ "2026-03", "2026-03-01T00:00:00Z" },
	{ "2026", "2026-01-01T00:00:00Z" },
	{ "2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00Z" },
	{ "2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z" },
	{ "1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
	/* asctime and how people write */
	{ "Sun Mar  1 12:00:00 2026", NOON },
	{ "Sun Mar  1 12:00:00 UTC 2026", NOON },
	{ "Sun Mar 01 05:00:00 -0700 2026", NOON },
	{ "March 1st, 2026 12:00 pm", NOON },
	{ "1 March 2026, 12:00 AM", "2026-03-01T00:00:00Z" },
	{ "Mar 1, 2026 7:00PM", "2026-03-01T19:00:00Z" },
	{ "2026 Mar 01 12:00", NOON },
	{ "March 2026", "2026-03-01T00:00:00Z" },
	{ "01.03.2026 12:00", NOON },
	{ "03/01/2026 12:00", NOON },
	{ "31/01/2026", "2026-01-31T00:00:00Z" },
	{ "1 Mar 49 12:00", "2049-03-01T12:00:00Z" },
	{ "1 Mar 50 12:00", "1950-03-01T12:00:00Z" },
	/* seconds, milliseconds, microseconds since 1970 */
	{ "1772366400", NOON },
	{ "1772366400.75", NOON },
	{ "1772366400000", NOON },
	{ "1772366400000000", NOON },
	{ "100000000", "1973-03-03T09:46:40Z" },
	/* no dates */
	{ "", "none" },
	{ " \t", "none" },
	{ "tomorrow", "none" },
	{ "12:00", "none" },
	{ "Sunday", "none" },
	{ "March", "none" },
	{ "1 March", "none" },
	{ "5", "none" },
	{ "12345", "none" },
	{ "2026-02-29", "none" },
	{ "2026-02-30T12:00:00Z", "none" },
	{ "2026-13-01", "none" },
	{ "2026-00-10", "none" },
	{ "2026-03-00", "none" },
	{ "20261301", "none" },
	{ "20260301250000", "none" },
	{ "0000-00-00 00:00:00", "none" },
	{ "0001-01-01T00:00:00Z", "none" },
	{ "2026-03-01T25:00:00Z", "none" },
	{ "2026-03-01T24:00:01Z", "none" },
	{ "2026-03-01T12:60:00Z", "none" },
	{ "2026-03-01T12:00:00+25:00", "none" },
	{ "31 Apr 2026", "none" },
	{ "31/31/2026", "none" },
	{ "the cat sat on 1 Mar 2026", "none" },
	{ "1 Mar 2026 4 5 6", "none" },
	{ "2026-03-01T12:00:00Z <b>", "none" },
	{ "99999999999999999999", "none" },
	{ "100000000000000", "none" }
};

static void
test_parse(void)
{
	int64_t	t = 7;
	char	text[400];

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		is(read_date(samples[i].text), samples[i].want,
		    samples[i].text);
	is_num(date_parse("2026-03-01junk", 10, &t), 0, "the length counts");
	is_num(t, 1772323200, "and nothing behind it");
	is_num(date_parse("2026\0-03", 8, &t), -1, "a NUL is no date");
	is_num(t, 1772323200, "what is no date sets nothing");
	memset(text, '(', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is(read_date(text), "none", "a long run of brackets");
}

static void
test_print(void)
{
	char	a[DATE_RFC3339_SIZE], b[DATE_RFC5322_SIZE];

	date_rfc5322(1772366400, b);
	is(b, "Sun, 01 Mar 2026 12:00:00 +0000", "RFC 5322");
	date_rfc5322(-1, b);
	is(b, "Wed, 31 Dec 1969 23:59:59 +0000", "before 1970");
	date_rfc3339(INT64_MIN, a);
	is(a, "0000-01-01T00:00:00Z", "clamped from below");
	date_rfc3339(INT64_MAX, a);
	is(a, "9999-12-31T23:59:59Z", "clamped from above");
	date_rfc5322(INT64_MAX, b);
	is(b, "Fri, 31 Dec 9999 23:59:59 +0000", "in mail, too");
	date_rfc3339(951782400, a);
	is(a, "2000-02-29T00:00:00Z", "29 February 2000");
	is_num(date_hour(1772366400), 12, "hour");
	is_num(date_hour(-1), 23, "hour before 1970");
	is_num(date_weekday(1772366400), 0, "a Sunday");
	is_num(date_weekday(0), 4, "1970 began on a Thursday");
	is_num(date_weekday(-86400), 3, "after a Wednesday");
}

/* Every day of 400 years there and back. */
static void
test_days(void)
{
	char	out[DATE_RFC3339_SIZE];
	int64_t	t, back, wrong = 0;

	for (t = -6857222400; t < 5765558400; t += 86400) {
		date_rfc3339(t + 3661, out);
		if (date_parse(out, strlen(out), &back) == -1 ||
		    back != t + 3661)
			wrong++;
	}
	is_num(wrong, 0, "every day from 1752 to 2152");
}

int
main(void)
{
	test_parse();
	test_print();
	test_days();
	return (tap_done());
}
