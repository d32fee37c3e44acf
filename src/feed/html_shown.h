#ifndef FEED_HTML_SHOWN_H
#define FEED_HTML_SHOWN_H

/* Small things that plain text shows in its own way. */

#include "base/buf.h"

/* Whether a link's text is its URL, so that no note need tell it. */
int	 html_shown_is_url(const char *shown, const char *url);
/* Whether it is the number of a footnote, such as [1]. */
int	 html_shown_is_footnote(const char *shown, int raised);
/* 10<sup>9</sup> must not become 109: signs of Unicode, else "^(a+b)". */
void	 html_shown_raise(const char *text, struct buf *out);

#endif
