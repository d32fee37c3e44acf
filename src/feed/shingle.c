#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xmalloc.h"
#include "feed/shingle.h"

#define MEMORY		((size_t)64 << 20)
#define RUNS		1024	/* of a story at once */
#define HEAD_RUNS	64	/* a text begins with */
#define HEAD_KEPT	2	/* keys of the head, the others of the whole */
#define HEAD_KEYS	6
#define OWN_MIN		40	/* runs that are no template */
#define OWN_SAMPLE_MIN	16
#define COMMON		3	/* stories have a run */
#define COMMON_STORIES	1024	/* looked at for it */
#define COMMON_RUNS	32768
#define TEMPLATE	16	/* one of so many is common: there is one */
#define SHIFT		42	/* from 64 bits to those of SKETCH_ALL */
#define BUCKETS		256

/* Of one story; limit 0: its text is too short. */
struct sample {
	uint64_t	*v;		/* in no order, behind them the head */
	uint64_t	 limit;		/* all runs below it are there */
	uint32_t	 n, nhead;
};

struct tally {
	uint64_t	run;		/* 0: a free slot */
	uint32_t	count;		/* stories that have it */
	uint32_t	last;		/* of them, from 1 */
};

struct shingles {
	struct arena	*arena;
	struct sample	*samples;
	size_t		 n, size;

	/* The story being read. */
	uint64_t	 runs[RUNS];
	uint32_t	 nruns;
	uint64_t	 limit;		/* of these runs; UINT64_MAX: none */
	uint64_t	 before[2];	/* the last words */
	uint64_t	 head[HEAD_RUNS];
	size_t		 nwords;

	int		 counted;
	struct tally	*tally;		/* NULL: nothing is common */
	size_t		 mask;
	uint64_t	 judged;	/* runs below it were counted */
};

struct shingles *
shingles_new(size_t nstories)
{
	struct shingles	*sh = xcalloc(1, sizeof(*sh));

	sh->arena = arena_new(MEMORY);
	sh->samples = arena_array(sh->arena, nstories + 1,
	    sizeof(*sh->samples));
	sh->size = sh->samples != NULL ? nstories : 0;
	sh->limit = UINT64_MAX;
	return (sh);
}

void
shingles_free(struct shingles *sh)
{
	if (sh == NULL)
		return;
	arena_free(sh->arena);
	free(sh);
}

static uint64_t
mix(uint64_t h)
{
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	return (h ^ h >> 32);
}

/* Never 0. */
static uint64_t
run_number(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t	h = a;

	h = (h ^ h >> 29) * 0x9e3779b97f4a7c15ULL + b;
	h = (h ^ h >> 29) * 0x9e3779b97f4a7c15ULL + c;
	h = mix(h);
	return (h != 0 ? h : 1);
}

/*
 * Ascending, each once; how many.  Hashes are spread evenly, so they are put
 * near their place by their highest bits and then moved the rest of the way.
 */
static uint32_t
sort_runs(uint64_t *v, uint32_t n, uint64_t limit)
{
	uint32_t	start[BUCKETS + 1] = { 0 }, unique = 0, j;
	uint64_t	spread[RUNS];
	unsigned int	shift = 0;

	while (limit >> shift >= BUCKETS)
		shift++;
	for (uint32_t i = 0; i < n; i++)
		start[(v[i] >> shift) + 1]++;
	for (uint32_t i = 0; i < BUCKETS; i++)
		start[i + 1] += start[i];
	for (uint32_t i = 0; i < n; i++)
		spread[start[v[i] >> shift]++] = v[i];
	for (uint32_t i = 0; i < n; i++) {
		for (j = unique; j > 0 && v[j - 1] > spread[i]; j--)
			continue;
		if (j > 0 && v[j - 1] == spread[i])
			continue;
		memmove(v + j + 1, v + j, (unique - j) * sizeof(*v));
		v[j] = spread[i];
		unique++;
	}
	return (unique);
}

/* Only the smallest are needed, but a few more of short texts. */
static void
cut_runs(struct shingles *sh)
{
	sh->nruns = sort_runs(sh->runs, sh->nruns, sh->limit);
	if (sh->nruns <= RUNS / 2)
		return;
	sh->nruns = RUNS / 2;
	sh->limit = sh->runs[sh->nruns];
}

static void
add_run(struct shingles *sh, uint64_t run)
{
	size_t	at = sh->nwords - 2;

	if (at < HEAD_RUNS)
		sh->head[at] = run;
	if (run >= sh->limit)
		return;
	sh->runs[sh->nruns++] = run;
	if (sh->nruns == RUNS)
		cut_runs(sh);
}

void
shingles_add(struct shingles *sh, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		if (sh->nwords >= 2)
			add_run(sh, run_number(sh->before[0], sh->before[1],
			    w->v[i].hash));
		sh->before[0] = sh->before[1];
		sh->before[1] = w->v[i].hash;
		sh->nwords++;
	}
}

static void
keep_sample(struct shingles *sh, struct sample *s)
{
	size_t	nhead = sh->nwords - 2;

	if (nhead > HEAD_RUNS)
		nhead = HEAD_RUNS;
	s->v = arena_bytes(sh->arena, (sh->nruns + nhead) * sizeof(*s->v));
	if (s->v == NULL)
		return;
	memcpy(s->v, sh->runs, sh->nruns * sizeof(*s->v));
	memcpy(s->v + sh->nruns, sh->head, nhead * sizeof(*s->v));
	s->n = sh->nruns;
	s->nhead = (uint32_t)nhead;
	s->limit = sh->limit;
}

void
shingles_end(struct shingles *sh, int whole)
{
	if (sh->n < sh->size) {
		if (whole && sh->nwords >= SKETCH_WORDS)
			keep_sample(sh, &sh->samples[sh->n]);
		sh->n++;
	}
	sh->nruns = 0;
	sh->limit = UINT64_MAX;
	sh->nwords = 0;
}

/* Below this number at least COMMON stories know all their runs. */
static uint64_t
find_judged(const struct shingles *sh, size_t n)
{
	uint64_t	top[COMMON] = { 0 }, limit;
	size_t		j;

	for (size_t i = 0; i < n; i++) {
		limit = sh->samples[i].limit;
		for (j = COMMON; j > 0 && top[j - 1] < limit; j--)
			if (j < COMMON)
				top[j] = top[j - 1];
		if (j < COMMON)
			top[j] = limit;
	}
	return (top[COMMON - 1]);
}

/* Publishers can choose runs, but don't know where the tally lies in memory. */
static struct tally *
tally_slot(const struct shingles *sh, uint64_t run)
{
	size_t	i = (size_t)mix(run ^ (uintptr_t)sh->tally) & sh->mask;

	while (sh->tally[i].run != 0 && sh->tally[i].run != run)
		i = (i + 1) & sh->mask;
	return (&sh->tally[i]);
}

static void
tally_sample(struct shingles *sh, const struct sample *s, uint32_t number)
{
	struct tally	*t;

	for (uint32_t i = 0; i < s->n; i++) {
		if (s->v[i] >= sh->judged)
			continue;
		t = tally_slot(sh, s->v[i]);
		t->run = s->v[i];
		t->count += t->last != number;
		t->last = number;
	}
}

/* Of very many, only the smallest are counted: how many that may be. */
static size_t
judge_fewer(struct shingles *sh, size_t n)
{
	size_t	all = 0, judged = 0;

	for (size_t i = 0; i < n; i++)
		all += sh->samples[i].n;
	if (all > COMMON_RUNS && sh->judged / all > 0)
		sh->judged = sh->judged / all * COMMON_RUNS;
	for (size_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < sh->samples[i].n; j++)
			judged += sh->samples[i].v[j] < sh->judged;
	return (judged);
}

/* Once, before the first sketch: how many stories have each run. */
static void
count_runs(struct shingles *sh)
{
	size_t	n = sh->n < COMMON_STORIES ? sh->n : COMMON_STORIES;
	size_t	runs, size = 64;

	sh->counted = 1;
	sh->judged = find_judged(sh, n);
	runs = judge_fewer(sh, n);
	while (size < 2 * runs)
		size *= 2;
	if (sh->judged == 0 || (sh->tally = arena_array(sh->arena, size,
	    sizeof(*sh->tally))) == NULL)
		return;
	sh->mask = size - 1;
	for (size_t i = 0; i < n; i++)
		tally_sample(sh, &sh->samples[i], (uint32_t)i + 1);
}

static int
is_common(const struct shingles *sh, uint64_t run)
{
	return (sh->tally != NULL && run < sh->judged &&
	    tally_slot(sh, run)->count >= COMMON);
}

/*
 * Where there is a template, nothing is said of runs that too few others
 * know to judge by.
 */
static uint64_t
own_limit(const struct shingles *sh, const uint64_t *v, uint32_t n,
    uint64_t limit)
{
	uint32_t	judged = 0, common = 0;

	for (; judged < n && v[judged] < sh->judged; judged++)
		common += (uint32_t)is_common(sh, v[judged]);
	if (common * TEMPLATE > judged && sh->judged < limit)
		return (sh->judged);
	return (limit);
}

/* Leaves those below limit that aren't common; how many. */
static uint32_t
own_runs(const struct shingles *sh, uint64_t *v, uint32_t n, uint64_t limit)
{
	uint32_t	own = 0;

	for (uint32_t i = 0; i < n && v[i] < limit; i++)
		if (!is_common(sh, v[i]))
			v[own++] = v[i];
	return (own);
}

static void
put_runs(struct sketch *k, const uint64_t *v, uint32_t n, uint64_t limit)
{
	uint32_t	run;

	k->limit = limit == UINT64_MAX ? SKETCH_ALL :
	    (uint32_t)(limit >> SHIFT);
	for (uint32_t i = 0; i < n; i++) {
		run = (uint32_t)(v[i] >> SHIFT);
		if (run < k->limit && (k->nruns == 0 ||
		    k->runs[k->nruns - 1] != run))
			k->runs[k->nruns++] = run;
	}
}

static int
has_key(const struct sketch *k, uint64_t key)
{
	for (uint32_t i = 0; i < k->nkeys; i++)
		if (k->keys[i] == key)
			return (1);
	return (0);
}

/* Those that aren't there yet, until there are so many. */
static void
fill_keys(struct sketch *k, const uint64_t *v, uint32_t n, uint32_t nkeys)
{
	for (uint32_t i = 0; i < n && k->nkeys < nkeys; i++)
		if (!has_key(k, v[i]))
			k->keys[k->nkeys++] = v[i];
}

/*
 * Most cut texts keep the beginning, which two runs of it find whatever the
 * length; those of the whole find the others.
 */
static void
put_keys(struct sketch *k, const uint64_t *own, uint32_t n,
    const uint64_t *head, uint32_t nhead)
{
	fill_keys(k, head, nhead, HEAD_KEPT);
	fill_keys(k, own, n, SKETCH_KEPT);
	k->nkept = k->nkeys;
	fill_keys(k, own, n, SKETCH_KEYS - HEAD_KEYS);
	fill_keys(k, head, nhead, SKETCH_KEYS);
}

/* The runs of the story's own, the first of them its sketch. */
static int
sketch_sample(const struct shingles *sh, const struct sample *s,
    struct sketch *k)
{
	uint64_t	own[RUNS], head[HEAD_RUNS], limit;
	uint32_t	n, nhead;

	memcpy(own, s->v, s->n * sizeof(*own));
	memcpy(head, s->v + s->n, s->nhead * sizeof(*head));
	n = sort_runs(own, s->n, s->limit);
	nhead = sort_runs(head, s->nhead, UINT64_MAX);
	limit = own_limit(sh, own, n, s->limit);
	n = own_runs(sh, own, n, limit);
	nhead = own_runs(sh, head, nhead, UINT64_MAX);
	if (n < OWN_SAMPLE_MIN || n < (uint64_t)OWN_MIN * (limit >> 32) >> 32)
		return (0);
	put_keys(k, own, n, head, nhead);
	if (n > SKETCH_RUNS) {
		n = SKETCH_RUNS;
		limit = own[n];
	}
	put_runs(k, own, n, limit);
	return (1);
}

int
shingles_sketch(struct shingles *sh, size_t number, struct sketch *k)
{
	memset(k, 0, sizeof(*k));
	if (number >= sh->n || sh->samples[number].limit == 0)
		return (0);
	if (!sh->counted)
		count_runs(sh);
	return (sketch_sample(sh, &sh->samples[number], k));
}
