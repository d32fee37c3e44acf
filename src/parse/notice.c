#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "feed/html.h"
#include "parse/notice.h"
#include "parse/phrase.h"

#define TITLE_MAX	200		/* bytes */

void
notice_add(struct notice *n, const struct story *s)
{
	if (n->over == 0 || s->published == 0 || s->published >= n->before)
		return;
	if (n->n < NOTICE_TITLES)
		n->titles[n->n] = s->title != NULL ? s->title : "";
	n->n++;
	if (n->oldest == 0 || s->published < n->oldest)
		n->oldest = s->published;
	if (n->newest == 0 || s->published > n->newest)
		n->newest = s->published;
}

int
notice_is_due(const struct notice *n)
{
	return (n->over != 0 && n->n > n->over);
}

static void
put_age(struct buf *b, const struct notice *n)
{
	buf_puts(b, "dated ");
	phrase_put_day(b, n->oldest);
	if (n->newest / 86400 != n->oldest / 86400) {
		buf_puts(b, " to ");
		phrase_put_day(b, n->newest);
	}
}

/* As much of it as fits into a list. */
static void
put_title(struct arena *a, struct buf *b, const char *title)
{
	size_t		 len = strlen(title);
	const char	*cut;

	if (len > TITLE_MAX)
		for (len = TITLE_MAX; len > 0 &&
		    ((unsigned char)title[len] & 0xc0) == 0x80; len--)
			continue;
	if ((cut = arena_strndup(a, title, len)) != NULL)
		html_escape(cut, b);
	if (title[len] != '\0')
		buf_puts(b, "\xe2\x80\xa6");
}

static void
put_titles(struct arena *a, struct buf *b, const char *const *titles,
    uint64_t n)
{
	buf_puts(b, n > NOTICE_TITLES ? "<p>The first of them:</p><ul>" :
	    "<p>They are:</p><ul>");
	for (size_t i = 0; i < NOTICE_TITLES && i < n; i++) {
		buf_puts(b, "<li>");
		put_title(a, b, titles[i][0] != '\0' ? titles[i] :
		    "(untitled)");
		buf_puts(b, "</li>");
	}
	buf_puts(b, "</ul>");
}

static void
put_html(struct arena *a, struct buf *b, const struct notice *n,
    const char *feed, int64_t now)
{
	buf_puts(b, "<p>");
	html_escape(feed, b);
	buf_printf(b, " brought %" PRIu64 " old stories at once, ", n->n);
	put_age(b, n);
	buf_puts(b, ". They have been held back since ");
	phrase_put_time(b, now);
	buf_puts(b, ", but for those that another feed has brought before. "
	    "Such floods come from feeds that were moved or rebuilt, and are "
	    "mostly of stories you have had. What else the feed brings arrives "
	    "as ever.</p>");
	phrase_put_command(b, "To have them filed", "release", feed);
	phrase_put_command(b, "To let them go", "catchup", feed);
	put_titles(a, b, n->titles, n->n);
}

/* Takes the buf. */
static const struct story *
make_story(struct arena *a, const char *title, struct buf *html, int64_t now)
{
	struct story	*s = arena_alloc(a, sizeof(*s));

	if (s != NULL) {
		s->title = title;
		if (!html->failed)
			s->html = arena_strndup(a, html->data, html->len);
		s->published = now;
		s->language = "en";
	}
	buf_clear(html);
	return (s != NULL && s->html != NULL && title != NULL ? s : NULL);
}

const struct story *
notice_story(struct arena *a, const struct notice *n, const char *feed_name,
    int64_t now)
{
	struct buf	b;

	buf_init(&b, PHRASE_MAX);
	put_html(a, &b, n, feed_name, now);
	return (make_story(a, arena_printf(a, "%s: %" PRIu64 " old stories "
	    "held back", feed_name, n->n), &b, now));
}

void
notice_edits_add(struct notice_edits *n, const struct story *s)
{
	if (n->n < NOTICE_TITLES)
		n->titles[n->n] = s->title != NULL ? s->title : "";
	n->n++;
}

const struct story *
notice_edits_story(struct arena *a, const struct notice_edits *n,
    const char *feed_name, int64_t now)
{
	struct buf	b;

	buf_init(&b, PHRASE_MAX);
	buf_printf(&b, "<p>%" PRIu64 " stories of ", n->n);
	html_escape(feed_name, &b);
	buf_puts(&b, " that you have were edited at once, as was seen on ");
	phrase_put_time(&b, now);
	buf_puts(&b, ". So many are mostly a change of the site, not of its "
	    "stories, and aren't told one by one. What is edited from now on "
	    "is.</p>");
	put_titles(a, &b, n->titles, n->n);
	return (make_story(a, arena_printf(a, "%s: %" PRIu64 " stories edited "
	    "at once", feed_name, n->n), &b, now));
}

void
notice_keys(const char *kind, const char *feed_name, int64_t now,
    struct keys *k)
{
	struct digest_ctx	*ctx = digest_new();

	memset(k, 0, sizeof(*k));
	digest_update(ctx, kind, strlen(kind));
	digest_update(ctx, "\n", 1);
	digest_update(ctx, &now, sizeof(now));
	digest_update(ctx, feed_name, strlen(feed_name));
	digest_final(ctx, &k->guid);
	digest_free(ctx);
	k->date = now;
}
