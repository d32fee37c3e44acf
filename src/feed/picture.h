#ifndef FEED_PICTURE_H
#define FEED_PICTURE_H

/*
 * The images of stories in their mail.  What isn't kept where it is or only
 * linked becomes a part of the mail (RFC 2392, RFC 2387); somebody else has
 * to fetch it, so a document is worked on twice: first to learn which images
 * its mails want, then with those there are.
 */

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"

#define PICTURE_PARTS_MAX	32		/* of a mail */
#define PICTURE_MAIL_MAX	((size_t)6 << 20)	/* bytes of them */
/* Bytes in all mails of a document, as many stories may show the same. */
#define PICTURE_ALL_MAX		((size_t)128 << 20)

enum picture_mode { PICTURE_LINK, PICTURE_KEEP, PICTURE_EMBED };

struct picture_part {
	const char	*cid;		/* Content-ID without its brackets */
	const char	*type;		/* "image/png" */
	const void	*data;
	size_t		 len;
};

/* One that was fetched. */
struct picture {
	struct digest	 url;
	const void	*data;
	size_t		 len;
};

struct pictures;

/*
 * For one document; never NULL.  given, of n, is put in order by it, has to
 * outlive it and stays the caller's; NULL: none was asked for yet.
 */
struct pictures	*pictures_new(enum picture_mode, const char *domain,
		    struct picture *given, size_t n);
void		 pictures_free(struct pictures *);

/* Another mail begins; its parts live in the arena. */
void		 pictures_begin(struct pictures *, struct arena *);

/*
 * What an <img> of that URL gets for its src; NULL: it is to be linked.  A
 * function for html_options.
 */
const char	*pictures_src(void *, const char *url);

/* The parts of the mail; in the order of their first use. */
const struct picture_part *pictures_parts(const struct pictures *, size_t *n);

/* URLs that weren't given and are wanted: strings by pack_put_string. */
const struct buf *pictures_wanted(const struct pictures *);

/* The media type by the first bytes, of images that mail clients show. */
const char	*picture_type(const void *data, size_t len);

#endif
