#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xmalloc.h"
#include "ctl/explained.h"
#include "tap.h"

#define TOPICS		3000
#define NAME_LENGTH	256	/* of a topic at most */

/* What explained_show prints; the caller's to free. */
static char *
shown(const struct explained *e)
{
	struct arena	*a = arena_new((size_t)64 << 20);
	FILE		*f = tmpfile();
	int		 out = dup(STDOUT_FILENO);
	char		*text;
	size_t		 n;

	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	explained_show(a, e);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	n = (size_t)ftell(f);
	rewind(f);
	text = xcalloc(1, n + 1);
	n = fread(text, 1, n, f);
	text[n] = '\0';
	fclose(f);
	arena_free(a);
	return (text);
}

static char *
topic_name(size_t i)
{
	char	*name = xcalloc(1, NAME_LENGTH + 1);

	memset(name, 'x', NAME_LENGTH);
	name[snprintf(name, NAME_LENGTH, "topic%zu", i)] = '-';
	return (name);
}

/* All topics held then as they do now. */
static void
test_many_names(void)
{
	struct topic_text	 title = { TOPIC_TITLE, "A cat", 5, NULL };
	struct seen_story	 story = { .feed = "A", .archived = 1,
				    .on_topic = 1, .nthen = TOPICS };
	struct seen		 seen = { .v = &story, .n = 1, .archive = 1 };
	struct explained	 e = { .seen = &seen, .main = &story,
				    .compared = 1, .changed = 1 };
	char			*names[TOPICS], *text, *now;

	story.texts.texts = &title;
	story.texts.ntexts = 1;
	story.then = xcalloc(TOPICS, sizeof(*story.then));
	e.topics = xcalloc(TOPICS, sizeof(*e.topics));
	e.ntopics = TOPICS;
	for (size_t i = 0; i < TOPICS; i++) {
		story.then[i] = names[i] = topic_name(i);
		e.topics[i] = (struct explained_topic){ .name = names[i],
		    .story = &story, .holds = 1 };
	}
	text = shown(&e);
	now = strstr(text, " then; now ");
	ok(now != NULL && strstr(now, "topic2999-") != NULL,
	    "names then, and names now");
	free(text);
	for (size_t i = 0; i < TOPICS; i++)
		free(names[i]);
	free(story.then);
	free(e.topics);
}

int
main(void)
{
	test_many_names();
	return (tap_done());
}
