#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_link.h"
#include "feed/collect_media.h"
#include "feed/collect_person.h"

/* What a file is by the end of its name, where nobody says. */
static const struct {
	const char	*end;
	const char	*type;
} types[] = {
	{ ".mp3", "audio/mpeg" }, { ".m4a", "audio/mp4" },
	{ ".aac", "audio/aac" }, { ".ogg", "audio/ogg" },
	{ ".oga", "audio/ogg" }, { ".opus", "audio/ogg" },
	{ ".flac", "audio/flac" }, { ".wav", "audio/wav" },
	{ ".mp4", "video/mp4" }, { ".m4v", "video/mp4" },
	{ ".webm", "video/webm" }, { ".mov", "video/quicktime" },
	{ ".jpg", "image/jpeg" }, { ".jpeg", "image/jpeg" },
	{ ".png", "image/png" }, { ".gif", "image/gif" },
	{ ".webp", "image/webp" }, { ".avif", "image/avif" },
	{ ".svg", "image/svg+xml" }, { ".pdf", "application/pdf" },
	{ ".epub", "application/epub+zip" }, { ".zip", "application/zip" },
	{ ".torrent", "application/x-bittorrent" },
};

static const char *
type_of(const char *url)
{
	size_t	len = url != NULL ? strcspn(url, "?#") : 0, n;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if ((n = strlen(types[i].end)) < len &&
		    strncasecmp(url + len - n, types[i].end, n) == 0)
			return (types[i].type);
	return (NULL);
}

/* Bytes, their digits grouped or not; -1 for anything else. */
static int64_t
parse_size(const char *s)
{
	int64_t	n = 0;

	if (s == NULL)
		return (-1);
	s += strspn(s, " \t\r\n");
	for (; *s != '\0' && n < INT64_MAX / 100; s++) {
		if (*s >= '0' && *s <= '9')
			n = n * 10 + (*s - '0');
		else if (*s != ',')
			break;
	}
	s += strspn(s, " \t\r\n");
	if (strncasecmp(s, "bytes", 5) == 0 || strcasecmp(s, "b") == 0)
		s += strlen(s);
	return (n > 0 && *s == '\0' ? n : -1);
}

struct enclosure *
media_enclosure(struct reader *r, const char *url, const char *type,
    const char *length)
{
	struct enclosure	**tail = &r->draft.story->enclosures;

	if (reader_full(r, r->draft.nenclosures) ||
	    (url = collect_url(r, url)) == NULL)
		return (NULL);
	while (*tail != NULL && strcmp((*tail)->url, url) != 0)
		tail = &(*tail)->next;
	if (*tail == NULL) {
		if (!reader_room(r, r->draft.nenclosures) || (*tail =
		    arena_alloc(r->arena, sizeof(**tail))) == NULL)
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

/* The first of these attributes there is. */
static const char *
attr_first(struct reader *r, const struct xml_element *e, const char *a,
    const char *b, const char *c)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, a);

	if (s == NULL)
		s = xml_attr(e, r->arena, NS_NONE, b);
	return (s != NULL ? s : xml_attr(e, r->arena, NS_NONE, c));
}

/* mod_enclosure's attributes have its namespace. */
static const char *
attr_any(struct reader *r, const struct xml_element *e, const char *name)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, name);

	return (s != NULL ? s : xml_attr(e, r->arena, NS_ENCLOSURE, name));
}

void
media_enclosure_start(struct reader *r, const struct xml_element *e)
{
	const char	*url = attr_first(r, e, "url", "href", "uri");

	if (url == NULL && (url = xml_attr(e, r->arena, NS_RDF,
	    "resource")) == NULL)
		url = xml_attr(e, r->arena, NS_NONE, "resource");
	media_enclosure(r, url, attr_any(r, e, "type"),
	    attr_any(r, e, "length"));
}

void
media_picture(struct reader *r, const char *url, enum picture_rank rank,
    const char *width)
{
	struct picture	*p = r->draft.story != NULL ? &r->draft.picture :
			    &r->picture;
	long		 w = width != NULL ? strtol(width, NULL, 10) : 0;

	if (p->url != NULL && (rank < (enum picture_rank)p->rank ||
	    (rank == (enum picture_rank)p->rank &&
	    (p->width == 0 || w <= p->width))))
		return;
	if ((url = collect_url(r, url)) != NULL)
		*p = (struct picture){ url, (int)rank, w };
}

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
	if (type != NULL)
		return (strncasecmp(type, "image", 5) == 0);
	if (medium != NULL)
		return (strcasecmp(medium, "image") == 0);
	type = type_of(url);
	return (type != NULL && strncmp(type, "image/", 6) == 0);
}

/* Pictures illustrate the story; other media are enclosed. */
static void
content_start(struct reader *r, const struct xml_element *e)
{
	const char	*url = xml_attr(e, r->arena, NS_NONE, "url");
	const char	*type = xml_attr(e, r->arena, NS_NONE, "type");
	const char	*medium = xml_attr(e, r->arena, NS_NONE, "medium");
	struct enclosure *enc;
	const char	*s;

	if (is_picture(url, type, medium)) {
		media_picture(r, url, PICTURE_IMAGE,
		    xml_attr(e, r->arena, NS_NONE, "width"));
		return;
	}
	enc = media_enclosure(r, url, type,
	    xml_attr(e, r->arena, NS_NONE, "fileSize"));
	if (enc == NULL)
		return;
	if ((s = xml_attr(e, r->arena, NS_NONE, "duration")) != NULL)
		enc->duration = duration(s);
	if (r->draft.media == NULL) {
		r->draft.media = enc;
		r->draft.media_depth = r->depth;
	}
}

static void
content_end(struct reader *r, const char *text)
{
	(void)text;
	if (r->depth == r->draft.media_depth)
		r->draft.media = NULL;
}

static void
thumbnail_start(struct reader *r, const struct xml_element *e)
{
	media_picture(r, xml_attr(e, r->arena, NS_NONE, "url"),
	    PICTURE_THUMBNAIL, xml_attr(e, r->arena, NS_NONE, "width"));
}

static void
thumbnail_end(struct reader *r, const char *text)
{
	media_picture(r, text, PICTURE_THUMBNAIL, NULL);
}

static void
media_title(struct reader *r, const char *text)
{
	const char	**slot = r->draft.media != NULL ?
			    &r->draft.media->title : &r->draft.other_title;

	if (*slot == NULL)
		*slot = collect_plain(r, text);
}

static void
item_extra(struct reader *r, const char *text)
{
	collect_body(r, text, &r->draft.extra);
}

static void
keywords_start(struct reader *r, const struct xml_element *e)
{
	const char	*s = xml_attr(e, r->arena, NS_NONE, "text");

	if (s != NULL)
		collect_tags(r, s);
}

/* Of all who are credited, the author. */
static void
credit_start(struct reader *r, const struct xml_element *e)
{
	const char	*role = xml_attr(e, r->arena, NS_NONE, "role");

	if (role == NULL || strcasecmp(role, "author") != 0)
		r->construct = AS_NOTHING;
}

static void
credit_end(struct reader *r, const char *text)
{
	if (r->construct != AS_NOTHING)
		person_other(r, text);
}

#define IN_STORY	(IN_ITEM | IN_MEDIA)

const struct rule media_rules[] = {
	{ "group", IN_ITEM, IN_MEDIA, NULL, NULL },
	{ "content", IN_STORY, IN_MEDIA, content_start, content_end },
	{ "thumbnail", IN_FEED | IN_STORY, 0, thumbnail_start, thumbnail_end },
	{ "title", IN_STORY, 0, NULL, media_title },
	{ "description", IN_STORY, 0, NULL, item_extra },
	{ "keywords", IN_STORY, 0, keywords_start, collect_tags },
	{ "credit", IN_STORY, 0, credit_start, credit_end },
	{ "category", IN_STORY, AS_LIST, collect_category_start,
	    collect_category },
	{ NULL, 0, 0, NULL, NULL }
};

static void
itunes_summary(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.extra);
	else if (r->other_description[0] == NULL)
		r->other_description[0] = collect_plain(r, text);
}

static void
itunes_subtitle(struct reader *r, const char *text)
{
	if (reader_where(r) == IN_ITEM)
		collect_body(r, text, &r->draft.subtitle);
	else if (r->other_description[1] == NULL)
		r->other_description[1] = collect_plain(r, text);
}

static void
itunes_image(struct reader *r, const struct xml_element *e)
{
	media_picture(r, attr_first(r, e, "href", "url", "src"),
	    PICTURE_COVER, NULL);
}

static void
itunes_image_end(struct reader *r, const char *text)
{
	media_picture(r, text, PICTURE_COVER, NULL);
}

static void
itunes_duration(struct reader *r, const char *text)
{
	r->draft.duration = duration(text);
}

const struct rule itunes_rules[] = {
	{ "author", IN_FEED | IN_ITEM, AS_LIST, NULL, person_podcast },
	{ "owner", IN_FEED, IN_PERSON, person_start, person_end_other },
	{ "name", IN_PERSON, 0, NULL, person_name },
	{ "email", IN_PERSON, 0, NULL, person_email },
	{ "summary", IN_FEED | IN_ITEM, 0, NULL, itunes_summary },
	{ "description", IN_FEED | IN_ITEM, 0, NULL, itunes_summary },
	{ "subtitle", IN_FEED | IN_ITEM, 0, NULL, itunes_subtitle },
	{ "image", IN_FEED | IN_ITEM, 0, itunes_image, itunes_image_end },
	{ "link", IN_FEED | IN_ITEM, 0, link_start, NULL },
	{ "duration", IN_ITEM, 0, NULL, itunes_duration },
	{ "keywords", IN_ITEM, 0, keywords_start, collect_tags },
	{ "category", IN_ITEM, IN_ITEM, collect_category_start, NULL },
	{ "title", IN_ITEM, 0, NULL, media_title },
	{ NULL, 0, 0, NULL, NULL }
};

void
media_story_end(struct draft *d)
{
	struct story	*s = d->story;

	s->image = d->picture.url;
	for (struct enclosure *e = s->enclosures; e != NULL; e = e->next) {
		if (e->type == NULL)
			e->type = type_of(e->url);
		if (s->image == NULL && e->type != NULL &&
		    strncasecmp(e->type, "image/", 6) == 0)
			s->image = e->url;
	}
	if (s->enclosures != NULL && s->enclosures->duration == -1)
		s->enclosures->duration = d->duration;
}
