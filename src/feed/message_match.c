#include <stdlib.h>
#include <string.h>

#include "feed/letter.h"
#include "feed/message_view.h"

#define SENTENCE_MAX	320
#define WORDS_MAX	8	/* shown for a topic or field */
#define WORDS_BYTES	100	/* of what one keyword found */
#define NAMES_MAX	((size_t)32 * 1024)	/* bytes of topics' names */

static int
mark_compare(const void *a, const void *b)
{
	const struct html_mark	*m = a, *n = b;

	return (m->start < n->start ? -1 : m->start > n->start);
}

/* Ascending, and not overlapping any more; their number. */
static size_t
merge_marks(struct html_mark *marks, size_t n)
{
	size_t	i, to = 0;

	if (n == 0)
		return (0);
	qsort(marks, n, sizeof(*marks), mark_compare);
	for (i = 1; i < n; i++) {
		if (marks[i].start > marks[to].end)
			marks[++to] = marks[i];
		else if (marks[i].end > marks[to].end)
			marks[to].end = marks[i].end;
	}
	return (to + 1);
}

/* Where words matched in a field. */
static struct html_marks
make_marks(const struct message_input *in, struct arena *a,
    enum topic_field field)
{
	const struct topic_match	*m;
	const struct topic_hit		*hit;
	struct html_mark		*v;
	size_t				 n = 0;

	for (m = in->matches; m != NULL; m = m->next)
		for (hit = m->hits; hit != NULL; hit = hit->next)
			n += hit->field == field;
	if (n == 0 || (v = arena_array(a, n, sizeof(*v))) == NULL)
		return ((struct html_marks){ NULL, 0 });
	n = 0;
	for (m = in->matches; m != NULL; m = m->next)
		for (hit = m->hits; hit != NULL; hit = hit->next)
			if (hit->field == field && hit->text < in->ntexts)
				v[n++] = (struct html_mark){ hit->start,
				    hit->end };
	return ((struct html_marks){ v, merge_marks(v, n) });
}

/* Words that were found, each once in a field, the first few. */
struct found {
	struct {
		const char		*text;
		size_t			 len;
		enum topic_field	 field;
	} v[WORDS_MAX];
	size_t	n;
};

/* "China's" is China, where nobody asked for more. */
static size_t
without_possessive(const char *s, size_t len, const char *term)
{
	size_t	 i, n, at = len;

	if (len < 3 || s[len - 1] != 's')
		return (len);
	for (i = 0; i + 1 < len; i += n) {
		at = i;
		letter_decode(s + i, s + len, &n);
	}
	if (!letter_is_apostrophe(letter_decode(s + at, s + len, &n)) ||
	    at == 0 || at + n + 1 != len)
		return (len);
	for (; *term != '\0'; term += n)
		if (letter_is_apostrophe(letter_decode(term, term +
		    strnlen(term, 4), &n)))
			return (len);
	return (at);
}

static void
add_found(struct found *f, const struct message_input *in,
    const struct topic_hit *hit, int fields)
{
	const char	*s;
	size_t		 i, len;

	if (f->n == WORDS_MAX || hit->text >= in->ntexts ||
	    hit->start >= hit->end || hit->end > in->texts[hit->text].len)
		return;
	s = in->texts[hit->text].text + hit->start;
	len = without_possessive(s, hit->end - hit->start, hit->term);
	for (i = 0; i < f->n; i++)
		if ((!fields || f->v[i].field == hit->field) &&
		    f->v[i].len == len && strncasecmp(f->v[i].text, s,
		    len) == 0)
			return;
	f->v[f->n].text = s;
	f->v[f->n].len = len;
	f->v[f->n++].field = hit->field;
}

/* On one line, and not too long for it. */
static void
put_words(struct buf *b, const char *s, size_t len)
{
	size_t	cut = len, i;

	if (len > WORDS_BYTES)
		for (cut = WORDS_BYTES; cut > 0 &&
		    ((unsigned char)s[cut] & 0xc0) == 0x80;)
			cut--;
	for (i = 0; i < cut; i++)
		buf_putc(b, s[i] == '\n' ? ' ' : s[i]);
	if (cut < len)
		buf_puts(b, "\u2026");
}

static int
is_main(enum topic_field field)
{
	return (field == TOPIC_TITLE || field == TOPIC_BODY);
}

/* "Chinese, Beijing; category: Asia" */
static void
put_found(struct buf *b, const struct found *f)
{
	enum topic_field	field, last = TOPIC_TITLE;

	for (size_t i = 0; i < f->n; i++, last = field) {
		field = f->v[i].field;
		if (i > 0)
			buf_puts(b, field == last || (is_main(field) &&
			    is_main(last)) ? ", " : "; ");
		if (!is_main(field) && (i == 0 || field != last))
			buf_printf(b, "%s: ", topic_field_name(field));
		put_words(b, f->v[i].text, f->v[i].len);
	}
}

static const char *
take(struct arena *a, struct buf *b)
{
	const char	*s = b->len > 0 ? arena_strndup(a, b->data, b->len) :
			    NULL;

	buf_reset(b);
	return (s);
}

/* Nothing where that is what the topic is called. */
static const char *
topic_words(const struct message_input *in, struct arena *a, struct buf *b,
    const struct topic_match *m)
{
	const struct topic_hit	*hit;
	const char		*name = in->topic_names[m->topic];
	struct found		 f = { .n = 0 };

	for (hit = m->hits; hit != NULL && f.n < WORDS_MAX; hit = hit->next)
		add_found(&f, in, hit, !is_main(hit->field));
	if (f.n == 1 && is_main(f.v[0].field) && strlen(name) == f.v[0].len &&
	    strncasecmp(name, f.v[0].text, f.v[0].len) == 0)
		return (NULL);
	put_found(b, &f);
	return (take(a, b));
}

/* "title: Cyber; body: China, Beijing" of all topics. */
static const char *
make_match(const struct message_input *in, struct arena *a, struct buf *b)
{
	const struct topic_match	*m;
	const struct topic_hit		*hit;
	struct found			 f[TOPIC_FIELDS] = { { .n = 0 } };

	for (m = in->matches; m != NULL; m = m->next)
		for (hit = m->hits; hit != NULL; hit = hit->next)
			add_found(&f[hit->field], in, hit, 1);
	for (size_t field = 0; field < TOPIC_FIELDS; field++)
		for (size_t i = 0; i < f[field].n; i++) {
			if (i > 0)
				buf_puts(b, ", ");
			else
				buf_printf(b, "%s%s: ", b->len > 0 ? "; " : "",
				    topic_field_name((enum topic_field)field));
			put_words(b, f[field].v[i].text, f[field].v[i].len);
		}
	return (take(a, b));
}

/* Whether the body is that sentence: nobody wants to read it twice. */
static int
is_all(const struct topic_text *t, const struct sentence *s)
{
	size_t	end = s->end;

	while (end < t->len && (t->text[end] == ' ' || t->text[end] == '\n'))
		end++;
	return (s->start == 0 && end == t->len);
}

/* A topic's first hit in the body speaks for it; the title is read anyway. */
static void
add_sentence(const struct message_input *in, struct arena *a,
    struct message_view *v, const struct topic_match *m,
    struct sentence shown[VIEW_SENTENCES])
{
	const struct topic_hit	*hit = m->hits;
	struct view_sentence	*s = &v->sentences[v->nsentences];

	while (hit != NULL && hit->field != TOPIC_BODY)
		hit = hit->next;
	if (hit == NULL || v->nsentences == VIEW_SENTENCES ||
	    hit->text >= in->ntexts)
		return;
	for (size_t i = 0; i < v->nsentences; i++)
		if (hit->start >= shown[i].start && hit->end <= shown[i].end)
			return;
	sentence_find(&in->texts[hit->text], hit->start, hit->end,
	    SENTENCE_MAX, &shown[v->nsentences]);
	if (is_all(&in->texts[hit->text], &shown[v->nsentences]))
		return;
	s->marks = v->body_marks;
	s->text = sentence_line(a, &in->texts[hit->text],
	    &shown[v->nsentences], &s->marks);
	if (s->text != NULL)
		v->nsentences++;
}

void
view_match(const struct message_input *in, struct arena *a,
    struct message_view *v)
{
	struct sentence			 shown[VIEW_SENTENCES];
	const struct topic_match	*m;
	struct buf			 names, b;

	v->title_marks = make_marks(in, a, TOPIC_TITLE);
	v->body_marks = make_marks(in, a, TOPIC_BODY);
	buf_init(&names, 2 * NAMES_MAX);
	buf_init(&b, NAMES_MAX);
	for (m = in->matches; m != NULL; m = m->next) {
		if (names.len < NAMES_MAX)
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
			    in->topic_names[m->topic]);
		add_sentence(in, a, v, m, shown);
		if (v->ntopics == VIEW_TOPICS) {
			v->more_topics++;
			continue;
		}
		v->topics[v->ntopics].name = in->topic_names[m->topic];
		v->topics[v->ntopics++].words = topic_words(in, a, &b, m);
	}
	v->names = take(a, &names);
	v->match = make_match(in, a, &b);
	buf_clear(&names);
	buf_clear(&b);
}
