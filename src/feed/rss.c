#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feed/format.h"
#include "feed/url.h"

static void
start_rss(struct reader *r, const struct xml_element *e)
{
	static const struct {
		const char		*version;
		enum feed_format	 format;
	} versions[] = {
		{ "0.90", FEED_RSS090 }, { "0.91", FEED_RSS091 },
		{ "0.92", FEED_RSS092 }, { "0.93", FEED_RSS092 },
		{ "0.94", FEED_RSS092 }, { "1.0", FEED_RSS10 },
	};
	const char	*v = xml_attr(e, r->arena, NS_NONE, "version");

	r->feed->format = FEED_RSS20;
	for (size_t i = 0; v != NULL &&
	    i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(versions[i].version, v) == 0)
			r->feed->format = versions[i].format;
	collect_language(r, e);
}

static void
start_rdf(struct reader *r, const struct xml_element *e)
{
	r->feed->format = FEED_RSS10;
	collect_language(r, e);
}

/* CDF has a channel for its root, and its links in attributes. */
static void
start_channel(struct reader *r, const struct xml_element *e)
{
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href");

	if (r->depth == 1)
		r->feed->format = href != NULL ? FEED_CDF : FEED_RSS20;
	if (r->feed->format == FEED_RSS10 && e->uri != NULL &&
	    strstr(e->uri, "simple/0.9") != NULL)
		r->feed->format = FEED_RSS090;
	if (href != NULL && r->links.alternate == NULL)
		r->links.alternate = collect_url(r, href);
	collect_language(r, e);
}

static void
start_item(struct reader *r, const struct xml_element *e)
{
	struct draft	*d = &r->draft;
	const char	*s;

	collect_story_start(r);
	if (d->story == NULL)
		return;
	collect_language(r, e);
	if ((s = xml_attr(e, r->arena, NS_RDF, "about")) != NULL)
		d->other_guid = text_trim(r->arena, s);
	if (r->feed->format != FEED_CDF)
		return;
	d->links.alternate = collect_url(r,
	    xml_attr(e, r->arena, NS_NONE, "href"));
	if ((s = xml_attr(e, r->arena, NS_NONE, "lastmod")) != NULL)
		collect_date(s, &d->story->modified);
}

static void
end_item(struct reader *r, const char *text)
{
	(void)text;
	collect_story_end(r);
}

static struct links *
links_here(struct reader *r)
{
	return (reader_where(r) == IN_ITEM ? &r->draft.links : &r->links);
}

static void
start_link(struct reader *r, const struct xml_element *e)
{
	struct links	*l = links_here(r);
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href");

	if (href != NULL && l->alternate == NULL)
		l->alternate = collect_url(r, href);
}

static void
end_link(struct reader *r, const char *text)
{
	struct links	*l = links_here(r);

	if (l->text == NULL)
		l->text = collect_url(r, text);
}

static void
end_description(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.description);
	else if (r->feed->description == NULL)
		r->feed->description = collect_plain(r, text);
}

static void
end_language(struct reader *r, const char *text)
{
	if (r->feed->language == NULL)
		r->feed->language = text_squeeze(r->arena, text);
}

static void
end_copyright(struct reader *r, const char *text)
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
end_date(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_date(text, &r->draft.dates[0]);
	else
		collect_date(text, &r->feed->updated);
}

/* Says more about the feed than its pubDate, which may have come first. */
static void
end_build_date(struct reader *r, const char *text)
{
	int64_t	t = 0;

	collect_date(text, &t);
	if (t != 0)
		r->feed->updated = t;
}

static void
end_modified(struct reader *r, const char *text)
{
	collect_date(text, &r->draft.story->modified);
}

static void
end_ttl(struct reader *r, const char *text)
{
	long	n = strtol(text, NULL, 10);

	if (n > 0 && n <= 366 * 24 * 60)
		r->feed->ttl = (int)n;
}

/* 0 to 23, and 24 for 0 as RSS 0.91 had it. */
static void
end_hour(struct reader *r, const char *text)
{
	char	*end;
	long	 n = strtol(text, &end, 10);

	if (end != text && n >= 0 && n <= 24)
		r->feed->skip_hours |= UINT32_C(1) << (n % 24);
}

static void
end_day(struct reader *r, const char *text)
{
	static const char *const days[] = {
		"sun", "mon", "tue", "wed", "thu", "fri", "sat"
	};

	text += strspn(text, " \t\r\n");
	for (unsigned int i = 0; i < 7; i++)
		if (strncasecmp(text, days[i], 3) == 0)
			r->feed->skip_days |= (uint8_t)(1u << i);
}

static void
start_guid(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, "isPermaLink");

	r->draft.story->guid_is_permalink =
	    s == NULL || strcasecmp(s, "false") != 0;
}

/* One that is no URL can't be a link, whatever the attribute says. */
static void
end_guid(struct reader *r, const char *text)
{
	struct story	*s = r->draft.story;

	if ((text = text_trim(r->arena, text)) != NULL && s->guid == NULL)
		s->guid = text;
	if (s->guid == NULL || (strncasecmp(s->guid, "http://", 7) != 0 &&
	    strncasecmp(s->guid, "https://", 8) != 0))
		s->guid_is_permalink = 0;
}

static void
start_author(struct reader *r, const struct xml_element *e)
{
	(void)e;
	r->person = arena_alloc(r->arena, sizeof(*r->person));
}

/* Text, or elements borrowed from Atom. */
static void
end_author(struct reader *r, const char *text)
{
	struct person	*p = r->person;

	r->person = NULL;
	if (p != NULL && (p->name != NULL || p->email != NULL))
		collect_person(r, p);
	else
		collect_person_text(r, text);
}

/* Commas without blanks are a list; with blanks they may be in a name. */
static void
end_category(struct reader *r, const char *text)
{
	if (strchr(text, ',') != NULL && strstr(text, ", ") == NULL)
		collect_tags(r, text);
	else
		collect_tag(r, text);
}

static void
end_comments(struct reader *r, const char *text)
{
	if (r->draft.story->comments_url == NULL)
		r->draft.story->comments_url = collect_url(r, text);
}

static void
start_enclosure(struct reader *r, const struct xml_element *e)
{
	const char	*url = xml_attr(e, r->arena, NS_NONE, "url");

	if (url == NULL)
		url = xml_attr(e, r->arena, NS_NONE, "href");
	collect_enclosure(r, url, xml_attr(e, r->arena, NS_NONE, "type"),
	    xml_attr(e, r->arena, NS_NONE, "length"));
}

static void
start_source(struct reader *r, const struct xml_element *e)
{
	r->draft.source.self =
	    collect_url(r, xml_attr(e, r->arena, NS_NONE, "url"));
}

static void
end_source(struct reader *r, const char *text)
{
	if (r->draft.story->source_title == NULL)
		r->draft.story->source_title = collect_plain(r, text);
}

static void
end_image_url(struct reader *r, const char *text)
{
	const char	**slot = r->draft.story != NULL ?
			    &r->draft.story->image : &r->feed->icon;

	if (*slot == NULL)
		*slot = collect_url(r, text);
}

static void
end_content(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.content);
}

const struct rule rss_rules[] = {
	{ "rss", IN_ANY, IN_FEED, start_rss, NULL },
	{ "rdf", IN_ANY, IN_FEED, start_rdf, NULL },
	{ "channel", IN_FEED, IN_FEED, start_channel, NULL },
	{ "item", IN_ANY, IN_ITEM, start_item, end_item },
	{ "title", IN_FEED | IN_ITEM, 0, NULL, collect_title },
	{ "link", IN_FEED | IN_ITEM, 0, start_link, end_link },
	{ "description", IN_FEED | IN_ITEM, 0, NULL, end_description },
	{ "guid", IN_ITEM, 0, start_guid, end_guid },
	{ "pubdate", IN_FEED | IN_ITEM, 0, NULL, end_date },
	{ "author", IN_FEED | IN_ITEM, IN_PERSON, start_author, end_author },
	{ "category", IN_ITEM, 0, NULL, end_category },
	{ "comments", IN_ITEM, 0, NULL, end_comments },
	{ "enclosure", IN_ITEM, 0, start_enclosure, NULL },
	{ "source", IN_ITEM, IN_SOURCE, start_source, end_source },
	{ "body", IN_ITEM, 0, NULL, end_content },
	{ "fulltext", IN_ITEM, 0, NULL, end_content },
	{ "abstract", IN_FEED | IN_ITEM, 0, NULL, end_description },
	{ "date", IN_ITEM, 0, NULL, end_date },
	{ "lastmod", IN_ITEM, 0, NULL, end_modified },
	{ "image", IN_FEED | IN_ITEM, IN_IMAGE, NULL, NULL },
	{ "url", IN_IMAGE, 0, NULL, end_image_url },
	{ "language", IN_FEED, 0, NULL, end_language },
	{ "copyright", IN_FEED, 0, NULL, end_copyright },
	{ "managingeditor", IN_FEED, 0, NULL, collect_person_text },
	{ "lastbuilddate", IN_FEED, 0, NULL, end_build_date },
	{ "generator", IN_FEED, 0, NULL, end_generator },
	{ "ttl", IN_FEED, 0, NULL, end_ttl },
	{ "skiphours", IN_FEED, IN_SKIP, NULL, NULL },
	{ "hour", IN_SKIP, 0, NULL, end_hour },
	{ "skipdays", IN_FEED, IN_SKIP, NULL, NULL },
	{ "day", IN_SKIP, 0, NULL, end_day },
	{ NULL, 0, 0, NULL, NULL }
};
