#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/header.h"
#include "base/transfer.h"
#include "base/utf8.h"
#include "feed/message.h"
#include "feed/message_read.h"

#define SIZE_MAX_TRIED	(256 * 1024)
#define MAIL_MAX	((size_t)64 << 20)
#define HITS		16

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(const char *s)
{
	assert(s == NULL || (*s != '\0' &&
	    utf8_valid(s, strlen(s)) == strlen(s)));
}

/* A mail's file, as newsievectl explain reads it. */
static void
try_read(struct arena *a, const char *data, size_t size)
{
	struct message_fields	 f;

	if (message_read(a, data, size, &f) == -1)
		return;
	check(f.message_id);
	check(f.subject);
	check(f.feed);
	check(f.topics);
	check(f.match);
	check(f.link);
}

/* Lines of at most 998; of a header 78 where they can be divided. */
static void
check_lines(const char *p, int in_header)
{
	size_t	len;

	for (; *p != '\0'; p += len + 1) {
		len = strcspn(p, "\n");
		assert(p[len] == '\n' && len <= 998);
		in_header &= len > 0;
		assert(!in_header || len <= 78 ||
		    strcspn(p + 1, " \n") == len - 1);
		assert(memchr(p, '\r', len) == NULL);
		for (size_t i = 0; in_header && i < len; i++)
			assert((unsigned char)p[i] < 0x7f);
	}
}

/* What a reader of the field sees: one line, blanks for controls. */
static void
flatten(const char *s, struct buf *out)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s > ' ' && *s != 0x7f)
			buf_putc(out, *s);
		else if (out->len > 0 && out->data[out->len - 1] != ' ')
			buf_putc(out, ' ');
	if (out->len > 0 && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
}

static void
unfold(const char *s, struct buf *out)
{
	for (s += 2 + (s[2] == ' '); *s != '\0'; s++)
		if (*s != '\n')
			buf_putc(out, *s);
}

static void
try_field(const char *text)
{
	struct buf	 field, line, read, want;
	struct header	 h;

	buf_init(&field, MAIL_MAX);
	buf_init(&line, MAIL_MAX);
	buf_init(&read, MAIL_MAX);
	buf_init(&want, MAIL_MAX);
	header_put_text(&field, "X", text);
	check_lines(field.data, 1);
	unfold(field.data, &line);
	header_decode(buf_string(&line), &read);
	flatten(text, &want);
	assert(strcmp(buf_string(&read), buf_string(&want)) == 0);
	buf_reset(&field);
	header_begin(&h, "X", &field);
	header_phrase(&h, text, ",");
	header_end(&h);
	check_lines(field.data, 1);
	buf_clear(&field);
	buf_clear(&line);
	buf_clear(&read);
	buf_clear(&want);
}

static void
decode_quoted(const char *s, struct buf *out)
{
	char	hex[3] = "";

	for (; *s != '\0'; s++) {
		if (*s != '=')
			buf_putc(out, *s);
		else if (s[1] == '\n')
			s++;
		else {
			memcpy(hex, s + 1, 2);
			buf_putc(out, (char)strtol(hex, NULL, 16));
			s += 2;
		}
	}
}

static void
decode_base64(const char *s, struct buf *out)
{
	size_t	len;

	for (; *s != '\0'; s += len + 1) {
		len = strcspn(s, "\n");
		assert(len <= 76 && base64_get(out, s, len) == 0);
	}
}

static void
try_transfer(const char *text)
{
	struct buf	 body, back;
	enum transfer	 best;

	buf_init(&body, MAIL_MAX);
	buf_init(&back, MAIL_MAX);
	for (enum transfer t = 0; t <= TRANSFER_BASE64; t++) {
		buf_reset(&body);
		buf_reset(&back);
		transfer_put(&body, t, text, strlen(text));
		if (t == TRANSFER_QUOTED)
			decode_quoted(buf_string(&body), &back);
		else if (t == TRANSFER_BASE64)
			decode_base64(buf_string(&body), &back);
		else
			buf_puts(&back, buf_string(&body));
		assert(strcmp(buf_string(&back), text) == 0);
		best = transfer_choose(text, strlen(text),
		    t == TRANSFER_8BIT);
		assert(best != TRANSFER_7BIT || (utf8_ascii(text,
		    strlen(text)) == strlen(text) &&
		    strncmp(text, "From ", 5) != 0));
	}
	buf_clear(&body);
	buf_clear(&back);
}

/* The next piece of the input as a text of a feed; pieces end with a NUL. */
static const char *
piece(struct arena *a, const char **p, const char *end)
{
	size_t	 len = *p < end ? strnlen(*p, (size_t)(end - *p)) : 0;
	char	*s = arena_strndup(a, *p, len);

	*p += len + (*p + len < end);
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\n' && s[i] != '\t' &&
		    ((unsigned char)s[i] < ' ' || s[i] == 0x7f))
			s[i] = ' ';
	s[utf8_valid(s, len)] = '\0';
	return (*s != '\0' ? s : NULL);
}

static size_t
align(const struct topic_text *t, size_t at)
{
	while (at > 0 && at < t->len &&
	    ((unsigned char)t->text[at] & 0xc0) == 0x80)
		at--;
	return (at < t->len ? at : t->len);
}

/* Hits anywhere in the texts, by the text, ascending. */
static struct topic_match *
make_match(struct arena *a, const struct topic_text *t, size_t n,
    uint32_t seed)
{
	struct topic_match	*m = arena_alloc(a, sizeof(*m));
	struct topic_hit	*hit, **next = &m->hits;
	size_t			 len;

	for (size_t i = 0; i < n * HITS; i++) {
		len = t[i / HITS].len;
		hit = *next = arena_alloc(a, sizeof(*hit));
		next = &hit->next;
		seed = seed * 1103515245 + 12345;
		hit->term = "x";
		hit->text = (uint32_t)(i / HITS);
		hit->field = t[i / HITS].field;
		hit->start = align(&t[i / HITS], len * (i % HITS) / HITS);
		hit->end = align(&t[i / HITS], hit->start + (seed >> 16) % 64);
	}
	return (m);
}

static void
make_story(struct arena *a, const char *p, const char *end, struct story *s,
    struct message_input *in)
{
	struct person		*person = arena_alloc(a, sizeof(*person));
	struct enclosure	*e = arena_alloc(a, sizeof(*e));
	struct tag		*tag, **next = &s->tags;

	s->title = piece(a, &p, end);
	person->name = piece(a, &p, end);
	s->authors = person;
	in->feed_name = piece(a, &p, end);
	if (in->feed_name == NULL)
		in->feed_name = "f";
	s->html = piece(a, &p, end);
	s->text = piece(a, &p, end);
	s->summary_html = piece(a, &p, end);
	s->url = piece(a, &p, end);
	s->external_url = piece(a, &p, end);
	s->comments_url = piece(a, &p, end);
	s->image = piece(a, &p, end);
	s->language = piece(a, &p, end);
	s->source_title = piece(a, &p, end);
	e->title = piece(a, &p, end);
	e->type = piece(a, &p, end);
	e->url = piece(a, &p, end);
	e->size = end - p;
	s->enclosures = e;
	while (p < end) {
		tag = *next = arena_alloc(a, sizeof(*tag));
		tag->text = piece(a, &p, end);
		next = &tag->next;
	}
}

static void
try_compose(struct arena *a, const char *p, const char *end, uint8_t flags)
{
	struct arena		*memory = arena_new(flags & 4 ? 4096 :
				    MAIL_MAX);
	static const struct feed feed = { .title = "The feed" };
	struct topic_source	 source = { "f", "The feed", NULL };
	struct story		 s = { .published = end - p };
	const char		*name;
	struct message_input	 in = {
		.feed = &feed, .story = &s, .topic_names = &name,
		.domain = "d.example", .message_id = "1@d.example",
		.now = 1772366400, .want_8bit = flags & 1
	};
	struct message_fields	 f;
	struct buf		 mail;

	make_story(a, p, end, &s, &in);
	name = in.feed_name;
	try_field(s.title != NULL ? s.title : "");
	try_transfer(s.html != NULL ? s.html : "");
	in.texts = topic_texts(a, &source, &s, &in.ntexts);
	if (flags & 2 && in.texts != NULL)
		in.matches = make_match(a, in.texts, in.ntexts, flags);
	buf_init(&mail, MAIL_MAX);
	if (message_compose(&in, memory, &mail, NULL) == 0) {
		assert(strlen(mail.data) == mail.len);
		check_lines(mail.data, 1);
		assert(message_read(a, mail.data, mail.len, &f) == 0);
		assert(strcmp(f.message_id, "1@d.example") == 0);
		check(f.subject);
	}
	buf_clear(&mail);
	arena_free(memory);
}

/*
 * The first byte says which: a mail that is read, or pieces of a story that
 * is made one, with an arena that suffices or not.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char	*p = (const char *)data;
	struct arena	*a;

	if (size == 0 || size > SIZE_MAX_TRIED)
		return (0);
	a = arena_new(MAIL_MAX);
	if (*data < 0xf8)
		try_read(a, p, size);
	else
		try_compose(a, p + 1, p + size, *data);
	arena_free(a);
	return (0);
}
