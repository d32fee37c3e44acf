/*
 * The mails that the stories of a feed's document become, for the golden
 * tests: the clock stands still, nothing is sent or filed.
 *
 *	compose_mail [--bench N] FEED TOPICS
 *
 * TOPICS has a line "name: keyword, keyword" each; an empty file delivers
 * everything.  A mail is led by a line "mail LENGTH".  --bench composes all
 * N times and writes the time of one instead.
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/charset.h"
#include "feed/feed.h"
#include "feed/identity.h"
#include "feed/message.h"
#include "feed/topic.h"

#define NOW		1772366400	/* 2026-03-01 12:00 UTC */
#define DOMAIN		"news.example"
#define FEED_NAME	"Example News"
#define TOPICS_MAX	16
#define KEYWORDS_MAX	32

struct run {
	struct arena		*document, *story;
	struct feed		*feed;
	struct identity		*ids;
	struct topic_rule	 rules[TOPICS_MAX];
	const char		*names[TOPICS_MAX];
	size_t			 nrules;
	struct topic_set	*topics;
	struct buf		 mail;
};

static char *
read_file(const char *path)
{
	struct buf	 b;
	char		 chunk[65536];
	FILE		*f = fopen(path, "rb");
	size_t		 n;

	if (f == NULL)
		err(2, "%s", path);
	buf_init(&b, 64 << 20);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	return (buf_steal(&b));
}

/* Cuts off what is before one of the signs, without blanks around. */
static char *
next_field(char **p, const char *signs)
{
	char	*field = *p + strspn(*p, " \t");
	size_t	 len = strcspn(field, signs);

	*p = field + len + (field[len] != '\0');
	field[len] = '\0';
	return (field);
}

static void
read_topics(struct run *r, char *text)
{
	const char	**any;
	char		 *line, *name;
	size_t		  n;

	while (*text != '\0') {
		line = next_field(&text, "\n");
		name = next_field(&line, ":");
		if (*name == '\0')
			continue;
		if (r->nrules == TOPICS_MAX)
			errx(2, "too many topics");
		any = calloc(KEYWORDS_MAX + 1, sizeof(*any));
		for (n = 0; *line != '\0' && n < KEYWORDS_MAX; n++)
			any[n] = next_field(&line, ",");
		r->names[r->nrules] = name;
		r->rules[r->nrules].name = name;
		r->rules[r->nrules++].any = any;
	}
}

static void
free_topics(struct run *r)
{
	size_t	i;

	topic_set_free(r->topics);
	for (i = 0; i < r->nrules; i++)
		free((void *)(uintptr_t)r->rules[i].any);
}

/* The story's mail, if it is on a topic; whether it is. */
static int
compose(struct run *r, const struct story *s, const struct keys *keys)
{
	struct message_input	 in = {
		.feed = r->feed, .story = s, .topic_names = r->names,
		.feed_name = FEED_NAME, .domain = DOMAIN, .now = NOW
	};
	struct topic_source	 source = { FEED_NAME, r->feed->title,
				    r->feed->language };
	char			*cause;

	arena_reset(r->story);
	buf_reset(&r->mail);
	in.texts = topic_texts(r->story, &source, s, &in.ntexts);
	if (r->nrules > 0 && (in.matches = topic_match(r->topics, r->story,
	    in.texts, in.ntexts, NULL, 0)) == NULL)
		return (0);
	in.message_id = arena_printf(r->story, "%s@%s", identity_message_id(
	    r->story, keys, 0, FEED_NAME, 0), DOMAIN);
	if (message_compose(&in, r->story, &r->mail, &cause) == -1)
		errx(1, "%s", cause);
	return (1);
}

static size_t
compose_all(struct run *r, int print)
{
	const struct story	*s;
	size_t			 n = 0;

	for (s = r->feed->stories; s != NULL; s = s->next, n++)
		if (compose(r, s, &r->ids[n].keys) && print) {
			printf("mail %zu\n", r->mail.len);
			fwrite(r->mail.data, 1, r->mail.len, stdout);
		}
	return (n);
}

static void
bench(struct run *r, int rounds)
{
	struct timespec	start, end;
	double		seconds;
	size_t		n = 0;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	for (int i = 0; i < rounds; i++)
		n += compose_all(r, 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	seconds = (double)(end.tv_sec - start.tv_sec) +
	    (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	printf("%zu stories, %.1f us each\n", n, seconds * 1e6 / (double)n);
}

int
main(int argc, char *argv[])
{
	struct run		r = { 0 };
	struct feed_input	in = { .url = "https://feed.example/feed" };
	char			*data, *topics, *cause;
	int			rounds = 0;

	if (argc == 5 && strcmp(argv[1], "--bench") == 0) {
		rounds = (int)strtol(argv[2], NULL, 10);
		argv += 2;
	} else if (argc != 3)
		errx(2, "usage: compose_mail [--bench N] FEED TOPICS");
	charset_init();
	r.document = arena_new(256 << 20);
	r.story = arena_new(64 << 20);
	buf_init(&r.mail, 32 << 20);
	in.data = data = read_file(argv[1]);
	in.len = strlen(data);
	read_topics(&r, topics = read_file(argv[2]));
	if ((r.topics = topic_set_new(r.rules, r.nrules, &cause)) == NULL ||
	    feed_parse(&in, r.document, &r.feed, &cause) == -1)
		errx(1, "%s", cause);
	r.ids = identity_stories(r.document, r.feed, NULL);
	if (rounds > 0)
		bench(&r, rounds);
	else
		compose_all(&r, 1);
	free_topics(&r);
	free(topics);
	free(data);
	arena_free(r.document);
	arena_free(r.story);
	buf_clear(&r.mail);
	return (0);
}
