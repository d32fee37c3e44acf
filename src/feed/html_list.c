#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/html_list.h"

#define NUMBER_MAX	99999
#define ROMAN_MAX	3999

static int
number_of(const struct html_event *e, const char *name, int fallback)
{
	const char	*value = html_attr(e->attrs, name);
	char		*end;
	long		 n;

	if (value == NULL)
		return (fallback);
	n = strtol(value, &end, 10);
	return (end != value && n >= -NUMBER_MAX && n <= NUMBER_MAX ? (int)n :
	    fallback);
}

void
html_list_open(struct html_list *l, const struct html_event *e)
{
	const char	*type = html_attr(e->attrs, "type");

	l->style = type != NULL && *type != '\0' && type[1] == '\0' &&
	    strchr("aAiI", *type) != NULL ? *type : '1';
	l->step = e->element->id != HTML_OL ? 0 :
	    html_attr(e->attrs, "reversed") != NULL ? -1 : 1;
	l->number = number_of(e, "start", l->step == -1 ? e->items : 1);
}

/* "aa" is 27. */
static void
put_letters(int n, char first, char out[32])
{
	char	letters[8];
	int	len = 0, i;

	for (; n > 0; n = (n - 1) / 26)
		letters[len++] = (char)(first + (n - 1) % 26);
	for (i = 0; i < len; i++)
		out[i] = letters[len - 1 - i];
	memcpy(out + len, ". ", 3);
}

static void
put_roman(int n, int upper, char out[32])
{
	static const struct {
		int		 value;
		const char	*small, *large;
	} digits[] = {
		{ 1000, "m", "M" }, { 900, "cm", "CM" }, { 500, "d", "D" },
		{ 400, "cd", "CD" }, { 100, "c", "C" }, { 90, "xc", "XC" },
		{ 50, "l", "L" }, { 40, "xl", "XL" }, { 10, "x", "X" },
		{ 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" },
		{ 1, "i", "I" }
	};
	const char	*s;
	size_t		 i, len = 0;

	for (i = 0; n > 0; i++)
		for (; n >= digits[i].value; n -= digits[i].value) {
			s = upper ? digits[i].large : digits[i].small;
			memcpy(out + len, s, strlen(s));
			len += strlen(s);
		}
	memcpy(out + len, ". ", 3);
}

void
html_list_item(struct html_list *l, const struct html_event *e,
    char marker[32])
{
	int	n;

	if (l == NULL || l->step == 0) {
		memcpy(marker, "* ", 3);
		return;
	}
	n = l->number = number_of(e, "value", l->number);
	if ((l->style == 'a' || l->style == 'A') && n > 0)
		put_letters(n, l->style, marker);
	else if ((l->style == 'i' || l->style == 'I') && n > 0 &&
	    n <= ROMAN_MAX)
		put_roman(n, l->style == 'I', marker);
	else
		snprintf(marker, 32, "%d. ", n);
	if (l->number > -NUMBER_MAX && l->number < NUMBER_MAX)
		l->number += l->step;
}
