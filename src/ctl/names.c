#include <string.h>

#include <json-c/json.h>

#include "base/log.h"
#include "ctl/names.h"
#include "ctl/suggest.h"

static const char *
feed_name(struct json_object *feeds, size_t i)
{
	struct json_object	*name;

	if (!json_object_object_get_ex(json_object_array_get_idx(feeds, i),
	    "name", &name) || !json_object_is_type(name, json_type_string))
		return ("");
	return (json_object_get_string(name));
}

/* Whether name is among the feeds; else the nearest of them is in s. */
static int
name_is_known(struct json_object *feeds, const char *name,
    struct suggest *s)
{
	size_t	i, n = json_object_array_length(feeds);

	suggest_init(s, name);
	for (i = 0; i < n; i++) {
		if (strcmp(feed_name(feeds, i), name) == 0)
			return (1);
		suggest_try(s, feed_name(feeds, i));
	}
	return (0);
}

enum ctl_exit
names_refused(const struct ctl *ctl, const struct client_reply *reply)
{
	struct client_reply	 all = { 0 };
	struct suggest		 s;
	size_t			 i, unknown = 0;

	if (reply->status == 404 && ctl->nargs > 0 &&
	    client_call(ctl, "GET", "/v1/status", NULL, &all) == CTL_OK &&
	    json_object_is_type(all.body, json_type_array))
		for (i = 0; i < ctl->nargs; i++) {
			if (name_is_known(all.body, ctl->args[i], &s))
				continue;
			unknown++;
			if (suggest_best(&s) != NULL)
				log_error("no feed is called \"%s\": did you "
				    "mean \"%s\"?", ctl->args[i],
				    suggest_best(&s));
			else
				log_error("no feed is called \"%s\"",
				    ctl->args[i]);
		}
	if (unknown == 0)
		log_error("%s", reply->error);
	client_reply_clear(&all);
	return (CTL_FAILED);
}
