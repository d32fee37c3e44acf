#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "parent/daemon.h"
#include "parent/explain.h"
#include "parent/flood.h"
#include "parent/poll.h"
#include "parent/reload.h"
#include "parent/sched.h"
#include "parent/status.h"
#include "parent/status_waiting.h"

static void
add(struct json_object *o, const char *key, struct json_object *value)
{
	json_object_object_add(o, key, value);
}

/* The limits that the last document met; absent where it met none. */
static void
add_limits(struct json_object *o, unsigned int met)
{
	struct json_object	*names;

	if (met == 0)
		return;
	names = json_object_new_array();
	for (unsigned int i = 0; i < CONF_LIMITS_MET; i++)
		if (met & 1u << i)
			json_object_array_add(names,
			    json_object_new_string(conf_limit_name(i)));
	add(o, "limits", names);
}

/* A feed of which stories are held rests in that state. */
static const char *
state_name(const struct source *s)
{
	if (!s->conf->enabled)
		return ("paused");
	if (s->saved.held != 0 && s->phase == SOURCE_IDLE)
		return ("held");
	return (source_phase_name(s->phase));
}

/* newsievectl(1), OUTPUT FOR PROGRAMS, describes this object. */
static struct json_object *
feed_status(const struct source *s, const struct status_waiting *waiting)
{
	const struct state_feed	*f = &s->saved;
	struct json_object	*o = json_object_new_object();
	struct json_object	*list;
	int			 planned = s->conf->enabled &&
				    f->mode == STATE_NORMAL && s->poll == 0;

	control_add_string(o, "name", s->conf->name);
	control_add_string(o, "url", s->conf->url);
	control_add_string(o, "group", s->conf->group);
	control_add_string(o, "state", state_name(s));
	control_add_time(o, "last_poll", f->last_poll);
	control_add_string(o, "last_result", f->last_result);
	add(o, "last_status", f->last_status != 0 ?
	    json_object_new_int(f->last_status) : NULL);
	control_add_string(o, "last_error", f->last_error);
	control_add_time(o, "next_poll", planned ? f->next_poll : 0);
	control_add_string(o, "why", s->conf->enabled ? f->why : "enabled: no");
	add(o, "failures", json_object_new_int64(f->failures));
	add(o, "stories", json_object_new_int64((int64_t)f->stories));
	add(o, "delivered", json_object_new_int64((int64_t)f->delivered));
	if (f->held != 0) {
		add(o, "held", json_object_new_int64((int64_t)f->held));
		control_add_time(o, "held_since", f->held_since);
	}
	control_add_string(o, "guid_quality",
	    guid_state_name(f->guids.state));
	add_limits(o, f->met);
	if ((list = status_waiting_get(waiting, f->id)) != NULL)
		add(o, "waiting", list);
	return (o);
}

static struct source *
find(struct daemon *d, const char *name)
{
	for (size_t i = 0; i < d->nsources; i++)
		if (strcmp(d->sources[i].conf->name, name) == 0)
			return (&d->sources[i]);
	return (NULL);
}

/* One name, for a word of a query, or the names of a list. */
static size_t
count_names(struct json_object *names)
{
	if (json_object_is_type(names, json_type_array))
		return (json_object_array_length(names));
	return (names != NULL);
}

static struct source *
find_named(struct daemon *d, struct json_object *name,
    struct control_reply *reply)
{
	struct source	*s = NULL;

	if (!json_object_is_type(name, json_type_string))
		control_refuse(reply, 400, "a feed's name is a string");
	else if ((s = find(d, json_object_get_string(name))) == NULL)
		control_refuse(reply, 404, "no feed is named %s",
		    json_object_get_string(name));
	return (s);
}

/*
 * The feeds a request names, or all where it names none; *n is how many.
 * The caller's to free; NULL, with the reply made, for a name that is wrong.
 */
static struct source **
named_sources(struct daemon *d, struct json_object *names,
    struct control_reply *reply, size_t *n)
{
	struct source	**v;
	size_t		  count = count_names(names);

	*n = count != 0 ? count : d->nsources;
	v = xcalloc(*n, sizeof(*v));
	for (size_t i = 0; i < *n; i++) {
		if (count == 0)
			v[i] = &d->sources[i];
		else
			v[i] = find_named(d, json_object_is_type(names,
			    json_type_array) ? json_object_array_get_idx(names,
			    i) : names, reply);
		if (v[i] == NULL) {
			free(v);
			return (NULL);
		}
	}
	return (v);
}

static void
status_get(struct json_object *request, struct control_reply *reply, void *arg)
{
	struct json_object	 *names = NULL;
	struct status_waiting	 *waiting;
	struct source		**v;
	char			 *cause;
	size_t			  n;

	json_object_object_get_ex(request, "feed", &names);
	if ((v = named_sources(arg, names, reply, &n)) == NULL)
		return;
	if ((waiting = status_waiting_new(arg, &cause)) == NULL) {
		control_refuse(reply, 500, "%s", cause);
		free(cause);
		free(v);
		return;
	}
	reply->body = json_object_new_array();
	for (size_t i = 0; i < n; i++)
		json_object_array_add(reply->body, feed_status(v[i], waiting));
	status_waiting_free(waiting);
	free(v);
}

/* By name even one that rests for good is polled, of all only the others. */
static void
status_poll(struct json_object *request, struct control_reply *reply, void *arg)
{
	struct json_object	 *names = NULL, *all = NULL;
	struct source		**v;
	int64_t			  polled = 0;
	size_t			  n;

	json_object_object_get_ex(request, "feeds", &names);
	json_object_object_get_ex(request, "all", &all);
	if (json_object_get_boolean(all))
		names = NULL;
	else if (!json_object_is_type(names, json_type_array) ||
	    count_names(names) == 0) {
		control_refuse(reply, 400, "say which feeds, or all");
		return;
	}
	if ((v = named_sources(arg, names, reply, &n)) == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		if (names != NULL && !v[i]->conf->enabled) {
			control_refuse(reply, 409, "%s isn't polled: its "
			    "configuration says enabled: no",
			    v[i]->conf->name);
			free(v);
			return;
		}
	for (size_t i = 0; i < n; i++)
		if (names != NULL || sched_is_polled(v[i]))
			polled += poll_start(v[i]);
	free(v);
	reply->body = json_object_new_object();
	add(reply->body, "polled", json_object_new_int64(polled));
}

/* The feeds a request must name; NULL, with the reply made, if it doesn't. */
static struct source **
required_sources(struct daemon *d, struct json_object *request,
    struct control_reply *reply, size_t *n)
{
	struct json_object	*names = NULL;

	json_object_object_get_ex(request, "feeds", &names);
	if (json_object_is_type(names, json_type_array) &&
	    count_names(names) != 0)
		return (named_sources(d, names, reply, n));
	control_refuse(reply, 400, "say which feeds");
	return (NULL);
}

/* What is held of each feed; *n adds up.  -1 with the reply made. */
static int
settle_held(struct source **v, size_t n, int (*settle)(struct source *,
    char **), struct control_reply *reply, uint64_t *stories)
{
	uint64_t	 held;
	char		*cause;

	*stories = 0;
	for (size_t i = 0; i < n; i++) {
		if ((held = v[i]->saved.held) == 0)
			continue;
		if (settle(v[i], &cause) == -1) {
			control_refuse(reply, 500, "%s", cause);
			free(cause);
			return (-1);
		}
		log_feed(LOG_INFO, v[i]->conf->name, "held stories %s: %"
		    PRIu64, settle == flood_release ? "released" : "let go",
		    held);
		*stories += held;
	}
	return (0);
}

static void
status_release(struct json_object *request, struct control_reply *reply,
    void *arg)
{
	struct daemon	 *d = arg;
	struct source	**v;
	uint64_t	  stories;
	size_t		  n;

	if ((v = required_sources(d, request, reply, &n)) == NULL)
		return;
	if (settle_held(v, n, flood_release, reply, &stories) == 0) {
		reply->body = json_object_new_object();
		add(reply->body, "released",
		    json_object_new_int64((int64_t)stories));
	}
	daemon_settle_now(d);
	free(v);
}

/* What a feed that holds nothing back has now is let go by a poll. */
static void
status_catchup(struct json_object *request, struct control_reply *reply,
    void *arg)
{
	struct source	**v;
	uint64_t	  stories;
	int64_t		  polled = 0;
	size_t		  n;

	if ((v = required_sources(arg, request, reply, &n)) == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		if (v[i]->saved.held == 0 && v[i]->conf->enabled) {
			v[i]->quiet = 1;
			poll_start(v[i]);
			polled++;
		}
	if (settle_held(v, n, flood_forget, reply, &stories) == 0) {
		reply->body = json_object_new_object();
		add(reply->body, "let_go",
		    json_object_new_int64((int64_t)stories));
		add(reply->body, "polled", json_object_new_int64(polled));
	}
	free(v);
}

static void
status_reload(struct json_object *request, struct control_reply *reply,
    void *arg)
{
	char	*cause;

	(void)request;
	if (reload_start(arg, &cause) == -1) {
		log_error("reload refused: %s", cause);
		control_refuse(reply, 409, "%s", cause);
		free(cause);
	} else
		reply->body = json_object_new_object();
}

const struct control_route status_routes[] = {
	{ "GET", "/v1/status", status_get },
	{ "GET", "/v1/explain", explain_get },
	{ "POST", "/v1/poll", status_poll },
	{ "POST", "/v1/release", status_release },
	{ "POST", "/v1/catchup", status_catchup },
	{ "POST", "/v1/reload", status_reload },
	{ NULL, NULL, NULL }
};
