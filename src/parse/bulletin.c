#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "feed/html.h"
#include "parse/bulletin.h"
#include "parse/phrase.h"

#define DAY	86400

static void
put_element(struct buf *b, const char *element, const char *text)
{
	buf_printf(b, "<%s>", element);
	html_escape(text, b);
	buf_printf(b, "</%s>", element);
}

/* "NCSC (https://ncsc.example/feed)" */
static void
put_feed(struct buf *b, const struct message_notice_feed *f)
{
	html_escape(f->name, b);
	buf_puts(b, " (");
	html_escape(f->url, b);
	buf_putc(b, ')');
}

static void
put_error(struct buf *b, const struct message_notice_feed *f)
{
	if (f->text != NULL)
		put_element(b, "blockquote", f->text);
}

static void
put_poll(struct buf *b, const struct message_notice *m, const char *what)
{
	phrase_put_command(b, what, "poll", m->feeds[0].name);
}

/* The line of the configuration that would be right. */
static void
put_line(struct buf *b, const char *what, const char *key, const char *value)
{
	buf_printf(b, "<p>%s:</p><pre>%s: ", what, key);
	html_escape(value, b);
	buf_puts(b, "</pre>");
}

static void
put_failing(struct buf *b, const struct message_notice *m)
{
	const struct message_notice_feed	*f = &m->feeds[0];

	buf_puts(b, "<p>");
	put_feed(b, f);
	buf_puts(b, " has failed since ");
	phrase_put_time(b, f->since);
	buf_printf(b, ", %" PRIu32 " times in a row. The last error, on ",
	    f->failures);
	phrase_put_time(b, f->last);
	buf_puts(b, ":</p>");
	put_error(b, f);
	buf_puts(b, "<p>It is tried again");
	if (f->next != 0) {
		buf_puts(b, " on ");
		phrase_put_time(b, f->next);
		buf_puts(b, ", and then");
	}
	buf_puts(b, " at least once a day. When it works again a reply to "
	    "this mail says so, and the stories that it still has are "
	    "delivered.</p>");
	put_poll(b, m, "To try it now");
	put_line(b, "If it is at another address now, write that into its "
	    "entry in the configuration and reload; your stories stay known",
	    "url", "https://...");
	put_line(b, "To have it left alone", "enabled", "no");
}

static void
put_gone(struct buf *b, const struct message_notice *m)
{
	buf_puts(b, "<p>The server of ");
	put_feed(b, &m->feeds[0]);
	buf_puts(b, " said on ");
	phrase_put_time(b, m->feeds[0].last);
	buf_puts(b, " that it is gone for good (HTTP 410), so it is polled no "
	    "more.</p><p>If nobody else has it, remove its entry from the "
	    "configuration.</p>");
	put_line(b, "If it is at another address now, write that into the "
	    "entry and reload; your stories stay known", "url",
	    "https://...");
	put_poll(b, m, "To ask the server once more");
}

static void
put_quarantined(struct buf *b, const struct message_notice *m)
{
	buf_puts(b, "<p>The documents of ");
	put_feed(b, &m->feeds[0]);
	buf_puts(b, " were the end of two processes that read them, so it is "
	    "polled no more since ");
	phrase_put_time(b, m->feeds[0].last);
	buf_puts(b, ". Other feeds are not touched by that. The last "
	    "error:</p>");
	put_error(b, &m->feeds[0]);
	put_poll(b, m, "To try it once more, as its next document may be a "
	    "better one");
	phrase_put_command(b, "That is a fault in newsieve, too. Who mends it "
	    "wants the document", "parse", m->feeds[0].url);
}

static void
put_moved(struct buf *b, const struct message_notice *m)
{
	const struct message_notice_feed	*f = &m->feeds[0];

	buf_puts(b, "<p>The server of ");
	put_feed(b, f);
	buf_puts(b, " says since ");
	phrase_put_time(b, f->since);
	buf_puts(b, " that the feed has moved for good. It is polled at its "
	    "new address from now on; its stories stay known. Nothing needs "
	    "to be done.</p>");
	if (f->text != NULL)
		put_line(b, "So that the configuration says so, too, its "
		    "entry gets", "url", f->text);
}

static void
put_works(struct buf *b, const struct message_notice *m)
{
	buf_puts(b, "<p>");
	put_feed(b, &m->feeds[0]);
	buf_puts(b, " works again since ");
	phrase_put_time(b, m->feeds[0].since);
	buf_puts(b, ". What stories it has now are delivered as ever; what "
	    "came and went while it failed can't be known.</p>");
}

static void
put_damaged(struct buf *b, const struct message_notice *m)
{
	buf_puts(b, "<p>The file in which newsieve remembers what it has done "
	    "was found to be damaged on ");
	phrase_put_time(b, m->since);
	buf_puts(b, ". It is kept as</p>");
	put_element(b, "pre", m->path);
	buf_printf(b, "<p>and a new one was begun. %" PRIu64 " mail%s that "
	    "lie%s in the targets were found there: their stories don't come "
	    "again.</p><ul>", m->found, m->found == 1 ? "" : "s",
	    m->found == 1 ? "s" : "");
	buf_puts(b, "<li>What you have deleted, moved to other folders or let "
	    "a program take comes again where its feed still has it.</li>"
	    "<li>Nothing that feeds still have is missed, but where "
	    "<code>first:</code> says that of a first poll not all is "
	    "delivered: to them the next poll is the first.</li>"
	    "<li>Forgotten are stories that were held back, addresses that "
	    "feeds have moved to, and what explain and backtest know.</li>"
	    "</ul><p>Nothing needs to be done. The damaged file is of no use "
	    "any more. Damage like that comes from failing disks or memory, "
	    "so look there if it comes again.</p>");
}

/* What of a feed stands in a list of many. */
static void
put_entry(struct buf *b, const struct message_notice *m,
    const struct message_notice_feed *f)
{
	buf_puts(b, "<li>");
	put_feed(b, f);
	if (m->kind == NOTICE_MOVED)
		buf_puts(b, ", now at ");
	else {
		buf_puts(b, ", since ");
		phrase_put_time(b, m->kind == NOTICE_GONE ||
		    m->kind == NOTICE_QUARANTINED ? f->last : f->since);
		if (f->text != NULL)
			buf_puts(b, ": ");
	}
	if (f->text != NULL)
		html_escape(f->text, b);
	buf_puts(b, "</li>");
}

static void
put_list(struct buf *b, const struct message_notice *m, uint8_t works,
    const char *head)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < m->n; i++) {
		if (m->feeds[i].works != works)
			continue;
		if (n++ == 0)
			buf_printf(b, "<p>%s:</p><ul>", head);
		put_entry(b, m, &m->feeds[i]);
	}
	if (n != 0)
		buf_puts(b, "</ul>");
}

static const struct {
	const char	*title;		/* of one feed, behind its name */
	const char	*titles;	/* of many, behind host and number */
	const char	*many;		/* what they do */
	const char	*after;		/* and what that means for all */
	void		(*put)(struct buf *, const struct message_notice *);
} kinds[NOTICE_KINDS] = {
	[NOTICE_FAILING] = { "has failed for", "feeds have failed for", "fail",
	    "They are tried again at least once a day; a reply to this mail "
	    "says when they work again. If they are at other addresses now, "
	    "write these into the configuration.", put_failing },
	[NOTICE_GONE] = { "is gone", "feeds are gone",
	    "are gone for good (HTTP 410) and polled no more",
	    "Remove their entries from the configuration, or write other "
	    "addresses into them.", put_gone },
	[NOTICE_QUARANTINED] = { "is quarantined", "feeds are quarantined",
	    "were each the end of two processes that read their documents, "
	    "and are polled no more",
	    "newsievectl poll, with a feed's name, tries it once more.",
	    put_quarantined },
	[NOTICE_WORKS] = { "works again", "feeds work again", "work again",
	    "What stories they have now are delivered as ever.", put_works },
	[NOTICE_MOVED] = { "has moved", "feeds have moved",
	    "have moved for good, and are polled at their new addresses",
	    "Nothing needs to be done; their stories stay known.",
	    put_moved },
	[NOTICE_DAMAGED] = { NULL, NULL, NULL, NULL, put_damaged }
};

static void
put_many(struct buf *b, const struct message_notice *m)
{
	const uint8_t	about = m->kind == NOTICE_WORKS;
	uint32_t	n = 0;
	char		head[128];

	for (uint32_t i = 0; i < m->n; i++)
		n += m->feeds[i].works == about;
	buf_printf(b, "<p>%" PRIu32 " feeds", m->total);
	if (m->hosts > 1)
		buf_printf(b, " of %" PRIu32 " hosts", m->hosts);
	else if (m->hosts == 1) {
		buf_puts(b, " of ");
		html_escape(m->host, b);
	} else
		buf_puts(b, " read from files");
	buf_printf(b, " %s. %s</p>", kinds[m->kind].many,
	    kinds[m->kind].after);
	if (n < m->total)
		snprintf(head, sizeof(head), "The first %" PRIu32 " of them "
		    "(newsievectl status shows all)", n);
	else
		snprintf(head, sizeof(head), "They are");
	put_list(b, m, about, head);
	if (m->kind == NOTICE_WORKS)
		put_list(b, m, 0, "Of those told of with them still fail");
}

static const char *
make_title(struct arena *a, const struct message_notice *m)
{
	const char	*days = "";

	if (m->kind == NOTICE_DAMAGED)
		return ("The state of newsieve was damaged and is made anew");
	if (m->kind == NOTICE_FAILING)
		days = arena_printf(a, " %" PRId64 " days",
		    (m->now - m->feeds[0].since) / DAY);
	if (m->total == 1)
		return (arena_printf(a, "%s %s%s", m->feeds[0].name,
		    kinds[m->kind].title, days));
	return (arena_printf(a, "%s%s%" PRIu32 " %s%s",
	    m->hosts == 1 ? m->host : m->hosts == 0 ? "Files" : "",
	    m->hosts > 1 ? "" : ": ", m->total, kinds[m->kind].titles, days));
}

const struct story *
bulletin_story(struct arena *a, const struct message_notice *m)
{
	struct story	*s = arena_alloc(a, sizeof(*s));
	struct buf	 b;

	if (s == NULL)
		return (NULL);
	buf_init(&b, PHRASE_MAX);
	if (m->total > 1)
		put_many(&b, m);
	else
		kinds[m->kind].put(&b, m);
	s->title = make_title(a, m);
	if (!b.failed)
		s->html = arena_strndup(a, b.data, b.len);
	buf_clear(&b);
	s->published = m->now;
	s->language = "en";
	return (s->html != NULL && s->title != NULL ? s : NULL);
}

void
bulletin_keys(const struct message_notice *m, struct keys *k)
{
	struct digest_ctx	*ctx = digest_new();
	const char		*name = m->kind == NOTICE_DAMAGED ? m->path :
				    m->feeds[0].name;
	int64_t			 since = m->kind == NOTICE_DAMAGED ?
				    m->since : m->feeds[0].since;

	memset(k, 0, sizeof(*k));
	digest_update(ctx, "notice\n", 7);
	digest_update(ctx, &m->kind, sizeof(m->kind));
	digest_update(ctx, &since, sizeof(since));
	digest_update(ctx, name, strlen(name));
	digest_final(ctx, &k->guid);
	digest_free(ctx);
	k->date = m->now;
}
