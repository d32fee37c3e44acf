#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/date.h"

#include "date_samples.h"
#include "date_words.h"
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

static void
test_parse(void)
{
	int64_t	t = 7;
	char	text[400];

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		is(read_date(samples[i].text), samples[i].want,
		    samples[i].text);
	is_num(date_parse_order("03/01/2026", 10, 1, &t), 0, "the day first");
	is_num(t, 1767398400, "is in January");
	is_num(date_parse_order("03/13/2026", 10, 1, &t), 0, "where it can be");
	is_num(t, 1773360000, "else in March");
	is_num(date_parse("2026-03-01junk", 10, &t), 0, "the length counts");
	is_num(t, 1772323200, "and nothing behind it");
	is_num(date_parse("2026\0-03", 8, &t), -1, "a NUL is no date");
	is_num(t, 1772323200, "what is no date sets nothing");
	is_num(date_parse("&un, 01 Mar 2026 12:00:00 +0000", 31, &t), -1,
	    "signs are no weekday");
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

/* What is read to the letter, and the same piece by piece: in small letters. */
static void
test_plain(void)
{
	char	out[DATE_RFC5322_SIZE], zone[8];
	int64_t	t, plain, pieces, wrong = 0;

	for (t = -6857222400; t < 5765558400; t += 86400 * 7 + 3661) {
		date_rfc5322(t, out);
		snprintf(zone, sizeof(zone), "%c%02d%02d", t & 1 ? '+' : '-',
		    (int)((t >> 3) & 7), (int)((t >> 8) & 31));
		memcpy(out + strlen(out) - 5, zone, 5);
		if (date_parse(out, strlen(out), &plain) == -1)
			wrong++;
		for (char *p = out; *p != '\0'; p++)
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
		if (date_parse(out, strlen(out), &pieces) == -1 ||
		    plain != pieces)
			wrong++;
	}
	is_num(wrong, 0, "letter by letter and piece by piece");
}

/* The nth word of a list, NULL behind its end. */
static const char *
nth_word(const char *list, int n, char *out, size_t size)
{
	size_t	len;

	for (; n > 0 && *list != '\0'; n--) {
		list += strcspn(list, " ");
		list += strspn(list, " ");
	}
	len = strcspn(list, " ");
	if (len == 0 || len >= size)
		return (NULL);
	memcpy(out, list, len);
	out[len] = '\0';
	return (out);
}

/* 1 and a word about it when text isn't read so. */
static int
is_wrong(const char *text, const char *want)
{
	const char	*got = read_date(text);

	if (strcmp(got, want) == 0)
		return (0);
	printf("# %s: got %s, want %s\n", text, got, want);
	return (1);
}

/* Each of twelve names is its month, in two orders. */
static int
wrong_months(const char *list)
{
	char	word[64], text[200], want[DATE_RFC3339_SIZE];
	int	wrong = 0;

	for (int i = 0; i < 12; i++) {
		if (nth_word(list, i, word, sizeof(word)) == NULL)
			return (wrong + 1);
		if (strcmp(word, "-") == 0)
			continue;
		snprintf(want, sizeof(want), "2026-%02d-17T09:30:00Z", i + 1);
		snprintf(text, sizeof(text), "17 %s 2026 09:30:00Z", word);
		wrong += is_wrong(text, want);
		snprintf(text, sizeof(text), "%s. 17, 2026 09:30 UTC", word);
		wrong += is_wrong(text, want);
	}
	return (wrong + (nth_word(list, 12, word, sizeof(word)) != NULL));
}

/*
 * A day of the week is no word that would count as unknown, nor a month where
 * there is one.
 */
static int
wrong_weekdays(const char *list)
{
	const char	*want = "2026-06-17T00:00:00Z";
	char		 word[64], text[200];
	int		 i, wrong = 0;

	for (i = 0; nth_word(list, i, word, sizeof(word)) != NULL; i++) {
		snprintf(text, sizeof(text), "xx yy %s, 17 June 2026", word);
		wrong += is_wrong(text, want);
		snprintf(text, sizeof(text), "xx yy 17 June 2026 (%s) %s.",
		    word, word);
		wrong += is_wrong(text, want);
	}
	return (wrong + (i < 7));
}

static void
test_languages(void)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		const struct language	*l = &languages[i];

		is_num(wrong_months(l->months), 0, l->name);
		if (l->genitive != NULL)
			is_num(wrong_months(l->genitive), 0, l->name);
		if (l->brief != NULL)
			is_num(wrong_months(l->brief), 0, l->name);
		is_num(wrong_weekdays(l->weekdays), 0, l->name);
	}
}

/* In mail's form and in asctime's. */
static void
test_zones(void)
{
	char	text[64];
	int64_t	mail, asctime;

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		mail = asctime = 0;
		snprintf(text, sizeof(text), "Sun, 01 Mar 2026 12:00:00 %s",
		    zones[i].name);
		date_parse(text, strlen(text), &mail);
		snprintf(text, sizeof(text), "Sun Mar  1 12:00:00 %s 2026",
		    zones[i].name);
		date_parse(text, strlen(text), &asctime);
		is_num((1772366400 - mail) / 60, zones[i].minutes,
		    zones[i].name);
		is_num(asctime, mail, "in the middle, too");
	}
}

/* A day in the forms of the wild; all are read or none. */
static void
write_day(int form, int year, int month, int day, char *out, size_t size)
{
	static const char	english[] =
		"JanFebMarAprMayJunJulAugSepOctNovDec";

	if (form == 0)
		snprintf(out, size, "%04d-%02d-%02d", year, month, day);
	else if (form == 1)
		snprintf(out, size, "%04d%02d%02d", year, month, day);
	else if (form == 2)
		snprintf(out, size, "%d.%d.%d", day, month, year);
	else if (form == 3)
		snprintf(out, size, "%d/%d/%d", year, month, day);
	else if (form == 4)
		snprintf(out, size, "Sun, %02d %.3s %d", day,
		    english + (month - 1) * 3, year);
	else if (form == 5)
		snprintf(out, size, "%.3s %d %02d:00 %d",
		    english + (month - 1) * 3, day, 0, year);
	else if (form == 6)
		snprintf(out, size, "%d年%d月%d日", year, month, day);
	else if (form == 7)
		snprintf(out, size, "%d년 %d월 %d일", year, month, day);
	else
		snprintf(out, size, "%04d%02d%02d000000", year, month, day);
}

/* No form has a day more than the month does. */
static void
test_impossible(void)
{
	static const int	days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	char	text[64], want[DATE_RFC3339_SIZE];

	for (int form = 0; form <= 8; form++) {
		int	wrong = 0;

		for (int i = 0; i < 2 * 12 * 33; i++) {
			int	year = 2023 + i / 396, month = i / 33 % 12;
			int	day = i % 33;
			int	leap = month == 1 && year == 2024;

			write_day(form, year, month + 1, day, text,
			    sizeof(text));
			snprintf(want, sizeof(want), "%d-%02d-%02dT00:00:00Z",
			    year, month + 1, day);
			if (day < 1 || day > days[month] + leap)
				snprintf(want, sizeof(want), "none");
			wrong += is_wrong(text, want);
		}
		is_num(wrong, 0, text);
	}
}

/* ISO 8601's weeks and days of the year, against the C library's. */
static void
test_weeks(void)
{
	char		week[32], ordinal[32];
	int64_t		a, b;
	int		wrong = 0, count = 0;

	for (time_t t = -631152000; t < 2524608000; t += 86400) {
		struct tm	tm;

		gmtime_r(&t, &tm);
		strftime(week, sizeof(week), "%G-W%V-%u", &tm);
		strftime(ordinal, sizeof(ordinal), "%Y-%j", &tm);
		wrong += date_parse(week, strlen(week), &a) == -1 ||
		    date_parse(ordinal, strlen(ordinal), &b) == -1 ||
		    a != t || b != t;
		count++;
	}
	is_num(wrong, 0, "weeks and ordinal days from 1950 to 2049");
	is_num(count, 36525, "all of them");
}

/* Whatever stands behind the text: no sample, however cut, depends on it. */
static void
test_length(void)
{
	char	a[512], b[512];
	int	differ = 0;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		size_t	len = strlen(samples[i].text);

		for (size_t n = 0; n <= len; n++) {
			int64_t	x = 0, y = 0;
			int	r;

			memset(a, '0', sizeof(a));
			memset(b, '\x9d', sizeof(b));
			memcpy(a, samples[i].text, n);
			memcpy(b, samples[i].text, n);
			r = date_parse(a, n, &x);
			differ += r != date_parse(b, n, &y) || x != y;
		}
	}
	is_num(differ, 0, "nothing behind the length is read");
}

/* The longest that is read, and one more; no byte or pair of them hurts. */
static void
test_limits(void)
{
	char	text[300];
	int64_t	t;
	int	same = 0;

	memset(text, ' ', sizeof(text));
	memcpy(text, "2026-03-01T", 11);
	memcpy(text + 251, "12:00", 5);
	is_num(date_parse(text, 256, &t), 0, "256 bytes");
	is_num(t, 1772366400, "all of them");
	text[256] = 'Z';
	is_num(date_parse(text, 257, &t), -1, "257 bytes");
	is_num(date_parse(NULL, 0, &t), -1, "nothing at all");
	is_num(date_parse(text + 251, 49, &t), -1, "a time is no date");
	for (int i = 1; i < 65536; i++) {
		memcpy(text, "1 Mar 2026 ", 11);
		text[11] = (char)(i >> 8);
		text[12] = (char)i;
		same += date_parse(text, 13, &t) == 0 && t == 1772323200;
	}
	ok(same > 1000 && same < 65000, "two bytes of any kind");
}

int
main(void)
{
	test_parse();
	test_print();
	test_days();
	test_plain();
	test_languages();
	test_zones();
	test_impossible();
	test_weeks();
	test_length();
	test_limits();
	return (tap_done());
}
