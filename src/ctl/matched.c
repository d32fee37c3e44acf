#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/xmalloc.h"
#include "ctl/grid.h"
#include "ctl/matched.h"

#define SENTENCE_MAX	400	/* bytes */
#define INDENT		2

/* In a table a keyword stands once for each field, in JSON wherever it is. */
struct matched_output {
	int			 json;
	const char		*feed_name;
	const struct topic_rule	*rules;
	struct grid		*grid;
	size_t			 nstories, ntaken;
};

static const struct grid_column	columns[] = {
	{ NULL, 0, 8, 0, 0 },		/* topic */
	{ NULL, 0, 0, 0, 0 },		/* field */
	{ NULL, 0, 10, 0, 0 },		/* words */
	{ NULL, 0, 0, 0, 0 },		/* their sentence */
};

#define COLUMNS	(sizeof(columns) / sizeof(columns[0]))

struct grid *
matched_grid(void)
{
	return (grid_new(columns, COLUMNS, INDENT));
}

struct matched_output *
matched_new(int json, const char *feed_name, const struct topic_rule *rules)
{
	struct matched_output	*o = xcalloc(1, sizeof(*o));

	o->json = json;
	o->feed_name = feed_name;
	o->rules = rules;
	o->grid = matched_grid();
	return (o);
}

void
matched_free(struct matched_output *o)
{
	if (o == NULL)
		return;
	grid_free(o->grid);
	free(o);
}

/* The words of the story a keyword has found. */
static const char *
hit_words(struct arena *arena, const struct topic_text *texts,
    const struct topic_hit *hit)
{
	return (arena_strndup(arena, texts[hit->text].text + hit->start,
	    hit->end - hit->start));
}

static void
add_string(struct json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key,
	    value != NULL ? json_object_new_string(value) : NULL);
}

struct json_object *
matched_json_hits(struct arena *arena, const struct topic_text *texts,
    const struct topic_hit *hit)
{
	struct json_object	*list = json_object_new_array(), *o;

	for (; hit != NULL; hit = hit->next) {
		o = json_object_new_object();
		add_string(o, "term", hit->term);
		add_string(o, "field", topic_field_name(hit->field));
		add_string(o, "text", hit_words(arena, texts, hit));
		add_string(o, "sentence", topic_sentence(arena,
		    &texts[hit->text], hit, SENTENCE_MAX));
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
json_topics(const struct matched_output *out, struct arena *arena,
    const struct matched_story *m)
{
	struct json_object		*list = json_object_new_array(), *o;
	const struct topic_match	*match;

	for (match = m->matches; match != NULL; match = match->next) {
		o = json_object_new_object();
		add_string(o, "topic", out->rules[match->topic].name);
		json_object_object_add(o, "matches",
		    matched_json_hits(arena, m->texts, match->hits));
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
json_missed(const struct matched_miss *miss)
{
	struct json_object	*list = json_object_new_array(), *o;

	for (; miss != NULL; miss = miss->next) {
		o = json_object_new_object();
		add_string(o, "topic", miss->topic);
		add_string(o, "why", miss->why);
		json_object_array_add(list, o);
	}
	return (list);
}

static void
print_json(const struct matched_output *out, struct arena *arena,
    const struct matched_story *m)
{
	struct json_object	*o = json_object_new_object();
	const struct story	*s = m->story;

	add_string(o, "feed", out->feed_name);
	add_string(o, "id", s->guid != NULL ? s->guid : s->url);
	add_string(o, "url", s->url);
	add_string(o, "title", s->title);
	json_object_object_add(o, "topics", json_topics(out, arena, m));
	if (m->why)
		json_object_object_add(o, "missed", json_missed(m->missed));
	puts(json_object_to_json_string_ext(o,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

/* Whether one of the n was the same keyword in the same field. */
static int
is_shown(const struct topic_hit *const *shown, size_t n,
    const struct topic_hit *hit)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (shown[i]->field == hit->field &&
		    strcmp(shown[i]->term, hit->term) == 0)
			return (1);
	return (0);
}

static void
show_hit(struct grid *grid, struct arena *arena,
    const struct topic_text *texts, const char *topic,
    const struct topic_hit *hit)
{
	const char	*cells[COLUMNS] = { topic,
			    topic_field_name(hit->field),
			    hit_words(arena, texts, hit),
			    topic_sentence(arena, &texts[hit->text], hit,
			    SENTENCE_MAX) };

	if (!arena_failed(arena))
		grid_row(grid, cells, GRID_GOOD);
}

void
matched_show_topic(struct grid *grid, struct arena *arena,
    const struct topic_text *texts, const char *topic,
    const struct topic_hit *hit)
{
	const struct topic_hit	 **shown = NULL;
	size_t			   n = 0;

	if (hit == NULL)
		grid_line(grid, INDENT, topic, GRID_GOOD);
	for (; hit != NULL; hit = hit->next) {
		if (is_shown(shown, n, hit))
			continue;
		shown = xreallocarray(shown, n + 1, sizeof(*shown));
		shown[n++] = hit;
		show_hit(grid, arena, texts, topic, hit);
	}
	free(shown);
}

void
matched_show_missed(struct grid *grid, const char *topic, const char *why)
{
	char	*text = xasprintf("not %s: %s", topic, why != NULL ? why : "");

	grid_line(grid, 2 * INDENT, text, GRID_PLAIN);
	free(text);
}

static void
show_story(struct matched_output *out, struct arena *arena,
    const struct matched_story *m)
{
	const struct topic_match	*match;
	const struct matched_miss	*miss;

	grid_line(out->grid, 0, m->story->title != NULL ? m->story->title :
	    m->story->url != NULL ? m->story->url : "(untitled)", GRID_BOLD);
	for (match = m->matches; match != NULL; match = match->next)
		matched_show_topic(out->grid, arena, m->texts,
		    out->rules[match->topic].name, match->hits);
	if (m->everything)
		grid_line(out->grid, INDENT, "everything is taken",
		    GRID_GOOD);
	else if (m->matches == NULL)
		grid_line(out->grid, INDENT, "no topic", GRID_PLAIN);
	for (miss = m->missed; miss != NULL; miss = miss->next)
		matched_show_missed(out->grid, miss->topic, miss->why);
}

void
matched_add(struct matched_output *out, struct arena *arena,
    const struct matched_story *m)
{
	out->nstories++;
	out->ntaken += m->everything || m->matches != NULL;
	if (out->json)
		print_json(out, arena, m);
	else
		show_story(out, arena, m);
}

void
matched_end(struct matched_output *out)
{
	struct grid_screen	screen;

	if (out->json)
		return;
	grid_screen_of_stdout(&screen);
	grid_print(out->grid, stdout, &screen);
	printf("%s%zu of %zu stories on topic\n",
	    out->nstories > 0 ? "\n" : "", out->ntaken, out->nstories);
}
