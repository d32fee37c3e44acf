#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/pack.h"
#include "base/xmalloc.h"
#include "feed/picture.h"

#define WANTED_MAX	256		/* of a document */
#define URL_MAX		4096		/* bytes of one that is fetched */
#define WANTED_BYTES	((size_t)WANTED_MAX * (URL_MAX + 8))	/* as packed */

struct pictures {
	enum picture_mode	 mode;
	const char		*domain;
	const struct picture	*given;		/* by the URL's digest */
	size_t			 ngiven;
	struct buf		 wanted;
	struct digest		 known[WANTED_MAX];	/* that are wanted */
	size_t			 nknown;
	struct arena		*arena;		/* of this mail */
	struct picture_part	 parts[PICTURE_PARTS_MAX];
	const struct picture	*of[PICTURE_PARTS_MAX];	/* each part */
	size_t			 nparts;
	size_t			 bytes;		/* of all of them */
	size_t			 all;		/* in all mails by now */
};

static int
given_compare(const void *a, const void *b)
{
	const struct picture	*x = a, *y = b;

	return (memcmp(x->url.b, y->url.b, sizeof(x->url.b)));
}

struct pictures *
pictures_new(enum picture_mode mode, const char *domain,
    struct picture *given, size_t n)
{
	struct pictures	*p = xcalloc(1, sizeof(*p));

	p->mode = mode;
	p->domain = domain;
	p->given = given;
	p->ngiven = n;
	if (n > 0)
		qsort(given, n, sizeof(*given), given_compare);
	buf_init(&p->wanted, WANTED_BYTES);
	return (p);
}

void
pictures_free(struct pictures *p)
{
	if (p == NULL)
		return;
	buf_clear(&p->wanted);
	free(p);
}

void
pictures_begin(struct pictures *p, struct arena *a)
{
	p->arena = a;
	p->nparts = 0;
	p->bytes = 0;
}

/* Each once; they are few, so that looking through them is cheap. */
static void
want(struct pictures *p, const struct digest *d, const char *url)
{
	if (p->nknown == WANTED_MAX || strlen(url) > URL_MAX)
		return;
	for (size_t i = 0; i < p->nknown; i++)
		if (digest_equal(&p->known[i], d))
			return;
	p->known[p->nknown++] = *d;
	pack_put_string(&p->wanted, url);
	assert(!p->wanted.failed);
}

static const char *
part_src(const struct pictures *p, size_t i)
{
	return (arena_printf(p->arena, "cid:%s", p->parts[i].cid));
}

/* NULL where the mail has no room for it, or it is no image. */
static const char *
add_part(struct pictures *p, const struct picture *g)
{
	struct picture_part	*part;
	const char		*type;
	char			 hex[33];

	for (size_t i = 0; i < p->nparts; i++)
		if (p->of[i] == g)
			return (part_src(p, i));
	if (p->nparts == PICTURE_PARTS_MAX ||
	    g->len > PICTURE_MAIL_MAX - p->bytes ||
	    g->len > PICTURE_ALL_MAX - p->all ||
	    (type = picture_type(g->data, g->len)) == NULL)
		return (NULL);
	digest_hex(&g->url, hex);
	part = &p->parts[p->nparts];
	*part = (struct picture_part){ .type = type, .data = g->data,
	    .len = g->len,
	    .cid = arena_printf(p->arena, "%s@%s", hex, p->domain) };
	if (part->cid == NULL)
		return (NULL);
	p->of[p->nparts] = g;
	p->bytes += g->len;
	p->all += g->len;
	return (part_src(p, p->nparts++));
}

const char *
pictures_src(void *arg, const char *url)
{
	struct pictures		*p = arg;
	struct picture		 key;
	const struct picture	*g;

	if (p->mode != PICTURE_EMBED)
		return (p->mode == PICTURE_KEEP ? url : NULL);
	digest_bytes(url, strlen(url), &key.url);
	if (p->given == NULL) {
		want(p, &key.url, url);
		return (NULL);
	}
	g = bsearch(&key, p->given, p->ngiven, sizeof(*p->given),
	    given_compare);
	return (g != NULL ? add_part(p, g) : NULL);
}

const struct picture_part *
pictures_parts(const struct pictures *p, size_t *n)
{
	*n = p->nparts;
	return (p->parts);
}

const struct buf *
pictures_wanted(const struct pictures *p)
{
	return (&p->wanted);
}

/* SVG isn't among them: it can hold scripts. */
const char *
picture_type(const void *data, size_t len)
{
	static const struct {
		const char	*magic;
		size_t		 len, at;
		const char	*also;		/* at 8 */
		const char	*type;
	} types[] = {
		{ "\x89PNG\r\n\x1a\n", 8, 0, NULL, "image/png" },
		{ "\xff\xd8\xff", 3, 0, NULL, "image/jpeg" },
		{ "GIF87a", 6, 0, NULL, "image/gif" },
		{ "GIF89a", 6, 0, NULL, "image/gif" },
		{ "RIFF", 4, 0, "WEBP", "image/webp" },
		{ "ftyp", 4, 4, "avif", "image/avif" },
	};
	const char	*p = data;

	for (size_t i = 0; len >= 12 && i < sizeof(types) / sizeof(types[0]);
	    i++)
		if (memcmp(p + types[i].at, types[i].magic,
		    types[i].len) == 0 && (types[i].also == NULL ||
		    memcmp(p + 8, types[i].also, 4) == 0))
			return (types[i].type);
	return (NULL);
}
