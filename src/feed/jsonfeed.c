#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/cause.h"
#include "base/date.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "feed/text.h"
#include "feed/url.h"

#define DEPTH_MAX	64
#define NUMBER_MAX	((int64_t)1 << 53)	/* whole in any reader */
#define COST_MAX	1000000	/* of 90 bytes, as json-c takes them: */
#define COST_CONTAINER	6	/* for an object or array and its table */
#define COST_VALUE	2	/* for what follows a comma */

struct scan {
	size_t	cost;
	size_t	depth;
	size_t	deepest;
	size_t	whole;		/* ends the last whole story of a cut one */
	size_t	end;		/* of the document, whatever follows */
};

struct json {
	const struct feed_limits *limits;
	struct arena	*arena;
	struct feed	*feed;
	const char	*base;
};

/*
 * Behind the string or comment that begins at p, or p itself.  json-c takes
 * 'these' for strings, too, and comments as C has them.
 */
static const char *
json_skip(const char *p, const char *end)
{
	const char	*q, *close;

	if (*p == '"' || *p == '\'') {
		for (q = p + 1; q < end && *q != *p; q++)
			if (*q == '\\' && ++q == end)
				return (end);
		return (q < end ? q + 1 : end);
	}
	if (*p != '/' || end - p < 2 || (p[1] != '*' && p[1] != '/'))
		return (p);
	close = p[1] == '*' ? "*/" : "\n";
	q = memmem(p + 2, (size_t)(end - p - 2), close, strlen(close));
	return (q != NULL ? q + strlen(close) : end);
}

/*
 * Brackets and commas counted outside of strings, before a library makes
 * objects of them: a byte can cost it a hundred.  Finds the document's end, and
 * where one that was cut can be closed.
 */
static void
json_scan(const char *s, size_t len, struct scan *sc)
{
	const char	*p = s, *end = s + len, *q;
	int		 second = 0;	/* what opened depth 2 */

	memset(sc, 0, sizeof(*sc));
	sc->end = len;
	while (p < end) {
		if ((q = json_skip(p, end)) != p) {
			p = q;
			continue;
		}
		switch (*p++) {
		case '{':
		case '[':
			sc->cost += COST_CONTAINER;
			if (++sc->depth == 2)
				second = p[-1];
			if (sc->depth > sc->deepest)
				sc->deepest = sc->depth;
			break;
		case '}':
		case ']':
			if (sc->depth == 0)
				break;
			if (--sc->depth == 2 && second == '[')
				sc->whole = (size_t)(p - s);
			if (sc->depth > 0)
				break;
			sc->end = (size_t)(p - s);
			return;
		case ',':
			sc->cost += COST_VALUE;
			break;
		}
	}
}

/* The bytes that the character or escape at p makes; *n is what it takes. */
static size_t
string_unit(const char *p, const char *end, size_t *n)
{
	unsigned long	c;
	char		digits[5] = "";

	*n = 1;
	if (*p != '\\' || end - p < 2)
		return (1);
	*n = 2;
	if (p[1] != 'u' || end - p < 6)
		return (1);
	*n = 6;
	memcpy(digits, p + 2, 4);
	c = strtoul(digits, NULL, 16);
	if (c >= 0xd800 && c < 0xe000)
		return (2);		/* half of one that makes four */
	return (c < 0x80 ? 1 : c < 0x800 ? 2 : 3);
}

/* Where to cut [p, end) of a string that makes more than max bytes; or end. */
static const char *
string_cut(const char *p, const char *end, size_t max)
{
	const char	*start = p;
	size_t		 made = 0, n;

	if ((size_t)(end - p) <= max)
		return (end);
	for (; p < end; p += n)
		if ((made += string_unit(p, end, &n)) > max)
			break;
	if (p >= end)
		return (end);
	while (p > start && ((unsigned char)*p & 0xc0) == 0x80)
		p--;
	return (p);
}

/* The place to cut the next string that is too long, or end. */
static const char *
string_find_long(const char *p, const char *end, size_t max,
    const char **behind)
{
	const char	*q, *cut;

	for (; p < end; p = q) {
		if ((q = json_skip(p, end)) == p) {
			q++;
			continue;
		}
		if (*p == '/' || q == end)
			continue;
		cut = string_cut(p + 1, q - 1, max);
		if (cut < q - 1) {
			*behind = q - 1;
			return (cut);
		}
	}
	return (end);
}

/* One piece of a document; whether it goes on behind that. */
static int
json_push(struct json_tokener *tok, const char *s, size_t len,
    struct json_object **root)
{
	*root = json_tokener_parse_ex(tok, s, (int)len);
	return (*root == NULL &&
	    json_tokener_get_error(tok) == json_tokener_continue);
}

/*
 * All but what is too long of strings, which the library needn't copy; tail
 * closes a document that was cut.
 */
static struct json_object *
json_read_by(struct json *j, const char *s, size_t len, const char *tail,
    int flags)
{
	const char		*end = s + len, *p, *behind = NULL;
	size_t			 max = j->limits->max[LIMIT_TEXT];
	struct json_tokener	*tok;
	struct json_object	*root = NULL;
	int			 more = 1;

	if (len >= INT_MAX || (tok = json_tokener_new_ex(DEPTH_MAX)) == NULL)
		return (NULL);
	json_tokener_set_flags(tok, flags);
	while (more && (p = string_find_long(s, end, max, &behind)) < end) {
		j->feed->met |= 1u << LIMIT_TEXT;
		more = json_push(tok, s, (size_t)(p - s), &root);
		s = behind;
	}
	if (more && json_push(tok, s, (size_t)(end - s), &root) &&
	    *tail != '\0')
		json_push(tok, tail, strlen(tail), &root);
	json_tokener_free(tok);
	return (root);
}

/* By the book, else as json-c is ready to: a broken document. */
static struct json_object *
json_read(struct json *j, const char *s, size_t len, const char *tail)
{
	struct json_object	*root;

	root = json_read_by(j, s, len, tail, JSON_TOKENER_STRICT);
	if (root == NULL) {
		j->feed->bozo = 1;
		root = json_read_by(j, s, len, tail, 0);
	}
	return (root);
}

static struct json_object *
get(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object	*v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &v) ||
	    !json_object_is_type(v, type))
		return (NULL);
	return (v);
}

/* A string, mended and trimmed; numbers count where they stand for one. */
static const char *
value_string(struct json *j, struct json_object *v)
{
	const char	*s;

	if (v == NULL || (!json_object_is_type(v, json_type_string) &&
	    !json_object_is_type(v, json_type_int) &&
	    !json_object_is_type(v, json_type_double)))
		return (NULL);
	s = json_object_get_string(v);
	if (json_object_is_type(v, json_type_string))
		s = charset_repair(j->arena, s,
		    (size_t)json_object_get_string_len(v));
	return (text_trim(j->arena, s));
}

static const char *
get_string(struct json *j, struct json_object *o, const char *key)
{
	struct json_object	*v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &v))
		return (NULL);
	return (value_string(j, v));
}

static const char *
get_url(struct json *j, struct json_object *o, const char *key)
{
	const char	*s = get_string(j, o, key);

	s = s != NULL ? url_resolve(j->arena, j->base, s) : NULL;
	return (s != NULL && url_is_safe(s) ? s : NULL);
}

/* Titles and names are plain text; publishers forget. */
static const char *
get_plain(struct json *j, struct json_object *o, const char *key)
{
	const char	*s = get_string(j, o, key);

	if (s != NULL && text_is_markup(s))
		s = text_of_html(j->arena, s);
	return (text_squeeze(j->arena, s));
}

static int64_t
get_date(struct json *j, struct json_object *o, const char *key)
{
	const char	*s = get_string(j, o, key);
	int64_t		 t;

	return (s != NULL && date_parse(s, strlen(s), &t) == 0 ? t : 0);
}

static int64_t
get_number(struct json_object *o, const char *key)
{
	struct json_object	*v;
	int64_t			 n;

	if (!json_object_object_get_ex(o, key, &v) ||
	    (!json_object_is_type(v, json_type_int) &&
	    !json_object_is_type(v, json_type_double) &&
	    !json_object_is_type(v, json_type_string)))
		return (-1);
	n = json_object_get_int64(v);
	return (n > 0 && n < NUMBER_MAX ? n : -1);
}

static size_t
list_length(struct json *j, struct json_object *list, enum feed_limit limit)
{
	size_t	n = list != NULL ? json_object_array_length(list) : 0;

	if (n <= j->limits->max[limit])
		return (n);
	j->feed->met |= 1u << limit;
	return (j->limits->max[limit]);
}

static void
read_author(struct json *j, struct json_object *o, struct person ***tail)
{
	struct person	*p;

	if ((p = arena_alloc(j->arena, sizeof(*p))) == NULL)
		return;
	if (json_object_is_type(o, json_type_string))
		p->name = text_squeeze(j->arena, value_string(j, o));
	else {
		p->name = get_plain(j, o, "name");
		p->url = get_url(j, o, "url");
		p->email = get_string(j, get(o, "_newsieve",
		    json_type_object), "email");
	}
	if (p->name == NULL && p->url == NULL && p->email == NULL)
		return;
	**tail = p;
	*tail = &p->next;
}

/* 1.1 has a list of authors, 1.0 one author. */
static struct person *
read_authors(struct json *j, struct json_object *o)
{
	struct json_object	*list = get(o, "authors", json_type_array), *v;
	size_t			 i, n = list_length(j, list, LIMIT_LIST);
	struct person		*first = NULL, **tail = &first;

	for (i = 0; i < n; i++)
		if ((v = json_object_array_get_idx(list, i)) != NULL)
			read_author(j, v, &tail);
	if (first == NULL && json_object_object_get_ex(o, "author", &v) &&
	    v != NULL)
		read_author(j, v, &tail);
	return (first);
}

static struct tag *
read_tags(struct json *j, struct json_object *o)
{
	struct json_object	*list = get(o, "tags", json_type_array);
	size_t			 i, n = list_length(j, list, LIMIT_LIST);
	struct tag		*first = NULL, **tail = &first, *t;
	const char		*s;

	for (i = 0; i < n; i++) {
		s = value_string(j, json_object_array_get_idx(list, i));
		if (s == NULL || (t = arena_alloc(j->arena,
		    sizeof(*t))) == NULL)
			continue;
		t->text = text_squeeze(j->arena, s);
		*tail = t;
		tail = &t->next;
	}
	return (first);
}

static struct enclosure *
read_attachments(struct json *j, struct json_object *o)
{
	struct json_object	*list = get(o, "attachments", json_type_array);
	size_t			 i, n = list_length(j, list, LIMIT_LIST);
	struct json_object	*v;
	struct enclosure	*first = NULL, **tail = &first, *e;
	const char		*url;

	for (i = 0; i < n; i++) {
		v = json_object_array_get_idx(list, i);
		if ((url = get_url(j, v, "url")) == NULL ||
		    (e = arena_alloc(j->arena, sizeof(*e))) == NULL)
			continue;
		e->url = url;
		e->type = get_plain(j, v, "mime_type");
		e->title = get_plain(j, v, "title");
		e->size = get_number(v, "size_in_bytes");
		e->duration = get_number(v, "duration_in_seconds");
		*tail = e;
		tail = &e->next;
	}
	return (first);
}

static void
read_hubs(struct json *j, struct json_object *o)
{
	struct json_object	*list = get(o, "hubs", json_type_array), *v;
	size_t			 i, n = list_length(j, list, LIMIT_LIST);
	struct hub		**tail = &j->feed->hubs, *h;
	const char		*url;

	for (i = 0; i < n; i++) {
		v = json_object_array_get_idx(list, i);
		if ((url = get_url(j, v, "url")) == NULL ||
		    (h = arena_alloc(j->arena, sizeof(*h))) == NULL)
			continue;
		h->url = url;
		h->type = get_string(j, v, "type");
		*tail = h;
		tail = &h->next;
	}
}

/* Markup goes before text; a summary is text, and a body where none is. */
static void
read_body(struct json *j, struct json_object *o, struct story *s)
{
	const char	*summary = get_string(j, o, "summary");

	if (summary != NULL && text_is_markup(summary))
		summary = text_of_html(j->arena, summary);
	if ((s->html = get_string(j, o, "content_html")) == NULL)
		s->text = get_string(j, o, "content_text");
	s->base = s->url != NULL ? s->url : j->base;
	if (summary == NULL)
		return;
	s->summary_base = s->base;
	if (s->html == NULL && s->text == NULL)
		s->text = summary;
	else
		s->summary_html = text_escape(j->arena, summary);
}

static struct story *
read_item(struct json *j, struct json_object *o)
{
	struct story	*s;

	if (!json_object_is_type(o, json_type_object) ||
	    (s = arena_alloc(j->arena, sizeof(*s))) == NULL)
		return (NULL);
	s->guid = get_string(j, o, "id");
	s->url = get_url(j, o, "url");
	s->external_url = get_url(j, o, "external_url");
	s->title = get_plain(j, o, "title");
	read_body(j, o, s);
	s->image = get_url(j, o, "image");
	if (s->image == NULL)
		s->image = get_url(j, o, "banner_image");
	s->published = get_date(j, o, "date_published");
	s->modified = get_date(j, o, "date_modified");
	s->language = get_plain(j, o, "language");
	s->authors = read_authors(j, o);
	s->tags = read_tags(j, o);
	s->enclosures = read_attachments(j, o);
	if (s->url == NULL && s->guid != NULL &&
	    strncmp(s->guid, "http", 4) == 0)
		s->url = url_resolve(j->arena, NULL, s->guid);
	return (s->guid != NULL || s->url != NULL || s->title != NULL ||
	    s->html != NULL || s->text != NULL ? s : NULL);
}

static void
read_feed(struct json *j, struct json_object *o)
{
	struct feed	*f = j->feed;

	f->feed_url = get_url(j, o, "feed_url");
	if (j->base == NULL)
		j->base = f->feed_url;
	f->home_url = get_url(j, o, "home_page_url");
	if (j->base == NULL)
		j->base = f->home_url;
	f->title = get_plain(j, o, "title");
	f->description = get_plain(j, o, "description");
	f->icon = get_url(j, o, "icon");
	f->favicon = get_url(j, o, "favicon");
	f->language = get_plain(j, o, "language");
	f->authors = read_authors(j, o);
	read_hubs(j, o);
}

static void
read_items(struct json *j, struct json_object *list)
{
	struct story	**tail = &j->feed->stories, *s;
	size_t		  n = list_length(j, list, LIMIT_STORIES);

	for (size_t i = 0; i < n; i++) {
		s = read_item(j, json_object_array_get_idx(list, i));
		if (s == NULL)
			continue;
		*tail = s;
		tail = &s->next;
		j->feed->nstories++;
	}
}

/* With a version or without: stories are what makes it a feed. */
static int
is_jsonfeed(struct json *j, struct json_object *root)
{
	const char	*v = get_string(j, root, "version");

	j->feed->format = FEED_JSON11;
	if (v == NULL || strstr(v, "jsonfeed.org/version/") == NULL) {
		j->feed->bozo = 1;
		return (get(root, "items", json_type_array) != NULL);
	}
	if (strstr(v, "version/1.1") == NULL)
		j->feed->format = FEED_JSON10;
	return (1);
}

static int
cause_memory(const struct feed_input *in, char **cause)
{
	return (cause_set(cause, "a JSON document of %zu bytes that needs "
	    "more memory than it may have", in->len));
}

/* What json-c would take is known before it takes it. */
static int
scan_check(const struct scan *sc, char **cause)
{
	if (sc->cost > COST_MAX)
		return (cause_set(cause, "a JSON document of more than %d "
		    "objects and lists, or %d values",
		    COST_MAX / COST_CONTAINER, COST_MAX / COST_VALUE));
	if (sc->deepest >= DEPTH_MAX)
		return (cause_set(cause, "a JSON document of more than %d "
		    "levels", DEPTH_MAX));
	return (0);
}

/* Whether anything but white space stands behind the document. */
static int
is_followed(const struct feed_input *in, size_t end)
{
	const char	*s = in->data;

	while (end < in->len && s[end] != '\0' &&
	    strchr(" \t\r\n", s[end]) != NULL)
		end++;
	return (end < in->len);
}

static int
read_root(struct json *j, struct json_object *root, char **cause)
{
	if (!is_jsonfeed(j, root))
		return (cause_set(cause, "a JSON document, not a JSON Feed"));
	read_feed(j, root);
	read_items(j, get(root, "items", json_type_array));
	return (0);
}

int
jsonfeed_parse(const struct feed_input *in, struct arena *a, struct feed **out,
    char **cause)
{
	struct json		 j = { .arena = a, .base = in->url,
				    .limits = in->limits != NULL ?
				    in->limits : &feed_limits_default };
	struct json_object	*root;
	struct scan		 sc;
	int			 cut, rc;

	json_scan(in->data, in->len, &sc);
	if (scan_check(&sc, cause) == -1)
		return (-1);
	if ((j.feed = arena_alloc(a, sizeof(*j.feed))) == NULL)
		return (cause_memory(in, cause));
	cut = sc.depth > 0;
	j.feed->truncated = cut;
	j.feed->bozo = cut || is_followed(in, sc.end);
	root = !cut ? json_read(&j, in->data, sc.end, "") :
	    sc.whole == 0 ? NULL : json_read(&j, in->data, sc.whole, "]}");
	if (root == NULL)
		return (cause_set(cause, cut ? "a JSON document that is cut, "
		    "without one whole story" : "a document that begins like "
		    "JSON and is none"));
	rc = read_root(&j, root, cause);
	json_object_put(root);
	if (rc == 0 && arena_failed(a))
		return (cause_memory(in, cause));
	*out = j.feed;
	return (rc);
}
