#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/client.h"
#include "ctl/grid.h"
#include "ctl/names.h"

#define PATH_MAX_BYTES	(1024 * 1024)
#define LINE_MAX_BYTES	4096

static const struct grid_column	columns[] = {
	{ "STATE", 0, 0, 0, 0 },
	{ "FEED", 0, 12, 0, 1 },
	{ "LAST", 0, 9, 0, 0 },
	{ "NEXT", 0, 0, 0, 0 },
	{ "STORIES", 1, 0, 0, 0 },
	{ "DELIVERED", 1, 0, 0, 0 },
	{ "WHY THEN", 0, 0, 1, 0 },
};

#define COLUMNS	(sizeof(columns) / sizeof(columns[0]))

/* A member as text; NULL where it is absent or null. */
static const char *
member(struct json_object *feed, const char *key)
{
	struct json_object	*value;

	if (!json_object_object_get_ex(feed, key, &value))
		return (NULL);
	return (json_object_get_string(value));
}

/* "45s", "12m", "5h", "3d" */
static char *
duration(int64_t s)
{
	if (s < 90)
		return (xasprintf("%" PRId64 "s", s));
	if (s < 90 * 60)
		return (xasprintf("%" PRId64 "m", (s + 30) / 60));
	if (s < 36 * 3600)
		return (xasprintf("%" PRId64 "h", (s + 1800) / 3600));
	return (xasprintf("%" PRId64 "d", (s + 43200) / 86400));
}

/* An RFC 3339 time from here: "in 12m", "3m ago", "now"; NULL for none. */
static char *
relative(const char *when, int64_t now)
{
	int64_t	 t;
	char	*d, *text;

	if (when == NULL || date_parse(when, strlen(when), &t) == -1)
		return (NULL);
	if (t == now)
		return (xstrdup("now"));
	d = duration(t > now ? t - now : now - t);
	text = t > now ? xasprintf("in %s", d) : xasprintf("%s ago", d);
	free(d);
	return (text);
}

static char *
last_cell(struct json_object *feed, int64_t now)
{
	const char	*result = member(feed, "last_result");
	char		*ago = relative(member(feed, "last_poll"), now);
	char		*text;

	if (ago == NULL)
		return (xstrdup("never"));
	text = xasprintf("%s%s%s", result != NULL ? result : "",
	    result != NULL ? " " : "", ago);
	free(ago);
	return (text);
}

/* What is due is only waiting for its turn. */
static char *
next_cell(struct json_object *feed, int64_t now)
{
	char	*text = relative(member(feed, "next_poll"), now);

	if (text == NULL)
		return (xstrdup("-"));
	if (strncmp(text, "in ", 3) != 0) {
		free(text);
		return (xstrdup("now"));
	}
	return (text);
}

static enum grid_style
state_style(const char *state)
{
	static const char *const	bad[] = { "backoff", "quarantined",
					    "gone", "held" };
	static const char *const	busy[] = { "fetching", "parsing",
					    "delivering" };
	size_t				i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (strcmp(state, bad[i]) == 0)
			return (GRID_BAD);
	for (i = 0; i < sizeof(busy) / sizeof(busy[0]); i++)
		if (strcmp(state, busy[i]) == 0)
			return (GRID_GOOD);
	return (GRID_PLAIN);
}

static const char *
or_dash(const char *s)
{
	return (s != NULL ? s : "-");
}

/* "met its limits: stories, tag"; NULL for none. */
static char *
limits_line(struct json_object *feed)
{
	struct json_object	*v;
	struct buf		 b;
	size_t			 i, n;

	if (!json_object_object_get_ex(feed, "limits", &v) ||
	    !json_object_is_type(v, json_type_array) ||
	    (n = json_object_array_length(v)) == 0)
		return (NULL);
	buf_init(&b, LINE_MAX_BYTES);
	buf_printf(&b, "met its limit%s: ", n > 1 ? "s" : "");
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", or_dash(
		    json_object_get_string(json_object_array_get_idx(v, i))));
	return (buf_steal(&b));
}

/* "stories held back: 37, the first 2h ago; newsievectl release or ..." */
static char *
held_line(struct json_object *feed, int64_t now)
{
	const char	*held = member(feed, "held");
	char		*ago = relative(member(feed, "held_since"), now), *line;

	if (held == NULL)
		return (NULL);
	line = xasprintf("stories held back: %s%s%s; newsievectl release or "
	    "catchup", held, ago != NULL ? ", the first " : "",
	    ago != NULL ? ago : "");
	free(ago);
	return (line);
}

/* "3 mails wait for exec:/x, tried again in 5m: exited with 1" */
static char *
waiting_line(struct json_object *w, int64_t now)
{
	const char	*error = member(w, "error");
	const char	*mails = or_dash(member(w, "mails"));
	char		*next = relative(member(w, "next_try"), now), *line;
	int		 one = strcmp(mails, "1") == 0;

	line = xasprintf("%s mail%s for %s%s%s%s%s", mails,
	    one ? " waits" : "s wait", or_dash(member(w, "target")),
	    next != NULL ? ", tried again " : "", next != NULL ? next : "",
	    error != NULL ? ": " : "", error != NULL ? error : "");
	free(next);
	return (line);
}

static void
add_waiting(struct grid *t, struct json_object *feed, int64_t now)
{
	struct json_object	*v;
	char			*line;

	if (!json_object_object_get_ex(feed, "waiting", &v) ||
	    !json_object_is_type(v, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		line = waiting_line(json_object_array_get_idx(v, i), now);
		grid_line(t, 4, line, GRID_BAD);
		free(line);
	}
}

/* What is told of guids that don't do; NULL for others. */
static const char *
guids_line(const char *quality)
{
	static const char *const	lines[][2] = {
		{ "repeated", "its guids repeat: one stood for several "
		    "stories" },
		{ "changing", "its guids change from poll to poll" },
		{ "reused", "its guids are reused for other stories" }
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (quality != NULL && strcmp(quality, lines[i][0]) == 0)
			return (lines[i][1]);
	return (NULL);
}

static void
add_feed(struct grid *t, struct json_object *feed, int64_t now)
{
	char		*last = last_cell(feed, now);
	char		*next = next_cell(feed, now);
	char		*limits = limits_line(feed);
	char		*held = held_line(feed, now);
	const char	*error = member(feed, "last_error");
	const char	*guids = guids_line(member(feed, "guid_quality"));
	const char	*why = member(feed, "why");
	const char	*cells[COLUMNS] = {
		or_dash(member(feed, "state")), or_dash(member(feed, "name")),
		last, next, or_dash(member(feed, "stories")),
		or_dash(member(feed, "delivered")), why != NULL ? why : ""
	};

	grid_row(t, cells, state_style(cells[0]));
	if (error != NULL && *error != '\0')
		grid_line(t, 4, error, GRID_BAD);
	if (limits != NULL)
		grid_line(t, 4, limits, GRID_BAD);
	if (guids != NULL)
		grid_line(t, 4, guids, GRID_PLAIN);
	free(last);
	free(next);
	if (held != NULL)
		grid_line(t, 4, held, GRID_BAD);
	add_waiting(t, feed, now);
	free(limits);
	free(held);
}

static void
print_table(struct json_object *feeds)
{
	struct grid_screen	 screen;
	struct grid		*t = grid_new(columns, COLUMNS, 0);
	int64_t			 now = time(NULL);
	size_t			 i, n = json_object_array_length(feeds);

	if (n == 0)
		puts("no feeds");
	grid_screen_of_stdout(&screen);
	for (i = 0; i < n; i++)
		add_feed(t, json_object_array_get_idx(feeds, i), now);
	if (n > 0)
		grid_print(t, stdout, &screen);
	grid_free(t);
}

/* As an array that has a line for each of its objects. */
static void
print_json(struct json_object *feeds)
{
	size_t	i, n = json_object_array_length(feeds);

	fputs("[", stdout);
	for (i = 0; i < n; i++)
		printf("%s\n%s", i > 0 ? "," : "",
		    json_object_to_json_string_ext(
		    json_object_array_get_idx(feeds, i),
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	puts(n > 0 ? "\n]" : "]");
}

static char *
status_path(const struct ctl *ctl)
{
	struct buf	b;
	size_t		i;

	buf_init(&b, PATH_MAX_BYTES);
	buf_puts(&b, "/v1/status");
	for (i = 0; i < ctl->nargs; i++) {
		buf_puts(&b, i == 0 ? "?feed=" : "&feed=");
		client_escape(&b, ctl->args[i]);
	}
	return (buf_steal(&b));
}

static enum ctl_exit
status_named(const struct ctl *ctl)
{
	struct client_reply	 reply;
	enum ctl_exit		 result;
	char			*path = status_path(ctl);

	if (path == NULL) {
		log_error("too many feeds for one request");
		return (CTL_USAGE);
	}
	result = client_call(ctl, "GET", path, NULL, &reply);
	if (result == CTL_OK &&
	    !json_object_is_type(reply.body, json_type_array)) {
		log_error("the daemon's answer is no list of feeds");
		result = CTL_FAILED;
	} else if (result == CTL_OK && ctl->json)
		print_json(reply.body);
	else if (result == CTL_OK)
		print_table(reply.body);
	else if (reply.error != NULL)
		result = names_refused(ctl, &reply);
	client_reply_clear(&reply);
	free(path);
	return (result);
}

enum ctl_exit
status_run(const struct ctl *ctl)
{
	struct ctl	 own;
	enum ctl_exit	 result;

	if ((result = names_resolve(ctl, &own)) == CTL_OK)
		result = status_named(&own);
	names_clear(&own);
	return (result);
}
