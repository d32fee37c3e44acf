#ifndef FEED_URL_H
#define FEED_URL_H

#include "base/arena.h"

/*
 * RFC 3986 section 5: ref against base, dot segments removed, white space
 * trimmed, illegal characters percent-encoded as UTF-8.  With base NULL only
 * an absolute ref resolves.  NULL for what is no URL at all, and for a base of
 * more than 8 kB.
 */
const char *url_resolve(struct arena *, const char *base, const char *ref);

/*
 * Two forms of a link, never delivered.  The normal form is one for all ways
 * to write it, RFC 3986 section 6: scheme and host lowered, http for https,
 * "www.", default port, dot segments, empty parameters, needless
 * percent-encoding, session ids of servlets and slashes at the end of the path
 * off.  The canonical form, in which links are compared, also lacks tracking
 * parameters and the fragment (but for "#!..."), and is that of the link
 * inside where it is a redirector's (Google Alerts, ...).  Only http(s); NULL
 * for anything else.
 */
const char *url_canonical(struct arena *, const char *url);
/* The canonical form, and the normal one in *normal where that isn't NULL. */
const char *url_forms(struct arena *, const char *url, const char **normal);

/*
 * The link as published, but unwrapped where it is a redirector's, and without
 * tracking parameters; the very string where there is nothing of that.
 */
const char *url_clean(struct arena *, const char *url);

/* Whether two absolute URLs name the same host, "www." or not. */
int	 url_same_host(const char *, const char *);

/* Whether it begins with http:// or https://, in any case. */
int	 url_is_web(const char *);

/* Whether a link may stand in a mail: http, https, mailto, ftp and the like. */
int	 url_is_safe(const char *url);

#endif
