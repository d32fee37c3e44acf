#ifndef FEED_TEXT_H
#define FEED_TEXT_H

/*
 * Text that grows in an arena, up to a maximum past which the rest is left
 * out.  data is NULL or NUL-terminated; a failed arena makes puts no-ops.
 */

#include <stddef.h>

#include "base/arena.h"

struct text {
	struct arena	*arena;
	char		*data;
	size_t		 len;
	size_t		 size;
	size_t		 max;
	int		 full;		/* something was left out */
};

void	 text_init(struct text *, struct arena *, size_t max);
void	 text_reset(struct text *);	/* keeps the memory */
void	 text_put(struct text *, const char *, size_t);
void	 text_puts(struct text *, const char *);
/* With & < > " written as HTML has them. */
void	 text_put_escaped(struct text *, const char *, size_t);

/* A copy with blanks at its ends off; NULL for nothing but blanks. */
const char *text_trim(struct arena *, const char *);
/* The same with every run of blanks made one. */
const char *text_squeeze(struct arena *, const char *);
/* Escaped as above. */
const char *text_escape(struct arena *, const char *);
/*
 * The text of markup, without the controls its references may make; the very
 * string where there is none.  NULL when the arena failed.
 */
const char *text_of_html(struct arena *, const char *);
/* With every reference to & as that, however often it was escaped: &amp;amp; */
const char *text_unescape_amp(struct arena *, const char *, size_t len);
/* What it says in base64 (RFC 4648), as text; NULL for what is none. */
const char *text_of_base64(struct arena *, const char *);
/* Whether it reads as HTML rather than as plain text. */
int	 text_is_markup(const char *);

#endif
