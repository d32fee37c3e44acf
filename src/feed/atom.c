#include <string.h>
#include <strings.h>

#include "feed/format.h"

static void
start_feed(struct reader *r, const struct xml_element *e)
{
	const char	*v = xml_attr(e, r->arena, NS_NONE, "version");

	r->feed->format = FEED_ATOM10;
	if ((v != NULL && strcmp(v, "0.3") == 0) || (e->uri != NULL &&
	    strstr(e->uri, "purl.org/atom/ns") != NULL))
		r->feed->format = FEED_ATOM03;
	collect_language(r, e);
}

static void
start_entry(struct reader *r, const struct xml_element *e)
{
	if (r->depth == 1)
		r->feed->format = FEED_ATOM10;
	collect_story_start(r);
	if (r->draft.story != NULL)
		collect_language(r, e);
}

static void
end_entry(struct reader *r, const char *text)
{
	(void)text;
	collect_story_end(r);
}

static enum construct
construct_of(const char *type, const char *mode)
{
	if (mode != NULL && strcasecmp(mode, "base64") == 0)
		return (AS_NOTHING);
	if (strcasecmp(type, "xhtml") == 0 ||
	    strcasecmp(type, "application/xhtml+xml") == 0)
		return (mode != NULL && strcasecmp(mode, "escaped") == 0 ?
		    AS_HTML : AS_XHTML);
	if (strcasecmp(type, "html") == 0 || strcasecmp(type, "text/html") == 0)
		return (mode != NULL && strcasecmp(mode, "xml") == 0 ?
		    AS_XHTML : AS_HTML);
	if (strcasecmp(type, "text") == 0 || strncasecmp(type, "text/", 5) == 0)
		return (AS_TEXT);
	return (strchr(type, '/') != NULL ? AS_NOTHING : AS_AUTO);
}

/*
 * RFC 4287 makes text of what has no type, and publishers forget the type
 * oftener than they mean "<b>": AUTO.
 */
static void
start_text(struct reader *r, const struct xml_element *e)
{
	const char	*type = xml_attr(e, r->arena, NS_NONE, "type");
	const char	*mode = xml_attr(e, r->arena, NS_NONE, "mode");

	if (type != NULL)
		r->construct = construct_of(type, mode);
	else if (mode != NULL)
		r->construct = construct_of("text/html", mode);
	if (r->construct == AS_TEXT && r->feed->format == FEED_ATOM03 &&
	    mode != NULL && strcasecmp(mode, "escaped") == 0)
		r->construct = AS_AUTO;
}

static void
start_content(struct reader *r, const struct xml_element *e)
{
	start_text(r, e);
	collect_language(r, e);
}

static void
end_content(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.content);
}

static void
end_summary(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.summary);
}

static struct links *
links_here(struct reader *r)
{
	switch (reader_where(r)) {
	case IN_ITEM:
		return (&r->draft.links);
	case IN_SOURCE:
		return (&r->draft.source);
	default:
		return (&r->links);
	}
}

/* A page to read is better than another format of it. */
static void
link_alternate(struct reader *r, const char *href, const char *type)
{
	struct links	*l = links_here(r);
	int		 rank = 1;

	if (type == NULL || strcasecmp(type, "text/html") == 0 ||
	    strcasecmp(type, "application/xhtml+xml") == 0)
		rank = 2;
	if (rank <= l->rank || (href = collect_url(r, href)) == NULL)
		return;
	l->alternate = href;
	l->rank = rank;
}

static void
link_hub(struct reader *r, const char *href)
{
	struct hub	**tail;
	size_t		  n = 0;

	if ((href = collect_url(r, href)) == NULL)
		return;
	for (tail = &r->feed->hubs; *tail != NULL; tail = &(*tail)->next)
		if (!reader_room(r, ++n) || strcmp((*tail)->url, href) == 0)
			return;
	if ((*tail = arena_alloc(r->arena, sizeof(**tail))) == NULL)
		return;
	(*tail)->type = "WebSub";
	(*tail)->url = href;
}

static void
link_enclosure(struct reader *r, const struct xml_element *e, const char *href,
    const char *type)
{
	struct enclosure	*enc;
	const char		*title;

	enc = collect_enclosure(r, href, type,
	    xml_attr(e, r->arena, NS_NONE, "length"));
	title = xml_attr(e, r->arena, NS_NONE, "title");
	if (enc != NULL && enc->title == NULL && title != NULL)
		enc->title = collect_plain(r, title);
}

static void
start_link(struct reader *r, const struct xml_element *e)
{
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href");
	const char	*rel = xml_attr(e, r->arena, NS_NONE, "rel");
	const char	*type = xml_attr(e, r->arena, NS_NONE, "type");
	const char	*p;
	unsigned int	 where = reader_where(r);
	struct links	*l = links_here(r);

	if (href == NULL)
		return;
	if (rel != NULL && strncasecmp(rel, "http", 4) == 0 &&
	    (p = strrchr(rel, '/')) != NULL)
		rel = p + 1;
	if (rel == NULL || *rel == '\0' || strcasecmp(rel, "alternate") == 0)
		link_alternate(r, href, type);
	else if (strcasecmp(rel, "self") == 0 && l->self == NULL)
		l->self = collect_url(r, href);
	else if (strcasecmp(rel, "hub") == 0 && where == IN_FEED)
		link_hub(r, href);
	else if (strcasecmp(rel, "enclosure") == 0 && where == IN_ITEM)
		link_enclosure(r, e, href, type);
	else if (strcasecmp(rel, "replies") == 0 && where == IN_ITEM &&
	    r->draft.story->comments_url == NULL &&
	    (type == NULL || strcasecmp(type, "text/html") == 0))
		r->draft.story->comments_url = collect_url(r, href);
	if (where == IN_FEED)
		r->feed->feed_url = l->self;
}

/* Text where an attribute should be. */
static void
end_link(struct reader *r, const char *text)
{
	struct links	*l = links_here(r);

	if (l->text == NULL)
		l->text = collect_url(r, text);
}

static void
end_id(struct reader *r, const char *text)
{
	if (r->draft.story->guid == NULL)
		r->draft.story->guid = text_trim(r->arena, text);
}

static void
end_updated(struct reader *r, const char *text)
{
	collect_date(text, reader_where(r) == IN_ITEM ?
	    &r->draft.story->modified : &r->feed->updated);
}

static void
end_published(struct reader *r, const char *text)
{
	collect_date(text, &r->draft.dates[0]);
}

static void
end_created(struct reader *r, const char *text)
{
	collect_date(text, &r->draft.dates[2]);
}

static void
start_person(struct reader *r, const struct xml_element *e)
{
	(void)e;
	r->person = arena_alloc(r->arena, sizeof(*r->person));
}

/* Its own text is a name where the elements are missing. */
static void
end_person(struct reader *r, const char *text)
{
	struct person	*p = r->person;

	r->person = NULL;
	if (p != NULL && (p->name != NULL || p->email != NULL ||
	    p->url != NULL))
		collect_person(r, p);
	else
		collect_person_text(r, text);
}

static void
end_name(struct reader *r, const char *text)
{
	if (r->person != NULL && r->person->name == NULL)
		r->person->name = collect_plain(r, text);
}

static void
end_email(struct reader *r, const char *text)
{
	if (r->person != NULL && r->person->email == NULL)
		r->person->email = text_squeeze(r->arena, text);
}

static void
end_uri(struct reader *r, const char *text)
{
	if (r->person != NULL && r->person->url == NULL)
		r->person->url = collect_url(r, text);
}

static void
start_category(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, "label");

	if (s == NULL || *s == '\0')
		s = xml_attr(e, r->arena, NS_NONE, "term");
	if (s != NULL)
		collect_tag(r, s);
}

static void
end_subtitle(struct reader *r, const char *text)
{
	if (r->feed->description == NULL)
		r->feed->description = collect_plain(r, text);
}

static void
end_rights(struct reader *r, const char *text)
{
	if (r->feed->rights == NULL)
		r->feed->rights = collect_plain(r, text);
}

static void
end_generator(struct reader *r, const char *text)
{
	if (r->feed->generator == NULL)
		r->feed->generator = collect_plain(r, text);
}

static void
end_icon(struct reader *r, const char *text)
{
	if (r->feed->favicon == NULL)
		r->feed->favicon = collect_url(r, text);
}

static void
end_logo(struct reader *r, const char *text)
{
	if (r->feed->icon == NULL)
		r->feed->icon = collect_url(r, text);
}

const struct rule atom_rules[] = {
	{ "feed", IN_ANY, IN_FEED, start_feed, NULL },
	{ "entry", IN_ANY, IN_ITEM, start_entry, end_entry },
	{ "title", IN_FEED | IN_ITEM | IN_SOURCE, 0, start_text,
	    collect_title },
	{ "link", IN_FEED | IN_ITEM | IN_SOURCE, 0, start_link, end_link },
	{ "id", IN_ITEM, 0, NULL, end_id },
	{ "updated", IN_FEED | IN_ITEM, 0, NULL, end_updated },
	{ "modified", IN_FEED | IN_ITEM, 0, NULL, end_updated },
	{ "published", IN_ITEM, 0, NULL, end_published },
	{ "issued", IN_ITEM, 0, NULL, end_published },
	{ "created", IN_ITEM, 0, NULL, end_created },
	{ "author", IN_FEED | IN_ITEM | IN_SOURCE, IN_PERSON, start_person,
	    end_person },
	{ "name", IN_PERSON, 0, NULL, end_name },
	{ "email", IN_PERSON, 0, NULL, end_email },
	{ "uri", IN_PERSON, 0, NULL, end_uri },
	{ "url", IN_PERSON, 0, NULL, end_uri },
	{ "homepage", IN_PERSON, 0, NULL, end_uri },
	{ "content", IN_ITEM, 0, start_content, end_content },
	{ "summary", IN_ITEM, 0, start_text, end_summary },
	{ "category", IN_ITEM, 0, start_category, NULL },
	{ "source", IN_ITEM, IN_SOURCE, NULL, NULL },
	{ "subtitle", IN_FEED, 0, start_text, end_subtitle },
	{ "tagline", IN_FEED, 0, start_text, end_subtitle },
	{ "rights", IN_FEED, 0, start_text, end_rights },
	{ "copyright", IN_FEED, 0, start_text, end_rights },
	{ "generator", IN_FEED, 0, NULL, end_generator },
	{ "icon", IN_FEED, 0, NULL, end_icon },
	{ "logo", IN_FEED, 0, NULL, end_logo },
	{ NULL, 0, 0, NULL, NULL }
};
