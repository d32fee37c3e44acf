#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/matched.h"
#include "ctl/source.h"
#include "ctl/topics.h"

#define STORY_ARENA	((size_t)512 * 1024 * 1024)	/* bytes */

/* A dry run over one feed. */
struct run {
	const struct ctl	*ctl;
	const struct source	*source;
	struct topics		 topics;
	const struct conf_feed	*feed;		/* configured, or NULL */
	char			*feed_name;
	struct topic_set	*set;
	struct arena		*arena;		/* for one story */
	struct matched_output	*output;
};

/* What the daemon would call it: the name, the URL without its scheme. */
static char *
name_feed(const struct run *r)
{
	const char	*url = r->source->url, *rest;

	if (r->feed != NULL)
		return (xstrdup(r->feed->name));
	if (url == NULL)
		return (xstrdup(r->source->typed));
	rest = strstr(url, "://");
	return (xstrdup(rest != NULL ? rest + 3 : url));
}

static enum ctl_exit
run_open(struct run *r)
{
	char	*cause = NULL;

	r->feed = topics_feed(&r->topics, r->ctl->args[0]);
	if (r->feed == NULL)
		r->feed = topics_feed(&r->topics, r->source->url);
	r->feed_name = name_feed(r);
	r->set = topic_set_new(r->topics.rules, r->topics.n, &cause);
	if (r->set == NULL) {
		log_error("%s", cause);
		free(cause);
		return (CTL_USAGE);
	}
	r->arena = arena_new(STORY_ARENA);
	r->output = matched_new(r->ctl->json, r->feed_name, r->topics.rules);
	return (CTL_OK);
}

static void
run_close(struct run *r)
{
	matched_free(r->output);
	topic_set_free(r->set);
	topics_clear(&r->topics);
	arena_free(r->arena);
	free(r->feed_name);
}

static int
add_miss(struct run *r, size_t topic, struct matched_miss **miss)
{
	if ((*miss = arena_alloc(r->arena, sizeof(**miss))) == NULL)
		return (-1);
	(*miss)->topic = r->topics.rules[topic].name;
	(*miss)->why = topic_why(r->set, r->arena, (uint32_t)topic);
	return (0);
}

/*
 * The topics that apply and don't hold; both lists are in the order of the
 * topics.  All apply to a feed the configuration doesn't know.
 */
static struct matched_miss *
find_missed(struct run *r, const struct topic_match *m)
{
	struct matched_miss	*head = NULL, **tail = &head;
	size_t			 i, topic, n;

	n = r->feed != NULL ? r->feed->ntopics : r->topics.n;
	for (i = 0; i < n; i++) {
		topic = r->feed != NULL ? r->feed->topics[i] : i;
		while (m != NULL && m->topic < topic)
			m = m->next;
		if (m != NULL && m->topic == topic)
			continue;
		if (add_miss(r, topic, tail) == -1)
			return (NULL);
		tail = &(*tail)->next;
	}
	return (head);
}

static int
is_everything(const struct run *r)
{
	if (r->feed != NULL)
		return (r->feed->everything);
	return (r->topics.n == 0);
}

static enum ctl_exit
match_story(struct run *r, const struct feed *feed,
    const struct story *story)
{
	struct matched_story	m = { .story = story,
				    .why = r->ctl->why };
	struct topic_source	source = { r->feed_name, feed->title,
				    feed->language };

	arena_reset(r->arena);
	m.everything = is_everything(r);
	m.texts = topic_texts(r->arena, &source, story, &m.ntexts);
	if (m.texts != NULL && !m.everything)
		m.matches = topic_match(r->set, r->arena, m.texts, m.ntexts,
		    r->feed != NULL ? r->feed->topics : NULL,
		    r->feed != NULL ? r->feed->ntopics : 0);
	if (m.texts != NULL && r->ctl->why && !m.everything &&
	    !arena_failed(r->arena))
		m.missed = find_missed(r, m.matches);
	if (!arena_failed(r->arena))
		matched_add(r->output, r->arena, &m);
	if (!arena_failed(r->arena))
		return (CTL_OK);
	log_error("%s: a story is too large", r->source->typed);
	return (CTL_FAILED);
}

static enum ctl_exit
match_feed(struct run *r, const struct feed *feed)
{
	const struct story	*story;
	enum ctl_exit		 result;

	if ((result = run_open(r)) != CTL_OK)
		return (result);
	for (story = feed->stories; story != NULL; story = story->next)
		if ((result = match_story(r, feed, story)) != CTL_OK)
			return (result);
	matched_end(r->output);
	return (CTL_OK);
}

/* Topics first: who mistyped one needn't wait for the net. */
enum ctl_exit
match_run(const struct ctl *ctl)
{
	struct arena	*arena = arena_new(SOURCE_ARENA);
	struct source	 src = { 0 };
	struct run	 r = { .ctl = ctl, .source = &src };
	struct feed	*feed;
	enum ctl_exit	 result;

	if ((result = topics_read(ctl, &r.topics)) == CTL_OK &&
	    (result = source_read(ctl, &src)) == CTL_OK &&
	    (result = source_parse(&src, arena, &feed)) == CTL_OK)
		result = match_feed(&r, feed);
	run_close(&r);
	source_clear(&src);
	arena_free(arena);
	return (result);
}
