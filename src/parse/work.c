#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cause.h"
#include "base/xmalloc.h"
#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "feed/topic.h"
#include "parse/bulletin.h"
#include "parse/edit.h"
#include "parse/limits.h"
#include "parse/work_internal.h"

#define STORY_MEMORY	((size_t)64 << 20)
#define MAIL_MAX	((size_t)32 << 20)
#define SKETCH_MAX	((size_t)4096)

_Static_assert(ARCHIVE_MAX <= RESULT_ARCHIVE_MAX, "the parent takes it");

struct work *
work_new(const struct slice_parse *slice, const void *image, size_t size,
    char **cause)
{
	struct topic_set	*topics = topic_set_open(image, size, cause);
	struct work		*w;

	if (topics == NULL)
		return (NULL);
	if (topic_set_count(topics) != slice->ntopics) {
		cause_set(cause, "they are another configuration's");
		topic_set_free(topics);
		return (NULL);
	}
	w = xcalloc(1, sizeof(*w));
	w->slice = slice;
	w->topics = topics;
	w->story = arena_new(STORY_MEMORY);
	buf_init(&w->mail, MAIL_MAX);
	buf_init(&w->item, MAIL_MAX);
	buf_init(&w->record, 3 * MAIL_MAX + (2 << 20));
	buf_init(&w->sketch, SKETCH_MAX);
	buf_init(&w->update, MAIL_MAX);
	w->told = archive_writer_new();
	if (slice->archive)
		w->archive = archive_writer_new();
	return (w);
}

void
work_free(struct work *w)
{
	if (w == NULL)
		return;
	topic_set_free(w->topics);
	arena_free(w->document);
	arena_free(w->story);
	buf_clear(&w->mail);
	buf_clear(&w->item);
	buf_clear(&w->record);
	archive_writer_free(w->archive);
	archive_writer_free(w->told);
	buf_clear(&w->sketch);
	buf_clear(&w->update);
	pictures_free(w->pictures);
	free(w);
}

size_t
work_memory(const struct work *w)
{
	return (2 * topic_set_memory(w->topics));
}

const struct buf *
work_wanted(const struct work *w)
{
	return (pictures_wanted(w->pictures));
}

/* Writes the record that is in the work's buf. */
static int
flush_record(struct run *r, char **cause)
{
	struct buf	*b = &r->work->record;

	if (b->failed)
		return (cause_set(cause, "a story is larger than %zu MB",
		    MAIL_MAX >> 20));
	if (r->write(b->data, b->len, r->arg) == -1)
		return (cause_set(cause, "the result: %s", strerror(errno)));
	buf_reset(b);
	return (0);
}

static int64_t
period(int64_t seconds)
{
	if (seconds < 0)
		return (0);
	return (seconds < RESULT_PERIOD_MAX ? seconds : RESULT_PERIOD_MAX);
}

static int
write_head(struct run *r, char **cause)
{
	const struct feed	*f = r->feed;
	struct result_head	 h = {
		.truncated = f->truncated != 0, .met = (uint8_t)f->met,
		.ttl = period((int64_t)f->ttl * 60),
		.update_period = period(f->update_period),
		.skip_hours = f->skip_hours, .skip_days = f->skip_days,
		.guids = r->guids, .nstories = (uint32_t)f->nstories
	};

	buf_reset(&r->work->record);
	result_head_put(&r->work->record, &h);
	return (flush_record(r, cause));
}

int
work_compose(struct run *r, const struct story *s, const char *id,
    const struct topic_text *texts, size_t ntexts,
    const struct topic_match *matches, const struct message_update *update,
    struct buf *mail)
{
	const char		*reply = answered_id(r->answered,
				    r->work->story, s, r->conf->name,
				    guid_is_weak(&r->guids));
	struct message_input	in = {
		.feed = r->feed, .story = s, .texts = texts, .ntexts = ntexts,
		.matches = matches, .topic_names = r->work->slice->topics,
		.feed_name = r->conf->name, .to = r->conf->to,
		.domain = r->work->slice->domain, .message_id = id,
		.pictures = r->work->pictures,
		.clean_links = r->conf->links == CONF_LINKS_CLEAN,
		.now = r->doc->now, .update = update,
		.want_8bit = r->conf->want_8bit
	};

	if (reply != NULL)
		in.in_reply_to = arena_printf(r->work->story, "%s@%s", reply,
		    in.domain);
	buf_reset(mail);
	return (message_compose(&in, r->work->story, mail, NULL) == -1 ||
	    arena_failed(r->work->story) || mail->failed ? -1 : 0);
}

/* The indices of the topics that hold, in the story's arena. */
const uint32_t *
work_topics(struct arena *a, const struct topic_match *m, uint32_t *n)
{
	const struct topic_match	*t;
	uint32_t			*v;

	*n = 0;
	for (t = m; t != NULL && *n < RESULT_TOPICS_MAX; t = t->next)
		(*n)++;
	v = arena_array(a, *n, sizeof(*v));
	for (uint32_t i = 0; v != NULL && i < *n; i++, m = m->next)
		v[i] = m->topic;
	return (v);
}

/* The texts as topics see them, for explain. */
void
work_keep_texts(struct work *w, const struct story *s,
    const struct topic_text *texts, size_t ntexts, struct result_story *rs)
{
	struct archive_story	 kept = { .guid = s->guid, .url = s->url,
				    .published = s->published, .texts = texts,
				    .ntexts = ntexts };
	const struct buf	*b;

	if (w->archive == NULL || (b = archive_write(w->archive, &kept)) == NULL)
		return;
	rs->archive = b->data;
	rs->archive_len = b->len;
}

/* What programs get, where a target is for them. */
int
work_make_item(struct run *r, const struct story *s,
    const struct topic_text *texts, const struct topic_match *matches,
    struct result_story *rs)
{
	struct buf			*b = &r->work->item;
	const struct jsonfeed_filed	 filed = {
		.feed_name = r->conf->name, .message_id = rs->message_id,
		.texts = texts, .matches = matches,
		.topic_names = r->work->slice->topics,
		.edited = rs->revised ? r->doc->now : 0
	};

	if (!r->conf->items)
		return (0);
	buf_reset(b);
	jsonfeed_write_item(r->feed, s, &filed, r->work->story, b);
	rs->item = b->data;
	rs->item_len = b->len;
	return (b->failed || arena_failed(r->work->story) ? -1 : 0);
}

static int
make_mail(struct run *r, const struct story *s, int link_passed,
    const struct topic_text *texts, size_t ntexts,
    const struct topic_match *matches, struct result_story *rs)
{
	struct arena	*a = r->work->story;
	const char	*local, *id;

	local = identity_message_id(a, &rs->keys, link_passed, r->conf->name,
	    rs->kind == RESULT_STORY && guid_is_weak(&r->guids));
	if (local == NULL || (id = arena_printf(a, "%s@%s", local,
	    r->work->slice->domain)) == NULL || work_compose(r, s, id, texts,
	    ntexts, matches, NULL, &r->work->mail) == -1)
		return (-1);
	rs->message_id = id;
	rs->mail = r->work->mail.data;
	rs->mail_len = r->work->mail.len;
	return (work_make_item(r, s, texts, matches, rs));
}

static void
add_sketch(struct run *r, uint32_t number, struct result_story *rs)
{
	struct buf	*b = &r->work->sketch;
	struct sketch	 k;

	if (!shingles_sketch(r->runs, number, &k))
		return;
	buf_reset(b);
	sketch_put(b, &k);
	assert(!b->failed);
	rs->sketch = b->data;
	rs->sketch_len = b->len;
}

struct topic_text *
work_texts(struct run *r, const struct story *s, size_t *n)
{
	struct topic_source	source = { r->conf->name, r->feed->title,
				    r->feed->language };

	return (topic_texts(r->work->story, &source, s, n));
}

/* A list of them all would be walked for every story. */
const struct topic_match *
work_match(struct run *r, const struct topic_text *texts, size_t ntexts)
{
	return (r->conf->ntopics == 0 ? NULL : topic_match(r->work->topics,
	    r->work->story, texts, ntexts,
	    r->conf->ntopics == r->work->slice->ntopics ? NULL :
	    r->conf->topics, r->conf->ntopics));
}

/*
 * Matches and composes a story that is new, or was off topic until an edit.
 * -1 when it can't be composed within its limits.
 */
static int
sift(struct run *r, const struct story *s, const struct identity *id,
    uint32_t number, struct result_story *rs)
{
	struct arena			*a = r->work->story;
	const struct topic_match	*matches;
	struct topic_text		*texts;
	size_t				 ntexts;

	if ((texts = work_texts(r, s, &ntexts)) == NULL)
		return (-1);
	work_keep_texts(r->work, s, texts, ntexts, rs);
	matches = work_match(r, texts, ntexts);
	if (matches == NULL && !r->conf->everything)
		return (arena_failed(a) ? -1 : 0);
	rs->topics = work_topics(a, matches, &rs->ntopics);
	if (make_mail(r, s, id->link_passed, texts, ntexts, matches,
	    rs) == -1 || edit_begin(r, texts, ntexts, rs) == -1)
		return (-1);
	add_sketch(r, number, rs);
	notice_add(&r->notice, s);
	return (0);
}

/* Whether it is matched, since no topic's decision stands. */
int
work_is_fresh(const struct identity *id)
{
	const struct known	*known = id->known;

	return (known == NULL || (known->flags & KNOWN_AGAIN) ||
	    (!(known->flags & KNOWN_FILED) &&
	    keys_new_words(&known->keys, &id->keys)));
}

static int
run_story(struct run *r, const struct story *s, const struct identity *id,
    uint32_t number, char **cause)
{
	struct result_story	 rs = { .kind = RESULT_STORY,
				    .keys = id->keys };

	arena_reset(r->work->story);
	rs.known = id->known != NULL ? id->known->id : 0;
	if (id->repeated)
		rs.kind = RESULT_REPEATED;
	else if (work_is_fresh(id) && sift(r, s, id, number, &rs) == -1)
		rs.kind = RESULT_FAILED;
	else if (r->revise != NULL && edit_is_filed(id) && edit_run(r, s,
	    number, &rs) == -1)
		rs.kind = RESULT_FAILED;
	result_story_put(&r->work->record, &rs);
	return (flush_record(r, cause));
}

/* Behind the stories; whether it is used is the parent's to say. */
static int
run_notice(struct run *r, enum result_kind kind, char **cause)
{
	struct arena		*a = r->work->story;
	struct result_story	 rs = { .kind = (uint8_t)kind };
	const struct story	*s;

	if (kind == RESULT_NOTICE ? !notice_is_due(&r->notice) :
	    r->edits.n == 0)
		return (0);
	arena_reset(a);
	notice_keys(kind == RESULT_NOTICE ? "held" : "edits", r->conf->name,
	    r->doc->now, &rs.keys);
	s = kind == RESULT_NOTICE ? notice_story(a, &r->notice, r->conf->name,
	    r->doc->now) : notice_edits_story(a, &r->edits, r->conf->name,
	    r->doc->now);
	if (s == NULL || make_mail(r, s, 0, NULL, 0, NULL, &rs) == -1)
		return (cause_set(cause, "no memory for a notice"));
	result_story_put(&r->work->record, &rs);
	return (flush_record(r, cause));
}

static int
run_stories(struct run *r, char **cause)
{
	const struct story	*s;
	struct identity		*ids;
	size_t			 n = r->feed->nstories, i = 0;
	int			 rc;

	if ((ids = identity_stories(r->work->document, r->feed,
	    r->runs)) == NULL)
		return (cause_set(cause, "more stories than memory for them"));
	identity_match(ids, n, r->doc->known, r->doc->nknown, &r->guids);
	edit_survey(r, ids, n);
	r->answered = answered_new(r->work->document, r->feed, ids,
	    r->doc->known, r->doc->nknown);
	rc = write_head(r, cause);
	for (s = r->feed->stories; s != NULL && rc == 0; s = s->next, i++) {
		assert(i < n);
		rc = run_story(r, s, &ids[i], (uint32_t)i, cause);
	}
	if (rc == 0)
		rc = run_notice(r, RESULT_NOTICE, cause);
	if (rc == 0)
		rc = run_notice(r, RESULT_EDITS, cause);
	return (rc);
}

/* An arena that was filled isn't of use for a smaller cap. */
static void
document_begin(struct work *w, const struct conf_limits *l)
{
	size_t	memory = (size_t)l->max[CONF_LIMIT_MEMORY];

	if (w->document != NULL && w->memory == memory)
		return;
	arena_free(w->document);
	w->document = arena_new(memory);
	w->memory = memory;
}

/* Forgets the document; what failed for want of memory says so. */
static int
document_end(struct work *w, size_t len, int rc, char **cause)
{
	if (rc == -1 && arena_failed(w->document)) {
		if (cause != NULL)
			free(*cause);
		cause_set(cause, "a document of %zu bytes that needs more "
		    "memory than it may have (limits: memory, %zuM)", len,
		    w->memory >> 20);
	}
	arena_reset(w->document);
	return (rc);
}

static void
begin_pictures(const struct run *r)
{
	static const enum picture_mode	modes[CONF_IMAGES] = {
		[CONF_IMAGES_LINK] = PICTURE_LINK,
		[CONF_IMAGES_KEEP] = PICTURE_KEEP,
		[CONF_IMAGES_EMBED] = PICTURE_EMBED,
	};
	struct work			*w = r->work;

	pictures_free(w->pictures);
	w->pictures = pictures_new(modes[r->conf->images], w->slice->domain,
	    r->doc->pictures, r->doc->npictures);
}

int
work_run(struct work *w, const struct work_document *doc, work_write *write,
    void *arg, char **cause)
{
	struct feed_input	 in = { .data = doc->data, .len = doc->len,
				    .url = doc->url,
				    .content_type = doc->content_type,
				    .content_location =
				    doc->content_location };
	struct feed_limits	 limits;
	struct run		 r = { .work = w, .doc = doc, .write = write,
				    .arg = arg, .guids = doc->guids,
				    .notice = { .over = doc->flood_over,
				    .before = doc->flood_before } };
	struct feed		*feed;
	int			 rc;

	assert(doc->feed < w->slice->nfeeds);
	r.conf = &w->slice->feeds[doc->feed];
	limits_of_conf(&r.conf->limits, &limits);
	in.limits = &limits;
	begin_pictures(&r);
	document_begin(w, &r.conf->limits);
	rc = feed_parse(&in, w->document, &feed, cause);
	if (rc == 0) {
		r.feed = feed;
		r.runs = shingles_new(feed->nstories);
		rc = run_stories(&r, cause);
		shingles_free(r.runs);
		revise_free(r.revise);
	}
	return (document_end(w, doc->len, rc, cause));
}

/* The address is that of the feed; one of no feed has the daemon's name. */
static void
notice_conf(const struct work *w, const struct message_notice *m,
    struct slice_parse_feed *conf)
{
	*conf = w->slice->feeds[m->feed];
	conf->items = 1;
	if (m->kind == NOTICE_DAMAGED)
		conf->name = MESSAGE_NOTICE_FROM;
}

int
work_notice(struct work *w, const struct message_notice *m, work_write *write,
    void *arg, char **cause)
{
	static const struct feed	 none;
	const struct work_document	 doc = { .feed = m->feed,
					    .now = m->now };
	struct slice_parse_feed		 conf;
	struct run			 r = { .work = w, .doc = &doc,
					    .conf = &conf, .feed = &none,
					    .write = write, .arg = arg };
	struct result_story		 rs = { .kind = RESULT_NOTICE };
	const struct story		*s;

	assert(m->feed < w->slice->nfeeds);
	notice_conf(w, m, &conf);
	pictures_free(w->pictures);
	w->pictures = NULL;
	buf_reset(&w->record);
	arena_reset(w->story);
	bulletin_keys(m, &rs.keys);
	s = bulletin_story(w->story, m);
	if (s == NULL || make_mail(&r, s, 0, NULL, 0, NULL, &rs) == -1)
		return (cause_set(cause, "no memory for a notice"));
	result_story_put(&w->record, &rs);
	return (flush_record(&r, cause));
}
