#include <string.h>

#include "feed/html.h"
#include "feed/topic.h"

const char *
topic_field_name(enum topic_field field)
{
	static const char *const	names[TOPIC_FIELDS] = {
		"title", "body", "author", "category", "link", "feed", "lang"
	};

	return (names[field]);
}

static void
text_put(struct topic_text *t, size_t *n, enum topic_field field,
    const char *text)
{
	if (text != NULL && *text != '\0')
		t[(*n)++] = (struct topic_text){ .field = field, .text = text,
		    .len = strlen(text) };
}

/* Markup reduced, and kept to be shown. */
static const char *
read_markup(struct arena *a, const char *html, struct topic_text *t)
{
	t->doc = html_read(a, html);
	return (t->doc != NULL ? html_doc_text(t->doc) : NULL);
}

/* The body as topics see it: its markup, else its text, else the summary. */
static void
put_body(struct topic_text *t, size_t *n, struct arena *a,
    const struct story *story)
{
	struct topic_text	body = { .field = TOPIC_BODY };
	const char		*text = NULL;

	if (story->html != NULL)
		text = read_markup(a, story->html, &body);
	if ((text == NULL || *text == '\0') && story->text != NULL) {
		text = story->text;
		body.doc = NULL;
	}
	if ((text == NULL || *text == '\0') && story->summary_html != NULL)
		text = read_markup(a, story->summary_html, &body);
	if (text == NULL || *text == '\0')
		return;
	body.text = text;
	body.len = strlen(text);
	t[(*n)++] = body;
}

/* The feed by its names, the story by its links and language. */
static void
put_named(struct topic_text *t, size_t *n, const struct topic_source *source,
    const struct story *story)
{
	text_put(t, n, TOPIC_LINK, story->url);
	text_put(t, n, TOPIC_LINK, story->external_url);
	if (source->name != NULL)
		text_put(t, n, TOPIC_FEED, source->name);
	if (source->title != NULL && (source->name == NULL ||
	    strcmp(source->name, source->title) != 0))
		text_put(t, n, TOPIC_FEED, source->title);
	text_put(t, n, TOPIC_LANG, story->language != NULL ?
	    story->language : source->language);
}

struct topic_text *
topic_texts(struct arena *a, const struct topic_source *source,
    const struct story *story, size_t *n)
{
	const struct person	*p;
	const struct tag	*g;
	struct topic_text	*t;
	size_t			 max = 7;

	for (p = story->authors; p != NULL; p = p->next)
		max++;
	for (g = story->tags; g != NULL; g = g->next)
		max++;
	*n = 0;
	if ((t = arena_array(a, max, sizeof(*t))) == NULL)
		return (NULL);
	text_put(t, n, TOPIC_TITLE, story->title);
	put_body(t, n, a, story);
	for (p = story->authors; p != NULL; p = p->next)
		text_put(t, n, TOPIC_AUTHOR,
		    p->name != NULL ? p->name : p->email);
	for (g = story->tags; g != NULL; g = g->next)
		text_put(t, n, TOPIC_CATEGORY, g->text);
	put_named(t, n, source, story);
	return (arena_failed(a) ? NULL : t);
}
