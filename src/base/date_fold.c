#include <stdint.h>
#include <string.h>

#include "base/date_fold.h"
#include "base/utf8.h"

/* U+00C0 to U+017F */
static const char latin[] =
	"aaaaaaaceeeeiiiidnooooo ouuuuyts"
	"aaaaaaaceeeeiiiidnooooo/ouuuuyty"
	"aaaaaaccccccccddddeeeeeeeeeegggg"
	"gggghhhhiiiiiiiiiiiijjkkklllllll"
	"lllnnnnnnnnnoooooooorrrrrrssssss"
	"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static uint32_t
fold_greek(uint32_t c)
{
	switch (c) {
	case 0x386: case 0x3ac:	return (0x3b1);		/* alpha */
	case 0x388: case 0x3ad:	return (0x3b5);		/* epsilon */
	case 0x389: case 0x3ae:	return (0x3b7);		/* eta */
	case 0x38a: case 0x390: case 0x3aa: case 0x3af: case 0x3ca:
		return (0x3b9);				/* iota */
	case 0x38c: case 0x3cc:	return (0x3bf);		/* omicron */
	case 0x38e: case 0x3ab: case 0x3b0: case 0x3cb: case 0x3cd:
		return (0x3c5);				/* upsilon */
	case 0x38f: case 0x3ce:	return (0x3c9);		/* omega */
	case 0x3c2:		return (0x3c3);		/* final sigma */
	default:
		return (c >= 0x391 && c <= 0x3a9 ? c + 0x20 : c);
	}
}

static uint32_t
fold_cyrillic(uint32_t c)
{
	if (c < 0x410)
		c += 0x50;
	else if (c < 0x430)
		c += 0x20;
	switch (c) {
	case 0x450: case 0x451:	return (0x435);		/* ie */
	case 0x439: case 0x45d:	return (0x438);		/* i */
	case 0x457:		return (0x456);		/* Ukrainian i */
	default:		return (c);
	}
}

/* Combining marks, soft hyphen, directions, joiners, the byte order mark. */
static int
is_invisible(uint32_t c)
{
	return (c == 0xad || (c >= 0x300 && c <= 0x36f) ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff);
}

static uint32_t
fold_sign(uint32_t c)
{
	if (c >= 0x2000 && c <= 0x200a)
		return (' ');
	if (c >= 0x2010 && c <= 0x2015)
		return ('-');
	if (c >= 0x2018 && c <= 0x201f)
		return ('\'');
	switch (c) {
	case 0xa0: case 0xb0: case 0xb7: case 0x2022: case 0x202f:
	case 0x205f: case 0x3000: case 0x3001: case 0x3002: case 0x30fb:
		return (' ');
	case 0xaa:		return ('a');
	case 0xba:		return ('o');
	case 0xb4: case 0x2bc:	return ('\'');
	case 0x2212:		return ('-');
	case 0x2044: case 0x2215:
		return ('/');
	case 0x2236:		return (':');
	case 0x21b: case 0x21a:	return ('t');
	default:		return (c);
	}
}

static char
fold_ascii(char c)
{
	if (c >= 'A' && c <= 'Z')
		return ((char)(c + 0x20));
	return (c >= '\t' && c <= '\r' ? ' ' : c);
}

static uint32_t
fold_character(uint32_t c)
{
	if (c >= 0xc0 && c <= 0x17f)
		return ((unsigned char)latin[c - 0xc0]);
	if (c >= 0x370 && c <= 0x3ff)
		return (fold_greek(c));
	if (c >= 0x400 && c <= 0x45f)
		return (fold_cyrillic(c));
	if (c >= 0xff01 && c <= 0xff5e)
		return ((unsigned char)fold_ascii((char)(c - 0xfee0)));
	return (fold_sign(c));
}

size_t
date_fold(const char *p, size_t len, char *out)
{
	uint32_t	c;
	size_t		n, used = 0;

	for (size_t i = 0; i < len; i += n) {
		n = 1;
		if ((unsigned char)p[i] < 0x80)
			out[used++] = fold_ascii(p[i]);
		else if ((n = utf8_get(p + i, len - i, &c)) == 0) {
			out[used++] = p[i];
			n = 1;
		} else if (!is_invisible(c))
			used += utf8_put(out + used, fold_character(c));
	}
	return (used);
}
