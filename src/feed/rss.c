#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"
#include "feed/collect_person.h"
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
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href"), *base;

	if (r->depth == 1) {
		r->feed->format = FEED_RSS20;
		if (href != NULL || xml_attr(e, r->arena, NS_NONE,
		    "lastmod") != NULL)
			r->feed->format = FEED_CDF;
		if (e->uri != NULL && strstr(e->uri, "rss1.1") != NULL)
			r->feed->format = FEED_RSS10;
	}
	if (r->feed->format == FEED_RSS10 && e->uri != NULL &&
	    strstr(e->uri, "simple/0.9") != NULL)
		r->feed->format = FEED_RSS090;
	if (r->feed->format == FEED_CDF &&
	    (base = xml_attr(e, r->arena, NS_NONE, "base")) != NULL)
		reader_set_base(r, collect_url(r, base));
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
	s = text_trim(r->arena, xml_attr(e, r->arena, NS_RDF, "about"));
	if (s != NULL) {
		d->other_guid = s;
		if (url_is_web(s))
			d->links.about = collect_url(r, s);
	}
	if (r->feed->format != FEED_CDF)
		return;
	d->links.alternate = collect_url(r,
	    xml_attr(e, r->arena, NS_NONE, "href"));
	if ((s = xml_attr(e, r->arena, NS_NONE, "lastmod")) != NULL)
		collect_date(r, s, &d->story->modified);
}

static void
end_item(struct reader *r, const char *text)
{
	(void)text;
	collect_story_end(r);
}

static void
start_text(struct reader *r, const struct xml_element *e)
{
	if (r->draft.story != NULL)
		collect_language(r, e);
}

static void
end_description(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.description);
	else
		collect_description(r, text);
}

static void
end_date(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_published(r, text);
	else
		collect_updated(r, text);
}

/* Says more about the feed than its pubDate, which may have come first. */
static void
end_build_date(struct reader *r, const char *text)
{
	int64_t	t = 0;

	collect_date(r, text, &t);
	if (t != 0)
		r->feed->updated = t;
}

#define TTL_MAX	(366L * 24 * 60)	/* minutes */

static void
end_ttl(struct reader *r, const char *text)
{
	long	n = strtol(text, NULL, 10);

	if (n > 0 && n <= TTL_MAX)
		r->feed->ttl = (int)n;
}

/* CDF's way to say it: days, hours and minutes in attributes. */
static void
start_interval(struct reader *r, const struct xml_element *e)
{
	static const struct {
		const char	*name;
		long		 minutes;
	} units[] = { { "day", 24 * 60 }, { "hour", 60 }, { "min", 1 } };
	const char	*s;
	long		 n, sum = 0;

	for (size_t i = 0; i < 3; i++) {
		s = xml_attr(e, r->arena, NS_NONE, units[i].name);
		n = s != NULL ? strtol(s, NULL, 10) : 0;
		if (n > 0 && n <= TTL_MAX / units[i].minutes)
			sum += n * units[i].minutes;
	}
	if (sum > 0 && sum <= TTL_MAX)
		r->feed->ttl = (int)sum;
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

/* rssCloud's address in parts. */
static void
start_cloud(struct reader *r, const struct xml_element *e)
{
	const char	*domain = xml_attr(e, r->arena, NS_NONE, "domain");
	const char	*port = xml_attr(e, r->arena, NS_NONE, "port");
	const char	*path = xml_attr(e, r->arena, NS_NONE, "path");

	if (domain != NULL && *domain != '\0')
		link_hub(r, arena_printf(r->arena, "http://%s:%s%s%s", domain,
		    port != NULL && *port != '\0' ? port : "80",
		    path == NULL || *path != '/' ? "/" : "",
		    path != NULL ? path : ""), "rssCloud");
}

/* "false" in all its spellings; what isn't said is true. */
static int
is_false(const char *s)
{
	s += strspn(s, " \t\r\n");
	return (strncasecmp(s, "false", 5) == 0 || strncasecmp(s, "no", 2) == 0
	    || *s == '0');
}

static void
start_guid(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, "isPermaLink");

	if (r->draft.story->guid != NULL)
		return;
	r->draft.story->guid_is_permalink = s == NULL || !is_false(s);
	r->draft.told_permalink = s != NULL && !is_false(s);
}

/*
 * One that is no URL can't be a link, whatever the attribute is by default;
 * said to be one it may be relative.
 */
static void
end_guid(struct reader *r, const char *text)
{
	struct story	*s = r->draft.story;

	if (s->guid != NULL)
		return;
	s->guid = text_trim(r->arena, text);
	if (s->guid == NULL || (!url_is_web(s->guid) && !(r->draft.told_permalink &&
	    (*s->guid == '/' || reader_own_base(r) != NULL))))
		s->guid_is_permalink = 0;
	if (s->guid_is_permalink)
		r->draft.permalink = collect_url(r, s->guid);
}

static void
end_comments(struct reader *r, const char *text)
{
	if (r->draft.story->comments_url == NULL)
		r->draft.story->comments_url = collect_url(r, text);
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

static enum picture_rank
picture_here(const struct reader *r)
{
	return (r->draft.story != NULL ? PICTURE_IMAGE : PICTURE_ICON);
}

static void
start_image(struct reader *r, const struct xml_element *e)
{
	const char	*url = xml_attr(e, r->arena, NS_NONE, "href");

	if (url == NULL)
		url = xml_attr(e, r->arena, NS_NONE, "url");
	media_picture(r, url, picture_here(r), NULL);
}

/* Its own text, or its url's. */
static void
end_image(struct reader *r, const char *text)
{
	if (url_is_web(text + strspn(text, " \t\r\n")))
		media_picture(r, text, picture_here(r), NULL);
}

static void
end_image_url(struct reader *r, const char *text)
{
	media_picture(r, text, picture_here(r), NULL);
}

/* CDF's other way to give a story its link. */
static void
start_anchor(struct reader *r, const struct xml_element *e)
{
	if (r->feed->format == FEED_CDF)
		link_alternate(r, xml_attr(e, r->arena, NS_NONE, "href"), NULL);
}

const struct rule rss_rules[] = {
	{ "rss", IN_ANY, IN_FEED, start_rss, NULL },
	{ "rdf", IN_ANY, IN_FEED, start_rdf, NULL },
	{ "channel", IN_FEED, IN_FEED, start_channel, NULL },
	{ "item", IN_ANY, IN_ITEM, start_item, end_item },
	{ "title", IN_FEED | IN_ITEM, 0, start_text, collect_title },
	{ "link", IN_FEED | IN_ITEM, 0, link_start, link_end },
	{ "description", IN_FEED | IN_ITEM, 0, start_text, end_description },
	{ "guid", IN_ITEM, 0, start_guid, end_guid },
	{ "pubdate", IN_FEED | IN_ITEM, 0, NULL, end_date },
	{ "author", IN_FEED | IN_ITEM, IN_PERSON, person_start, person_end },
	{ "category", IN_ITEM, AS_LIST, collect_category_start,
	    collect_category },
	{ "keywords", IN_ITEM, 0, NULL, collect_tags },
	{ "tags", IN_ITEM, 0, NULL, collect_tags },
	{ "comments", IN_ITEM, 0, NULL, end_comments },
	{ "enclosure", IN_ITEM, 0, media_enclosure_start, NULL },
	{ "source", IN_ITEM, IN_SOURCE, start_source, end_source },
	{ "body", IN_ITEM, 0, NULL, collect_content },
	{ "encoded", IN_ITEM, 0, NULL, collect_content },
	{ "fulltext", IN_ITEM, 0, NULL, collect_content },
	{ "fullitem", IN_ITEM, 0, NULL, collect_content },
	{ "abstract", IN_FEED | IN_ITEM, 0, NULL, end_description },
	{ "a", IN_FEED | IN_ITEM, 0, start_anchor, NULL },
	{ "date", IN_ITEM, 0, NULL, end_date },
	{ "lastmod", IN_ITEM, 0, NULL, collect_updated },
	{ "image", IN_FEED | IN_ITEM, IN_IMAGE, start_image, end_image },
	{ "logo", IN_FEED, 0, start_image, NULL },
	{ "url", IN_IMAGE, 0, NULL, end_image_url },
	{ "language", IN_FEED, 0, NULL, collect_language_text },
	{ "copyright", IN_FEED, 0, NULL, collect_rights },
	{ "managingeditor", IN_FEED, 0, NULL, person_text },
	{ "lastbuilddate", IN_FEED, 0, NULL, end_build_date },
	{ "generator", IN_FEED, 0, NULL, collect_generator },
	{ "ttl", IN_FEED, 0, NULL, end_ttl },
	{ "schedule", IN_FEED, IN_SKIP, NULL, NULL },
	{ "intervaltime", IN_SKIP, 0, start_interval, NULL },
	{ "skiphours", IN_FEED, IN_SKIP, NULL, NULL },
	{ "hour", IN_SKIP, 0, NULL, end_hour },
	{ "skipdays", IN_FEED, IN_SKIP, NULL, NULL },
	{ "day", IN_SKIP, 0, NULL, end_day },
	{ "cloud", IN_FEED, 0, start_cloud, NULL },
	{ NULL, 0, 0, NULL, NULL }
};
