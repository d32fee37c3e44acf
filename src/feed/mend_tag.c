#include <string.h>

#include "feed/mend_tag.h"

#define NAME_MAX_LEN	256

#define BLANK	1
#define START	2	/* may begin a name */
#define NAME	4	/* may stand in one */

static const unsigned char	classes[256] = {
	[' '] = BLANK, ['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK,
	['\f'] = BLANK,
	['a' ... 'z'] = START | NAME, ['A' ... 'Z'] = START | NAME,
	['_'] = START | NAME, ['0' ... '9'] = NAME, [':'] = NAME,
	['-'] = NAME, ['.'] = NAME
};

static int
is(char c, int class)
{
	return (classes[(unsigned char)c] & class);
}

/* The end of the name at p; p itself when there is none. */
static const char *
name_end(const char *p, const char *end)
{
	const char	*s = p, *colon = NULL;

	if (s == end || !is(*s, START))
		return (p);
	for (; s < end && is(*s, NAME); s++) {
		if (s - p == NAME_MAX_LEN)
			return (p);
		if (*s != ':')
			continue;
		if (colon != NULL)
			return (p);
		colon = s;
	}
	if (colon != NULL &&
	    (colon + 1 == s || !is(colon[1], START)))
		return (p);
	return (s);
}

static const char *
blank_end(const char *p, const char *end)
{
	while (p < end && is(*p, BLANK))
		p++;
	return (p);
}

/*
 * The value at p, quoted or not, at most up to limit; returns what follows
 * it.  A quotation mark that never closes is none.
 */
static const char *
value_scan(const char *p, const char *limit, struct tag_attr *a, int *mended)
{
	const char	*q;

	if (p < limit && (*p == '"' || *p == '\'')) {
		q = memchr(p + 1, *p, (size_t)(limit - p - 1));
		if (q != NULL) {
			a->value = p + 1;
			a->value_len = (size_t)(q - p - 1);
			if (memchr(a->value, '<', a->value_len) != NULL)
				*mended = 1;
			return (q + 1);
		}
		p++;
	}
	*mended = 1;
	for (q = p; q < limit && !is(*q, BLANK) && *q != '>' && *q != '<' &&
	    !(*q == '/' && q + 1 < limit && q[1] == '>'); q++)
		;
	a->value = p;
	a->value_len = (size_t)(q - p);
	return (q);
}

/* One attribute at p, kept when its name can be one and there is room. */
static const char *
attr_scan(const char *p, const char *limit, size_t max, struct tag_start *t)
{
	struct tag_attr	 a = { .name = p };
	const char	*q = name_end(p, limit), *eq;

	a.name_len = (size_t)(q - p);
	while (q < limit && !is(*q, BLANK) && *q != '=' && *q != '>' &&
	    *q != '<' && *q != '/') {
		a.name_len = 0;
		q++;
	}
	if (q == p)
		q++;
	eq = blank_end(q, limit);
	a.value = q;
	if (eq < limit && *eq == '=')
		q = value_scan(blank_end(eq + 1, limit), limit, &a,
		    &t->mended);
	else
		t->mended = 1;
	if (a.name_len == 0)
		t->mended = 1;
	else if (t->nattrs >= max) {
		t->mended = 1;
		t->met |= 1u << LIMIT_ATTRIBUTES;
	} else
		t->attrs[t->nattrs++] = a;
	return (q);
}

/* A tag too large to be meant: nothing of it but its name and its end. */
static int
start_too_large(struct tag_start *t, const char *p, const char *end)
{
	while (p < end && *p != '>' && *p != '<')
		p++;
	t->cut = p == end;
	if (t->cut || *p == '<')
		return (-1);
	t->empty = p[-1] == '/';
	t->nattrs = 0;
	t->mended = 1;
	t->met |= 1u << LIMIT_TAG;
	t->next = p + 1;
	return (0);
}

static int
scan_start(const char *p, const char *end, const char *limit, size_t max,
    struct tag_start *t)
{
	const char	*s;

	t->name = ++p;
	p = name_end(p, limit);
	t->name_len = (size_t)(p - t->name);
	t->next = p;
	if (t->name_len == 0)
		return (-1);
	if (p < limit && !is(*p, BLANK) && *p != '>' && *p != '/')
		return (-1);
	for (;;) {
		s = p;
		p = blank_end(p, limit);
		if (p == limit || *p == '<' || *p == '>')
			break;
		if (*p == '/') {
			s = blank_end(p + 1, limit);
			t->empty = s < limit && *s == '>';
			t->mended |= !t->empty || s != p + 1;
			p++;
		} else {
			t->mended |= s == p;	/* no blank before it */
			p = attr_scan(p, limit, max, t);
		}
	}
	t->next = p + (p < limit && *p == '>');
	t->cut = p == end;
	if (p == limit && limit < end && *p != '<')
		return (start_too_large(t, p, end));
	return (p == limit || *p == '<' ? -1 : 0);
}

int
tag_scan_start(const char *p, const char *end,
    const struct feed_limits *limits, size_t *budget, struct tag_start *t)
{
	size_t		 size = limits->max[LIMIT_TAG], spent;
	const char	*limit, *angle;

	t->nattrs = 0;
	t->empty = t->mended = t->cut = 0;
	t->met = 0;
	limit = (size_t)(end - p) > size ? p + size : end;
	if (*budget == 0 && (angle = memchr(p + 1, '<',
	    (size_t)(limit - p - 1))) != NULL)
		limit = angle;
	if (scan_start(p, end, limit, limits->max[LIMIT_ATTRIBUTES], t) == 0)
		return (0);
	spent = (size_t)(t->next - p);
	*budget -= spent < *budget ? spent : *budget;
	return (-1);
}

int
tag_scan_end(const char *p, const char *end, struct tag_end *t)
{
	const char	*s;

	t->cut = 0;
	t->name = p + 2;
	s = name_end(t->name, end);
	t->len = (size_t)(s - t->name);
	if (t->len == 0)
		return (-1);
	while (s < end && *s != '>' && *s != '<')
		s++;
	t->cut = s == end;
	if (t->cut)
		return (-1);
	t->next = *s == '>' ? s + 1 : s;
	return (0);
}
