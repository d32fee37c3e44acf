#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feed/format.h"

static void
set_plain(struct reader *r, const char **slot, const char *text)
{
	if (*slot == NULL)
		*slot = collect_plain(r, text);
}

static void
dc_title(struct reader *r, const char *text)
{
	set_plain(r, &r->draft.other_title, text);
}

static void
dc_date(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_date(text, &r->draft.dates[1]);
	else
		collect_date(text, &r->feed->updated);
}

static void
dc_modified(struct reader *r, const char *text)
{
	collect_date(text, reader_where(r) == IN_ITEM ?
	    &r->draft.story->modified : &r->feed->updated);
}

static void
dc_subject(struct reader *r, const char *text)
{
	collect_tag(r, text);
}

static void
dc_description(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.summary);
	else
		set_plain(r, &r->feed->description, text);
}

static void
dc_language(struct reader *r, const char *text)
{
	const char	**slot = reader_where(r) == IN_ITEM ?
			    &r->draft.story->language : &r->feed->language;

	if (*slot == NULL)
		*slot = text_squeeze(r->arena, text);
}

static void
dc_rights(struct reader *r, const char *text)
{
	set_plain(r, &r->feed->rights, text);
}

static void
dc_identifier(struct reader *r, const char *text)
{
	if (r->draft.other_guid == NULL)
		r->draft.other_guid = text_trim(r->arena, text);
}

static const struct rule dc_rules[] = {
	{ "title", IN_ITEM, 0, NULL, dc_title },
	{ "creator", IN_FEED | IN_ITEM, 0, NULL, collect_person_text },
	{ "date", IN_FEED | IN_ITEM, 0, NULL, dc_date },
	{ "issued", IN_ITEM, 0, NULL, dc_date },
	{ "created", IN_ITEM, 0, NULL, dc_date },
	{ "modified", IN_FEED | IN_ITEM, 0, NULL, dc_modified },
	{ "subject", IN_ITEM, 0, NULL, dc_subject },
	{ "description", IN_FEED | IN_ITEM, 0, NULL, dc_description },
	{ "abstract", IN_ITEM, 0, NULL, dc_description },
	{ "language", IN_FEED | IN_ITEM, 0, NULL, dc_language },
	{ "rights", IN_FEED, 0, NULL, dc_rights },
	{ "identifier", IN_ITEM, 0, NULL, dc_identifier },
	{ NULL, 0, 0, NULL, NULL }
};

static void
content_encoded(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.content);
}

static const struct rule content_rules[] = {
	{ "encoded", IN_ITEM, 0, NULL, content_encoded },
	{ NULL, 0, 0, NULL, NULL }
};

static void
xhtml_start(struct reader *r, const struct xml_element *e)
{
	(void)e;
	r->construct = AS_XHTML;
}

static const struct rule xhtml_rules[] = {
	{ "body", IN_ITEM, 0, xhtml_start, content_encoded },
	{ "div", IN_ITEM, 0, xhtml_start, content_encoded },
	{ NULL, 0, 0, NULL, NULL }
};

/* "90", "1:30", "1:01:30", "90.5" in seconds, or -1. */
static int64_t
duration(const char *s)
{
	int64_t	total = 0, n;
	char	*end;

	for (int parts = 0; parts < 3; parts++) {
		n = strtol(s, &end, 10);
		if (end == s || n < 0 || n > 1000000)
			return (-1);
		total = total * 60 + n;
		if (*end != ':')
			break;
		s = end + 1;
	}
	return (total > 0 ? total : -1);
}

/* By what it is called where neither type nor medium says so. */
static int
is_picture(const char *url, const char *type, const char *medium)
{
	static const char *const ends[] = {
		".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"
	};
	size_t	len, n;

	if (type != NULL)
		return (strncasecmp(type, "image", 5) == 0);
	if (medium != NULL)
		return (strcasecmp(medium, "image") == 0);
	len = url != NULL ? strcspn(url, "?#") : 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if ((n = strlen(ends[i])) < len &&
		    strncasecmp(url + len - n, ends[i], n) == 0)
			return (1);
	return (0);
}

/* Pictures illustrate the story; other media are enclosed. */
static void
media_content(struct reader *r, const struct xml_element *e)
{
	const char	*url = xml_attr(e, r->arena, NS_NONE, "url");
	const char	*type = xml_attr(e, r->arena, NS_NONE, "type");
	const char	*medium = xml_attr(e, r->arena, NS_NONE, "medium");
	const char	*s;

	r->draft.media = NULL;
	if (is_picture(url, type, medium)) {
		if (r->draft.story->image == NULL)
			r->draft.story->image = collect_url(r, url);
		return;
	}
	r->draft.media = collect_enclosure(r, url, type,
	    xml_attr(e, r->arena, NS_NONE, "fileSize"));
	s = xml_attr(e, r->arena, NS_NONE, "duration");
	if (r->draft.media != NULL && s != NULL)
		r->draft.media->duration = duration(s);
}

static void
media_content_end(struct reader *r, const char *text)
{
	(void)text;
	r->draft.media = NULL;
}

static void
media_thumbnail(struct reader *r, const struct xml_element *e)
{
	const char	**slot = reader_where(r) == IN_ITEM ?
			    &r->draft.story->image : &r->feed->icon;

	if (*slot == NULL)
		*slot = collect_url(r, xml_attr(e, r->arena, NS_NONE, "url"));
}

static void
media_title(struct reader *r, const char *text)
{
	if (r->draft.media != NULL)
		set_plain(r, &r->draft.media->title, text);
	else
		set_plain(r, &r->draft.other_title, text);
}

static void
item_extra(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.extra);
}

static void
item_keywords_text(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, "text");

	if (s != NULL)
		collect_tags(r, s);
}

static void
item_keywords(struct reader *r, const char *text)
{
	collect_tags(r, text);
}

static const struct rule media_rules[] = {
	{ "group", IN_ITEM, IN_ITEM, NULL, NULL },
	{ "content", IN_ITEM, IN_ITEM, media_content, media_content_end },
	{ "thumbnail", IN_FEED | IN_ITEM, 0, media_thumbnail, NULL },
	{ "title", IN_ITEM, 0, NULL, media_title },
	{ "description", IN_ITEM, 0, NULL, item_extra },
	{ "keywords", IN_ITEM, 0, item_keywords_text, item_keywords },
	{ "category", IN_ITEM, 0, NULL, dc_subject },
	{ NULL, 0, 0, NULL, NULL }
};

static void
itunes_author(struct reader *r, const char *text)
{
	const struct person	*have = reader_where(r) == IN_ITEM ?
				    r->draft.story->authors : r->feed->authors;

	if (have == NULL)
		collect_person_text(r, text);
}

static void
itunes_summary(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.extra);
	else
		set_plain(r, &r->feed->description, text);
}

static void
itunes_subtitle(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.subtitle);
	else
		set_plain(r, &r->feed->description, text);
}

static void
itunes_image(struct reader *r, const struct xml_element *e)
{
	const char	**slot = reader_where(r) == IN_ITEM ?
			    &r->draft.story->image : &r->feed->icon;
	const char	 *url = xml_attr(e, r->arena, NS_NONE, "href");

	if (url == NULL)
		url = xml_attr(e, r->arena, NS_NONE, "url");
	if (*slot == NULL)
		*slot = collect_url(r, url);
}

static void
itunes_duration(struct reader *r, const char *text)
{
	r->draft.duration = duration(text);
}

static const struct rule itunes_rules[] = {
	{ "author", IN_FEED | IN_ITEM, 0, NULL, itunes_author },
	{ "summary", IN_FEED | IN_ITEM, 0, NULL, itunes_summary },
	{ "description", IN_FEED | IN_ITEM, 0, NULL, itunes_summary },
	{ "subtitle", IN_FEED | IN_ITEM, 0, NULL, itunes_subtitle },
	{ "image", IN_FEED | IN_ITEM, 0, itunes_image, NULL },
	{ "duration", IN_ITEM, 0, NULL, itunes_duration },
	{ "keywords", IN_ITEM, 0, item_keywords_text, item_keywords },
	{ "title", IN_ITEM, 0, NULL, dc_title },
	{ NULL, 0, 0, NULL, NULL }
};

static void
sy_period(struct reader *r, const char *text)
{
	static const struct {
		const char	*name;
		int		 seconds;
	} periods[] = {
		{ "hourly", 3600 }, { "daily", 86400 }, { "weekly", 604800 },
		{ "monthly", 2592000 }, { "yearly", 31536000 },
	};

	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (strncasecmp(text, periods[i].name,
		    strlen(periods[i].name)) == 0)
			r->period = periods[i].seconds;
}

static void
sy_frequency(struct reader *r, const char *text)
{
	long	n = strtol(text, NULL, 10);

	r->frequency = n > 0 && n < 100000 ? n : 0;
}

static const struct rule sy_rules[] = {
	{ "updatePeriod", IN_FEED, 0, NULL, sy_period },
	{ "updateFrequency", IN_FEED, 0, NULL, sy_frequency },
	{ NULL, 0, 0, NULL, NULL }
};

static void
orig_link(struct reader *r, const char *text)
{
	if (r->draft.story->original_url == NULL)
		r->draft.story->original_url = collect_url(r, text);
}

static const struct rule origlink_rules[] = {
	{ "origLink", IN_ITEM, 0, NULL, orig_link },
	{ NULL, 0, 0, NULL, NULL }
};

static void
thr_reply(struct reader *r, const struct xml_element *e)
{
	const char	*ref = xml_attr(e, r->arena, NS_NONE, "ref");

	if (r->draft.story->in_reply_to == NULL && ref != NULL)
		r->draft.story->in_reply_to = text_trim(r->arena, ref);
}

static const struct rule thr_rules[] = {
	{ "in-reply-to", IN_ITEM, 0, thr_reply, NULL },
	{ NULL, 0, 0, NULL, NULL }
};

static void
admin_generator(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_RDF, "resource");

	if (s != NULL)
		set_plain(r, &r->feed->generator, s);
}

static const struct rule admin_rules[] = {
	{ "generatorAgent", IN_FEED, 0, admin_generator, NULL },
	{ NULL, 0, 0, NULL, NULL }
};

const struct rule *
module_rules(enum feed_ns ns)
{
	static const struct rule *const tables[NS_OTHER + 1] = {
		[NS_DC] = dc_rules,
		[NS_CONTENT] = content_rules,
		[NS_MEDIA] = media_rules,
		[NS_ITUNES] = itunes_rules,
		[NS_GOOGLEPLAY] = itunes_rules,
		[NS_SY] = sy_rules,
		[NS_FEEDBURNER] = origlink_rules,
		[NS_PHEEDO] = origlink_rules,
		[NS_THR] = thr_rules,
		[NS_XHTML] = xhtml_rules,
		[NS_ADMIN] = admin_rules,
	};

	return (tables[ns]);
}
