#include <string.h>

#include "feed/letter.h"
#include "feed/word.h"

static int
is_several(const char *fold, size_t n)
{
	size_t	letters = 0;

	for (size_t i = 0; i < n; i++)
		letters += ((unsigned char)fold[i] & 0xc0) != 0x80;
	return (letters > 1);
}

int
word_letters(const struct word *w, const char *text, uint8_t *letters)
{
	const char		*p = text + w->start, *end = text + w->end;
	const struct letter	*l, *last = NULL;
	char			 fold[LETTER_FOLD_MAX];
	size_t			 n, len, at = 0, begin = 0;
	uint32_t		 uc;
	int			 found = 0;

	memset(letters, 0, w->len);
	for (; p < end; p += n) {
		uc = letter_decode(p, end, &n);
		l = letter_get(uc);
		if (l->kind == LETTER_IGNORED || (l->kind == LETTER_MARK &&
		    last != NULL && last->flags & LETTER_BARE))
			continue;
		if (l->kind > LETTER_IGNORED) {	/* joins two letters */
			at += l->kind == LETTER_MIDDOT ? 2 : 1;
			continue;
		}
		len = l->flags & LETTER_LONG ? letter_fold_long(uc, fold) :
		    l->nfold;
		if (!(l->flags & LETTER_LONG))
			memcpy(fold, l->fold, len);
		if (at + len > w->len ||
		    memcmp(w->folded + at, fold, len) != 0)
			return (0);
		if (l->kind != LETTER_MARK) {
			last = l;
			begin = at;
		}
		at += len;
		if (at - begin <= UINT8_MAX &&
		    (l->kind == LETTER_MARK || is_several(fold, len))) {
			letters[begin] = (uint8_t)(at - begin);
			found = 1;
		}
	}
	return (found);
}
