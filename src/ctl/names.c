#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/names.h"
#include "ctl/suggest.h"

static const char *
feed_text(struct json_object *feeds, size_t i, const char *key)
{
	struct json_object	*text;

	if (!json_object_object_get_ex(json_object_array_get_idx(feeds, i),
	    key, &text) || !json_object_is_type(text, json_type_string))
		return ("");
	return (json_object_get_string(text));
}

static const char *
feed_name(struct json_object *feeds, size_t i)
{
	return (feed_text(feeds, i, "name"));
}

static int
is_url(const char *s)
{
	return (strstr(s, ":/") != NULL);
}

/* The name of the feed with that URL; a name is its own. */
static const char *
name_by_url(struct json_object *feeds, const char *url)
{
	size_t		 i, n = json_object_array_length(feeds);
	const char	*name = url;

	for (i = n; i-- > 0;) {
		if (strcmp(feed_name(feeds, i), url) == 0)
			return (url);
		if (strcmp(feed_text(feeds, i, "url"), url) == 0)
			name = feed_name(feeds, i);
	}
	return (name);
}

enum ctl_exit
names_resolve(const struct ctl *ctl, struct ctl *own)
{
	struct client_reply	 all = { 0 };
	enum ctl_exit		 result = CTL_OK;
	size_t			 i;

	*own = *ctl;
	own->args = xcalloc(ctl->nargs + 1, sizeof(*own->args));
	for (i = 0; i < ctl->nargs; i++) {
		own->args[i] = xstrdup(ctl->args[i]);
		if (!is_url(ctl->args[i]) || result != CTL_OK)
			continue;
		if (all.body == NULL)
			result = client_call(ctl, "GET", "/v1/status", NULL,
			    &all);
		if (!json_object_is_type(all.body, json_type_array))
			continue;
		free(own->args[i]);
		own->args[i] = xstrdup(name_by_url(all.body, ctl->args[i]));
	}
	if (result != CTL_OK && all.error != NULL)
		log_error("%s", all.error);
	client_reply_clear(&all);
	return (result);
}

void
names_clear(struct ctl *own)
{
	for (size_t i = 0; i < own->nargs; i++)
		free(own->args[i]);
	free(own->args);
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
