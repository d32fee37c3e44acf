#include <sys/types.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/keys.h"
#include "base/sketch.h"
#include "conf/slice.h"
#include "conf/slice_topics.h"
#include "ipc/message.h"
#include "ipc/result.h"

/* The first byte says what the rest is read as. */
#define KINDS	12

#define SIZE_MAX_TRIED	(1024 * 1024)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static size_t	seen;		/* of all strings, so that they are read */

static void
use(const char *s)
{
	if (s != NULL)
		seen += strlen(s);
}

static void
use_bytes(const void *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		seen += ((const unsigned char *)p)[i];
}

static void
try_message(uint8_t kind, struct wire *w)
{
	struct message_fetch		fetch;
	struct message_fetch_done	fetched;
	struct message_parse		parse;
	struct message_done		parsed;
	struct message_send		outgoing;
	struct message_sent		sent;

	if (kind == 0 && message_fetch_get(w, &fetch) == 0) {
		use(fetch.url);
		use_bytes(fetch.etag.p, fetch.etag.len);
	} else if (kind == 1 && message_fetch_done_get(w, &fetched) == 0) {
		use(fetched.url);
		use(fetched.error);
		use(fetched.moved);
		use(fetched.content_type);
		use(fetched.content_location);
		use_bytes(fetched.etag.p, fetched.etag.len);
		use_bytes(fetched.last_modified.p, fetched.last_modified.len);
	} else if (kind == 2 && message_parse_get(w, &parse) == 0) {
		use(parse.url);
		use(parse.content_type);
		use(parse.content_location);
	} else if (kind == 3 && message_done_get(w, &parsed) == 0)
		use(parsed.cause);
	else if (kind == 10 && message_send_get(w, &outgoing) == 0)
		use(outgoing.place);
	else if (kind == 11 && message_sent_get(w, &sent) == 0) {
		use(sent.why);
		if (sent.result >= SEND_RESULTS ||
		    (sent.result != SEND_TAKEN && sent.why == NULL))
			abort();
	}
}

/* A result's sketch was read once, so it can be read again and is alike. */
static void
try_sketch(const void *data, size_t len)
{
	struct pack_reader	r;
	struct sketch		k;

	if (len == 0)
		return;
	pack_reader_init(&r, data, len);
	if (sketch_get(&r, &k) == -1 || k.nruns > SKETCH_RUNS ||
	    k.nkeys > SKETCH_KEYS || k.nkept > k.nkeys ||
	    (k.nruns > SKETCH_WORDS && !sketch_alike(&k, &k)))
		abort();
}

static void
try_result(struct pack_reader *r)
{
	static uint32_t		topics[RESULT_TOPICS_MAX];
	struct result_head	head;
	struct result_story	story;

	if (result_head_get(r, &head) == -1)
		return;
	if (head.met >= 1 << RESULT_LIMITS)
		abort();
	for (uint32_t i = 0; i < head.nstories; i++) {
		if (result_story_get(r, &story, topics) == -1)
			return;
		use(story.message_id);
		use_bytes(story.mail, story.mail_len);
		use_bytes(story.archive, story.archive_len);
		if (story.archive_len > RESULT_ARCHIVE_MAX)
			abort();
		try_sketch(story.sketch, story.sketch_len);
		for (uint32_t j = 0; j < story.ntopics; j++)
			seen += story.topics[j];
	}
}

static void
try_notice(struct pack_reader *r)
{
	static struct message_notice_feed feeds[MESSAGE_NOTICE_FEEDS];
	struct message_notice	m;

	if (message_notice_get(r, &m, feeds) == -1)
		return;
	use(m.host);
	use(m.path);
	for (uint32_t i = 0; i < m.n; i++) {
		use(m.feeds[i].name);
		use(m.feeds[i].url);
		use(m.feeds[i].text);
	}
}

static void
try_known(struct pack_reader *r)
{
	struct known	known;

	while (!r->failed && r->left != 0)
		known_get(r, &known);
}

static void
use_list(const char *const *v)
{
	for (; v != NULL && *v != NULL; v++)
		use(*v);
}

static void
try_slice_parse(const void *data, size_t size)
{
	struct slice_parse	*s = slice_parse_get(data, size);

	for (size_t i = 0; s != NULL && i < s->ntopics; i++)
		use(s->topics[i]);
	for (size_t i = 0; s != NULL && i < s->nfeeds; i++) {
		use(s->feeds[i].name);
		if (!conf_limits_are_valid(&s->feeds[i].limits))
			abort();
		for (size_t j = 0; j < s->feeds[i].ntopics; j++)
			if (s->feeds[i].topics[j] >= s->ntopics)
				abort();
	}
	slice_parse_free(s);
}

static void
try_slice_topics(const void *data, size_t size)
{
	struct slice_topics	*s = slice_topics_get(data, size);

	for (size_t i = 0; s != NULL && i < s->n; i++) {
		use(s->v[i].name);
		use(s->v[i].match);
		use_list(s->v[i].any);
		use_list(s->v[i].all);
		use_list(s->v[i].none);
	}
	slice_topics_free(s);
}

static void
try_slice_fetch(const void *data, size_t size)
{
	struct slice_fetch	*s = slice_fetch_get(data, size);
	struct slice_fetch_feed	*f;

	for (size_t i = 0; s != NULL && i < s->nfeeds; i++) {
		f = &s->feeds[i];
		use(f->name);
		use(f->user_agent);
		for (size_t j = 0; j < f->headers.n; j++) {
			use(f->headers.v[j].name);
			use(f->headers.v[j].value);
		}
		for (size_t j = 0; j < f->allow_private.n; j++)
			if (f->allow_private.nets[j].bits > 128)
				abort();
	}
	for (size_t i = 0; s != NULL && i < s->naccounts; i++) {
		use(s->domain);
		use(s->accounts[i].server);
		use(s->accounts[i].from);
		if (s->accounts[i].auth.user != NULL)
			use(s->accounts[i].auth.password);
	}
	slice_fetch_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wire	 w;
	struct pack_reader	 r;

	if (size == 0 || size > SIZE_MAX_TRIED)
		return (0);
	pack_reader_init(&r, data + 1, size - 1);
	w.body = r;
	switch (data[0] % KINDS) {
	case 4:
		try_result(&r);
		break;
	case 5:
		try_known(&r);
		break;
	case 6:
		try_slice_parse(data + 1, size - 1);
		break;
	case 7:
		try_slice_fetch(data + 1, size - 1);
		break;
	case 8:
		try_slice_topics(data + 1, size - 1);
		break;
	case 9:
		try_notice(&r);
		break;
	default:
		try_message(data[0] % KINDS, &w);
	}
	return (0);
}
