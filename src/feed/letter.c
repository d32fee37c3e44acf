#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwbrk.h>

#include "base/xmalloc.h"
#include "feed/letter.h"

#define PAGE		256
#define PAGES		0x320	/* up to U+31FFF; no letters above so far */

static struct letter	*pages[PAGES];

/* Scripts written without spaces, by the names Unicode gives them. */
static const char *const singles[] = {
	"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar",
	"Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet", "Ahom"
};

static const char *const bare[] = { "Latin", "Greek", "Cyrillic" };

/* Letters that have no decomposition but are typed without their stroke. */
static const struct {
	ucs4_t		 letter;
	const char	*as;
} strokes[] = {
	{ 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" }, { 0xfe, "th" },
	{ 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" }, { 0x142, "l" },
	{ 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x19a, "l" },
	{ 0x1e5, "g" }, { 0x23c, "c" }, { 0x247, "e" }, { 0x249, "j" },
	{ 0x24d, "r" }, { 0x24f, "y" }
};

int
letter_is_apostrophe(uint32_t uc)
{
	return (uc == '\'' || uc == '`' || uc == 0xb4 || uc == 0xff07 ||
	    (uc >= 0x2018 && uc <= 0x201b) || (uc >= 0x2b9 && uc <= 0x2bf) ||
	    uc == 0x55a || uc == 0x7f4 || uc == 0x7f5);
}

static int
script_in(const uc_script_t *script, const char *const *names, size_t n)
{
	if (script == NULL)
		return (0);
	for (size_t i = 0; i < n; i++)
		if (strcmp(script->name, names[i]) == 0)
			return (1);
	return (0);
}

static int
is_bare(ucs4_t uc)
{
	return (script_in(uc_script(uc), bare, sizeof(bare) / sizeof(bare[0])));
}

/* A number from 1 for each script, 0 for what all scripts share. */
static uint8_t
script_number(const uc_script_t *script)
{
	const uc_script_t	*all;
	size_t			 n;

	if (script == NULL || strcmp(script->name, "Common") == 0 ||
	    strcmp(script->name, "Inherited") == 0)
		return (0);
	uc_all_scripts(&all, &n);
	return ((uint8_t)(script - all + 1));
}

/* Marks that join words and numbers, see newsieve(7). */
static enum letter_kind
joiner_kind(ucs4_t uc)
{
	switch (uc) {
	case '.':
	case 0x2024:
	case 0xfe52:
	case 0xff0e:
		return (LETTER_DOT);
	case ',':
	case 0x66b:
	case 0x66c:
	case 0xfe50:
	case 0xff0c:
		return (LETTER_COMMA);
	case '"':
	case 0x5f4:
		return (LETTER_QUOTE);
	case 0xb7:
	case 0x387:
		return (LETTER_MIDDOT);
	default:
		return (LETTER_NONE);
	}
}

static enum letter_kind
letter_kind(ucs4_t uc, const uc_script_t *script)
{
	int	wbp = uc_wordbreak_property(uc);

	if (letter_is_apostrophe(uc))
		return (LETTER_NONE);
	if (uc_is_property_default_ignorable_code_point(uc) ||
	    uc_is_general_category(uc, UC_FORMAT))
		return (LETTER_IGNORED);
	if (uc_is_general_category(uc, UC_MARK) || uc == 0xff9e || uc == 0xff9f)
		return (LETTER_MARK);
	/* Subscripts belong to formulas, superscripts are mostly notes. */
	if (uc_is_general_category(uc, UC_DECIMAL_DIGIT_NUMBER) ||
	    (uc >= 0x2080 && uc <= 0x2089))
		return (LETTER_DIGIT);
	if (wbp == WBP_KATAKANA)
		return (LETTER_SINGLE);
	if (uc_is_general_category(uc, UC_LETTER) ||
	    uc_is_general_category(uc, UC_LETTER_NUMBER) ||
	    wbp == WBP_ALETTER)
		return (script_in(script, singles, sizeof(singles) /
		    sizeof(singles[0])) ? LETTER_SINGLE : LETTER_WORD);
	return (joiner_kind(uc));
}

/* Compatibility decomposition without the accents of bare scripts. */
static size_t
decompose(ucs4_t uc, ucs4_t *out, size_t max)
{
	uint32_t	 in = uc;
	size_t		 n = max, w = 0;
	int		 strip = 0;

	/* Thai and Lao AM would leave half of itself to the letter before. */
	if (uc == 0xe33 || uc == 0xeb3 ||
	    u32_normalize(UNINORM_NFKD, &in, 1, out, &n) != out) {
		out[0] = uc;
		return (1);
	}
	for (size_t i = 0; i < n; i++) {
		if (uc_is_general_category(out[i], UC_NON_SPACING_MARK)) {
			if (strip)
				continue;
		} else
			strip = is_bare(out[i]);
		out[w++] = out[i];
	}
	return (w);
}

static void
put_stroke(ucs4_t uc, uint8_t *out, size_t *n)
{
	for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]); i++)
		if (strokes[i].letter == uc) {
			memcpy(out + *n, strokes[i].as, strlen(strokes[i].as));
			*n += strlen(strokes[i].as);
			return;
		}
	*n += (size_t)u8_uctomb(out + *n, uc, 6);
}

/* Folds one character; returns bytes. *joins when NFC may change a word. */
static size_t
fold(ucs4_t uc, char out[LETTER_FOLD_MAX], int *joins)
{
	ucs4_t		 d[32], folded[64];
	uint8_t		 raw[LETTER_FOLD_MAX];
	size_t		 n, len = 64, nraw = 0, nout = LETTER_FOLD_MAX;

	n = decompose(uc, d, 32);
	if (u32_casefold(d, n, NULL, NULL, folded, &len) != folded)
		len = 0;
	*joins = 0;
	for (size_t i = 0; i < len && nraw + 8 < sizeof(raw); i++) {
		if (uc_combining_class(folded[i]) != 0 ||
		    uc_is_general_category(folded[i], UC_MARK) ||
		    (folded[i] >= 0x1100 && folded[i] <= 0x11ff))
			*joins = 1;
		put_stroke(folded[i], raw, &nraw);
	}
	if (u8_normalize(UNINORM_NFC, raw, nraw, (uint8_t *)out, &nout) !=
	    (uint8_t *)out)
		return (0);
	return (nout);
}

static void
letter_fill(struct letter *l, ucs4_t uc)
{
	const uc_script_t	*script = uc_script(uc);
	char			 out[LETTER_FOLD_MAX];
	size_t			 n;
	int			 joins;

	l->kind = (uint8_t)letter_kind(uc, script);
	if (l->kind == LETTER_NONE || l->kind >= LETTER_IGNORED)
		return;
	/* The micro sign folds to mu and goes with Greek. */
	l->script = script_number(uc == 0xb5 ? uc_script(0x3bc) : script);
	if (l->kind == LETTER_MARK || l->kind == LETTER_DIGIT)
		l->script = 0;
	if (is_bare(uc))
		l->flags |= LETTER_BARE;
	if (script != NULL && strcmp(script->name, "Hebrew") == 0)
		l->flags |= LETTER_HEBREW;
	if (script != NULL && strcmp(script->name, "Hangul") == 0)
		l->flags |= LETTER_HANGUL;
	n = fold(uc, out, &joins);
	if (joins)
		l->flags |= LETTER_JOINS;
	if (n > sizeof(l->fold))
		l->flags |= LETTER_LONG;
	else {
		memcpy(l->fold, out, n);
		l->nfold = (uint8_t)n;
	}
}

const struct letter *
letter_get(uint32_t uc)
{
	static const struct letter	none;
	static const struct letter	ignored = { .kind = LETTER_IGNORED };
	struct letter			*page;

	if (uc >= PAGES * PAGE)
		return (uc >= 0xe0000 && uc <= 0xe0fff ? &ignored : &none);
	if ((page = pages[uc / PAGE]) == NULL) {
		page = xcalloc(PAGE, sizeof(*page));
		for (uint32_t i = 0; i < PAGE; i++)
			letter_fill(&page[i], uc / PAGE * PAGE + i);
		pages[uc / PAGE] = page;
	}
	return (&page[uc % PAGE]);
}

size_t
letter_fold_long(uint32_t uc, char out[LETTER_FOLD_MAX])
{
	int	joins;

	return (fold(uc, out, &joins));
}

uint32_t
letter_decode(const char *p, const char *end, size_t *len)
{
	const unsigned char	*s = (const unsigned char *)p;
	size_t			 left = (size_t)(end - p), n;
	uint32_t		 uc;

	*len = 1;
	if (s[0] < 0x80)
		return (s[0]);
	if (s[0] >= 0xc2 && s[0] < 0xe0) {
		n = 2;
		uc = s[0] & 0x1f;
	} else if (s[0] >= 0xe0 && s[0] < 0xf0) {
		n = 3;
		uc = s[0] & 0x0f;
	} else if (s[0] >= 0xf0 && s[0] < 0xf5) {
		n = 4;
		uc = s[0] & 0x07;
	} else
		return (0xfffd);
	if (left < n)
		return (0xfffd);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return (0xfffd);
		uc = uc << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && (uc < 0x800 || (uc >= 0xd800 && uc < 0xe000))) ||
	    (n == 4 && (uc < 0x10000 || uc > 0x10ffff)))
		return (0xfffd);
	*len = n;
	return (uc);
}
