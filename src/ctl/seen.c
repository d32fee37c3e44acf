#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/order.h"
#include "ctl/seen.h"

/* A member of that type; NULL when it is none. */
static struct json_object *
member(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object	*value;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &value) ||
	    !json_object_is_type(value, type))
		return (NULL);
	return (value);
}

static const char *
get_string(struct json_object *o, const char *key)
{
	return (json_object_get_string(member(o, key, json_type_string)));
}

static int
get_boolean(struct json_object *o, const char *key)
{
	return (json_object_get_boolean(member(o, key, json_type_boolean)));
}

static int64_t
get_time(struct json_object *o, const char *key)
{
	const char	*s = get_string(o, key);
	int64_t		 t;

	return (s != NULL && date_parse(s, strlen(s), &t) == 0 ? t : 0);
}

/* An array's length; 0 for none. */
static size_t
get_list(struct json_object *o, const char *key, struct json_object **list)
{
	*list = member(o, key, json_type_array);
	return (*list != NULL ? json_object_array_length(*list) : 0);
}

static int
read_filings(struct arena *a, struct json_object *o, struct seen_story *s)
{
	struct json_object	*list, *filing;
	size_t			 n = get_list(o, "filed", &list);

	if ((s->filings = arena_array(a, n, sizeof(*s->filings))) == NULL)
		return (-1);
	for (s->nfilings = 0; s->nfilings < n; s->nfilings++) {
		struct seen_filing	*f = &s->filings[s->nfilings];

		filing = json_object_array_get_idx(list, s->nfilings);
		f->target = get_string(filing, "target");
		f->time = get_time(filing, "time");
		f->waiting = get_boolean(filing, "waiting");
		f->held = get_boolean(filing, "held");
		f->edit = get_boolean(filing, "edit");
		f->refused = get_boolean(filing, "refused");
		if (f->target == NULL)
			return (-1);
	}
	return (0);
}

int
seen_is_filed(const struct seen *seen)
{
	for (size_t k = 0; k < seen->n; k++)
		for (size_t i = 0; i < seen->v[k].nfilings; i++)
			if (!seen->v[k].filings[i].held)
				return (1);
	return (0);
}

const char *
seen_left_out(const struct seen *seen, const struct seen_story *s)
{
	if (!s->on_topic || s->nfilings != 0)
		return (NULL);
	if (s->copy)
		return ("copy");
	if (s->let_go)
		return ("catchup");
	return (seen_is_filed(seen) ? NULL : "first");
}

int
seen_held(const struct seen_story *s, const char *topic)
{
	return (s->nthen != 0 && bsearch(&topic, s->then, s->nthen,
	    sizeof(*s->then), order_string) != NULL);
}

static int
read_then(struct arena *a, struct json_object *o, struct seen_story *s)
{
	struct json_object	*list, *name;
	size_t			 n = get_list(o, "topics", &list);

	if ((s->then = arena_array(a, n, sizeof(*s->then))) == NULL)
		return (-1);
	for (s->nthen = 0; s->nthen < n; s->nthen++) {
		name = json_object_array_get_idx(list, s->nthen);
		if (!json_object_is_type(name, json_type_string))
			return (-1);
		s->then[s->nthen] = json_object_get_string(name);
	}
	qsort(s->then, s->nthen, sizeof(*s->then), order_string);
	return (0);
}

/* What isn't there or can't be read is not archived. */
static void
read_texts(struct arena *a, struct json_object *o, struct seen_story *s)
{
	const char	*text = get_string(o, "texts");
	struct buf	 b;

	s->archived = get_time(o, "archived");
	buf_init(&b, ARCHIVE_MAX);
	if (text == NULL || base64_get(&b, text, strlen(text)) == -1 ||
	    archive_read(a, buf_string(&b), b.len, &s->texts) == -1)
		s->archived = 0;
	buf_clear(&b);
}

static int
read_story(struct arena *a, struct json_object *o, struct seen_story *s)
{
	s->feed = get_string(o, "feed");
	s->first_seen = get_time(o, "first_seen");
	s->last_seen = get_time(o, "last_seen");
	s->message_id = get_string(o, "message_id");
	s->on_topic = get_boolean(o, "on_topic");
	s->let_go = get_boolean(o, "let_go");
	s->copy = get_boolean(o, "copy");
	s->edits = json_object_get_int64(member(o, "edits", json_type_int));
	s->edited = get_time(o, "edited");
	if (s->feed == NULL || read_filings(a, o, s) == -1 ||
	    read_then(a, o, s) == -1)
		return (-1);
	read_texts(a, o, s);
	return (arena_failed(a) ? -1 : 0);
}

int
seen_read(struct arena *a, struct json_object *answer, struct seen *seen)
{
	struct json_object	*list;
	size_t			 n = get_list(answer, "stories", &list);

	memset(seen, 0, sizeof(*seen));
	seen->since = get_time(answer, "since");
	seen->archive = json_object_get_int64(member(answer, "archive",
	    json_type_int));
	if (list == NULL ||
	    (seen->v = arena_array(a, n, sizeof(*seen->v))) == NULL)
		return (-1);
	for (; seen->n < n; seen->n++)
		if (read_story(a, json_object_array_get_idx(list, seen->n),
		    &seen->v[seen->n]) == -1)
			return (-1);
	return (0);
}
