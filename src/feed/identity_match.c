#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xmalloc.h"
#include "feed/identity_match.h"
#include "feed/identity_table.h"

#define GUID		0x01
#define LINK		0x02
#define PATH		0x04
#define TITLE		0x08
#define TEXT		0x10
#define WORDS		(TITLE | TEXT | 0x20)	/* one of them may lack */
#define ONE_MAY_LACK	0x20
#define NKEYS		5

/* The dates don't contradict: the same, or one side has none. */
enum dates { ANY, SAME, SAME_TIME, STORY_UNDATED, KNOWN_UNDATED };

/* Which key of one side is compared with which of the other. */
enum variant { PLAIN, WHOLE, OLD_GUID, OLD_LINK };

/* When a rule counts. */
#define STRONG		0x01	/* guids are; several known: the latest is it */
#define WEAK		0x02	/* guids are weak */
#define LATEST		0x04	/* several known: the latest is it */
#define STORY_BARE	0x08	/* the story has no key but these */
#define KNOWN_BARE	0x10	/* the known one */
#define STAMPED		0x20	/* the document's dates are when it was made */
#define NO_OTHER_GUID	0x40	/* strong guids of both would say otherwise */

struct rule {
	uint8_t	keys;
	uint8_t	dates;
	uint8_t	variant;
	uint8_t	when;
};

/*
 * In the order they are tried, each on what the ones before have left.  Of
 * keys that don't lead to one known story alone only the strong ones count.
 * newsieve(7), Identity, has them in words.
 */
static const struct rule rules[] = {
	{ GUID | LINK, ANY, PLAIN, LATEST },
	{ GUID, ANY, PLAIN, STRONG | LATEST },
	{ LINK, ANY, PLAIN, LATEST },
	{ LINK, ANY, WHOLE, LATEST },
	{ GUID, ANY, OLD_GUID, STRONG | LATEST },
	{ LINK, ANY, OLD_LINK, LATEST },

	{ WORDS, SAME, PLAIN, 0 },
	{ GUID, SAME, PLAIN, WEAK },
	{ GUID | TITLE, STORY_UNDATED, PLAIN, WEAK },
	{ GUID | TITLE, KNOWN_UNDATED, PLAIN, WEAK },
	{ GUID | TEXT, STORY_UNDATED, PLAIN, WEAK },
	{ GUID | TEXT, KNOWN_UNDATED, PLAIN, WEAK },
	{ GUID, SAME, OLD_GUID, WEAK },
	{ GUID | TITLE, STORY_UNDATED, OLD_GUID, WEAK },
	{ GUID | TITLE, KNOWN_UNDATED, OLD_GUID, WEAK },
	{ GUID | TEXT, STORY_UNDATED, OLD_GUID, WEAK },
	{ GUID | TEXT, KNOWN_UNDATED, OLD_GUID, WEAK },
	{ PATH | TITLE, SAME, PLAIN, NO_OTHER_GUID },
	{ PATH | TEXT, SAME, PLAIN, NO_OTHER_GUID },
	{ PATH | WORDS, STORY_UNDATED, PLAIN, NO_OTHER_GUID },
	{ PATH | WORDS, KNOWN_UNDATED, PLAIN, NO_OTHER_GUID },

	{ WORDS, STORY_UNDATED, PLAIN, STORY_BARE },
	{ WORDS, STORY_UNDATED, PLAIN, KNOWN_BARE },
	{ WORDS, KNOWN_UNDATED, PLAIN, STORY_BARE },
	{ WORDS, KNOWN_UNDATED, PLAIN, KNOWN_BARE },
	{ TEXT, SAME_TIME, PLAIN, STORY_BARE },
	{ TEXT, SAME_TIME, PLAIN, KNOWN_BARE },
	{ WORDS, ANY, PLAIN, STORY_BARE | STAMPED }
};

struct match {
	struct identity		*v;
	const struct known	*known;
	uint32_t		 nknown;
	uint8_t			*taken;		/* known ones that are found */
	uint32_t		*open;		/* stories that aren't */
	uint32_t		 nopen;
	uint32_t		*next;		/* of the same key */
	struct table		 table;		/* of open ones, by a rule's key */
	enum guid_worth		 worth;
	int			 stamped;
};

static int
is_bare(const struct match *m, const struct keys *k)
{
	return (digest_is_none(&k->link) && (m->worth != GUID_STRONG ||
	    digest_is_none(&k->guid)));
}

/* Each place in the key turns the digest its own way. */
static void
mix(struct digest *key, const struct digest *d, size_t place)
{
	for (size_t i = 0; i < sizeof(key->b); i++)
		key->b[i] ^= d->b[(i + 3 * place) % sizeof(d->b)];
}

static void
mix_date(struct digest *key, int64_t date)
{
	uint64_t	x = (uint64_t)date * 0x9e3779b97f4a7c15ULL;

	for (size_t i = 0; i < 8; i++)
		key->b[i] = (uint8_t)(key->b[i] ^ (x >> (8 * i)));
}

/* A story's keys for a rule as one; 0: it lacks some. */
static int
make_key(const struct rule *r, const struct digest *const d[NKEYS],
    int64_t date, struct digest *key)
{
	int	found = 0;

	memset(key, 0, sizeof(*key));
	for (size_t i = 0; i < NKEYS; i++) {
		if (!(r->keys & 1U << i))
			continue;
		if (digest_is_none(d[i])) {
			if ((r->keys & ONE_MAY_LACK) &&
			    (1U << i & (TITLE | TEXT)))
				continue;
			return (0);
		}
		found |= 1 << i;
		mix(key, d[i], i);
	}
	if ((r->keys & ONE_MAY_LACK) && !(found & (TITLE | TEXT)))
		return (0);
	if (r->dates == SAME || r->dates == SAME_TIME)
		mix_date(key, date);
	return (1);
}

/* Midnight is the time of dates without one. */
static int
date_fits(const struct rule *r, int64_t date, enum dates undated)
{
	switch (r->dates) {
	case SAME:
		return (date != 0);
	case SAME_TIME:
		return (date % 86400 != 0);
	default:
		return (r->dates != undated || date == 0);
	}
}

static int
story_key(const struct match *m, const struct rule *r,
    const struct identity *s, struct digest *key)
{
	const struct keys		*k = &s->keys;
	const struct digest *const	 d[NKEYS] = {
		&k->guid, r->variant == WHOLE ? &s->whole : &k->link,
		&k->path, &k->title, &k->text
	};

	if (!date_fits(r, k->date, STORY_UNDATED) ||
	    ((r->when & STORY_BARE) && !is_bare(m, k)))
		return (0);
	return (make_key(r, d, k->date, key));
}

static int
known_key(const struct match *m, const struct rule *r, const struct known *n,
    struct digest *key)
{
	const struct keys		*k = &n->keys;
	const struct digest *const	 d[NKEYS] = {
		r->variant == OLD_GUID ? &n->old_guid : &k->guid,
		r->variant == OLD_LINK ? &n->old_link : &k->link,
		&k->path, &k->title, &k->text
	};

	if (!date_fits(r, k->date, KNOWN_UNDATED) ||
	    ((r->when & KNOWN_BARE) && !is_bare(m, k)))
		return (0);
	return (make_key(r, d, k->date, key));
}

static int
rule_counts(const struct match *m, const struct rule *r)
{
	if (m->worth == GUID_NOTHING && (r->keys & GUID))
		return (0);
	return ((!(r->when & STRONG) || m->worth == GUID_STRONG) &&
	    (!(r->when & WEAK) || m->worth == GUID_WEAK) &&
	    (!(r->when & STAMPED) || m->stamped));
}

/* The open stories that a rule can be asked about, by key; how many. */
static size_t
list_stories(struct match *m, const struct rule *r)
{
	struct digest	key;
	size_t		n = 0;

	table_reset(&m->table, m->nopen);
	for (uint32_t i = 0; i < m->nopen; i++)
		if (story_key(m, r, &m->v[m->open[i]], &key)) {
			table_add(&m->table, &key, m->open[i]);
			n++;
		}
	return (n);
}

static int
guids_differ(const struct match *m, const struct keys *a, const struct keys *b)
{
	return (m->worth == GUID_STRONG && !digest_is_none(&a->guid) &&
	    !digest_is_none(&b->guid) && !digest_equal(&a->guid, &b->guid));
}

/* Slots get the known story they stand for; nknown where that is unclear. */
static void
list_known(struct match *m, const struct rule *r)
{
	struct table_slot	*slot;
	struct digest		 key;

	for (uint32_t i = 0; i < m->nknown; i++) {
		if (m->taken[i] || !known_key(m, r, &m->known[i], &key))
			continue;
		slot = table_find(&m->table, &key);
		if (slot->value == TABLE_NONE || ((r->when & NO_OTHER_GUID) &&
		    guids_differ(m, &m->v[slot->value].keys,
		    &m->known[i].keys)))
			continue;
		slot->other = slot->other == TABLE_NONE || (r->when & LATEST) ?
		    i : m->nknown;
	}
}

static void
take(struct match *m, uint32_t story, uint32_t known)
{
	m->v[story].known = &m->known[known];
	m->taken[known] = 1;
}

static void
close_taken(struct match *m)
{
	uint32_t	left = 0;

	for (uint32_t i = 0; i < m->nopen; i++)
		if (m->v[m->open[i]].known == NULL)
			m->open[left++] = m->open[i];
	m->nopen = left;
}

static void
try_rule(struct match *m, const struct rule *r)
{
	const struct table_slot	*slot;

	if (!rule_counts(m, r) || list_stories(m, r) == 0)
		return;
	list_known(m, r);
	for (size_t i = 0; i < m->table.size; i++) {
		slot = &m->table.v[i];
		if (slot->value != TABLE_NONE && slot->other < m->nknown)
			take(m, slot->value, slot->other);
	}
	close_taken(m);
}

/* All keys and the date as one; 0: there are none. */
static int
all_keys(const struct keys *k, int with_guid, struct digest *key)
{
	const struct digest *const	d[NKEYS] = { &k->guid, &k->link,
					    &k->path, &k->title, &k->text };
	int				found = 0;

	memset(key, 0, sizeof(*key));
	for (size_t i = with_guid ? 0 : 1; i < NKEYS; i++) {
		found |= !digest_is_none(d[i]);
		mix(key, d[i], i);
	}
	mix_date(key, k->date);
	return (found);
}

/*
 * What has all keys in common will never be told apart, so that several such
 * stories are as many known ones, in any order.
 */
static void
try_all(struct match *m, int with_guid)
{
	struct table_slot	*slot;
	struct digest		 key;

	table_reset(&m->table, m->nopen);
	for (uint32_t i = m->nopen; i-- > 0;) {
		if (!all_keys(&m->v[m->open[i]].keys, with_guid, &key))
			continue;
		slot = table_add(&m->table, &key, m->open[i]);
		m->next[m->open[i]] = slot->other;
		slot->other = m->open[i];
	}
	for (uint32_t i = 0; i < m->nknown; i++) {
		if (m->taken[i] ||
		    !all_keys(&m->known[i].keys, with_guid, &key))
			continue;
		slot = table_find(&m->table, &key);
		if (slot->value == TABLE_NONE || slot->other == TABLE_NONE)
			continue;
		take(m, slot->other, i);
		slot->other = m->next[slot->other];
	}
	close_taken(m);
}

/* One time of day for three stories or more: made when it was asked for. */
static int
is_stamped(const struct identity *v, size_t n)
{
	size_t	count = 0;
	int64_t	date = 0;

	for (size_t i = 0; i < n; i++) {
		if (v[i].repeated)
			continue;
		if (count++ == 0)
			date = v[i].keys.date;
		if (v[i].keys.date != date)
			return (0);
	}
	return (count >= 3 && date % 86400 != 0);
}

void
identity_find(struct identity *v, size_t n, const struct known *known,
    size_t nknown, enum guid_worth worth)
{
	struct match	m = { .v = v, .known = known,
			    .nknown = (uint32_t)nknown, .worth = worth,
			    .stamped = is_stamped(v, n) };

	assert(n < TABLE_NONE && nknown < TABLE_NONE);
	m.open = xcalloc(n + 1, sizeof(*m.open));
	for (uint32_t i = 0; i < n; i++) {
		v[i].known = NULL;
		if (!v[i].repeated)
			m.open[m.nopen++] = i;
	}
	m.taken = xcalloc(nknown + 1, 1);
	m.next = xcalloc(n + 1, sizeof(*m.next));
	table_init(&m.table, n);
	if (nknown > 0) {
		if (worth != GUID_NOTHING)
			try_all(&m, 1);
		if (worth != GUID_STRONG)
			try_all(&m, 0);
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) &&
	    m.nopen > 0 && nknown > 0; i++)
		try_rule(&m, &rules[i]);
	table_free(&m.table);
	free(m.next);
	free(m.taken);
	free(m.open);
}
