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

static void
poll_print(const struct ctl *ctl, struct json_object *body)
{
	struct json_object	*polled;
	int64_t			 n = 0;

	if (ctl->json) {
		puts(json_object_to_json_string_ext(body,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		return;
	}
	if (json_object_object_get_ex(body, "polled", &polled))
		n = json_object_get_int64(polled);
	printf("polling %jd feed%s\n", (intmax_t)n, n == 1 ? "" : "s");
}

static enum ctl_exit
poll_named(const struct ctl *ctl)
{
	struct client_reply	 reply;
	struct json_object	*request;
	enum ctl_exit		 result;

	request = poll_request(ctl);
	result = client_call(ctl, "POST", "/v1/poll",
	    json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN),
	    &reply);
	if (result == CTL_OK)
		poll_print(ctl, reply.body);
	else if (reply.error != NULL)
		result = names_refused(ctl, &reply);
	client_reply_clear(&reply);
	json_object_put(request);
	return (result);
}

enum ctl_exit
poll_run(const struct ctl *ctl)
{
	struct ctl	 own;
	enum ctl_exit	 result;

	if (ctl->all == (ctl->nargs > 0)) {
		log_error("poll wants the names of feeds, or --all");
		return (CTL_USAGE);
	}
	if ((result = names_resolve(ctl, &own)) == CTL_OK)
		result = poll_named(&own);
	names_clear(&own);
	return (result);
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
