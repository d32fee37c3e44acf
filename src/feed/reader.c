#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "feed/collect_link.h"
#include "feed/html.h"
#include "feed/links.h"
#include "feed/reader.h"
#include "feed/url.h"

static const struct rule *
rule_find(const struct rule *rules, const char *name, unsigned int where)
{
	for (; rules != NULL && rules->name != NULL; rules++)
		if (((rules->where & where) != 0 || rules->where == IN_ANY) &&
		    strcasecmp(rules->name, name) == 0)
			return (rules);
	return (NULL);
}

/*
 * Names without a prefix, and those of the root's own vocabulary whatever it
 * was declared to be, are looked up in the format's table, then in that of
 * the other format.
 */
static const struct rule *
rule_look_up(const struct reader *r, const struct xml_element *e,
    unsigned int where)
{
	const struct rule	*rule;

	if (e->ns == NS_NONE ||
	    (e->prefix == NULL && e->uri == r->root_uri)) {
		rule = rule_find(r->home, e->name, where);
		return (rule != NULL ? rule :
		    rule_find(r->other, e->name, where));
	}
	if (e->ns == NS_RSS || e->ns == NS_RDF)
		return (rule_find(rss_rules, e->name, where));
	if (e->ns == NS_ATOM)
		return (rule_find(atom_rules, e->name, where));
	return (rule_find(module_rules(e->ns), e->name, where));
}

static const struct rule *
reader_rule(struct reader *r, const struct xml_element *e, unsigned int where)
{
	struct rule_cached	*c;
	uintptr_t		 key = (uintptr_t)e->name ^ (uintptr_t)e->uri;

	c = &r->cache[(key >> 3 ^ key >> 9 ^ where) & (RULE_CACHE - 1)];
	if (c->name != e->name || c->uri != e->uri || c->prefix != e->prefix ||
	    c->where != where)
		*c = (struct rule_cached){ e->name, e->uri, e->prefix, where,
		    rule_look_up(r, e, where) };
	return (c->rule);
}

unsigned int
reader_where(const struct reader *r)
{
	return (r->depth >= 2 ? r->frames[r->depth - 2].where : IN_FEED);
}

int
reader_in_story(const struct reader *r)
{
	return ((reader_where(r) & (IN_ITEM | IN_MEDIA)) != 0);
}

void
reader_descend(struct reader *r, unsigned int where)
{
	r->frames[r->depth - 1].where = where;
	r->descend = 1;
}

const char *
reader_base(const struct reader *r)
{
	const char	*base = reader_own_base(r);

	if (base == NULL)
		base = r->base;
	if (base == NULL)
		base = r->feed->feed_url;
	return (base != NULL ? base : link_home(&r->links));
}

const char *
reader_own_base(const struct reader *r)
{
	return (r->depth > 0 ? r->frames[r->depth - 1].base : NULL);
}

void
reader_set_base(struct reader *r, const char *url)
{
	if (url != NULL)
		r->frames[r->depth - 1].base = url;
}

/* The first element in a text: what stood before it was text, not markup. */
static void
inner_first(struct reader *r)
{
	const char	*s = NULL;

	r->markup = 1;
	if (r->escape || r->construct == AS_HTML)
		return;
	if (r->text.len > 0 && text_is_markup(r->text.data))
		return;
	r->escape = 1;
	if (r->text.len > 0)
		s = text_escape(r->arena, r->text.data);
	text_reset(&r->text);
	if (s != NULL)
		text_puts(&r->text, s);
}

static void
inner_attr(struct reader *r, const struct xml_attr *a, const char *base)
{
	const char	*value = xml_attr_value(a, r->arena);

	if (value == NULL)
		return;
	if (base != NULL)
		value = links_attribute(r->arena, a->name, strlen(a->name),
		    value, base);
	if (value == NULL)
		return;
	text_puts(&r->text, " ");
	text_puts(&r->text, a->name);
	text_puts(&r->text, "=\"");
	text_put_escaped(&r->text, value, strlen(value));
	text_puts(&r->text, "\"");
}

/* An element within a text, written out again. */
static void
inner_start(struct reader *r, const struct xml_element *e, const char *base)
{
	int	wrapper;

	if (r->listing) {
		text_put(&r->text, "\x1f", 1);
		r->inner[r->ninner++] = NULL;
		return;
	}
	wrapper = r->construct == AS_XHTML && r->ninner == 0 && !r->markup &&
	    strcasecmp(e->name, "div") == 0;
	if (!r->markup)
		inner_first(r);
	r->inner[r->ninner++] = wrapper ? NULL : e->name;
	if (wrapper)
		return;
	text_puts(&r->text, "<");
	text_puts(&r->text, e->name);
	for (size_t i = 0; i < e->nattrs; i++)
		if (e->attrs[i].ns == NS_NONE)
			inner_attr(r, &e->attrs[i], base);
	text_puts(&r->text, ">");
}

static void
inner_end(struct reader *r)
{
	const char	*name = r->inner[--r->ninner];

	if (r->listing)
		text_put(&r->text, "\x1f", 1);
	if (name == NULL || html_is_void(name, strlen(name)))
		return;
	text_puts(&r->text, "</");
	text_puts(&r->text, name);
	text_puts(&r->text, ">");
}

/* The base in force inside e: its xml:base against the one around it. */
static const char *
element_base(struct reader *r, const struct xml_element *e)
{
	const char	*base, *url, *around = reader_own_base(r);

	for (size_t i = 0; i < e->nattrs; i++) {
		if (e->attrs[i].ns != NS_XML ||
		    strcasecmp(e->attrs[i].name, "base") != 0)
			continue;
		if (r->last_base.raw != NULL && r->last_base.around == around &&
		    strlen(r->last_base.raw) == e->attrs[i].len &&
		    memcmp(r->last_base.raw, e->attrs[i].value,
		    e->attrs[i].len) == 0)
			return (r->last_base.url);
		base = xml_attr_value(&e->attrs[i], r->arena);
		url = base != NULL ? url_resolve(r->arena, around != NULL ?
		    around : r->base, base) : NULL;
		r->last_base = (struct last_base){ arena_strndup(r->arena,
		    e->attrs[i].value, e->attrs[i].len), around,
		    url != NULL ? url : around };
		return (r->last_base.url);
	}
	return (around);
}

/* The root says which format this is, and what its plain names mean. */
static void
reader_root(struct reader *r, const struct xml_element *e)
{
	r->root_uri = e->uri;
	r->home = rss_rules;
	r->other = atom_rules;
	if (strcasecmp(e->name, "feed") == 0 ||
	    strcasecmp(e->name, "entry") == 0) {
		r->home = atom_rules;
		r->other = rss_rules;
	}
}

/* Text that stands in a context before the first element in it. */
static void
context_text(struct reader *r, struct frame *f)
{
	const char	*s = r->text.data;

	if (f->text == NULL && r->text.len > 0 && f->rule != NULL &&
	    f->rule->end != NULL && s[strspn(s, " \t\r\n")] != '\0')
		f->text = arena_strdup(r->arena, s);
}

/* Nothing that begins a feed or a story means so inside a story. */
static void
reader_start(void *arg, const struct xml_element *e)
{
	struct reader		*r = arg;
	struct frame		*f;
	const struct rule	*rule;
	const char		*base;

	base = element_base(r, e);
	if (r->depth == 0)
		reader_root(r, e);
	f = &r->frames[r->depth];
	f->base = base;
	f->text = NULL;
	if (r->capturing) {
		inner_start(r, e, base != f[-1 - (ptrdiff_t)r->ninner].base ?
		    base : NULL);
		f->rule = NULL;
		f->where = 0;
		r->depth++;
		return;
	}
	if (r->depth > 0)
		context_text(r, &f[-1]);
	rule = reader_rule(r, e, r->depth > 0 ? f[-1].where : IN_FEED);
	if (r->full || arena_failed(r->arena) || (rule != NULL &&
	    rule->where == IN_ANY && r->draft.story != NULL))
		rule = NULL;
	f->rule = rule;
	f->where = rule != NULL ? rule->opens & IN_ANY : 0;
	r->depth++;
	text_reset(&r->text);
	r->construct = AS_AUTO;
	r->markup = r->escape = r->base64 = r->descend = 0;
	if (rule == NULL)
		return;
	r->is_feed |= r->depth > 1;
	if (rule->start != NULL)
		rule->start(r, e);
	r->escape = r->construct == AS_XHTML;
	r->capturing = !r->descend && (rule->opens & IN_ANY) == 0;
	r->listing = rule->opens == AS_LIST;
	r->ninner = 0;
}

int
reader_full(const struct reader *r, size_t n)
{
	return (n >= r->limits->max[LIMIT_LIST] &&
	    (r->feed->met & 1u << LIMIT_LIST) != 0);
}

int
reader_room(struct reader *r, size_t n)
{
	if (n < r->limits->max[LIMIT_LIST])
		return (1);
	r->feed->met |= 1u << LIMIT_LIST;
	return (0);
}

static int
reader_end(void *arg)
{
	struct reader		*r = arg;
	const struct frame	*f = &r->frames[r->depth - 1];
	const struct rule	*rule = f->rule;
	const char		*text;

	if (r->capturing && r->ninner > 0) {
		inner_end(r);
		r->depth--;
		return (0);
	}
	if (r->text.full)
		r->feed->met |= 1u << LIMIT_TEXT;
	text = r->text.data != NULL ? r->text.data : "";
	if (f->text != NULL)
		text = f->text;
	if (rule != NULL && rule->end != NULL && !arena_failed(r->arena))
		rule->end(r, text);
	text_reset(&r->text);
	r->capturing = 0;
	r->depth--;
	return (r->full || arena_failed(r->arena));
}

static void
reader_text(void *arg, const char *s, size_t len)
{
	struct reader	*r = arg;

	if (r->depth == 0 || (!r->capturing &&
	    r->frames[r->depth - 1].rule == NULL))
		return;
	if (r->escape)
		text_put_escaped(&r->text, s, len);
	else
		text_put(&r->text, s, len);
}

int
reader_run(struct reader *r, const char *text, size_t len)
{
	static const struct xml_handler handler = {
		reader_start, reader_end, reader_text
	};
	struct xml_result	result;

	text_init(&r->text, r->arena, r->limits->max[LIMIT_TEXT]);
	if (xml_parse(text, len, r->limits, &handler, r, &result) == -1)
		return (-1);
	r->feed->bozo |= result.bozo;
	r->feed->truncated |= result.truncated;
	r->feed->met |= result.met;
	return (arena_failed(r->arena) ? -1 : 0);
}
