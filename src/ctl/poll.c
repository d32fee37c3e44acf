#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

#include "base/log.h"
#include "ctl/client.h"
#include "ctl/names.h"

static struct json_object *
poll_request(const struct ctl *ctl)
{
	struct json_object	*request = json_object_new_object();
	struct json_object	*feeds;
	size_t			 i;

	if (ctl->all) {
		json_object_object_add(request, "all",
		    json_object_new_boolean(1));
		return (request);
	}
	feeds = json_object_new_array();
	for (i = 0; i < ctl->nargs; i++)
		json_object_array_add(feeds,
		    json_object_new_string(ctl->args[i]));
	json_object_object_add(request, "feeds", feeds);
	return (request);
}

static intmax_t
number(struct json_object *body, const char *key)
{
	struct json_object	*value;

	if (!json_object_object_get_ex(body, key, &value))
		return (0);
	return (json_object_get_int64(value));
}

static void
poll_print(struct json_object *body)
{
	intmax_t	n = number(body, "polled");

	printf("polling %jd feed%s\n", n, n == 1 ? "" : "s");
}

static void
release_print(struct json_object *body)
{
	intmax_t	n = number(body, "released");

	printf("filing %jd stor%s\n", n, n == 1 ? "y" : "ies");
}

static void
catchup_print(struct json_object *body)
{
	intmax_t	n = number(body, "let_go");

	if (number(body, "polled") != 0)
		poll_print(body);
	if (n != 0 || number(body, "polled") == 0)
		printf("let go: %jd stor%s\n", n, n == 1 ? "y" : "ies");
}

static enum ctl_exit
call(const struct ctl *ctl, const char *path,
    void (*print)(struct json_object *))
{
	struct client_reply	 reply;
	struct json_object	*request;
	enum ctl_exit		 result;

	request = poll_request(ctl);
	result = client_call(ctl, "POST", path,
	    json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN),
	    &reply);
	if (result == CTL_OK && ctl->json)
		puts(json_object_to_json_string_ext(reply.body,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	else if (result == CTL_OK)
		print(reply.body);
	else if (reply.error != NULL)
		result = names_refused(ctl, &reply);
	client_reply_clear(&reply);
	json_object_put(request);
	return (result);
}

static enum ctl_exit
call_named(const struct ctl *ctl, const char *path,
    void (*print)(struct json_object *))
{
	struct ctl	 own;
	enum ctl_exit	 result;

	if ((result = names_resolve(ctl, &own)) == CTL_OK)
		result = call(&own, path, print);
	names_clear(&own);
	return (result);
}

enum ctl_exit
poll_run(const struct ctl *ctl)
{
	if (ctl->all == (ctl->nargs > 0)) {
		log_error("poll wants the names of feeds, or --all");
		return (CTL_USAGE);
	}
	return (call_named(ctl, "/v1/poll", poll_print));
}

enum ctl_exit
release_run(const struct ctl *ctl)
{
	return (call_named(ctl, "/v1/release", release_print));
}

enum ctl_exit
catchup_run(const struct ctl *ctl)
{
	return (call_named(ctl, "/v1/catchup", catchup_print));
}

enum ctl_exit
reload_run(const struct ctl *ctl)
{
	struct client_reply	 reply;
	enum ctl_exit		 result;

	result = client_call(ctl, "POST", "/v1/reload", "{}", &reply);
	if (result == CTL_OK)
		puts(ctl->json ? json_object_to_json_string_ext(reply.body,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) :
		    "reloaded");
	else if (reply.error != NULL)
		log_error("%s", reply.error);
	client_reply_clear(&reply);
	return (result);
}
