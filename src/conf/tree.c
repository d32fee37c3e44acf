#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/arena.h"
#include "base/cause.h"
#include "base/utf8.h"
#include "base/xmalloc.h"
#include "conf/syntax.h"
#include "conf/tree.h"

#define MEMORY_MAX	((size_t)1024 * 1024 * 1024)

struct anchor {
	const char	 *name;
	struct tree_node *node;
	struct anchor	 *next;		/* defined before */
	int		  used;
};

struct tree {
	const char	 *file;
	const char	 *text;
	size_t		  len;
	struct arena	 *arena;
	struct tree_node *root;
};

struct open {				/* a list or map being read */
	struct tree_node  *node;
	struct tree_item **tail;
	struct tree_node  *key;		/* waits for its value */
	int		   flow;	/* in brackets */
};

struct builder {
	struct tree	*tree;
	struct open	 stack[TREE_DEPTH_MAX];
	size_t		 depth;
	size_t		 nodes;
	struct anchor	*anchors;
	char		**cause;
};

static int
fail_at(struct tree *t, unsigned int line, unsigned int column, char **cause,
    const char *message)
{
	return (cause_set(cause, "%s:%u:%u: %s", t->file, line, column,
	    message));
}

static int
fail(struct builder *b, const yaml_event_t *ev, const char *message)
{
	return (fail_at(b->tree, (unsigned int)ev->start_mark.line + 1,
	    (unsigned int)ev->start_mark.column + 1, b->cause, message));
}

/* The message, and what was meant as text there in quotation marks. */
static int
fail_quote(struct builder *b, const yaml_event_t *ev, const char *message)
{
	struct syntax_place	 at = {
		(unsigned int)ev->start_mark.line + 1,
		(unsigned int)ev->start_mark.column + 1
	};
	char			*quoted, *whole;

	quoted = syntax_quote(b->tree->text, b->tree->len, at);
	whole = xasprintf("%s%s%s", message, quoted != NULL ? ": " : "",
	    quoted != NULL ? quoted : "");
	fail(b, ev, whole);
	free(whole);
	free(quoted);
	return (-1);
}

/*
 * YAML's set of characters, so that libyaml's reader has nothing to add, but
 * for the line breaks that no editor counts as such.
 */
static int
is_allowed(uint32_t c)
{
	return (c == '\t' || c == '\n' || c == '\r' ||
	    (c >= 0x20 && c <= 0x7e) || c >= 0x10000 ||
	    (c >= 0xa0 && c <= 0xfffd && c != 0xfeff && c != 0x2028 &&
	    c != 0x2029));
}

static int
check_text(struct tree *t, char **cause)
{
	const char	*p = t->text, *end = t->text + t->len;
	unsigned int	 line = 1, column = 1;
	uint32_t	 c;
	size_t		 n;

	for (; p < end; p += n) {
		if ((n = utf8_get(p, (size_t)(end - p), &c)) == 0)
			return (fail_at(t, line, column, cause,
			    "this is no UTF-8; save the file as UTF-8"));
		if (!is_allowed(c))
			return (fail_at(t, line, column, cause,
			    "a control character; remove it"));
		column++;
		if (c == '\n' ||
		    (c == '\r' && (p + 1 == end || p[1] != '\n'))) {
			line++;
			column = 1;
		}
	}
	return (0);
}

static struct tree_node *
node_new(struct builder *b, const yaml_event_t *ev, enum tree_kind kind)
{
	struct tree_node	*n;

	if ((n = arena_alloc(b->tree->arena, sizeof(*n))) == NULL) {
		fail(b, ev, "the file is too large");
		return (NULL);
	}
	n->tree = b->tree;
	n->kind = kind;
	n->weight = 1;
	n->text = "";
	n->line = (unsigned int)ev->start_mark.line + 1;
	n->column = (unsigned int)ev->start_mark.column + 1;
	return (n);
}

static int
anchor_add(struct builder *b, const yaml_event_t *ev, const yaml_char_t *name,
    struct tree_node *n)
{
	struct anchor	*a;

	if (name == NULL)
		return (0);
	if ((a = arena_alloc(b->tree->arena, sizeof(*a))) == NULL ||
	    (a->name = arena_strdup(b->tree->arena, (const char *)name)) ==
	    NULL)
		return (fail(b, ev, "the file is too large"));
	a->node = n;
	a->next = b->anchors;
	b->anchors = a;
	return (0);
}

/* Hooks a node under the one being read, or makes it the root. */
static int
attach(struct builder *b, const yaml_event_t *ev, struct tree_node *n)
{
	struct open		*o;
	struct tree_item	*it;

	if (b->depth == 0) {
		b->tree->root = n;
		return (0);
	}
	o = &b->stack[b->depth - 1];
	if (o->node->kind == TREE_MAP && o->key == NULL) {
		if (n->kind != TREE_SCALAR)
			return (fail(b, ev, "a list or map can't be a key; "
			    "expected a word"));
		if (n->style == TREE_PLAIN && strcmp(n->text, "<<") == 0)
			return (fail(b, ev, "<<: merging is not supported; "
			    "use defaults: or a group"));
		o->key = n;
		return (0);
	}
	if ((it = arena_alloc(b->tree->arena, sizeof(*it))) == NULL)
		return (fail(b, ev, "the file is too large"));
	it->key = o->key;
	it->value = n;
	o->key = NULL;
	*o->tail = it;
	o->tail = &it->next;
	o->node->n++;
	return (0);
}

static int
add_scalar(struct builder *b, const yaml_event_t *ev)
{
	struct tree_node	*n;
	const char		*text = (const char *)ev->data.scalar.value;
	size_t			 len = ev->data.scalar.length;

	if (memchr(text, '\0', len) != NULL)
		return (fail(b, ev, "a text can't hold a NUL character"));
	if ((n = node_new(b, ev, TREE_SCALAR)) == NULL)
		return (-1);
	if ((n->text = arena_strndup(b->tree->arena, text, len)) == NULL)
		return (fail(b, ev, "the file is too large"));
	switch (ev->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		n->style = TREE_SINGLE;
		break;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		n->style = TREE_DOUBLE;
		break;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		n->style = TREE_BLOCK;
		break;
	default:
		n->style = TREE_PLAIN;
	}
	if (anchor_add(b, ev, ev->data.scalar.anchor, n) == -1)
		return (-1);
	return (attach(b, ev, n));
}

static int
add_open(struct builder *b, const yaml_event_t *ev, enum tree_kind kind,
    const yaml_char_t *anchor, int flow)
{
	struct tree_node	*n;

	if (b->depth == TREE_DEPTH_MAX)
		return (fail(b, ev, "nested too deeply; expected "
		    "at most 32 levels"));
	if ((n = node_new(b, ev, kind)) == NULL ||
	    anchor_add(b, ev, anchor, n) == -1 || attach(b, ev, n) == -1)
		return (-1);
	b->stack[b->depth].node = n;
	b->stack[b->depth].tail = &n->first;
	b->stack[b->depth].key = NULL;
	b->stack[b->depth].flow = flow;
	b->depth++;
	return (0);
}

static int
is_open(const struct builder *b, const struct tree_node *n)
{
	for (size_t i = 0; i < b->depth; i++)
		if (b->stack[i].node == n)
			return (1);
	return (0);
}

static int
fail_alias(struct builder *b, const yaml_event_t *ev, int known)
{
	char	*message = xasprintf("*%.100s %s",
		    (const char *)ev->data.alias.anchor, known ? "stands for "
		    "something that holds itself" : "is an alias of YAML that "
		    "stands for nothing; put text that begins with * into "
		    "quotation marks");

	if (known)
		fail(b, ev, message);
	else
		fail_quote(b, ev, message);
	free(message);
	return (-1);
}

/* An alias shares its node; what it would be written out is counted. */
static int
add_alias(struct builder *b, const yaml_event_t *ev)
{
	const yaml_char_t	*name = ev->data.alias.anchor;
	struct anchor		*a;

	for (a = b->anchors; a != NULL; a = a->next)
		if (strcmp(a->name, (const char *)name) == 0)
			break;
	if (a == NULL || is_open(b, a->node))
		return (fail_alias(b, ev, a != NULL));
	a->used = 1;
	b->nodes += a->node->weight;
	for (size_t i = 0; i < b->depth; i++)
		b->stack[i].node->weight += a->node->weight;
	return (attach(b, ev, a->node));
}

static int
compare_keys(const void *a, const void *b)
{
	const struct tree_node *const *x = a, *const *y = b;
	int			 order = strcmp((*x)->text, (*y)->text);

	if (order != 0)
		return (order);
	if ((*x)->line != (*y)->line)
		return ((*x)->line < (*y)->line ? -1 : 1);
	return ((*x)->column < (*y)->column ? -1 : 1);
}

static int
check_duplicates(struct builder *b, const struct tree_node *map)
{
	const struct tree_node	**keys, *dup = NULL, *was = NULL;
	size_t			  n = 0;

	keys = xreallocarray(NULL, map->n + 1, sizeof(*keys));
	for (struct tree_item *it = map->first; it != NULL; it = it->next)
		keys[n++] = it->key;
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < n && dup == NULL; i++)
		if (strcmp(keys[i - 1]->text, keys[i]->text) == 0) {
			was = keys[i - 1];
			dup = keys[i];
		}
	free(keys);
	if (dup == NULL)
		return (0);
	return (cause_set(b->cause, "%s:%u:%u: %s: this key is already in line "
	    "%u; remove one of them", b->tree->file, dup->line, dup->column,
	    dup->text, was->line));
}

static int
add_close(struct builder *b)
{
	struct tree_node	*n = b->stack[--b->depth].node;

	if (n->kind == TREE_MAP && check_duplicates(b, n) == -1)
		return (-1);
	return (0);
}

static const yaml_char_t *
event_tag(const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return (ev->data.scalar.tag);
	case YAML_SEQUENCE_START_EVENT:
		return (ev->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return (ev->data.mapping_start.tag);
	default:
		return (NULL);
	}
}

static int
fail_tag(struct builder *b, const yaml_event_t *ev)
{
	static const char	 long_tag[] = "tag:yaml.org,2002:";
	const char		*tag = (const char *)event_tag(ev);
	char			*message;
	int			 is_long;

	is_long = strncmp(tag, long_tag, sizeof(long_tag) - 1) == 0;
	message = xasprintf("the tag %s%.100s has no meaning here; remove it, "
	    "or put text that begins with ! into quotation marks",
	    is_long ? "!!" : "", is_long ? tag + sizeof(long_tag) - 1 : tag);
	fail_quote(b, ev, message);
	free(message);
	return (-1);
}

static int
count_node(struct builder *b, const yaml_event_t *ev)
{
	if (event_tag(ev) != NULL)
		return (fail_tag(b, ev));
	b->nodes++;
	for (size_t i = 0; i < b->depth; i++)
		b->stack[i].node->weight++;
	return (0);
}

static int
handle_event(struct builder *b, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return (count_node(b, ev) == -1 ? -1 : add_scalar(b, ev));
	case YAML_SEQUENCE_START_EVENT:
		return (count_node(b, ev) == -1 ? -1 : add_open(b, ev,
		    TREE_LIST, ev->data.sequence_start.anchor,
		    ev->data.sequence_start.style ==
		    YAML_FLOW_SEQUENCE_STYLE));
	case YAML_MAPPING_START_EVENT:
		return (count_node(b, ev) == -1 ? -1 : add_open(b, ev,
		    TREE_MAP, ev->data.mapping_start.anchor,
		    ev->data.mapping_start.style ==
		    YAML_FLOW_MAPPING_STYLE));
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return (add_close(b));
	case YAML_ALIAS_EVENT:
		return (add_alias(b, ev));
	case YAML_DOCUMENT_START_EVENT:
		if (b->tree->root != NULL)
			return (fail(b, ev, "a second document begins here; "
			    "one file holds one, remove the ---"));
		return (0);
	default:
		return (0);
	}
}

static int
fail_syntax(struct builder *b, const yaml_parser_t *p)
{
	const struct tree_node	*n = b->depth > 0 ?
				    b->stack[b->depth - 1].node : NULL;
	struct syntax_place	 list = { 0, 0 }, place;
	char			*message;

	if (n != NULL && b->stack[b->depth - 1].flow)
		list = (struct syntax_place){ n->line, n->column };
	message = syntax_explain(b->tree->text, b->tree->len, p, list, &place);
	fail_at(b->tree, place.line, place.column, b->cause, message);
	free(message);
	return (-1);
}

/* An anchor of a text that nobody asked for is a keyword that begins with &. */
static int
check_anchors(struct builder *b)
{
	const struct tree_node	*n;
	struct syntax_place	 at;
	char			*quoted, *message;

	for (struct anchor *a = b->anchors; a != NULL; a = a->next) {
		n = a->node;
		if (a->used || n->kind != TREE_SCALAR)
			continue;
		at = (struct syntax_place){ n->line, n->column };
		quoted = syntax_quote(b->tree->text, b->tree->len, at);
		message = xasprintf("&%.100s is an anchor of YAML that nothing "
		    "uses; put text that begins with & into quotation marks"
		    "%s%s", a->name, quoted != NULL ? ": " : "",
		    quoted != NULL ? quoted : "");
		fail_at(b->tree, n->line, n->column, b->cause, message);
		free(message);
		free(quoted);
		return (-1);
	}
	return (0);
}

static int
build(struct builder *b, yaml_parser_t *parser)
{
	yaml_event_t	ev;
	int		end = 0, good = 0;

	while (!end && good == 0) {
		if (!yaml_parser_parse(parser, &ev))
			return (fail_syntax(b, parser));
		end = ev.type == YAML_STREAM_END_EVENT;
		good = handle_event(b, &ev);
		if (good == 0 && b->nodes > TREE_NODES_MAX)
			good = fail(b, &ev, "too many values; are there "
			    "aliases of aliases?");
		yaml_event_delete(&ev);
	}
	return (good == 0 ? check_anchors(b) : good);
}

static int
parse(struct tree *t, char **cause)
{
	struct builder	 b;
	yaml_parser_t	 parser;
	int		 good;

	memset(&b, 0, sizeof(b));
	b.tree = t;
	b.cause = cause;
	if (check_text(t, cause) == -1)
		return (-1);
	if (!yaml_parser_initialize(&parser))
		return (fail_at(t, 1, 1, cause, "out of memory"));
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)t->text,
	    t->len);
	good = build(&b, &parser);
	yaml_parser_delete(&parser);
	if (good == -1)
		return (-1);
	if (t->root == NULL || tree_is_null(t->root))
		return (fail_at(t, 1, 1, cause,
		    "the file is empty; expected keys such as feeds:"));
	return (0);
}

struct tree *
tree_new(const char *file, const char *text, size_t len, char **cause)
{
	struct tree	*t = xcalloc(1, sizeof(*t));

	if (len >= 3 && memcmp(text, "\357\273\277", 3) == 0) {
		text += 3;
		len -= 3;
	}
	t->file = file;
	t->text = text;
	t->len = len;
	t->arena = arena_new(MEMORY_MAX);
	if (parse(t, cause) == -1) {
		tree_free(t);
		return (NULL);
	}
	return (t);
}

void
tree_free(struct tree *t)
{
	if (t == NULL)
		return;
	arena_free(t->arena);
	free(t);
}

const char *
tree_file(const struct tree *t)
{
	return (t->file);
}

const char *
tree_text(const struct tree *t, size_t *len)
{
	*len = t->len;
	return (t->text);
}

const struct tree_node *
tree_root(const struct tree *t)
{
	return (t->root);
}

const struct tree_node *
tree_get(const struct tree_node *map, const char *key)
{
	if (map->kind != TREE_MAP)
		return (NULL);
	for (struct tree_item *it = map->first; it != NULL; it = it->next)
		if (strcmp(it->key->text, key) == 0)
			return (it->value);
	return (NULL);
}

int
tree_is_null(const struct tree_node *n)
{
	return (n->kind == TREE_SCALAR && n->style == TREE_PLAIN &&
	    (n->text[0] == '\0' || strcmp(n->text, "~") == 0 ||
	    strcmp(n->text, "null") == 0));
}

char *
tree_quote(const struct tree_node *n)
{
	struct syntax_place	at = { n->line, n->column };

	return (syntax_quote(n->tree->text, n->tree->len, at));
}

char *
tree_quote_comment(const struct tree_node *n)
{
	struct syntax_place	at = { n->line, n->column };

	return (syntax_quote_comment(n->tree->text, n->tree->len, at));
}
