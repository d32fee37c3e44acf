#include <string.h>
#include <strings.h>

#include "base/cause.h"
#include "feed/charset.h"
#include "feed/collect_link.h"
#include "feed/collect_person.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "feed/reader.h"
#include "feed/sniff.h"
#include "feed/url.h"

static int
cause_memory(const struct feed_input *in, char **cause)
{
	return (cause_set(cause, "a document of %zu bytes that needs more "
	    "memory than it may have", in->len));
}

struct origin {
	int		 tls;
	int		 user;		/* has a user in it */
	const char	*host;		/* and port, unless that is the default */
	size_t		 len;
};

/* -1 for what isn't of the web; url is as url_resolve gives it. */
static int
origin_of(const char *url, struct origin *o)
{
	const char	*at, *port;
	size_t		 n;

	o->tls = strncmp(url, "https://", 8) == 0;
	if (!o->tls && strncmp(url, "http://", 7) != 0)
		return (-1);
	o->host = strstr(url, "//") + 2;
	o->len = strcspn(o->host, "/?#");
	at = memrchr(o->host, '@', o->len);
	if ((o->user = at != NULL)) {
		o->len -= (size_t)(at + 1 - o->host);
		o->host = at + 1;
	}
	port = o->tls ? ":443" : ":80";
	n = strlen(port);
	if (o->len > n && memcmp(o->host + o->len - n, port, n) == 0)
		o->len -= n;
	return (0);
}

/*
 * Content-Location (RFC 9110, 8.7) comes before the URL as the base of links.
 * But servers behind others tell their inner names, ports and schemes: one
 * that leads elsewhere, or from https to http, counts for nothing, and nor
 * does one so long that nothing can be resolved against it.
 */
static const char *
document_base(const struct feed_input *in, struct arena *a)
{
	const char	*url, *location;
	struct origin	 from, to;

	if (in->url == NULL || in->content_location == NULL ||
	    (url = url_resolve(a, NULL, in->url)) == NULL ||
	    (location = url_resolve(a, url, in->content_location)) == NULL ||
	    origin_of(url, &from) == -1 || origin_of(location, &to) == -1 ||
	    to.user || (from.tls && !to.tls) || from.len != to.len ||
	    strncasecmp(from.host, to.host, to.len) != 0 ||
	    url_resolve(a, location, ".") == NULL)
		return (in->url);
	return (location);
}

/* What only shows once all of the document was read. */
static void
xml_settle(struct reader *r)
{
	struct feed	*f = r->feed;

	f->home_url = link_home(&r->links);
	f->icon = r->picture.url;
	f->authors = person_best(&r->people);
	if (f->title == NULL)
		f->title = r->other_title;
	for (size_t i = 0; i < 2 && f->description == NULL; i++)
		f->description = r->other_description[i];
	if (f->updated == 0)
		f->updated = r->published;
	if (f->rights == NULL)
		f->rights = r->license;
	if (r->period == 0 && r->frequency > 0)
		r->period = 24 * 60 * 60;
	f->update_period = r->frequency > 1 ? r->period / r->frequency :
	    r->period;
}

/* -1 with *what it is instead, or NULL when memory ran out. */
static int
xml_feed(const struct feed_input *in, struct arena *a, const char *text,
    size_t len, struct feed *f, const char **what)
{
	struct reader	*r;

	*what = NULL;
	if ((r = arena_alloc(a, sizeof(*r))) == NULL)
		return (-1);
	r->arena = a;
	r->feed = f;
	r->tail = &f->stories;
	r->limits = in->limits != NULL ? in->limits : &feed_limits_default;
	r->base = in->url;
	if (reader_run(r, text, len) == -1)
		return (-1);
	if (f->format == FEED_RSS10 && !r->is_feed) {
		*what = "an RDF document without a channel";
		return (-1);
	}
	xml_settle(r);
	return (0);
}

int
feed_parse(const struct feed_input *in, struct arena *a, struct feed **out,
    char **cause)
{
	struct feed_input	 doc = *in;
	struct feed		*f;
	const char		*text, *what;
	size_t			 len, start;
	int			 lied, junk;

	if ((what = sniff_binary(in->data, in->len)) != NULL)
		return (cause_set(cause, "%s, not a feed", what));
	if (charset_decode(a, in->data, in->len, in->content_type, &text, &len,
	    &lied) == -1 || (f = arena_alloc(a, sizeof(*f))) == NULL)
		return (cause_memory(in, cause));
	doc.url = document_base(in, a);
	switch (sniff(a, text, len, &start, &junk, &what)) {
	case SNIFF_OTHER:
		return (cause_set(cause, "%s, not a feed", what));
	case SNIFF_JSON:
		doc.data = text + start;
		doc.len = len - start;
		if (jsonfeed_parse(&doc, a, out, cause) == -1)
			return (-1);
		(*out)->bozo |= lied || junk;
		return (0);
	default:
		break;
	}
	f->bozo = lied || junk;
	if (xml_feed(&doc, a, text + start, len - start, f, &what) == -1)
		return (what != NULL ? cause_set(cause, "%s, not a feed",
		    what) : cause_memory(in, cause));
	*out = f;
	return (0);
}

const char *
feed_format_name(enum feed_format format)
{
	static const char *const names[] = {
		[FEED_RSS090] = "rss0.90", [FEED_RSS091] = "rss0.91",
		[FEED_RSS092] = "rss0.92", [FEED_RSS10] = "rss1.0",
		[FEED_RSS20] = "rss2.0", [FEED_ATOM03] = "atom0.3",
		[FEED_ATOM10] = "atom1.0", [FEED_CDF] = "cdf",
		[FEED_JSON10] = "json1.0", [FEED_JSON11] = "json1.1",
	};

	return (names[format]);
}
