#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date_names.h"
#include "feed/revision_words.h"
#include "feed/url.h"

#define NAME_MAX_BYTES	24
#define URL_MAX		2048
#define DAY_MAX		31

/* The marks say whether a word is left out. */
struct marking {
	const char	*text;
	struct words	*w;
	char		*soft;
};

/* All in the order of strcmp. */
static const char *const	counted[] = {
	"aufrufe", "comentario", "comentarios", "comment", "commentaire",
	"commentaires", "comments", "commenti", "commento", "kommentar",
	"kommentare", "kommentarer", "likes", "pageviews", "reactions",
	"reacties", "replies", "reposts", "retweets", "views", "visitas",
	"visualizzazioni", "vues"
};
/* Beside one of these, or before their number only. */
static const char *const	counted_beside[] = {
	"antworten", "boosts", "favourites", "points", "reads", "reply",
	"shares", "votes"
};
static const char *const	labels[] = {
	"actualizado", "aggiornato", "aktualisiert", "am", "at", "bijgewerkt",
	"edited", "first", "last", "le", "modified", "on", "posted",
	"publie", "published", "publicado", "since", "stand", "um", "updated",
	"zuletzt"
};
static const char *const	units[] = {
	"d", "day", "days", "h", "heures", "horas", "hour", "hours", "hr",
	"hrs", "jours", "m", "min", "mins", "minute", "minuten", "minutes",
	"minutos", "mo", "month", "months", "s", "sec", "second", "seconds",
	"secs", "stunden", "tagen", "w", "week", "weeks", "wochen", "y",
	"year", "years", "yr", "yrs"
};

#define IN(list, w)	is_in(list, sizeof(list) / sizeof((list)[0]), w)

static int
is_in(const char *const *v, size_t n, const struct word *w)
{
	for (size_t i = 0; i < n; i++)
		if (w->len == strlen(v[i]) &&
		    memcmp(w->folded, v[i], w->len) == 0)
			return (1);
	return (0);
}

static int
is_word(const struct word *w, const char *s)
{
	return (is_in(&s, 1, w));
}

static const struct word *
word_at(const struct marking *m, size_t i)
{
	static const struct word	none = { .folded = "" };

	return (i < m->w->n ? &m->w->v[i] : &none);
}

/* "12", "1,234", "1.2k", "24th", but no "3d" */
static int
is_number(const struct word *w)
{
	static const char *const	behind[] = { "k", "m", "st", "nd",
					    "rd", "th" };
	size_t				i = 0;

	while (i < w->len && (isdigit((unsigned char)w->folded[i]) ||
	    (i > 0 && strchr(".,'", w->folded[i]) != NULL)))
		i++;
	if (i == 0 || i == w->len)
		return (i != 0);
	for (size_t k = 0; k < sizeof(behind) / sizeof(behind[0]); k++)
		if (w->len - i == strlen(behind[k]) &&
		    memcmp(w->folded + i, behind[k], w->len - i) == 0)
			return (1);
	return (0);
}

static int
has_digits(const struct word *w, size_t least, size_t most)
{
	if (w->len < least || w->len > most)
		return (0);
	for (size_t i = 0; i < w->len; i++)
		if (!isdigit((unsigned char)w->folded[i]))
			return (0);
	return (1);
}

static int
is_year(const struct word *w)
{
	return (has_digits(w, 4, 4) && (memcmp(w->folded, "19", 2) == 0 ||
	    memcmp(w->folded, "20", 2) == 0));
}

/* "3", "31", "3rd" */
static int
is_day(const struct word *w)
{
	char	digits[3] = { 0 };
	size_t	i;
	int	n;

	for (i = 0; i < 2 && i < w->len &&
	    isdigit((unsigned char)w->folded[i]); i++)
		digits[i] = w->folded[i];
	n = (int)strtol(digits, NULL, 10);
	return (n >= 1 && n <= DAY_MAX && is_number(w) &&
	    (i == w->len || i + 2 == w->len));
}

/* Exactly that sign stands between a word and the next. */
static int
is_joined(const struct marking *m, size_t i, const char *signs)
{
	const struct word	*w = word_at(m, i), *next = word_at(m, i + 1);

	return (i + 1 < m->w->n && next->start == w->end + 1 &&
	    strchr(signs, m->text[w->end]) != NULL);
}

/* Nothing but blanks and signs, and no new block. */
static int
is_near(const struct marking *m, size_t i)
{
	const struct word	*w = word_at(m, i), *next = word_at(m, i + 1);

	return (i + 1 < m->w->n && next->start - w->end <= 4 &&
	    memchr(m->text + w->end, '\n', next->start - w->end) == NULL);
}

static void
mark(struct marking *m, size_t i, size_t n)
{
	memset(m->soft + i, 1, n);
}

/* English months that are words, too, are months with a capital only. */
static int
is_month(const struct marking *m, size_t i)
{
	static const char *const	also[] = { "mar", "march", "may" };
	const struct word		*w = word_at(m, i);
	int				 value;

	if (w->len < 3 || w->len > NAME_MAX_BYTES || (IN(also, w) &&
	    !isupper((unsigned char)m->text[w->start])))
		return (0);
	return (date_name(w->folded, w->len, &value) == DATE_MONTH);
}

static int
is_weekday(const struct word *w)
{
	int	value;

	return (w->len >= 6 && w->len <= NAME_MAX_BYTES &&
	    date_name(w->folded, w->len, &value) == DATE_FILLER);
}

/* "24 November 2026", "Nov. 24th, 2026", "November 2026", "Monday" */
static void
mark_date(struct marking *m, size_t i)
{
	size_t	from = i, n = 1;

	if (is_weekday(word_at(m, i))) {
		mark(m, i, 1);
		return;
	}
	if (!is_month(m, i))
		return;
	if (i > 0 && is_day(word_at(m, i - 1)) && is_near(m, i - 1))
		from--;
	else if (is_near(m, i) && is_day(word_at(m, i + 1)))
		n++;
	if (is_near(m, i + n - 1) && is_year(word_at(m, i + n)))
		n++;
	if (from != i || n > 1)
		mark(m, from, i + n - from);
}

/* "2026-11-24T10:45Z", "24/11/2026": words that begin with digits, joined */
static size_t
mark_numeric(struct marking *m, size_t i)
{
	size_t	n = 1;
	int	year = is_year(word_at(m, i)), slash = 0;

	while (is_joined(m, i + n - 1, "-/.:+") &&
	    isdigit((unsigned char)word_at(m, i + n)->folded[0])) {
		slash += strchr("/.", m->text[word_at(m, i + n - 1)->end]) !=
		    NULL;
		year |= is_year(word_at(m, i + n));
		n++;
	}
	if (n >= 3 && (year || slash >= 2)) {
		mark(m, i, n);
		return (n);
	}
	return (0);
}

/* "24.11.2026" is one word */
static int
is_dotted_date(const struct word *w)
{
	size_t	dots = 0;

	for (size_t i = 0; i < w->len; i++) {
		if (w->folded[i] == '.')
			dots++;
		else if (!isdigit((unsigned char)w->folded[i]))
			return (0);
	}
	return (dots == 2 && w->len >= 6 && w->len <= 10);
}

/* "10:45", "10:45:12 pm CET", "10 am", "10am", "10.45 Uhr", "10h45" */
static void
mark_time(struct marking *m, size_t i)
{
	static const char *const	behind[] = { "a.m", "am", "p.m", "pm",
					    "uhr" };
	const struct word		*w = word_at(m, i);
	size_t				 n = 1;
	int				 minutes, clock;

	clock = has_digits(w, 1, 2) && is_joined(m, i, ":") &&
	    has_digits(word_at(m, i + 1), 2, 2);
	if (clock)
		n = is_joined(m, i + 1, ":.") &&
		    has_digits(word_at(m, i + 2), 2, 3) ? 3 : 2;
	if (w->len >= 3 && w->len <= 4 && isdigit((unsigned char)w->folded[0]) &&
	    strchr("ap", w->folded[w->len - 2]) != NULL &&
	    w->folded[w->len - 1] == 'm')
		clock = 1;
	if (is_near(m, i + n - 1) && IN(behind, word_at(m, i + n)) &&
	    isdigit((unsigned char)w->folded[0])) {
		clock = 1;
		n++;
	}
	if (!clock)
		return;
	w = word_at(m, i + n);
	if (is_near(m, i + n - 1) && w->len >= 2 && w->len <= 4 &&
	    date_zone(w->folded, w->len, &minutes) == 0)
		n++;
	mark(m, i, n);
}

/* "3 min ago", "an hour ago", "vor 3 Minuten", "il y a 3 heures", "just now" */
static void
mark_age(struct marking *m, size_t i)
{
	static const char *const	before[] = { "ha", "hace", "vor" };
	static const char *const	few[] = { "a", "an", "few", "one" };
	const struct word		*w = word_at(m, i);

	if (is_word(w, "ago") && i > 0 && is_near(m, i - 1)) {
		mark(m, i, 1);
		if (IN(units, word_at(m, i - 1)) || is_word(word_at(m, i - 1),
		    "moments") || is_number(word_at(m, i - 1)))
			mark(m, i - 1, 1);
		if (i > 1 && is_near(m, i - 2) && IN(units, word_at(m,
		    i - 1)) && (is_number(word_at(m, i - 2)) ||
		    IN(few, word_at(m, i - 2))))
			mark(m, i - 2, 1);
		/* "3h ago" is one word and a second */
		if (isdigit((unsigned char)word_at(m, i - 1)->folded[0]))
			mark(m, i - 1, 1);
	}
	if (IN(before, w) && is_near(m, i) && is_number(word_at(m, i + 1)) &&
	    is_near(m, i + 1) && IN(units, word_at(m, i + 2)))
		mark(m, i, 3);
	if (is_word(w, "just") && is_near(m, i) &&
	    is_word(word_at(m, i + 1), "now"))
		mark(m, i, 2);
	if (is_word(w, "il") && is_word(word_at(m, i + 1), "y") &&
	    is_word(word_at(m, i + 2), "a") && is_number(word_at(m, i + 3)) &&
	    IN(units, word_at(m, i + 4)))
		mark(m, i, 5);
}

static int
is_amount(const struct word *w)
{
	return (is_number(w) || is_word(w, "no") || is_word(w, "keine"));
}

/* A number behind a name of it, with a sign between or none. */
static int
is_told(const struct marking *m, size_t i, int sign)
{
	const char	*p = m->text + word_at(m, i)->end;

	if (!is_near(m, i) || !is_number(word_at(m, i + 1)))
		return (0);
	for (; sign && p < m->text + word_at(m, i + 1)->start; p++)
		if (*p == ':' || *p == '(')
			return (1);
	return (!sign);
}

/* "12 comments", "Comments (12)", "Points: 5", "5 points, 12 comments" */
static void
mark_counter(struct marking *m, size_t i)
{
	const struct word	*w = word_at(m, i);
	int			 sure = IN(counted, w);

	if (!sure && !IN(counted_beside, w))
		return;
	if (!sure)
		sure = (i > 1 && m->soft[i - 2]) || (is_near(m, i) &&
		    is_amount(word_at(m, i + 1)) && is_near(m, i + 1) &&
		    IN(counted, word_at(m, i + 2)));
	if (sure && i > 0 && !m->soft[i - 1] && is_near(m, i - 1) &&
	    is_amount(word_at(m, i - 1)))
		mark(m, i - 1, 2);
	else if (is_told(m, i, !sure))
		mark(m, i, 2);
}

/* "2026年11月24日 10時45分", "3分钟前": the sign counts with its number */
static void
mark_han(struct marking *m, size_t i)
{
	static const char *const	signs[] = { "年", "月", "日", "時",
					    "时", "分", "秒", "년", "월",
					    "일" };

	if (i > 0 && IN(signs, word_at(m, i)) &&
	    has_digits(word_at(m, i - 1), 1, 4) &&
	    word_at(m, i - 1)->end == word_at(m, i)->start)
		mark(m, i - 1, 2);
}

/* What may stand before a date: "updated", "at", "Mon" */
static int
is_label(const struct word *w)
{
	int	value;

	return (IN(labels, w) || (w->len <= 4 && date_name(w->folded, w->len,
	    &value) == DATE_FILLER));
}

static void
mark_labels(struct marking *m)
{
	for (size_t i = m->w->n; i-- > 1;)
		if (m->soft[i] && !m->soft[i - 1] && is_near(m, i - 1) &&
		    is_label(word_at(m, i - 1)))
			m->soft[i - 1] = 1;
}

static void
mark_all(struct marking *m)
{
	for (size_t i = 0; i < m->w->n; i++) {
		if (m->soft[i])
			continue;
		mark_date(m, i);
		if (isdigit((unsigned char)word_at(m, i)->folded[0])) {
			if (mark_numeric(m, i) == 0)
				mark_time(m, i);
			if (is_dotted_date(word_at(m, i)))
				mark(m, i, 1);
		}
		mark_age(m, i);
		mark_counter(m, i);
		mark_han(m, i);
	}
	mark_labels(m);
}

/* Bytes of the URL that this word begins; 0: none does. */
static size_t
url_length(const char *text, const struct word *w)
{
	const char	*p = text + w->start;

	if (strncasecmp(p, "http://", 7) != 0 &&
	    strncasecmp(p, "https://", 8) != 0)
		return (0);
	return (strcspn(p, " \t\n<>\"'()[]"));
}

/* A URL's words become one; what is none after all is its own text. */
static size_t
join_url(struct arena *a, const char *text, struct words *w, size_t i,
    struct word *out)
{
	size_t		 len = url_length(text, &w->v[i]), end;
	const char	*url, *canonical;

	*out = w->v[i];
	if (len == 0)
		return (1);
	end = out->start + len;
	out->folded = text + out->start;
	out->len = (uint32_t)(len < URL_MAX ? len : URL_MAX);
	if ((url = arena_strndup(a, out->folded, out->len)) != NULL &&
	    (canonical = url_canonical(a, url)) != NULL) {
		out->folded = canonical;
		out->len = (uint32_t)strlen(canonical);
	}
	out->hash = word_hash(out->folded, out->len);
	for (len = 0; i + len < w->n && w->v[i + len].start < end; len++)
		out->end = w->v[i + len].end;
	return (len);
}

static void
join_urls(struct arena *a, const char *text, struct words *w)
{
	struct word	word;
	size_t		n = 0, used;

	for (size_t i = 0; i < w->n; i += used) {
		used = join_url(a, text, w, i, &word);
		w->v[n++] = word;
	}
	w->n = n;
}

int
revision_words(struct arena *a, const char *text, struct words *w, int *cut)
{
	struct marking	m = { .text = text, .w = w };
	size_t		n = 0;

	*cut = 0;
	if (words_split(a, text, strlen(text), w) == -1)
		return (-1);
	if (w->n > REVISION_WORDS) {
		w->n = REVISION_WORDS;
		*cut = 1;
	}
	join_urls(a, text, w);
	if ((m.soft = arena_alloc(a, w->n + 1)) == NULL)
		return (-1);
	mark_all(&m);
	for (size_t i = 0; i < w->n; i++)
		if (!m.soft[i])
			w->v[n++] = w->v[i];
	w->n = n;
	return (arena_failed(a) ? -1 : 0);
}
