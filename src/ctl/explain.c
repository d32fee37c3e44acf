#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/client.h"
#include "ctl/explained.h"
#include "ctl/topics.h"
#include "feed/message.h"
#include "feed/url.h"

#define ARENA_MAX	((size_t)512 * 1024 * 1024)	/* bytes */
#define HEADER_MAX	((size_t)1024 * 1024)		/* of a mail's file */
#define PATH_MAX_BYTES	(64 * 1024)

struct run {
	const struct ctl	*ctl;
	const char		*subject;	/* the argument, for people */
	struct arena		*arena;
	struct topics		 topics;
	struct topic_set	*set;
	struct message_fields	 mail;
	int			 is_mail;
	struct client_reply	 reply;
	struct seen		 seen;
	struct explained	 out;
};

static enum ctl_exit
too_large(const struct run *r)
{
	log_error("%s: the story is too large", r->subject);
	return (CTL_FAILED);
}

/* The beginning of a file; its header is in there. */
static enum ctl_exit
read_head(struct run *r, int fd, struct buf *b)
{
	char	chunk[16 * 1024];
	ssize_t	n = 1;

	while (b->len + sizeof(chunk) <= HEADER_MAX &&
	    (n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			buf_put(b, chunk, (size_t)n);
		else if (errno != EINTR)
			break;
	}
	if (n == -1) {
		log_error("%s: %s", r->subject, strerror(errno));
		return (CTL_FAILED);
	}
	return (CTL_OK);
}

static enum ctl_exit
parse_mail(struct run *r, const struct buf *b)
{
	if (message_read(r->arena, buf_string(b), b->len, &r->mail) == -1) {
		log_error("%s: neither a mail nor an http: or https: URL",
		    r->subject);
		return (CTL_FAILED);
	}
	if (r->mail.message_id != NULL || r->mail.link != NULL)
		return (CTL_OK);
	log_error("%s: no mail of newsieved's, it has no Message-ID",
	    r->subject);
	return (CTL_FAILED);
}

static enum ctl_exit
read_mail(struct run *r)
{
	struct buf	b;
	enum ctl_exit	result;
	int		fd = STDIN_FILENO;

	if (strcmp(r->subject, "-") == 0)
		r->subject = "standard input";
	else if ((fd = open(r->subject, O_RDONLY | O_CLOEXEC)) == -1) {
		log_error("%s: %s", r->subject, strerror(errno));
		return (CTL_FAILED);
	}
	buf_init(&b, HEADER_MAX);
	if ((result = read_head(r, fd, &b)) == CTL_OK)
		result = parse_mail(r, &b);
	buf_clear(&b);
	if (fd != STDIN_FILENO)
		close(fd);
	return (result);
}

/* "/v1/explain?link=..."; NULL for a link that no story can have. */
static char *
link_path(struct run *r, const char *url)
{
	const char	*link = url_canonical(r->arena, url);
	struct digest	 key;
	char		 hex[33];

	if (link == NULL)
		return (NULL);
	digest_bytes(link, strlen(link), &key);
	digest_hex(&key, hex);
	return (xasprintf("/v1/explain?link=%s", hex));
}

static char *
message_path(const char *id)
{
	struct buf	b;

	buf_init(&b, PATH_MAX_BYTES);
	buf_puts(&b, "/v1/explain?message-id=");
	client_escape(&b, id);
	return (buf_steal(&b));
}

/* Takes the path. */
static enum ctl_exit
ask(struct run *r, char *path)
{
	enum ctl_exit	result;

	client_reply_clear(&r->reply);
	result = client_call(r->ctl, "GET", path, NULL, &r->reply);
	free(path);
	if (result != CTL_OK) {
		if (r->reply.error != NULL)
			log_error("%s", r->reply.error);
		return (result);
	}
	if (seen_read(r->arena, r->reply.body, &r->seen) == 0)
		return (CTL_OK);
	log_error("the daemon's answer can't be understood");
	return (CTL_FAILED);
}

/* By the Message-ID, and by the link where that isn't known. */
static enum ctl_exit
look_up_mail(struct run *r)
{
	enum ctl_exit	 result = CTL_OK;
	char		*path;

	if (r->mail.message_id != NULL &&
	    (path = message_path(r->mail.message_id)) != NULL)
		result = ask(r, path);
	if (result == CTL_OK && r->seen.n == 0 && r->mail.link != NULL &&
	    (path = link_path(r, r->mail.link)) != NULL)
		result = ask(r, path);
	return (result);
}

static enum ctl_exit
look_up(struct run *r)
{
	char	*path;

	if (r->is_mail)
		return (look_up_mail(r));
	if ((path = link_path(r, r->subject)) != NULL)
		return (ask(r, path));
	log_error("%s: this is no URL of a story", r->subject);
	return (CTL_FAILED);
}

static int
held_then(const struct seen *seen, const char *topic)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen_held(&seen->v[i], topic))
			return (1);
	return (0);
}

/* Whether that is asked for; for people it ends somewhere. */
static int
wants_why(const struct run *r, const struct explained_topic *t, size_t told)
{
	return (r->ctl->json || t->then || told < EXPLAINED_MISSED_MAX);
}

/* The topics that apply to a story, as it holds and as it doesn't. */
static void
judge_topics(struct run *r, const struct seen_story *s,
    const struct conf_feed *feed, const struct topic_match *m)
{
	struct explained_topic	*t;
	size_t			 i, told = 0, topic;
	size_t			 n = feed != NULL ? feed->ntopics : r->topics.n;

	for (i = 0; i < n; i++) {
		topic = feed != NULL ? feed->topics[i] : i;
		t = &r->out.topics[topic];
		while (m != NULL && m->topic < topic)
			m = m->next;
		if (t->holds)
			continue;
		if (m != NULL && m->topic == topic) {
			t->story = s;
			t->holds = 1;
			t->hits = m->hits;
		} else if (t->story == NULL) {
			t->story = s;
			if (wants_why(r, t, told++))
				t->why = topic_why(r->set, r->arena,
				    (uint32_t)topic);
		}
	}
}

/* Whether other topics hold for the story now than held then. */
static int
has_changed(const struct run *r, const struct seen_story *s, int everything,
    const struct topic_match *m)
{
	size_t	n = 0, same = 0;

	for (; m != NULL; m = m->next, n++)
		same += (size_t)seen_held(s, r->topics.rules[m->topic].name);
	return (n != same || n != s->nthen ||
	    s->on_topic != (everything || n > 0));
}

/* Whether then and now are to be compared for this story. */
static int
is_compared(const struct run *r, const struct seen_story *s)
{
	if (r->ctl->ntopics != 0)
		return (0);
	return (!r->is_mail || r->mail.feed == NULL ||
	    strcmp(r->mail.feed, s->feed) == 0);
}

static void
judge_story(struct run *r, const struct seen_story *s)
{
	const struct conf_feed		*feed = topics_named(&r->topics,
					    s->feed);
	const struct topic_match	*m = NULL;
	int				 everything;

	everything = feed != NULL ? feed->everything : r->topics.n == 0;
	if (!everything && (feed == NULL || feed->ntopics != 0)) {
		m = topic_match(r->set, r->arena, s->texts.texts,
		    s->texts.ntexts, feed != NULL ? feed->topics : NULL,
		    feed != NULL ? feed->ntopics : 0);
		judge_topics(r, s, feed, m);
	}
	r->out.everything |= everything;
	if (!is_compared(r, s))
		return;
	r->out.compared = 1;
	r->out.changed |= has_changed(r, s, everything, m);
}

/* Topics that none of its feeds is matched against. */
static void
judge_others(struct run *r)
{
	struct explained_topic	*t = r->out.topics;
	const char		*why = "none of its feeds is matched against "
				    "it";
	size_t			 told = 0, kept = 0;

	for (size_t i = 0; i < r->seen.n; i++)
		kept += r->seen.v[i].archived != 0;
	if (r->out.main == NULL || r->out.everything)
		return;
	if (kept == 1)
		why = arena_printf(r->arena, "%s isn't matched against it",
		    r->out.main->feed);
	for (; t < r->out.topics + r->out.ntopics; t++) {
		if (t->story != NULL)
			continue;
		t->story = r->out.main;
		if (wants_why(r, t, told++))
			t->why = why;
	}
}

/* The one to speak for all: the mail's feed's, else what was filed first. */
static const struct seen_story *
main_story(const struct run *r)
{
	const struct seen_story	*s, *best = NULL;

	for (s = r->seen.v; s < r->seen.v + r->seen.n; s++) {
		if (s->archived == 0)
			continue;
		if (r->is_mail && r->mail.feed != NULL &&
		    strcmp(s->feed, r->mail.feed) == 0)
			return (s);
		if (best == NULL || (best->nfilings == 0 && s->nfilings != 0))
			best = s;
	}
	return (best);
}

static enum ctl_exit
judge(struct run *r)
{
	struct explained	*out = &r->out;
	const struct seen_story	*s;
	char			*cause = NULL;
	size_t			 i;

	r->set = topic_set_new(r->topics.rules, r->topics.n, &cause);
	if (r->set == NULL) {
		log_error("%s", cause);
		free(cause);
		return (CTL_USAGE);
	}
	out->ntopics = r->topics.n;
	out->topics = arena_array(r->arena, out->ntopics, sizeof(*out->topics));
	if (out->topics == NULL)
		return (too_large(r));
	for (i = 0; i < out->ntopics; i++) {
		out->topics[i].name = r->topics.rules[i].name;
		out->topics[i].then = held_then(&r->seen,
		    out->topics[i].name);
	}
	out->main = main_story(r);
	for (s = r->seen.v; s < r->seen.v + r->seen.n; s++)
		if (s->archived != 0)
			judge_story(r, s);
	judge_others(r);
	return (arena_failed(r->arena) ? too_large(r) : CTL_OK);
}

static void
name_story(struct run *r)
{
	const struct archive_story	*s = r->out.main != NULL ?
					    &r->out.main->texts : NULL;

	if (s != NULL)
		r->out.title = archive_title(s);
	if (r->out.title == NULL)
		r->out.title = r->mail.subject;
	if (s != NULL && s->url != NULL)
		r->out.link = s->url;
	else
		r->out.link = r->is_mail ? r->mail.link : r->subject;
}

static enum ctl_exit
print(struct run *r)
{
	name_story(r);
	r->out.mail = r->is_mail ? &r->mail : NULL;
	r->out.seen = &r->seen;
	if (r->ctl->json)
		explained_json(r->arena, &r->out);
	else
		explained_show(r->arena, &r->out);
	return (arena_failed(r->arena) ? too_large(r) : CTL_OK);
}

/* What can be said when nobody knows the story. */
static void
print_mail(struct run *r)
{
	if (r->ctl->json)
		print(r);
	else if (r->is_mail)
		explained_show_mail(&r->mail);
}

static enum ctl_exit
print_unknown(struct run *r)
{
	char	since[DATE_RFC3339_SIZE];

	date_rfc3339(r->seen.since, since);
	print_mail(r);
	if (r->is_mail && r->mail.feed == NULL)
		log_error("%s: newsieved knows no such mail, and it has no "
		    "Newsieve-Feed field", r->subject);
	else if (r->is_mail)
		log_error("%s: newsieved remembers no such story since %s",
		    r->subject, since);
	else
		log_error("%s: no feed has shown this link since %s",
		    r->subject, since);
	return (CTL_FAILED);
}

static enum ctl_exit
explain(struct run *r)
{
	enum ctl_exit	result;

	if ((result = look_up(r)) != CTL_OK) {
		if (result == CTL_NO_DAEMON && r->is_mail)
			print_mail(r);
		return (result);
	}
	if (r->seen.n == 0)
		return (print_unknown(r));
	if ((result = judge(r)) != CTL_OK)
		return (result);
	return (print(r));
}

enum ctl_exit
explain_run(const struct ctl *ctl)
{
	struct run	r = { .ctl = ctl, .subject = ctl->args[0] };
	enum ctl_exit	result;

	r.arena = arena_new(ARENA_MAX);
	r.is_mail = !url_is_web(r.subject);
	if ((result = topics_read(ctl, &r.topics)) == CTL_OK && r.is_mail)
		result = read_mail(&r);
	if (result == CTL_OK)
		result = explain(&r);
	topic_set_free(r.set);
	topics_clear(&r.topics);
	client_reply_clear(&r.reply);
	arena_free(r.arena);
	return (result);
}
