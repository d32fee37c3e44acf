#include <stdio.h>

#include <json-c/json.h>

#include "base/date.h"
#include "ctl/explained.h"
#include "ctl/matched.h"

static void
add_string(struct json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key,
	    value != NULL ? json_object_new_string(value) : NULL);
}

static void
add_time(struct json_object *o, const char *key, int64_t t)
{
	char	s[DATE_RFC3339_SIZE];

	if (t != 0)
		date_rfc3339(t, s);
	add_string(o, key, t != 0 ? s : NULL);
}

static struct json_object *
json_topics(struct arena *a, const struct explained *e)
{
	struct json_object		*list = json_object_new_array(), *o;
	const struct explained_topic	*t;

	for (t = e->topics; t < e->topics + e->ntopics; t++) {
		if (!t->holds)
			continue;
		o = json_object_new_object();
		add_string(o, "topic", t->name);
		add_string(o, "feed", t->story->feed);
		json_object_object_add(o, "matches", matched_json_hits(a,
		    t->story->texts.texts, t->hits));
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
json_missed(const struct explained *e)
{
	struct json_object		*list = json_object_new_array(), *o;
	const struct explained_topic	*t;

	for (t = e->topics; t < e->topics + e->ntopics; t++) {
		if (t->holds || t->story == NULL)
			continue;
		o = json_object_new_object();
		add_string(o, "topic", t->name);
		add_string(o, "feed", t->story->feed);
		add_string(o, "why", t->why);
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
json_then(const struct seen_story *s)
{
	struct json_object	*list;

	if (s->archived == 0)
		return (NULL);
	list = json_object_new_array();
	for (size_t i = 0; i < s->nthen; i++)
		json_object_array_add(list,
		    json_object_new_string(s->then[i]));
	return (list);
}

static struct json_object *
json_seen(const struct seen *seen)
{
	struct json_object	*list = json_object_new_array(), *o;
	const struct seen_story	*s;

	for (size_t i = 0; i < seen->n; i++) {
		s = &seen->v[i];
		o = json_object_new_object();
		add_string(o, "feed", s->feed);
		add_time(o, "first_seen", s->first_seen);
		add_time(o, "last_seen", s->last_seen);
		json_object_object_add(o, "on_topic",
		    json_object_new_boolean(s->on_topic));
		add_string(o, "left_out", seen_left_out(seen, s));
		json_object_object_add(o, "edits",
		    json_object_new_int64(s->edits));
		add_time(o, "edited", s->edited);
		json_object_object_add(o, "topics", json_then(s));
		add_time(o, "archived", s->archived);
		json_object_array_add(list, o);
	}
	return (list);
}

static struct json_object *
json_filed(const struct seen *seen)
{
	struct json_object	*list = json_object_new_array(), *o;
	const struct seen_story	*s;

	for (size_t k = 0; k < seen->n; k++)
		for (size_t i = 0; i < seen->v[k].nfilings; i++) {
			s = &seen->v[k];
			o = json_object_new_object();
			add_string(o, "feed", s->feed);
			add_string(o, "target", s->filings[i].target);
			add_time(o, "time", s->filings[i].time);
			add_string(o, "message_id", s->filings[i].edit ?
			    NULL : s->message_id);
			json_object_object_add(o, "waiting",
			    json_object_new_boolean(s->filings[i].waiting));
			json_object_object_add(o, "held",
			    json_object_new_boolean(s->filings[i].held));
			json_object_object_add(o, "edit",
			    json_object_new_boolean(s->filings[i].edit));
			json_object_object_add(o, "refused",
			    json_object_new_boolean(s->filings[i].refused));
			json_object_array_add(list, o);
		}
	return (list);
}

static struct json_object *
json_mail(const struct message_fields *m)
{
	struct json_object	*o;

	if (m == NULL)
		return (NULL);
	o = json_object_new_object();
	add_string(o, "message_id", m->message_id);
	add_string(o, "feed", m->feed);
	add_string(o, "topics", m->topics);
	add_string(o, "match", m->match);
	return (o);
}

void
explained_json(struct arena *a, const struct explained *e)
{
	struct json_object	*o = json_object_new_object();
	const struct archive_story *s = e->main != NULL ? &e->main->texts :
				    NULL;

	add_string(o, "feed", e->main != NULL ? e->main->feed : NULL);
	add_string(o, "id", s == NULL ? NULL : s->guid != NULL ? s->guid :
	    s->url);
	add_string(o, "url", e->link);
	add_string(o, "title", e->title);
	add_time(o, "published", s != NULL ? s->published : 0);
	json_object_object_add(o, "topics",
	    s != NULL ? json_topics(a, e) : NULL);
	json_object_object_add(o, "missed", s != NULL ? json_missed(e) : NULL);
	json_object_object_add(o, "everything", s != NULL ?
	    json_object_new_boolean(e->everything) : NULL);
	json_object_object_add(o, "changed", e->compared ?
	    json_object_new_boolean(e->changed) : NULL);
	json_object_object_add(o, "seen", json_seen(e->seen));
	json_object_object_add(o, "filed", json_filed(e->seen));
	json_object_object_add(o, "mail", json_mail(e->mail));
	add_time(o, "since", e->seen->since);
	puts(json_object_to_json_string_ext(o,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}
