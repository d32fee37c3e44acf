#include <stdint.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>

#include "base/utf8.h"
#include "feed/charset_convert.h"
#include "feed/charset_detect.h"
#include "feed/charset_label.h"
#include "feed/charset_language.h"
#include "feed/charset_sample.h"

#define READINGS	128		/* of a language in an encoding */
#define PRIOR		4
#define NEVER		UINT64_MAX

/* Costs are in bits: what it takes to say that a text has just these signs. */
#define COST_RARE	11		/* a letter the language hardly has */
#define COST_SIGN	13
#define COST_MARK	6		/* quotation marks, dashes, the euro */
#define COST_UNDEFINED	24
#define COST_CAPITAL	2		/* where small ones are usual */
#define COST_CASE	6		/* a capital behind a small letter */
#define COST_SCRIPT	6		/* two scripts in one word */
#define COST_INNER	6		/* a sign within a word */
#define DOUBT		20		/* what speaks for a label */
#define DOUBT_HINTED	8		/* but for the feed's language */
#define DOUBT_PART	8		/* and this part of the whole cost */
#define COST_HALF	6		/* kana of half a width begin */
#define COST_SYLLABLE	8		/* one that hardly any word has */
#define GAIN_HINT	20		/* the language is as the feed says */

enum class { BLANK, SIGN, JOINER, SMALL, CAPITAL, LETTER };

struct single {
	int		cs;
	unsigned int	prior;
	unsigned char	class[256];
	unsigned char	latin_letter[256];
};

struct reading {
	const struct charset_language	*language;
	const struct single		*single;
	unsigned char			 cost[128];
};

static struct single	singles[CHARSET_COUNT];
static struct reading	readings[READINGS];
static size_t		nsingles, nreadings;

/* Bits against an encoding before anything was read; PRIOR for others. */
static const struct {
	const char	*iconv;
	unsigned int	 bits;
} priors[] = {
	{ "WINDOWS-1252", 0 }, { "WINDOWS-1251", 3 }, { "WINDOWS-1250", 4 },
	{ "ISO-8859-2", 5 }, { "KOI8-R", 4 }, { "KOI8-U", 5 },
	{ "WINDOWS-1254", 6 }, { "WINDOWS-1257", 6 }, { "ISO-8859-13", 7 },
	{ "ISO-8859-15", 8 }, { "ISO-8859-5", 8 }, { "CP866", 8 },
	{ "MACINTOSH", 10 }, { "MAC-CYRILLIC", 10 }, { "ISO-8859-6", 5 },
	{ "ISO-8859-7", 5 }, { "ISO-8859-8", 5 },
};

static unsigned int
prior(int cs)
{
	for (size_t i = 0; i < sizeof(priors) / sizeof(priors[0]); i++)
		if (strcmp(priors[i].iconv, charsets[cs].iconv) == 0)
			return (priors[i].bits);
	return (PRIOR);
}

static enum class
class_of(uint32_t c)
{
	switch (c) {
	case 0x2019:
	case 0xad:
	case 0xb7:
	case 0x2013:
	case '\'':
	case '-':
		return (JOINER);
	case 0xaa:
	case 0xba:
		return (SIGN);
	default:
		break;
	}
	if (c <= ' ' || c == 0xa0)
		return (BLANK);
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
		return (LETTER);
	if (!uc_is_alpha(c))
		return (SIGN);
	return (uc_tolower(c) != c ? CAPITAL :
	    uc_toupper(c) != c ? SMALL : LETTER);
}

static int
is_latin(uint32_t c)
{
	return (c < 0x250 || (c >= 0x1e00 && c < 0x1f00));
}

/* log2(num / den) in whole bits, rounded. */
static unsigned int
bits_of(unsigned int num, unsigned int den)
{
	unsigned int	bits = 0;

	while (num > den + den / 2 - den / 12) {
		den *= 2;
		bits++;
	}
	return (bits);
}

/*
 * Frequencies fall about geometrically from the first letter of a language to
 * the last one, which has a hundredth of it.  0 for a letter that isn't listed.
 */
static unsigned int
cost_listed(const char *letters, uint32_t c)
{
	unsigned int	w, sum = 0, mine = 0;
	size_t		n = 0, i = 0, len = strlen(letters);
	uint32_t	letter;

	for (size_t j = 0; j < len; n++)
		j += utf8_length(letters + j, len - j);
	for (w = 65536; *letters != '\0' && i < n; i++) {
		letters += utf8_get(letters, strlen(letters), &letter);
		if (letter == c)
			mine = w;
		sum += w;
		w -= (unsigned int)(w * 9 / (2 * n + 6));
	}
	return (mine != 0 ? bits_of(sum, mine) : 0);
}

static unsigned int
cost_of(const struct charset_language *l, uint32_t c)
{
	static const uint16_t	marks[] = {
		0xa0, 0xa7, 0xa9, 0xab, 0xae, 0xb0, 0xb7, 0xbb, 0x2013, 0x2014,
		0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e, 0x2022, 0x2026,
		0x20ac, 0x2116, 0x2122, 0xa3, 0xb5,
	};
	unsigned int		bits;

	if (c == 0 || (c >= 0x80 && c < 0xa0))
		return (COST_UNDEFINED);
	if ((bits = cost_listed(l->letters, c)) != 0 ||
	    (bits = cost_listed(l->letters, uc_tolower(c))) != 0)
		return (bits);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i] == c)
			return (COST_MARK);
	return (uc_is_alpha(c) ? COST_RARE : COST_SIGN);
}

static const struct single *
single_get(int cs)
{
	const uint16_t	*table = charset_convert_table(cs);
	struct single	*s;
	uint32_t	 c;

	for (size_t i = 0; i < nsingles; i++)
		if (singles[i].cs == cs)
			return (&singles[i]);
	if (table == NULL)
		return (NULL);
	s = &singles[nsingles++];
	s->cs = cs;
	s->prior = prior(cs);
	for (unsigned int i = 0; i < 256; i++) {
		c = i < 0x80 ? i : table[i - 0x80];
		s->class[i] = (unsigned char)class_of(c);
		s->latin_letter[i] = (unsigned char)(is_latin(c) &&
		    s->class[i] >= SMALL);
	}
	return (s);
}

static void
reading_add(const struct charset_language *l, int cs)
{
	const uint16_t	*table = charset_convert_table(cs);
	struct reading	*r;

	if (table == NULL || nreadings == READINGS)
		return;
	r = &readings[nreadings++];
	r->language = l;
	r->single = single_get(cs);
	for (size_t i = 0; i < 128; i++)
		r->cost[i] = (unsigned char)cost_of(l, table[i]);
}

void
charset_detect_init(void)
{
	const struct charset_language	*l = charset_languages;
	const char			*p;
	size_t				 n;

	if (nreadings != 0)
		return;
	for (size_t i = 0; i < charset_nlanguages; i++, l++)
		for (p = l->charsets; *p != '\0'; p += n + (p[n] == ' ')) {
			n = strcspn(p, " ");
			reading_add(l, charset_by_iconv(p, n));
		}
}

static char	decoded[4 * SAMPLE_MAX];	/* a sample in some encoding */

static int
is_digit(unsigned char c)
{
	return (c >= '0' && c <= '9');
}

/*
 * Words are small, with a capital in front, or all of capitals, and then the
 * next one mostly is, too: what it takes to say that this letter is a capital,
 * or isn't.  *shouts is whether the last word was one of capitals.
 */
static unsigned int
cost_case(enum class before, enum class prev, enum class c, int *shouts)
{
	unsigned int	bits;

	if (prev == CAPITAL) {
		if (c == SMALL && before == CAPITAL)
			return (COST_CASE / 2);
		if (c == SMALL) {
			bits = *shouts ? COST_CAPITAL : 0;
			*shouts = 0;
			return (bits);
		}
		if (before == CAPITAL || *shouts)
			return (0);
		*shouts = 1;
		return (COST_CAPITAL);
	}
	if (prev == SMALL)
		return (c == CAPITAL ? COST_CASE + COST_CAPITAL : 0);
	if ((c == CAPITAL) == *shouts)
		return (0);
	if (c == SMALL)
		*shouts = 0;
	return (COST_CAPITAL);
}

/* What is odd in words, read so. */
static uint64_t
cost_words(const struct single *e, const struct charset_sample *s)
{
	uint64_t	cost = 0;
	unsigned char	c, prev = ' ', before = ' ';
	enum class	a, b, o;
	int		shouts = 0;

	for (size_t i = 0; i < s->len; i++, before = prev, prev = c) {
		c = s->text[i];
		if ((c | prev) < 0x80)
			continue;
		a = e->class[prev];
		b = e->class[c];
		o = e->class[before];
		if (b == SMALL || b == CAPITAL)
			cost += cost_case(o, a, b, &shouts);
		if ((is_digit(c) && a >= SMALL) ||
		    (is_digit(prev) && b >= SMALL))
			cost += COST_INNER;
		if (a >= SMALL && b >= SMALL) {
			if (e->latin_letter[prev] != e->latin_letter[c])
				cost += COST_SCRIPT;
			else if (e->latin_letter[c] && c >= 0x80 &&
			    prev >= 0x80)
				cost++;
		}
		if (prev >= 0x80 && b >= SMALL && (a == SIGN ? o >= SMALL :
		    a == JOINER && o < SMALL))
			cost += COST_INNER;
	}
	return (cost);
}

static uint64_t
cost_letters(const struct reading *r, const struct charset_sample *s)
{
	uint64_t	cost = 0;

	for (size_t i = 0; i < 128; i++)
		cost += (uint64_t)s->count[i + 128] * r->cost[i];
	return (cost);
}

static unsigned int
hint_gain(const struct charset_language *l, const struct charset_sample *s)
{
	return (s->tag != NULL &&
	    charset_language_is(l, s->tag, s->tag_len) ? GAIN_HINT : 0);
}

/* The cheapest of them in *best; the sums begin at GAIN_HINT. */
static int
detect_single(const struct charset_sample *s, uint64_t *best)
{
	uint64_t		 words[CHARSET_COUNT], cost;
	const struct reading	*r = readings;
	int			 cs = CS_1252;

	*best = NEVER;
	for (size_t i = 0; i < nsingles; i++)
		words[i] = cost_words(&singles[i], s) + singles[i].prior;
	for (size_t i = 0; i < nreadings; i++, r++) {
		cost = words[r->single - singles] + cost_letters(r, s) +
		    GAIN_HINT - hint_gain(r->language, s);
		if (cost < *best) {
			*best = cost;
			cs = r->single->cs;
		}
	}
	return (cs);
}

static int
is_half_kana(uint32_t c)
{
	return (c >= 0xff61 && c < 0xffa0);
}

/* Characters of two bytes, as many bits as they deserve. */
static unsigned int
cost_wide(const struct charset_language *l, int japanese, int korean,
    const char *s, size_t n, uint32_t c)
{
	if (c >= 0x3400 && (memmem(l->letters, strlen(l->letters), s, n)))
		return (korean ? 6 : 7);
	if (c >= 0x3040 && c < 0x3100)
		return (japanese ? 6 : 16);
	if (is_half_kana(c))
		return (japanese ? 6 : 16);
	if (c >= 0xac00 && c < 0xd7a4)
		return (korean ? 10 : 18);
	if (c >= 0x4e00 && c < 0xa000)
		return (korean ? 17 : 13);
	if ((c >= 0x3000 && c < 0x3020) || (c >= 0xff00 && c < 0xff61) ||
	    (c >= 0x2010 && c < 0x2027))
		return (7);
	if (c >= 0xe000 && c < 0xf900)
		return (COST_UNDEFINED);
	return (c < 0x500 ? 14 : 18);
}

/* Of the text that out holds, up to enough: more can't be the best. */
static uint64_t
cost_text(const struct charset_language *l, const char *out, size_t len,
    uint64_t enough)
{
	uint64_t	cost = 0;
	uint32_t	c, prev = 0;
	size_t		n;
	int		ja = l->tags[0] == 'j', ko = l->tags[0] == 'k';

	for (size_t i = 0; i < len && cost < enough; i += n) {
		n = utf8_get(out + i, len - i, &c);
		if (n > 1)
			cost += cost_wide(l, ja, ko, out + i, n, c);
		if (is_half_kana(c) && !is_half_kana(prev))
			cost += COST_HALF;
		prev = c;
	}
	return (cost);
}

/*
 * Windows' Korean has 8822 syllables more than the standard's 2350, and hardly
 * a word needs one: of their pairs, not both bytes are above 0xa0.
 */
static uint64_t
cost_syllables(const struct charset_sample *s)
{
	uint64_t	cost = 0;

	for (size_t i = 0; i + 1 < s->len; i++) {
		if (s->text[i] < 0x80)
			continue;
		if (s->text[i] < 0xa1 || s->text[i + 1] < 0xa1)
			cost += COST_SYLLABLE;
		i++;
	}
	return (cost);
}

/* The document in that encoding and language; NEVER when it isn't. */
static uint64_t
cost_multi(const struct charset_language *l, int cs,
    const struct charset_sample *s, uint64_t enough, size_t *faults)
{
	uint64_t	cost;
	size_t		used;

	if (charset_convert_try(cs, (const char *)s->text, s->len, decoded,
	    sizeof(decoded), &used, faults) == -1)
		return (NEVER);
	cost = COST_UNDEFINED * (uint64_t)*faults + PRIOR + GAIN_HINT -
	    hint_gain(l, s);
	if (l->tags[0] == 'k')
		cost += cost_syllables(s);
	return (cost + cost_text(l, decoded, used, enough));
}

static int
detect_multi(const struct charset_sample *s, int cs, uint64_t best)
{
	const struct charset_language	*l = charset_wide_languages;
	const char			*p;
	uint64_t			 cost;
	size_t				 faults, n;
	int				 other;

	for (size_t i = 0; i < charset_nwide_languages; i++, l++)
		for (p = l->charsets; *p != '\0'; p += n + (p[n] == ' ')) {
			n = strcspn(p, " ");
			if ((other = charset_by_iconv(p, n)) == -1)
				continue;
			cost = cost_multi(l, other, s, best, &faults);
			if (cost < best && faults * 500 <= s->high) {
				best = cost;
				cs = other;
			}
		}
	return (cs);
}

int
charset_detect(const char *data, size_t len)
{
	const struct charset_sample	*s = charset_sample(data, len);
	uint64_t		 best;
	int			 cs;

	charset_detect_init();
	if (s->high == 0)
		return (CS_1252);
	cs = detect_single(s, &best);
	return (detect_multi(s, cs, best));
}

int
charset_detect_escapes(const char *data, size_t len)
{
	static const char *const	labels[] = {
		"iso-2022-jp", "iso-2022-kr"
	};
	const char			*p = memchr(data, 0x1b, len);
	size_t				 used, faults;
	int				 cs;

	if (p == NULL)
		return (-1);
	len -= (size_t)(p - data);
	if (len > SAMPLE_MAX)
		len = SAMPLE_MAX;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		cs = charset_label(labels[i], strlen(labels[i]));
		if (len >= 3 && (p[1] == '$' || p[1] == '(') &&
		    charset_convert_try(cs, p, len, decoded, sizeof(decoded),
		    &used, &faults) != -1 && faults == 0)
			return (cs);
	}
	return (-1);
}

/* How many bytes mean nothing in that encoding. */
static size_t
count_faults(int cs, const struct charset_sample *s)
{
	const uint16_t	*table;
	size_t		 used, n = 0;

	if (charsets[cs].kind == CHARSET_MULTI)
		return (charset_convert_try(cs, (const char *)s->text, s->len,
		    decoded, sizeof(decoded), &used, &n) == -1 ? 0 : n);
	if ((table = charset_convert_table(cs)) != NULL)
		for (size_t i = 0; i < 128; i++)
			n += table[i] == 0 ? s->count[i + 128] : 0;
	return (n);
}

int
charset_detect_fits(int cs, const char *data, size_t len)
{
	const struct charset_sample	*s = charset_sample(data, len);
	size_t			 n = 0;

	if (charsets[cs].kind != CHARSET_1252) {
		n = count_faults(cs, s);
		return (n <= 2 || n * 20 <= s->high);
	}
	for (int c = 'a'; c <= 'z'; c++)
		n += s->count[c] + s->count[c - 'a' + 'A'];
	return (s->high < 12 || s->high <= n);
}

/* The encoding of one byte a character that explains s far better, or cs. */
static int
doubt_single(const struct charset_sample *s, int cs)
{
	uint64_t		 words[CHARSET_COUNT];
	uint64_t		 own = NEVER, best = NEVER, cost;
	const struct reading	*r, *q;
	int			 other = cs, of, hinted = 0;

	memset(words, 0xff, sizeof(words));	/* NEVER */
	for (r = readings; r < readings + nreadings; r++) {
		for (q = readings; q < readings + nreadings; q++)
			if (q->language == r->language && q->single->cs == cs)
				break;
		if (q == readings + nreadings)
			continue;
		of = (int)(r->single - singles);
		if (words[of] == NEVER)
			words[of] = cost_words(r->single, s);
		cost = words[of] + cost_letters(r, s);
		if (r->single->cs == cs) {
			own = cost < own ? cost : own;
		} else if (cost < best) {
			best = cost;
			other = r->single->cs;
			hinted = hint_gain(r->language, s) != 0;
		}
	}
	return (best != NEVER && best + best / DOUBT_PART +
	    (hinted ? DOUBT_HINTED : DOUBT) < own ? other : cs);
}

/*
 * The same of multibyte ones.  That bytes mean nothing, as happens, speaks
 * against cs only where all of them do in the feed's own language, and then
 * that is enough.
 */
static int
doubt_multi(const struct charset_sample *s, int cs)
{
	const struct charset_language	*l = charset_wide_languages;
	const char			*p;
	uint64_t			 own = NEVER, best = NEVER, cost;
	size_t				 faults, broken = 0, n;
	int				 other = cs, of, clean = 0;

	for (size_t i = 0; i < charset_nwide_languages; i++, l++)
		for (p = l->charsets; *p != '\0'; p += n + (p[n] == ' ')) {
			n = strcspn(p, " ");
			if ((of = charset_by_iconv(p, n)) == -1)
				continue;
			cost = cost_multi(l, of, s, NEVER, &faults);
			if (of == cs && cost < own) {
				own = cost;
				broken = faults;
			} else if (of != cs && cost < best) {
				best = cost;
				other = of;
				clean = faults == 0 && hint_gain(l, s) != 0;
			}
		}
	if (own == NEVER || best == NEVER)
		return (cs);
	if (broken == 0 || !clean)
		best += DOUBT + best / DOUBT_PART + COST_UNDEFINED * broken;
	return (best < own ? other : cs);
}

int
charset_detect_doubt(int cs, const char *data, size_t len)
{
	const struct charset_sample	*s = charset_sample(data, len);

	charset_detect_init();
	return (charsets[cs].kind == CHARSET_MULTI ? doubt_multi(s, cs) :
	    doubt_single(s, cs));
}
