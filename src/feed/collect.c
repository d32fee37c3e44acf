#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"
#include "feed/collect_person.h"
#include "feed/html.h"
#include "feed/url.h"

#define PART	'\x1f'	/* between the parts of a list; no text holds it */

/* Plain text of what may or may not be markup; NULL for nothing. */
const char *
collect_plain(struct reader *r, const char *s)
{
	return (text_squeeze(r->arena, text_of_html(r->arena, s)));
}

/* NULL for what can't be followed: "javascript:" and the like. */
const char *
collect_url(struct reader *r, const char *ref)
{
	if (ref == NULL)
		return (NULL);
	ref += strspn(ref, " \t\r\n");
	if (strchr(ref, '<') != NULL && (ref = collect_plain(r, ref)) == NULL)
		return (NULL);
	if (*ref == '\0')
		return (NULL);
	if (strncasecmp(ref, "www.", 4) == 0 &&
	    (ref = arena_printf(r->arena, "http://%s", ref)) == NULL)
		return (NULL);
	if (strchr(ref, '&') != NULL)
		ref = text_unescape_amp(r->arena, ref, strlen(ref));
	ref = url_resolve(r->arena, ref == NULL || url_is_web(ref) ? NULL :
	    reader_base(r), ref);
	return (ref != NULL && url_is_safe(ref) ? ref : NULL);
}

/* An element's text as its type means it. */
static const char *
construct_text(struct reader *r, const char *s)
{
	return (r->base64 ? text_of_base64(r->arena, s) : s);
}

/* What a publisher calls text is taken at its word. */
static void
collect_words(struct reader *r, const char *s, const char **slot)
{
	if (*slot != NULL || (s = construct_text(r, s)) == NULL)
		return;
	*slot = r->construct == AS_TEXT && !r->markup ?
	    text_squeeze(r->arena, s) : collect_plain(r, s);
}

void
collect_title(struct reader *r, const char *s)
{
	struct draft	*d = &r->draft;
	const char	**slot = &r->feed->title;

	if (reader_where(r) == IN_ITEM)
		slot = &d->story->title;
	else if (reader_where(r) == IN_SOURCE)
		slot = &d->story->source_title;
	collect_words(r, s, slot);
}

/* The first there is, but markup before the same in plain text. */
void
collect_body(struct reader *r, const char *s, struct body *b)
{
	const char	*text;
	size_t		 len;
	int		 html;

	if (r->construct == AS_NOTHING ||
	    (text = construct_text(r, s)) == NULL)
		return;
	html = r->markup || r->construct == AS_HTML ||
	    r->construct == AS_XHTML ||
	    (r->construct == AS_AUTO && text_is_markup(text));
	if ((b->s != NULL && (b->html || !html)) ||
	    (text = text_trim(r->arena, text)) == NULL)
		return;
	len = strlen(text);
	b->s = html ? html_unescape_twice(r->arena, text, &len) : text;
	b->html = html;
	b->base = reader_own_base(r);
}

void
collect_content(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.content);
}

/* Only Americans write the month first. */
static int
is_day_first(const struct reader *r)
{
	const char	*lang = r->feed->language;

	return (lang != NULL && strcasecmp(lang, "en") != 0 &&
	    strncasecmp(lang, "en-us", 5) != 0);
}

void
collect_date(struct reader *r, const char *s, int64_t *out)
{
	size_t	len = strlen(s);
	int64_t	t;

	if (*out == 0 && date_parse_order(s, len, is_day_first(r), &t) == 0)
		*out = t;
}

void
collect_published(struct reader *r, const char *text)
{
	collect_date(r, text, reader_where(r) == IN_ITEM ? &r->draft.dates[0] :
	    &r->published);
}

void
collect_updated(struct reader *r, const char *text)
{
	collect_date(r, text, reader_where(r) == IN_ITEM ?
	    &r->draft.story->modified : &r->feed->updated);
}

void
collect_description(struct reader *r, const char *text)
{
	collect_words(r, text, &r->feed->description);
}

void
collect_rights(struct reader *r, const char *text)
{
	collect_words(r, text, &r->feed->rights);
}

void
collect_generator(struct reader *r, const char *text)
{
	if (r->feed->generator == NULL)
		r->feed->generator = collect_plain(r, text);
}

void
collect_each(struct reader *r, const char *s,
    void (*f)(struct reader *, const char *))
{
	const char	*end, *part;

	for (; (end = strchr(s, PART)) != NULL; s = end + 1)
		if (end > s && (part = arena_strndup(r->arena, s,
		    (size_t)(end - s))) != NULL)
			f(r, part);
	f(r, s);
}

/* Compared without case, as readers' filters do. */
void
collect_tag(struct reader *r, const char *s)
{
	struct draft		 *d = &r->draft;
	struct tag		**tail = &d->story->tags;
	struct arena_mark	  mark = arena_mark(r->arena);
	const char		 *text;

	if (reader_full(r, d->ntags) || (text = collect_plain(r, s)) == NULL)
		return;
	for (; *tail != NULL; tail = &(*tail)->next)
		if ((((*tail)->text[0] ^ text[0]) & ~0x20) == 0 &&
		    strcasecmp((*tail)->text, text) == 0) {
			arena_release(r->arena, mark);
			return;
		}
	if (!reader_room(r, d->ntags) || (*tail = arena_alloc(r->arena, sizeof(**tail))) == NULL)
		return;
	(*tail)->text = text;
	d->ntags++;
}

void
collect_tags(struct reader *r, const char *s)
{
	struct arena_mark	 mark;
	const char		*tag;
	size_t			 n, before;

	if ((s = text_of_html(r->arena, s)) == NULL)
		return;
	while (*s != '\0' && !reader_full(r, r->draft.ntags)) {
		mark = arena_mark(r->arena);
		before = r->draft.ntags;
		n = strcspn(s, ",;");
		if ((tag = arena_strndup(r->arena, s, n)) != NULL)
			collect_tag(r, tag);
		if (r->draft.ntags == before)
			arena_release(r->arena, mark);
		s += n + (s[n] != '\0');
	}
}

/* Commas without blanks are a list; others may be in a name or number. */
static int
is_tag_list(const char *s)
{
	const char	*p;

	if (strchr(s, ',') == NULL || strstr(s, ", ") != NULL)
		return (0);
	for (p = s; (p = strchr(p, ',')) != NULL; p++)
		if (p > s && p[-1] >= '0' && p[-1] <= '9' && p[1] >= '0' &&
		    p[1] <= '9')
			return (0);
	return (1);
}

static void
collect_category_part(struct reader *r, const char *text)
{
	if (is_tag_list(text))
		collect_tags(r, text);
	else
		collect_tag(r, text);
}

/* The label is for people, the term for programs. */
void
collect_category_start(struct reader *r, const struct xml_element *e)
{
	static const char *const names[] = { "label", "term", "text" };
	const char	*s = NULL;

	for (size_t i = 0; i < 3 && (s == NULL || *s == '\0'); i++)
		s = xml_attr(e, r->arena, NS_NONE, names[i]);
	if (s == NULL || *s == '\0')
		return;
	r->construct = AS_NOTHING;
	if (!url_is_web(s))	/* "http://...blogger...#post" */
		collect_tag(r, s);
}

void
collect_category(struct reader *r, const char *text)
{
	if (r->construct != AS_NOTHING)
		collect_each(r, text, collect_category_part);
}

/* BCP 47 has no "_". */
static const char *
language(struct reader *r, const char *s)
{
	char	*copy;

	if ((s = text_squeeze(r->arena, s)) == NULL ||
	    strchr(s, '_') == NULL ||
	    (copy = arena_strdup(r->arena, s)) == NULL)
		return (s);
	for (char *p = copy; (p = strchr(p, '_')) != NULL;)
		*p = '-';
	return (copy);
}

void
collect_language(struct reader *r, const struct xml_element *e)
{
	const char	*lang = xml_attr(e, r->arena, NS_XML, "lang");

	if (lang != NULL)
		collect_language_text(r, lang);
}

void
collect_language_text(struct reader *r, const char *text)
{
	const char	**slot = r->draft.story != NULL ?
			    &r->draft.story->language : &r->feed->language;

	if (*slot == NULL)
		*slot = language(r, text);
}

void
collect_story_start(struct reader *r)
{
	memset(&r->draft, 0, sizeof(r->draft));
	if (r->feed->nstories >= r->limits->max[LIMIT_STORIES]) {
		r->feed->met |= 1u << LIMIT_STORIES;
		r->full = 1;
		return;
	}
	r->draft.duration = -1;
	r->draft.story = arena_alloc(r->arena, sizeof(*r->draft.story));
}

static void
story_links(struct draft *d)
{
	struct story	*s = d->story;

	s->source_url = link_home(&d->source);
	s->source_feed_url = d->source.self;
	if (s->guid == NULL)
		s->guid = d->other_guid;
	s->url = link_story(d);
}

static size_t
body_length(const struct body *b)
{
	return (b->s != NULL ? strlen(b->s) : 0);
}

/*
 * The base of a body whose markup says nothing: RSS has no rule, and a body is
 * a piece of the story's page; Atom means the document, but hardly where that
 * is served by another host.
 */
static const char *
body_base(const struct reader *r, const struct body *b, const char *page)
{
	if (b->base != NULL || page == NULL)
		return (b->base != NULL ? b->base : r->base);
	if (r->home == atom_rules && r->base != NULL &&
	    url_same_host(r->base, page))
		return (r->base);
	return (page);
}

/* The kinds of body, fullest first: an extra one that says much more leads. */
static void
order_bodies(struct draft *d, struct body *all[5])
{
	const struct body	*first = d->content.s != NULL ? &d->content :
				    &d->description;
	int			 leads = body_length(&d->extra) >
				    body_length(first) * 3 / 2;
	size_t			 n = 0;

	if (leads)
		all[n++] = &d->extra;
	all[n++] = &d->content;
	all[n++] = &d->description;
	all[n++] = &d->summary;
	if (!leads)
		all[n++] = &d->extra;
	all[n] = &d->subtitle;
}

/* The first becomes the body, the next that says something else its summary. */
static void
story_body(struct reader *r, struct draft *d)
{
	struct story	*s = d->story;
	struct body	*all[5], *body = NULL, *summary = NULL;

	order_bodies(d, all);
	for (size_t i = 0; i < 5; i++) {
		if (all[i]->s == NULL)
			continue;
		if (body == NULL)
			body = all[i];
		else if (summary == NULL && strcmp(body->s, all[i]->s) != 0)
			summary = all[i];
	}
	if (body == NULL)
		return;
	if (body->html)
		s->html = body->s;
	else
		s->text = body->s;
	s->base = body_base(r, body, s->url);
	if (summary == NULL)
		return;
	s->summary_html = summary->html ? summary->s :
	    text_escape(r->arena, summary->s);
	s->summary_base = body_base(r, summary, s->url);
}

/* A story that says nothing at all is none. */
void
collect_story_end(struct reader *r)
{
	struct draft	*d = &r->draft;
	struct story	*s = d->story;

	if (s == NULL)
		return;
	story_links(d);
	story_body(r, d);
	media_story_end(d);
	if (s->title == NULL)
		s->title = d->other_title;
	s->authors = person_best(&d->people);
	if (s->authors == NULL)
		s->authors = person_best(&d->source_people);
	for (size_t i = 0; i < 3 && s->published == 0; i++)
		s->published = d->dates[i];
	d->story = NULL;
	if (s->title == NULL && s->html == NULL && s->text == NULL &&
	    s->url == NULL && s->guid == NULL && s->enclosures == NULL)
		return;
	*r->tail = s;
	r->tail = &s->next;
	r->feed->nstories++;
}
