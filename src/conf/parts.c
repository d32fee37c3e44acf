#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/xmalloc.h"
#include "conf/read.h"

/*
 * The parts of a topic are right by themselves: are they together?  They are
 * joined to one expression; where that is wrong, the part with the place is
 * looked up.
 */

struct part {
	const char		*key;
	const struct tree_node	*node;
	size_t			 from, start;	/* with operator, without */
};

struct parts {
	struct buf	 joined;
	struct part	*v;
	size_t		 n;
};

static void
put(struct parts *p, const char *key, const struct tree_node *n,
    const char *operator, const char *open)
{
	struct part	*part;

	p->v = xreallocarray(p->v, p->n + 1, sizeof(*p->v));
	part = &p->v[p->n++];
	*part = (struct part){ key, n, p->joined.len, 0 };
	buf_printf(&p->joined, "%s%s(", p->joined.len != 0 ? operator : "",
	    open);
	part->start = p->joined.len;
	buf_puts(&p->joined, n->text);
	buf_puts(&p->joined, ")");
}

/* open stands in front of the first item, or between is NULL: of each. */
static void
put_all(struct parts *p, const struct tree_node *topic, const char *key,
    const char *open, const char *between)
{
	const struct tree_node	*n = tree_get(topic, key);
	int			 first = 1;

	if (n == NULL)
		return;
	if (n->kind == TREE_SCALAR) {
		put(p, key, n, " AND ", open);
		return;
	}
	for (struct tree_item *it = n->first; it != NULL; it = it->next) {
		put(p, key, it->value, first || between == NULL ? " AND " :
		    between, first || between == NULL ? open : "");
		first = 0;
	}
}

static void
join(struct parts *p, const struct tree_node *topic)
{
	put_all(p, topic, "match", "", NULL);
	if (tree_get(topic, "any") != NULL) {
		put_all(p, topic, "any", "(", " OR ");
		buf_puts(&p->joined, ")");
	}
	put_all(p, topic, "all", "", NULL);
	put_all(p, topic, "not", "NOT ", NULL);
}

/* Else it isn't worth the time of a large file. */
static int
may_contradict(const struct parts *p)
{
	const char	*s = buf_string(&p->joined);

	return (p->n > 1 && (strstr(s, "NOT") != NULL ||
	    strstr(s, "lang:") != NULL));
}

/*
 * Brackets more may have made it too deep.  So it is beside an OR, where what
 * contradicts itself is right.
 */
static int
is_too_deep(struct reader *r, const struct buf *joined)
{
	char		*why = NULL;
	size_t		 offset;
	struct buf	 b;
	int		 deep;

	buf_init(&b, SIZE_MAX / 2);
	buf_printf(&b, "a OR (%s)", buf_string(joined));
	deep = r->check(buf_string(&b), &offset, &why) == -1;
	free(why);
	buf_clear(&b);
	return (deep);
}

static int
fail(struct reader *r, const struct parts *p, size_t offset, const char *why)
{
	const struct part	*part = p->v;

	while (part + 1 < p->v + p->n && part[1].from <= offset)
		part++;
	return (read_error_inside(r, part->key, part->node,
	    offset > part->start ? offset - part->start : 0, why));
}

int
parts_check(struct reader *r, const struct tree_node *topic)
{
	struct parts	 p = { .n = 0 };
	char		*why = NULL;
	size_t		 offset;
	int		 rc = 0;

	if (r->check == NULL)
		return (0);
	buf_init(&p.joined, SIZE_MAX / 2);
	join(&p, topic);
	if (may_contradict(&p) && r->check(buf_string(&p.joined), &offset,
	    &why) == -1 && !is_too_deep(r, &p.joined))
		rc = fail(r, &p, offset, why);
	free(why);
	free(p.v);
	buf_clear(&p.joined);
	return (rc);
}
