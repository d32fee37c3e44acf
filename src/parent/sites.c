#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xmalloc.h"
#include "parent/sites.h"
#include "parent/source.h"

#define HOSTS_MIN	3	/* fewer tell nothing of the uplink */
#define HOUR		3600	/* seconds */

/* A host within a URL. */
struct name {
	const char	*p;
	size_t		 len;		/* 0: a file */
	uint32_t	 index;		/* of the source */
};

/* The configuration has checked that it is a URL, and that of no user. */
static void
find_host(const char *url, struct name *n)
{
	const char	*p = strstr(url, "://");

	n->p = url;
	n->len = 0;
	if (p == NULL || strncasecmp(url, "http", 4) != 0)
		return;
	n->p = p += 3;
	n->len = *p == '[' ? strcspn(p, "]") + 1 : strcspn(p, ":/?#");
}

static int
compare_hosts(const struct name *a, const struct name *b)
{
	size_t	len = a->len < b->len ? a->len : b->len;
	int	cmp = strncasecmp(a->p, b->p, len);

	return (cmp != 0 ? cmp : (a->len > b->len) - (a->len < b->len));
}

static int
by_host(const void *a, const void *b)
{
	const struct name	*x = a, *y = b;
	int			 cmp = compare_hosts(x, y);

	return (cmp != 0 ? cmp : (x->index > y->index) - (x->index < y->index));
}

static void
add_source(struct site *site, struct source *s)
{
	const struct state_feed	*f = &s->saved;

	site->sources[site->n++] = s->index;
	s->site = site;
	if (f->last_poll < site->last)
		return;
	site->last = f->last_poll;
	site->silent = f->failures != 0 && f->last_status == 0;
}

struct sites *
sites_new(struct source *sources, size_t n)
{
	struct sites	*t = xcalloc(1, sizeof(*t));
	struct name	*names = xcalloc(n + 1, sizeof(*names));

	t->v = xcalloc(n + 1, sizeof(*t->v));
	t->sources = xcalloc(n + 1, sizeof(*t->sources));
	for (size_t i = 0; i < n; i++) {
		find_host(sources[i].conf->url, &names[i]);
		names[i].index = (uint32_t)i;
	}
	if (n != 0)
		qsort(names, n, sizeof(*names), by_host);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_hosts(&names[i], &names[i - 1]) != 0) {
			t->v[t->n].host = names[i].len == 0 ? NULL :
			    xstrndup(names[i].p, names[i].len);
			t->v[t->n++].sources = t->sources + i;
		}
		add_source(&t->v[t->n - 1], &sources[names[i].index]);
	}
	free(names);
	return (t);
}

void
sites_free(struct sites *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free((char *)(uintptr_t)t->v[i].host);
	free(t->v);
	free(t->sources);
	free(t);
}

void
sites_polled(struct sites *t, const struct source *s, int64_t now, int answered)
{
	if (answered != !s->site->silent)
		t->judged = 0;
	s->site->last = now;
	s->site->silent = !answered;
}

static int
judge(const struct sites *t)
{
	int64_t	answer = 0;
	size_t	n = 0, silent = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].host != NULL && !t->v[i].silent &&
		    t->v[i].last > answer)
			answer = t->v[i].last;
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].host != NULL && t->v[i].last != 0 &&
		    t->v[i].last >= answer - HOUR) {
			n++;
			silent += t->v[i].silent != 0;
		}
	return (n >= HOSTS_MIN && silent * 10 >= n * 9);
}

/* Anew in each second, and when a host fell silent or spoke again. */
int
sites_uplink_is_suspected(struct sites *t, int64_t now)
{
	if (t->judged != now) {
		t->judged = now;
		t->suspected = judge(t);
	}
	return (t->suspected);
}
