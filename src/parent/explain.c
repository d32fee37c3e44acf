#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/base64.h"
#include "base/keys.h"
#include "base/log.h"
#include "parent/archive.h"
#include "parent/daemon.h"
#include "parent/explain.h"
#include "parent/state_archive.h"
#include "parent/state_filing.h"
#include "parent/state_told.h"

#define ID_MAX		2000		/* bytes of a Message-ID */
#define TEXTS_MAX	((size_t)1024 * 1024)	/* of one story, in Base64 */

struct answer {
	struct daemon		*daemon;
	struct json_object	*stories;	/* what is collected */
	struct json_object	*filed;		/* of the story at hand */
	char			*cause;
	int			 failed;
};

/* A base name begins with the time it was made at. */
static int64_t
filing_time(const char *base)
{
	return (strtoll(base, NULL, 10));
}

static int
add_filing(const struct state_filing *f, void *arg)
{
	struct answer		*a = arg;
	struct json_object	*o = json_object_new_object();

	control_add_string(o, "target", f->target);
	control_add_time(o, "time", filing_time(f->base));
	json_object_object_add(o, "waiting",
	    json_object_new_boolean(!f->marked && !f->held));
	json_object_object_add(o, "held", json_object_new_boolean(f->held));
	json_object_object_add(o, "refused",
	    json_object_new_boolean(f->marked == STATE_REFUSED));
	json_object_object_add(o, "edit", json_object_new_boolean(
	    f->revision != 0));
	json_object_array_add(a->filed, o);
	return (0);
}

static int
add_edits(struct answer *a, struct json_object *o, uint64_t story)
{
	struct state_told	told;

	if (state_told_get(a->daemon->state, story, &told, &a->cause) == -1)
		return (-1);
	json_object_object_add(o, "edits", json_object_new_int64(
	    told.revisions));
	control_add_time(o, "edited", told.time);
	state_told_clear(&told);
	return (0);
}

/* The lines of names as an array. */
static struct json_object *
json_topics(const char *names)
{
	struct json_object	*list = json_object_new_array();
	size_t			 len;

	while (names != NULL && *names != '\0') {
		len = strcspn(names, "\n");
		json_object_array_add(list,
		    json_object_new_string_len(names, (int)len));
		names += len + (names[len] == '\n');
	}
	return (list);
}

static void
add_texts(struct json_object *o, const struct state_seen *s)
{
	struct buf	b;
	int		kept = s->archived != 0;

	buf_init(&b, TEXTS_MAX);
	if (kept)
		base64_put(&b, s->texts, s->len);
	control_add_time(o, "archived", s->archived);
	json_object_object_add(o, "topics",
	    kept ? json_topics(s->topics) : NULL);
	control_add_string(o, "texts",
	    kept && !b.failed ? buf_string(&b) : NULL);
	buf_clear(&b);
}

static int
add_story(const struct state_seen *s, void *arg)
{
	struct answer		*a = arg;
	struct json_object	*o = json_object_new_object();

	control_add_string(o, "feed", s->feed);
	control_add_time(o, "first_seen", s->first_seen);
	control_add_time(o, "last_seen", s->last_seen);
	json_object_object_add(o, "on_topic",
	    json_object_new_boolean((s->flags & KNOWN_FILED) != 0));
	json_object_object_add(o, "let_go",
	    json_object_new_boolean((s->flags & KNOWN_LET_GO) != 0));
	json_object_object_add(o, "copy",
	    json_object_new_boolean((s->flags & KNOWN_COPY) != 0));
	control_add_string(o, "message_id", s->message_id);
	a->filed = json_object_new_array();
	json_object_object_add(o, "filed", a->filed);
	add_texts(o, s);
	json_object_array_add(a->stories, o);
	if (add_edits(a, o, s->story) == 0 &&
	    state_seen_filings(a->daemon->state, s->story, add_filing, a,
	    &a->cause) == 0)
		return (0);
	a->failed = 1;
	return (-1);
}

/* The stories asked for; -1 when the state failed. */
static int
collect(struct answer *a, const char *link, const char *id)
{
	struct digest	key;
	int		rv;

	if (link != NULL && digest_of_hex(link, &key) == 0)
		rv = state_seen_link(a->daemon->state, &key, add_story, a,
		    &a->cause);
	else
		rv = state_seen_message(a->daemon->state, id, add_story, a,
		    &a->cause);
	return (rv == 0 && !a->failed ? 0 : -1);
}

/* A word of the query, when it is given once. */
static const char *
word(struct json_object *request, const char *key)
{
	struct json_object	*value;

	if (!json_object_object_get_ex(request, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return (NULL);
	return (json_object_get_string(value));
}

static int
is_asked_rightly(const char *link, const char *id)
{
	struct digest	key;

	if ((link != NULL) == (id != NULL))
		return (0);
	return (link != NULL ? digest_of_hex(link, &key) == 0 :
	    strlen(id) <= ID_MAX);
}

/* When the memory begins of which a link is either part or unknown. */
static int
find_since(struct answer *a, int64_t *since)
{
	int64_t	oldest = daemon_now() - archive_keep(a->daemon->conf);

	if (state_since(a->daemon->state, since, &a->cause) == -1)
		return (-1);
	if (*since < oldest)
		*since = oldest;
	return (0);
}

void
explain_get(struct json_object *request, struct control_reply *reply,
    void *arg)
{
	struct answer	 a = { .daemon = arg,
			    .stories = json_object_new_array() };
	const char	*link = word(request, "link");
	const char	*id = word(request, "message-id");
	int64_t		 since = 0;

	if (!is_asked_rightly(link, id)) {
		control_refuse(reply, 400, "say which link, by its key, or "
		    "which message-id");
		json_object_put(a.stories);
	} else if (collect(&a, link, id) == -1 ||
	    find_since(&a, &since) == -1) {
		log_error("%s", a.cause);
		control_refuse(reply, 500, "%s", a.cause);
		json_object_put(a.stories);
	} else {
		reply->body = json_object_new_object();
		control_add_time(reply->body, "since", since);
		json_object_object_add(reply->body, "archive",
		    json_object_new_int64(a.daemon->conf->archive / 1000));
		json_object_object_add(reply->body, "stories", a.stories);
	}
	free(a.cause);
}
