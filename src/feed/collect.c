#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "feed/format.h"
#include "feed/url.h"

/* Plain text of what may or may not be markup; NULL for nothing. */
const char *
collect_plain(struct reader *r, const char *s)
{
	return (text_squeeze(r->arena, text_of_html(r->arena, s)));
}

const char *
collect_url(struct reader *r, const char *ref)
{
	if (ref == NULL || ref[strspn(ref, " \t\r\n")] == '\0')
		return (NULL);
	return (url_resolve(r->arena, reader_base(r), ref));
}

/* What a publisher calls text is taken at its word. */
void
collect_title(struct reader *r, const char *s)
{
	struct draft	*d = &r->draft;
	const char	**slot = &r->feed->title;

	if (reader_where(r) == IN_ITEM)
		slot = &d->story->title;
	else if (reader_where(r) == IN_SOURCE)
		slot = &d->story->source_title;
	if (*slot != NULL)
		return;
	*slot = r->construct == AS_TEXT && !r->markup ?
	    text_squeeze(r->arena, s) : collect_plain(r, s);
}

void
collect_body(struct reader *r, const char *s, struct body *b)
{
	const char	*text;

	if (b->s != NULL || r->construct == AS_NOTHING ||
	    (text = text_trim(r->arena, s)) == NULL)
		return;
	b->s = text;
	b->html = r->markup || r->construct == AS_HTML ||
	    r->construct == AS_XHTML ||
	    (r->construct == AS_AUTO && text_is_markup(text));
	b->base = reader_base(r);
}

void
collect_date(const char *s, int64_t *out)
{
	size_t	len;
	int64_t	t;

	s += strspn(s, " \t\r\n");
	len = strlen(s);
	while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
		len--;
	if (*out == 0 && len > 0 && date_parse(s, len, &t) == 0)
		*out = t;
}

static int
same(const char *a, const char *b)
{
	return (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

/* The list a person belongs to, by the element around. */
static struct person **
person_list(struct reader *r, size_t **n)
{
	*n = &r->draft.nauthors;
	switch (reader_where(r)) {
	case IN_ITEM:
		return (&r->draft.story->authors);
	case IN_SOURCE:
		return (&r->draft.source_authors);
	default:
		*n = &r->nauthors;
		return (&r->feed->authors);
	}
}

/* Added unless empty, or known by name or address: then that one gains. */
void
collect_person(struct reader *r, struct person *p)
{
	struct person	**tail;
	size_t		 *n;

	if (p->name == NULL && p->email == NULL && p->url == NULL)
		return;
	tail = person_list(r, &n);
	if (!reader_room(r, *n))
		return;
	for (; *tail != NULL; tail = &(*tail)->next) {
		if (!same((*tail)->name, p->name) &&
		    !same((*tail)->email, p->email))
			continue;
		if ((*tail)->name == NULL)
			(*tail)->name = p->name;
		if ((*tail)->email == NULL)
			(*tail)->email = p->email;
		if ((*tail)->url == NULL)
			(*tail)->url = p->url;
		return;
	}
	*tail = p;
	++*n;
}

/* The word with the @ in [s, s + len), or 0 for its length. */
static size_t
find_email(const char *s, const char **start)
{
	static const char	 stop[] = " \t\n<>()[],;\"";
	const char		*at = strchr(s, '@'), *p, *q;

	if (at == NULL)
		return (0);
	for (p = at; p > s && strchr(stop, p[-1]) == NULL; p--)
		;
	q = at + strcspn(at, stop);
	if (p == at || q == at + 1)
		return (0);
	if (strncasecmp(p, "mailto:", 7) == 0)
		p += 7;
	*start = p;
	return ((size_t)(q - p));
}

/* "mail@host (Name)", "Name <mail@host>", "Name" and what lies between. */
void
collect_person_text(struct reader *r, const char *s)
{
	struct person	*p;
	const char	*mail = NULL;
	char		*name;
	size_t		 len, *n;

	person_list(r, &n);
	if (!reader_room(r, *n))
		return;
	if (strpbrk(s, "<&") != NULL && strchr(s, '@') == NULL)
		s = text_of_html(r->arena, s);
	if ((s = text_squeeze(r->arena, s)) == NULL ||
	    (p = arena_alloc(r->arena, sizeof(*p))) == NULL ||
	    (name = arena_strdup(r->arena, s)) == NULL)
		return;
	if ((len = find_email(s, &mail)) > 0) {
		p->email = arena_strndup(r->arena, mail, len);
		memset(name + (mail - s), ' ', len);
		for (char *c = name; *c != '\0'; c++)
			if (strchr("<>()[]\"", *c) != NULL)
				*c = ' ';
		if (strncasecmp(name + strspn(name, " "), "mailto:", 7) == 0)
			memset(name, ' ', strcspn(name, ":") + 1);
	}
	p->name = collect_plain(r, name);
	collect_person(r, p);
}

void
collect_tag(struct reader *r, const char *s)
{
	struct draft	 *d = &r->draft;
	struct tag	**tail = &d->story->tags;
	const char	 *text;

	if (!reader_room(r, d->ntags) ||
	    (text = collect_plain(r, s)) == NULL)
		return;
	for (; *tail != NULL; tail = &(*tail)->next)
		if (strcmp((*tail)->text, text) == 0)
			return;
	if ((*tail = arena_alloc(r->arena, sizeof(**tail))) == NULL)
		return;
	(*tail)->text = text;
	d->ntags++;
}

void
collect_tags(struct reader *r, const char *s)
{
	const char	*tag;
	size_t		 n;

	while (*s != '\0' && reader_room(r, r->draft.ntags)) {
		n = strcspn(s, ",;");
		if ((tag = arena_strndup(r->arena, s, n)) != NULL)
			collect_tag(r, tag);
		s += n + (s[n] != '\0');
	}
}

static int64_t
parse_size(const char *s)
{
	char		*end;
	long long	 n;

	if (s == NULL)
		return (-1);
	n = strtoll(s, &end, 10);
	return (end == s || n <= 0 ? -1 : n);
}

/* The enclosure of that URL, made when new; NULL for none or too many. */
struct enclosure *
collect_enclosure(struct reader *r, const char *url, const char *type,
    const char *length)
{
	struct enclosure	**tail = &r->draft.story->enclosures;

	if (!reader_room(r, r->draft.nenclosures) ||
	    (url = collect_url(r, url)) == NULL)
		return (NULL);
	while (*tail != NULL && strcmp((*tail)->url, url) != 0)
		tail = &(*tail)->next;
	if (*tail == NULL) {
		*tail = arena_alloc(r->arena, sizeof(**tail));
		if (*tail == NULL)
			return (NULL);
		r->draft.nenclosures++;
		(*tail)->url = url;
		(*tail)->size = (*tail)->duration = -1;
	}
	if ((*tail)->type == NULL && type != NULL)
		(*tail)->type = text_squeeze(r->arena, type);
	if ((*tail)->size == -1)
		(*tail)->size = parse_size(length);
	return (*tail);
}

void
collect_language(struct reader *r, const struct xml_element *e)
{
	const char	**slot, *lang;

	slot = r->draft.story != NULL ? &r->draft.story->language :
	    &r->feed->language;
	lang = xml_attr(e, r->arena, NS_XML, "lang");
	if (lang != NULL && *slot == NULL)
		*slot = text_squeeze(r->arena, lang);
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

	s->source_url = d->source.alternate;
	s->source_feed_url = d->source.self;
	if (s->guid == NULL)
		s->guid = d->other_guid;
	s->url = d->links.text != NULL ? d->links.text : d->links.alternate;
	if (s->url == NULL && s->guid_is_permalink)
		s->url = s->guid;
	if (s->url == NULL)
		s->url = d->links.self;
	if (s->url == NULL)
		s->url = s->original_url;
}

/* The longest kind there is becomes the body, the next one its summary. */
static void
story_body(struct reader *r, struct draft *d)
{
	struct body	*all[] = {
		&d->content, &d->description, &d->summary, &d->extra,
		&d->subtitle
	};
	struct body	*body = NULL, *summary = NULL;

	for (size_t i = 0; i < 5; i++) {
		if (all[i]->s == NULL)
			continue;
		if (body == NULL)
			body = all[i];
		else if (summary == NULL && body == &d->content && i < 3 &&
		    strcmp(body->s, all[i]->s) != 0)
			summary = all[i];
	}
	if (body == NULL)
		return;
	if (body->html)
		d->story->html = body->s;
	else
		d->story->text = body->s;
	d->story->base = body->base;
	if (summary != NULL)
		d->story->summary_html = summary->html ? summary->s :
		    text_escape(r->arena, summary->s);
}

static void
story_enclosures(struct draft *d)
{
	struct story	*s = d->story;

	for (struct enclosure *e = s->enclosures; e != NULL; e = e->next)
		if (s->image == NULL && e->type != NULL &&
		    strncasecmp(e->type, "image/", 6) == 0)
			s->image = e->url;
	if (s->enclosures != NULL && s->enclosures->duration == -1)
		s->enclosures->duration = d->duration;
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
	story_enclosures(d);
	if (s->title == NULL)
		s->title = d->other_title;
	if (s->authors == NULL)
		s->authors = d->source_authors;
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
