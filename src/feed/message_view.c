#include <stdio.h>
#include <string.h>

#include <unictype.h>

#include "base/date.h"
#include "base/utf8.h"
#include "feed/message_view.h"
#include "feed/slug.h"
#include "feed/url.h"

#define SUBJECT_MAX	600	/* bytes */
#define EXCERPT_MAX	72	/* of a story without a title */
#define AUTHOR_MAX	100
#define AUTHORS_MAX	3
#define TEASER_MAX	400	/* bytes of a text that may be only one */
#define DATE_FIRST	(-2208988800LL)	/* 1900; mail has none before */
#define AHEAD		(15 * 60)	/* seconds a date may be early */

/* Whether it would show. */
static int
is_said(const char *s)
{
	size_t		n, len = s != NULL ? strlen(s) : 0;
	uint32_t	uc;

	for (; (n = utf8_get(s, len, &uc)) > 0; s += n, len -= n)
		if (uc > ' ' && !uc_is_property_white_space(uc) &&
		    !uc_is_property_default_ignorable_code_point(uc))
			return (1);
	return (0);
}

/* On one line, byte for byte, as marks count them. */
static const char *
flatten(struct arena *a, const char *s, size_t len)
{
	char	*line = arena_strndup(a, s, len), *p;

	for (p = line; p != NULL && (p = strpbrk(p, "\n\t")) != NULL;)
		*p = ' ';
	return (line);
}

/*
 * In one line of at most max bytes, whole words where there are some, and an
 * ellipsis.
 */
static const char *
cut(struct arena *a, const char *s, size_t max)
{
	size_t	len = strnlen(s, max + 1), word;

	if (len <= max)
		return (flatten(a, s, len));
	s = flatten(a, s, len);
	if (s == NULL)
		return (NULL);
	for (len = max; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80;)
		len--;
	for (word = len; word > max / 2 && s[word] != ' '; word--)
		;
	if (word > max / 2)
		len = word;
	return (arena_printf(a, "%.*s\u2026", (int)len, s));
}

/* The first line. */
static const char *
cut_line(struct arena *a, const char *s, size_t max)
{
	size_t	len;

	s += strspn(s, " \t\n");
	len = strcspn(s, "\n");
	s = arena_strndup(a, s, len < max + 1 ? len : max + 1);
	return (s != NULL ? cut(a, s, max) : NULL);
}

static const char *
safe_link(const char *url)
{
	return (url != NULL && *url != '\0' && url_is_safe(url) ? url : NULL);
}

/* As the user wants links. */
static const char *
shown_link(const struct message_input *in, struct arena *a, const char *url)
{
	return (url != NULL && in->clean_links ? url_clean(a, url) : url);
}

/* Names of people; a mere address isn't one. */
static const char *
make_author(struct arena *a, const struct person *p)
{
	const char	*all = NULL;
	int		 n = 0;

	for (; p != NULL; p = p->next) {
		if (!is_said(p->name) ||
		    strchr(p->name, '@') != NULL)
			continue;
		if (++n > AUTHORS_MAX)
			return (arena_printf(a, "%s and others", all));
		all = all == NULL ? cut(a, p->name, AUTHOR_MAX) :
		    arena_printf(a, "%s, %s", all, cut(a, p->name,
		    AUTHOR_MAX));
	}
	return (all);
}

/* The user's name for the feed, or its own where his is but a URL. */
static const char *
make_source(const struct message_input *in, struct arena *a)
{
	if (strchr(in->feed_name, '/') != NULL && in->feed != NULL &&
	    is_said(in->feed->title))
		return (cut(a, in->feed->title, AUTHOR_MAX));
	return (in->feed_name);
}

static const char *
make_link(const struct story *s)
{
	const char	*link = safe_link(s->url);

	if (link == NULL)
		link = safe_link(s->external_url);
	if (link == NULL && s->guid_is_permalink)
		link = safe_link(s->guid);
	return (link);
}

static const struct topic_text *
body_text(const struct message_input *in)
{
	size_t	i;

	for (i = 0; i < in->ntexts; i++)
		if (in->texts[i].field == TOPIC_BODY)
			return (&in->texts[i]);
	return (NULL);
}

static const char *
make_title(const struct message_input *in, struct arena *a)
{
	const struct topic_text	*body = body_text(in);

	if (is_said(in->story->title))
		return (cut(a, in->story->title, SUBJECT_MAX));
	if (body != NULL && is_said(body->text))
		return (cut_line(a, body->text, EXCERPT_MAX));
	if (make_link(in->story) != NULL)
		return (make_link(in->story));
	return ("(no title)");
}

/* The same choice as the topics' texts make, so that offsets agree. */
static void
choose_body(const struct message_input *in, struct arena *a,
    struct message_view *v)
{
	const struct story	*s = in->story;
	const struct topic_text	*body = body_text(in);

	if (body != NULL && body->text == s->text)
		v->text = s->text;
	else if (s->html != NULL && (body != NULL || s->summary_html == NULL))
		v->html = s->html;
	else if (s->text != NULL)
		v->text = s->text;
	else
		v->html = s->summary_html;
	if (v->html != NULL)
		v->doc = body != NULL && body->doc != NULL ? body->doc :
		    html_read(a, v->html);
}

static int
ends_with(const char *s, size_t len, const char *end)
{
	size_t	n = strlen(end);

	return (len >= n && memcmp(s + len - n, end, n) == 0);
}

/* A word for the reader on how much of the story this is. */
static const char *
make_extent(const struct message_input *in, const struct message_view *v)
{
	static const char *const	ends[] = {
		"\u2026", "...", "[\u2026]", "[...]", "Read more",
		"Read more.", "Continue reading", "Read the full story"
	};
	const struct topic_text		*body = body_text(in);
	size_t				 i;

	if (v->link == NULL)
		return (NULL);
	if (body == NULL || body->len == 0)
		return (v->html == NULL ? "The feed gives no text;" : NULL);
	if (in->story->html == NULL && in->story->text == NULL)
		return ("The feed gives only this summary;");
	if (in->story->title != NULL && body->len <= TEASER_MAX)
		return ("This is all the feed gives;");
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_with(body->text, body->len, ends[i]))
			return ("This is all the feed gives;");
	return (NULL);
}

static void
make_date(const struct message_input *in, struct message_view *v)
{
	char		 date[DATE_RFC5322_SIZE];
	const char	*seen = "";

	v->time = in->story->published;
	if (v->time == 0 || v->time < DATE_FIRST)
		v->time = in->story->modified;
	if (v->time == 0 || v->time < DATE_FIRST) {
		v->time = in->now;
		seen = " (first seen)";
	}
	if (v->time > in->now + AHEAD)
		v->time = in->now + AHEAD;
	date_rfc5322(v->time, date);
	snprintf(v->date, sizeof(v->date), "%.22s UTC%s", date, seen);
}

/* A language tag that may stand in an attribute. */
static const char *
make_language(const struct message_input *in)
{
	const char	*s = in->story->language;
	size_t		 len;

	if (s == NULL && in->feed != NULL)
		s = in->feed->language;
	if (s == NULL)
		return (NULL);
	len = strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	return (len > 0 && len <= 35 && s[len] == '\0' ? s : NULL);
}

int
view_make(const struct message_input *in, struct arena *a,
    struct message_view *v)
{
	const struct story	*s = in->story;

	memset(v, 0, sizeof(*v));
	v->title = make_title(in, a);
	v->source = make_source(in, a);
	v->origin = s->source_title;
	v->author = make_author(a, s->authors != NULL || in->feed == NULL ?
	    s->authors : in->feed->authors);
	if (v->author != NULL && v->source != NULL &&
	    strcmp(v->author, v->source) == 0)
		v->author = NULL;
	v->slug = slug_make(a, in->feed_name);
	v->link = shown_link(in, a, make_link(s));
	v->about = shown_link(in, a, safe_link(s->external_url));
	if (v->about != NULL && v->link != NULL &&
	    strcmp(v->about, v->link) == 0)
		v->about = NULL;
	v->comments = shown_link(in, a, safe_link(s->comments_url));
	if (v->comments != NULL && v->link != NULL &&
	    strcmp(v->comments, v->link) == 0)
		v->comments = NULL;
	v->language = make_language(in);
	make_date(in, v);
	choose_body(in, a, v);
	v->base = v->html == s->summary_html ? s->summary_base : s->base;
	if (v->base == NULL)
		v->base = v->link;
	v->image = safe_link(s->image);
	if (v->image != NULL && v->html != NULL &&
	    strstr(v->html, v->image) != NULL)
		v->image = NULL;
	v->extent = make_extent(in, v);
	view_match(in, a, v);
	return (arena_failed(a) ? -1 : 0);
}
