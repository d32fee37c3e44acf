#include <string.h>

#include "feed/message_update.h"
#include "parse/edit.h"
#include "parse/work_internal.h"

/* The first text of a field, when it says anything. */
static const struct topic_text *
first_text(const struct topic_text *t, size_t n, enum topic_field field)
{
	for (; n > 0; n--, t++)
		if (t->field == field && t->len != 0)
			return (t);
	return (NULL);
}

/* Title and body for the next comparison; what isn't there stays as told. */
static int
keep_told(struct run *r, const struct topic_text *texts, size_t ntexts,
    const struct known_told *before, enum result_told told,
    struct result_story *rs)
{
	static const enum topic_field	 fields[] = { TOPIC_TITLE, TOPIC_BODY };
	struct archive_story		 old = { .ntexts = 0 };
	struct topic_text		 v[2];
	struct archive_story		 kept = { .texts = v };
	const struct topic_text		*t;
	const struct buf		*b;

	if (before != NULL && archive_read(r->work->story, before->texts,
	    before->len, &old) == -1)
		old.ntexts = 0;
	for (size_t i = 0; i < 2; i++)
		if ((t = first_text(texts, ntexts, fields[i])) != NULL ||
		    (t = first_text(old.texts, old.ntexts, fields[i])) != NULL)
			v[kept.ntexts++] = *t;
	if ((b = archive_write(r->work->told, &kept)) == NULL)
		return (-1);
	rs->told = (uint8_t)told;
	rs->texts = b->data;
	rs->texts_len = b->len;
	return (0);
}

int
edit_begin(struct run *r, const struct topic_text *texts, size_t n,
    struct result_story *rs)
{
	return (r->revise == NULL ? 0 : keep_told(r, texts, n, NULL,
	    RESULT_TOLD_FIRST, rs));
}

/* The mail that tells of an edit, where it has one. */
static int
make_update(struct run *r, const struct story *s, uint32_t number,
    const struct topic_text *texts, size_t ntexts,
    const struct topic_match *matches, struct result_story *rs)
{
	struct arena			*a = r->work->story;
	const struct known_told		*told = revise_told(r->revise, number);
	struct revision_view		 view;
	struct message_update		 u = { .message_id = told->message_id,
					    .last = told->last,
					    .time = r->doc->now,
					    .changes = &view };
	struct revision			*changes;
	struct digest			 words;
	const char			*local;

	if (r->conf->updates != CONF_UPDATES_REPLY)
		return (0);
	if (s->modified > s->published && s->modified < u.time)
		u.time = s->modified;
	keys_words(&rs->keys, &words);
	if ((changes = revise_compare(r->revise, a, number, texts,
	    ntexts)) == NULL || revision_show(a, changes, &view) == -1 ||
	    (local = identity_update_id(a, told->message_id,
	    &words)) == NULL || (rs->update_id = arena_printf(a, "%s@%s",
	    local, r->work->slice->domain)) == NULL || work_compose(r, s,
	    rs->update_id, texts, ntexts, matches, &u,
	    &r->work->update) == -1)
		return (-1);
	rs->update = r->work->update.data;
	rs->update_len = r->work->update.len;
	return (0);
}

/* The story as it is now, under the Message-ID that it was filed with. */
static int
tell(struct run *r, const struct story *s, uint32_t number,
    const struct topic_text *texts, size_t ntexts, struct result_story *rs)
{
	const struct topic_match	*matches = work_match(r, texts, ntexts);

	work_keep_texts(r->work, s, texts, ntexts, rs);
	rs->topics = work_topics(r->work->story, matches, &rs->ntopics);
	rs->message_id = revise_told(r->revise, number)->message_id;
	rs->revised = 1;
	if (work_compose(r, s, rs->message_id, texts, ntexts, matches, NULL,
	    &r->work->mail) == -1)
		return (-1);
	rs->mail = r->work->mail.data;
	rs->mail_len = r->work->mail.len;
	if (make_update(r, s, number, texts, ntexts, matches, rs) == -1)
		return (-1);
	return (work_make_item(r, s, texts, matches, rs));
}

int
edit_run(struct run *r, const struct story *s, uint32_t number,
    struct result_story *rs)
{
	enum revise_verdict	 verdict = revise_verdict(r->revise, number);
	struct topic_text	*texts;
	size_t			 ntexts;

	if (verdict == REVISE_NOTHING)
		return (0);
	if (verdict == REVISE_LOOKED) {
		rs->told = RESULT_TOLD_LOOKED;
		return (0);
	}
	if ((texts = work_texts(r, s, &ntexts)) == NULL || keep_told(r, texts,
	    ntexts, revise_told(r->revise, number), verdict == REVISE_FIRST ?
	    RESULT_TOLD_FIRST : RESULT_TOLD_ANEW, rs) == -1)
		return (-1);
	if (verdict == REVISE_CROWD)
		notice_edits_add(&r->edits, s);
	return (verdict == REVISE_TELL ? tell(r, s, number, texts, ntexts,
	    rs) : 0);
}

int
edit_is_filed(const struct identity *id)
{
	return (!id->repeated && !work_is_fresh(id) &&
	    (id->known->flags & KNOWN_FILED));
}

void
edit_survey(struct run *r, const struct identity *ids, size_t n)
{
	const struct story	*s = r->feed->stories;
	struct arena		*a = r->work->story;
	struct topic_text	*texts;
	struct digest		 words;
	size_t			 ntexts;

	if (r->conf->updates == CONF_UPDATES_IGNORE)
		return;
	r->revise = revise_new(r->doc->told, r->doc->told_len, n,
	    r->conf->updates == CONF_UPDATES_REPLY);
	for (size_t i = 0; i < n && s != NULL; i++, s = s->next) {
		arena_reset(a);
		if (!edit_is_filed(&ids[i]))
			continue;
		keys_words(&ids[i].keys, &words);
		if (revise_is_known(r->revise, i, ids[i].known->id, &words) ||
		    (texts = work_texts(r, s, &ntexts)) == NULL)
			continue;
		revise_survey(r->revise, a, i, &words, texts, ntexts);
	}
	revise_decide(r->revise);
}
