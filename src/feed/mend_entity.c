#include <string.h>

#include "feed/entity.h"
#include "feed/mend_entity.h"

#define NAME_MAX_LEN	(MEND_REFERENCE - 2)
#define VALUE_MAX_LEN	1024

static const char	blanks[] = " \t\r\n";

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && *p != '\0' && strchr(blanks, *p) != NULL)
		p++;
	return (p);
}

static size_t
name_length(const char *p, const char *end)
{
	const char	*s = p;

	while (s < end && (((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') ||
	    (*s >= '0' && *s <= '9') || *s == '_' || *s == '-' || *s == '.'))
		s++;
	return ((size_t)(s - p));
}

/* Text without markup, other entities, parameters or controls. */
static int
is_plain(const char *p, size_t len)
{
	uint32_t	c;

	for (size_t i = 0; i < len; i++)
		if ((p[i] == '&' && entity_read(p + i, p + len, &c) == 0) ||
		    p[i] == '<' || p[i] == '%' || p[i] == 0x7f ||
		    ((unsigned char)p[i] < 0x20 && p[i] != '\t' &&
		    p[i] != '\n'))
			return (0);
	return (1);
}

/* name "value" at p; external and parameter entities look otherwise. */
static void
entity_read_one(struct mend_entities *all, const char *p, const char *end)
{
	struct mend_entity	e;
	const char		*q;

	e.name = p = skip_blanks(p, end);
	e.name_len = name_length(p, end);
	p = skip_blanks(p + e.name_len, end);
	if (e.name_len == 0 || e.name_len > NAME_MAX_LEN || p == end ||
	    (*p != '"' && *p != '\'') ||
	    (q = memchr(p + 1, *p, (size_t)(end - p - 1))) == NULL)
		return;
	e.value = p + 1;
	e.value_len = (size_t)(q - e.value);
	if (e.value_len <= VALUE_MAX_LEN && is_plain(e.value, e.value_len) &&
	    all->n < MEND_ENTITIES)
		all->v[all->n++] = e;
}

void
mend_entities_read(struct mend_entities *all, const char *p, const char *end)
{
	static const char	declaration[] = "<!ENTITY";
	const size_t		n = sizeof(declaration) - 1;

	while ((p = memmem(p, (size_t)(end - p), declaration, n)) != NULL) {
		p += n;
		entity_read_one(all, p, end);
	}
}

const struct mend_entity *
mend_entity_take(struct mend_entities *all, const char *p, const char *end,
    size_t *len)
{
	const struct mend_entity	*e;
	size_t				 n;

	if (all->n == 0)
		return (NULL);
	if (end - p > MEND_REFERENCE)
		end = p + MEND_REFERENCE;
	n = name_length(p + 1, end);
	if (p + 1 + n >= end || p[1 + n] != ';')
		return (NULL);
	for (e = all->v; e < all->v + all->n; e++) {
		if (e->name_len != n || memcmp(e->name, p + 1, n) != 0)
			continue;
		if (e->value_len > MEND_EXPANSION_MAX - all->expanded)
			return (NULL);
		all->expanded += e->value_len;
		*len = n + 2;
		return (e);
	}
	return (NULL);
}
