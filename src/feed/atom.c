#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"
#include "feed/collect_person.h"

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

/* Whether a media type has that name and perhaps parameters behind it. */
static int
type_is(const char *type, const char *name)
{
	size_t	n = strlen(name);

	return (strncasecmp(type, name, n) == 0 &&
	    strchr("; \t\r\n", type[n]) != NULL);
}

static int
type_is_xml(const char *type)
{
	size_t	n = strcspn(type, "; \t\r\n");

	return (type_is(type, "application/xml") ||
	    type_is(type, "text/xml") ||
	    (n > 4 && strncasecmp(type, "image/", 6) != 0 &&
	    strncasecmp(type + n - 4, "+xml", 4) == 0));
}

static enum construct
construct_of(const char *type, const char *mode)
{
	int	escaped = strcasecmp(mode, "escaped") == 0;

	if (strcasecmp(type, "xhtml") == 0 || type_is_xml(type))
		return (escaped ? AS_HTML : AS_XHTML);
	if (strcasecmp(type, "html") == 0 || type_is(type, "text/html"))
		return (strcasecmp(mode, "xml") == 0 ? AS_XHTML : AS_HTML);
	if (strcasecmp(type, "text") == 0 || strncasecmp(type, "text/", 5) == 0)
		return (AS_TEXT);
	return (strchr(type, '/') != NULL ? AS_NOTHING : AS_AUTO);
}

/*
 * RFC 4287 makes text of what has no type, and publishers forget the type
 * oftener than they mean "<b>": AUTO.  Atom 0.3 has a mode beside it.
 */
static void
start_text(struct reader *r, const struct xml_element *e)
{
	const char	*type, *mode;

	type = text_trim(r->arena, xml_attr(e, r->arena, NS_NONE, "type"));
	mode = text_trim(r->arena, xml_attr(e, r->arena, NS_NONE, "mode"));
	if (reader_where(r) != IN_SOURCE)
		collect_language(r, e);
	if (type == NULL && mode == NULL)
		return;
	r->base64 = mode != NULL && strcasecmp(mode, "base64") == 0;
	r->construct = construct_of(type != NULL ? type : "text/html",
	    mode != NULL ? mode : "");
	if (r->construct == AS_TEXT && r->feed->format == FEED_ATOM03 &&
	    mode != NULL && strcasecmp(mode, "escaped") == 0)
		r->construct = AS_AUTO;
}

/*
 * Content that lies elsewhere: a page to read, or a file (4.1.3.2).  Where
 * nothing else is, it is what the story leads to.
 */
static void
start_elsewhere(struct reader *r, const char *src, const char *type)
{
	if (r->draft.links.about == NULL)
		r->draft.links.about = collect_url(r, src);
	if (type == NULL || type_is(type, "text/html") ||
	    type_is(type, "application/xhtml+xml"))
		link_alternate(r, src, "text/x-content");
	else
		media_enclosure(r, src, type, NULL);
}

static void
start_content(struct reader *r, const struct xml_element *e)
{
	const char	*src = xml_attr(e, r->arena, NS_NONE, "src");
	const char	*type;

	start_text(r, e);
	type = text_trim(r->arena, xml_attr(e, r->arena, NS_NONE, "type"));
	if (src != NULL)
		start_elsewhere(r, src, type);
	else if (type != NULL && strncasecmp(type, "multipart/", 10) == 0)
		reader_descend(r, IN_ITEM);
}

static void
end_summary(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.summary);
}

static void
end_id(struct reader *r, const char *text)
{
	if (r->draft.story->guid == NULL)
		r->draft.story->guid = text_trim(r->arena, text);
}

static void
end_created(struct reader *r, const char *text)
{
	collect_date(r, text, &r->draft.dates[2]);
}

static void
end_info(struct reader *r, const char *text)
{
	if (r->other_description[1] == NULL)
		r->other_description[1] = collect_plain(r, text);
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
	media_picture(r, text, PICTURE_ICON, NULL);
}

const struct rule atom_rules[] = {
	{ "feed", IN_ANY, IN_FEED, start_feed, NULL },
	{ "entry", IN_ANY, IN_ITEM, start_entry, end_entry },
	{ "title", IN_FEED | IN_ITEM | IN_SOURCE, 0, start_text,
	    collect_title },
	{ "link", IN_FEED | IN_ITEM | IN_SOURCE, 0, link_start, link_end },
	{ "id", IN_ITEM, 0, NULL, end_id },
	{ "updated", IN_FEED | IN_ITEM, 0, NULL, collect_updated },
	{ "modified", IN_FEED | IN_ITEM, 0, NULL, collect_updated },
	{ "published", IN_FEED | IN_ITEM, 0, NULL, collect_published },
	{ "issued", IN_FEED | IN_ITEM, 0, NULL, collect_published },
	{ "created", IN_ITEM, 0, NULL, end_created },
	{ "author", IN_FEED | IN_ITEM | IN_SOURCE, IN_PERSON, person_start,
	    person_end },
	{ "contributor", IN_FEED | IN_ITEM, IN_PERSON, person_start,
	    person_end_other },
	{ "name", IN_PERSON, 0, NULL, person_name },
	{ "email", IN_PERSON, 0, NULL, person_email },
	{ "uri", IN_PERSON, 0, NULL, person_url },
	{ "url", IN_PERSON, 0, NULL, person_url },
	{ "homepage", IN_PERSON, 0, NULL, person_url },
	{ "content", IN_ITEM, 0, start_content, collect_content },
	{ "summary", IN_ITEM, 0, start_text, end_summary },
	{ "category", IN_ITEM, AS_LIST, collect_category_start,
	    collect_category },
	{ "source", IN_ITEM, IN_SOURCE, NULL, NULL },
	{ "subtitle", IN_FEED, 0, start_text, collect_description },
	{ "tagline", IN_FEED, 0, start_text, collect_description },
	{ "info", IN_FEED, 0, NULL, end_info },
	{ "rights", IN_FEED, 0, start_text, collect_rights },
	{ "copyright", IN_FEED, 0, start_text, collect_rights },
	{ "generator", IN_FEED, 0, NULL, collect_generator },
	{ "icon", IN_FEED, 0, NULL, end_icon },
	{ "logo", IN_FEED, 0, NULL, end_logo },
	{ NULL, 0, 0, NULL, NULL }
};
