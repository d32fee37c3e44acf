#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"

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
void
link_alternate(struct reader *r, const char *href, const char *type)
{
	struct links	*l = links_here(r);
	int		 rank = 1;

	if (type == NULL || strncasecmp(type, "text/html", 9) == 0 ||
	    strncasecmp(type, "application/xhtml", 17) == 0)
		rank = 2;
	if (rank <= l->rank || (href = collect_url(r, href)) == NULL)
		return;
	l->alternate = href;
	l->rank = rank;
}

void
link_hub(struct reader *r, const char *href, const char *type)
{
	struct hub	**tail;
	size_t		  n = 0;

	if ((href = collect_url(r, href)) == NULL)
		return;
	for (tail = &r->feed->hubs; *tail != NULL; tail = &(*tail)->next, n++)
		if (strcmp((*tail)->url, href) == 0)
			return;
	if (!reader_room(r, n) || (*tail = arena_alloc(r->arena, sizeof(**tail))) == NULL)
		return;
	(*tail)->type = type;
	(*tail)->url = href;
}

static void
link_enclosure(struct reader *r, const struct xml_element *e, const char *href,
    const char *type)
{
	struct enclosure	*enc;
	const char		*title;

	enc = media_enclosure(r, href, type,
	    xml_attr(e, r->arena, NS_NONE, "length"));
	title = xml_attr(e, r->arena, NS_NONE, "title");
	if (enc != NULL && enc->title == NULL && title != NULL)
		enc->title = collect_plain(r, title);
}

static void
link_of_story(struct reader *r, const struct xml_element *e, const char *rel,
    const char *href, const char *type)
{
	struct story	*s = r->draft.story;

	if (strcasecmp(rel, "enclosure") == 0)
		link_enclosure(r, e, href, type);
	else if (strcasecmp(rel, "replies") == 0 && s->comments_url == NULL &&
	    (type == NULL || strcasecmp(type, "text/html") == 0))
		s->comments_url = collect_url(r, href);
}

/* A registered name, though given as its URI (RFC 4287, 4.2.7.2). */
static const char *
link_relation(struct reader *r, const struct xml_element *e)
{
	const char	*p, *rel;

	rel = text_trim(r->arena, xml_attr(e, r->arena, NS_NONE, "rel"));
	if (rel != NULL && strncasecmp(rel, "http", 4) == 0 &&
	    (p = strrchr(rel, '/')) != NULL && p[1] != '\0')
		return (p + 1);
	return (rel != NULL ? rel : "alternate");
}

void
link_start(struct reader *r, const struct xml_element *e)
{
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href");
	const char	*type, *rel = link_relation(r, e);
	unsigned int	 where = reader_where(r);
	struct links	*l = links_here(r);

	if (href == NULL &&
	    (href = xml_attr(e, r->arena, NS_NONE, "uri")) == NULL)
		return;
	type = text_trim(r->arena, xml_attr(e, r->arena, NS_NONE, "type"));
	if (strcasecmp(rel, "alternate") == 0)
		link_alternate(r, href, type);
	else if (strcasecmp(rel, "self") == 0 && l->self == NULL)
		l->self = collect_url(r, href);
	else if (strcasecmp(rel, "hub") == 0 && where == IN_FEED)
		link_hub(r, href, "WebSub");
	else if (strcasecmp(rel, "image") == 0)
		media_picture(r, href, PICTURE_COVER, NULL);
	else if (where == IN_ITEM)
		link_of_story(r, e, rel, href, type);
	if (where == IN_FEED)
		r->feed->feed_url = l->self;
}

/* A URL for an element's text. */
void
link_end(struct reader *r, const char *text)
{
	struct links	*l = links_here(r);

	if (l->text == NULL)
		l->text = collect_url(r, text);
}

const char *
link_story(const struct draft *d)
{
	const struct links	*l = &d->links;

	if (l->text != NULL)
		return (l->text);
	if (l->alternate != NULL)
		return (l->alternate);
	if (d->permalink != NULL)
		return (d->permalink);
	if (l->about != NULL)
		return (l->about);
	return (l->self != NULL ? l->self : d->story->original_url);
}

const char *
link_home(const struct links *l)
{
	return (l->text != NULL ? l->text : l->alternate);
}
