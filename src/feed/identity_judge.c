#include "feed/identity_match.h"
#include "feed/identity_table.h"

/*
 * What guids are worth is learned per feed: the stories of a document are
 * recognised without them, and then it is seen what the guids would have said.
 */

struct tally {
	size_t	stable;		/* the guid that the story had before */
	size_t	changed;	/* another one */
	size_t	reused;		/* one that was another story's, so it seems */
	size_t	repeated;	/* one for several stories of this document */
};

static int
is_same(const struct digest *a, const struct digest *b)
{
	return (!digest_is_none(a) && digest_equal(a, b));
}

/* Whether link, date and words all say that they aren't one story. */
static int
are_strangers(const struct keys *a, const struct keys *b)
{
	return (!digest_is_none(&a->link) && !digest_is_none(&b->link) &&
	    a->date != 0 && b->date != 0 && a->date != b->date &&
	    !is_same(&a->path, &b->path) && !is_same(&a->title, &b->title) &&
	    !is_same(&a->text, &b->text));
}

static void
tally_found(const struct identity *id, struct tally *t)
{
	const struct digest	*before = &id->known->keys.guid;

	if (digest_is_none(before))
		return;
	if (digest_equal(&id->keys.guid, before))
		t->stable++;
	else
		t->changed++;
}

/* Stories that only their guids could tell. */
static void
tally_rest(const struct identity *v, size_t n, const struct known *known,
    size_t nknown, struct tally *t)
{
	struct table		 by_guid;
	struct table_slot	*slot;

	table_init(&by_guid, n);
	for (size_t i = 0; i < n; i++)
		if (!v[i].repeated && v[i].known == NULL &&
		    !digest_is_none(&v[i].keys.guid))
			table_add(&by_guid, &v[i].keys.guid, (uint32_t)i);
	for (size_t i = 0; i < nknown; i++)
		if (!digest_is_none(&known[i].keys.guid))
			table_find(&by_guid, &known[i].keys.guid)->other =
			    (uint32_t)i;
	for (size_t i = 0; i < by_guid.size; i++) {
		slot = &by_guid.v[i];
		if (slot->value == TABLE_NONE || slot->other == TABLE_NONE)
			continue;
		if (are_strangers(&v[slot->value].keys,
		    &known[slot->other].keys))
			t->reused++;
		else
			t->stable++;
	}
	table_free(&by_guid);
}

static void
tally(const struct identity *v, size_t n, const struct known *known,
    size_t nknown, struct tally *t)
{
	for (size_t i = 0; i < n; i++) {
		t->repeated += v[i].guid_lies;
		if (v[i].known != NULL && !digest_is_none(&v[i].keys.guid))
			tally_found(&v[i], t);
	}
	tally_rest(v, n, known, nknown, t);
}

/* A story that gets a new guid with a correction is no reason for doubt. */
static void
learn(struct guid_quality *q, const struct tally *t)
{
	if (t->repeated > 0)
		*q = (struct guid_quality){ GUID_REPEATED, 0 };
	else if (t->changed > t->stable)
		*q = (struct guid_quality){ GUID_CHANGING, 0 };
	else if (t->reused > 2 * t->stable)
		*q = (struct guid_quality){ GUID_REUSED, 0 };
	else if (t->stable == 0)
		return;
	else if (!guid_is_weak(q))
		q->state = GUID_STABLE;
	else if (10 * (t->changed + t->reused) > t->stable)
		q->runs = 0;
	else if (++q->runs == GUID_RUNS)
		*q = (struct guid_quality){ GUID_STABLE, 0 };
}

static void
note_passed(const struct table *by_link, struct identity *v,
    const struct digest *link, const struct known *whose)
{
	const struct table_slot	*slot;

	if (digest_is_none(link))
		return;
	slot = table_find(by_link, link);
	if (slot->value != TABLE_NONE && v[slot->value].known != whose)
		v[slot->value].link_passed = 1;
}

/* A Message-ID from such a link would be that of the other story's mail. */
static void
find_passed(struct identity *v, size_t n, const struct known *known,
    size_t nknown)
{
	struct table	by_link;

	table_init(&by_link, n);
	for (size_t i = 0; i < n; i++)
		if (!v[i].repeated && !digest_is_none(&v[i].keys.link))
			table_add(&by_link, &v[i].keys.link, (uint32_t)i);
	for (size_t i = 0; i < nknown; i++) {
		note_passed(&by_link, v, &known[i].keys.link, &known[i]);
		note_passed(&by_link, v, &known[i].old_link, &known[i]);
	}
	table_free(&by_link);
}

void
identity_match(struct identity *v, size_t n, const struct known *known,
    size_t nknown, struct guid_quality *quality)
{
	struct tally	t = { 0 };

	identity_find(v, n, known, nknown, GUID_NOTHING);
	tally(v, n, known, nknown, &t);
	learn(quality, &t);
	identity_find(v, n, known, nknown, guid_is_weak(quality) ? GUID_WEAK :
	    GUID_STRONG);
	find_passed(v, n, known, nknown);
}
