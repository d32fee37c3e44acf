#include <stdlib.h>

#include <json-c/json.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "parent/control.h"
#include "parent/daemon.h"
#include "parent/outbox.h"
#include "parent/state_outbox.h"
#include "parent/status_waiting.h"

struct waiting {
	int64_t			 feed;
	struct json_object	*told;
};

/* By feed, as the state gives them. */
struct status_waiting {
	const struct daemon	*daemon;
	struct waiting		*v;
	size_t			 n;
};

static struct json_object *
tell(const struct daemon *d, const struct state_waiting *w)
{
	struct json_object	*o = json_object_new_object();
	const char		*error = d->trouble;
	int64_t			 next = 0;

	if (!conf_path_is_directory(w->target))
		error = outbox_error(d->outbox, w->target, &next);
	control_add_string(o, "target", w->target);
	json_object_object_add(o, "mails",
	    json_object_new_int64((int64_t)w->n));
	control_add_string(o, "error", error);
	control_add_time(o, "next_try", next);
	return (o);
}

static void
add_waiting(const struct state_waiting *w, void *arg)
{
	struct status_waiting	*all = arg;

	if ((all->n & (all->n - 1)) == 0)
		all->v = xreallocarray(all->v, all->n != 0 ? 2 * all->n : 1,
		    sizeof(*all->v));
	all->v[all->n].feed = w->feed;
	all->v[all->n++].told = tell(all->daemon, w);
}

struct status_waiting *
status_waiting_new(struct daemon *d, char **cause)
{
	struct status_waiting	*all = xcalloc(1, sizeof(*all));

	all->daemon = d;
	if (state_waiting_each(d->state, add_waiting, all, cause) == 0)
		return (all);
	status_waiting_free(all);
	return (NULL);
}

void
status_waiting_free(struct status_waiting *all)
{
	for (size_t i = 0; i < all->n; i++)
		json_object_put(all->v[i].told);
	free(all->v);
	free(all);
}

/* The first of a feed, or where it would be. */
static size_t
find_feed(const struct status_waiting *all, int64_t feed)
{
	size_t	low = 0, high = all->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (all->v[middle].feed < feed)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

struct json_object *
status_waiting_get(const struct status_waiting *all, int64_t feed)
{
	struct json_object	*list = NULL;

	for (size_t i = find_feed(all, feed); i < all->n &&
	    all->v[i].feed == feed; i++) {
		if (list == NULL)
			list = json_object_new_array();
		json_object_array_add(list, json_object_get(all->v[i].told));
	}
	return (list);
}
