#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"
#include "feed/collect_person.h"

static void
dc_title(struct reader *r, const char *text)
{
	const char	**slot = reader_where(r) == IN_ITEM ?
			    &r->draft.other_title : &r->other_title;

	if (*slot == NULL)
		*slot = collect_plain(r, text);
}

static void
dc_date(struct reader *r, const char *text)
{
	collect_date(r, text, reader_where(r) == IN_ITEM ? &r->draft.dates[1] :
	    &r->feed->updated);
}

static void
dc_created(struct reader *r, const char *text)
{
	collect_date(r, text, &r->draft.dates[2]);
}

static void
dc_subject(struct reader *r, const char *text)
{
	collect_each(r, text, collect_tag);
}

static void
dc_description(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.summary);
	else if (r->other_description[0] == NULL)
		r->other_description[0] = collect_plain(r, text);
}

static void
dc_identifier(struct reader *r, const char *text)
{
	if (r->draft.other_guid == NULL)
		r->draft.other_guid = text_trim(r->arena, text);
}

static const struct rule dc_rules[] = {
	{ "title", IN_FEED | IN_ITEM, 0, NULL, dc_title },
	{ "creator", IN_FEED | IN_ITEM, AS_LIST, NULL, person_text },
	{ "author", IN_FEED | IN_ITEM, AS_LIST, NULL, person_text },
	{ "contributor", IN_FEED | IN_ITEM, AS_LIST, NULL, person_other },
	{ "publisher", IN_FEED | IN_ITEM, AS_LIST, NULL, person_other },
	{ "date", IN_FEED | IN_ITEM, 0, NULL, dc_date },
	{ "issued", IN_ITEM, 0, NULL, dc_date },
	{ "created", IN_ITEM, 0, NULL, dc_created },
	{ "available", IN_ITEM, 0, NULL, dc_created },
	{ "modified", IN_FEED | IN_ITEM, 0, NULL, collect_updated },
	{ "subject", IN_ITEM, AS_LIST, NULL, dc_subject },
	{ "description", IN_FEED | IN_ITEM, 0, NULL, dc_description },
	{ "abstract", IN_ITEM, 0, NULL, dc_description },
	{ "language", IN_FEED | IN_ITEM, 0, NULL, collect_language_text },
	{ "rights", IN_FEED, 0, NULL, collect_rights },
	{ "identifier", IN_ITEM, 0, NULL, dc_identifier },
	{ NULL, 0, 0, NULL, NULL }
};

static const struct rule prism_rules[] = {
	{ "publicationDate", IN_ITEM, 0, NULL, dc_date },
	{ "coverDate", IN_ITEM, 0, NULL, dc_created },
	{ NULL, 0, 0, NULL, NULL }
};

static const struct rule content_rules[] = {
	{ "encoded", IN_ITEM, 0, NULL, collect_content },
	{ NULL, 0, 0, NULL, NULL }
};

static void
xhtml_start(struct reader *r, const struct xml_element *e)
{
	(void)e;
	r->construct = AS_XHTML;
}

static const struct rule xhtml_rules[] = {
	{ "body", IN_ITEM, 0, xhtml_start, collect_content },
	{ "div", IN_ITEM, 0, xhtml_start, collect_content },
	{ NULL, 0, 0, NULL, NULL }
};

/* mod_enclosure, for RSS 1.0 */
static const struct rule enclosure_rules[] = {
	{ "enclosure", IN_ITEM, 0, media_enclosure_start, NULL },
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
	struct story	*s = r->draft.story;
	const char	*ref = xml_attr(e, r->arena, NS_NONE, "ref");
	const char	*href = xml_attr(e, r->arena, NS_NONE, "href");

	if (s->in_reply_to == NULL && ref != NULL)
		s->in_reply_to = text_trim(r->arena, ref);
	if (s->in_reply_to_url == NULL && href != NULL)
		s->in_reply_to_url = collect_url(r, href);
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
		collect_generator(r, s);
}

static const struct rule admin_rules[] = {
	{ "generatorAgent", IN_FEED, 0, admin_generator, NULL },
	{ NULL, 0, 0, NULL, NULL }
};

static void
license_start(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_RDF, "resource");

	if (s != NULL && r->license == NULL)
		r->license = text_trim(r->arena, s);
}

static void
license_end(struct reader *r, const char *text)
{
	if (r->license == NULL)
		r->license = text_trim(r->arena, text);
}

static const struct rule license_rules[] = {
	{ "license", IN_FEED, 0, license_start, license_end },
	{ NULL, 0, 0, NULL, NULL }
};

const struct rule *
module_rules(enum feed_ns ns)
{
	static const struct rule *const tables[NS_OTHER + 1] = {
		[NS_DC] = dc_rules,
		[NS_PRISM] = prism_rules,
		[NS_CONTENT] = content_rules,
		[NS_MEDIA] = media_rules,
		[NS_ITUNES] = itunes_rules,
		[NS_GOOGLEPLAY] = itunes_rules,
		[NS_ENCLOSURE] = enclosure_rules,
		[NS_SY] = sy_rules,
		[NS_FEEDBURNER] = origlink_rules,
		[NS_PHEEDO] = origlink_rules,
		[NS_THR] = thr_rules,
		[NS_XHTML] = xhtml_rules,
		[NS_ADMIN] = admin_rules,
		[NS_LICENSE] = license_rules,
	};

	return (tables[ns]);
}
