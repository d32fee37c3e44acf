#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/place.h"

/* As found on the wire: blanks and bytes that should have been encoded. */
#define LENIENT	(CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME)

static char *
part(CURLU *u, CURLUPart what, unsigned int flags)
{
	char	*s, *copy;

	switch (curl_url_get(u, what, &s, flags)) {
	case CURLUE_OK:
		copy = xstrdup(s);
		curl_free(s);
		return (copy);
	case CURLUE_OUT_OF_MEMORY:
		fatal("out of memory for a URL");
	default:
		return (NULL);
	}
}

static void
lower(char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
}

static int
fill(struct place *p, CURLU *u, char **cause)
{
	p->scheme = part(u, CURLUPART_SCHEME, 0);
	if (p->scheme == NULL || (strcmp(p->scheme, "http") != 0 &&
	    strcmp(p->scheme, "https") != 0))
		return (cause_set(cause, "%s: is not fetched, only http and "
		    "https", p->scheme != NULL ? p->scheme : "this"));
	p->user = part(u, CURLUPART_USER, CURLU_URLDECODE);
	p->password = part(u, CURLUPART_PASSWORD, CURLU_URLDECODE);
	curl_url_set(u, CURLUPART_USER, NULL, 0);
	curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
	p->host = part(u, CURLUPART_HOST, 0);
	p->port = part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	p->url = part(u, CURLUPART_URL, 0);
	if (p->host == NULL || p->port == NULL || p->url == NULL)
		return (cause_set(cause, "it names no host"));
	if (strlen(p->url) > PLACE_URL_MAX)
		return (cause_set(cause, "it has over %d bytes",
		    PLACE_URL_MAX));
	lower(p->host);
	return (0);
}

static CURLU *
new_url(void)
{
	CURLU	*u = curl_url();

	if (u == NULL)
		fatal("out of memory for a URL");
	return (u);
}

int
place_parse(struct place *p, const char *url, char **cause)
{
	CURLU		*u = new_url();
	CURLUcode	 error;
	int		 result = -1;

	memset(p, 0, sizeof(*p));
	if ((error = curl_url_set(u, CURLUPART_URL, url, LENIENT)) != 0)
		cause_set(cause, "%s", curl_url_strerror(error));
	else
		result = fill(p, u, cause);
	curl_url_cleanup(u);
	return (result);
}

int
place_follow(struct place *p, const struct place *from, const char *location,
    char **cause)
{
	CURLU		*u = new_url();
	CURLUcode	 error;
	int		 result = -1;

	memset(p, 0, sizeof(*p));
	if ((error = curl_url_set(u, CURLUPART_URL, from->url, 0)) != 0 ||
	    (error = curl_url_set(u, CURLUPART_URL, location, LENIENT)) != 0)
		cause_set(cause, "%s", curl_url_strerror(error));
	else
		result = fill(p, u, cause);
	curl_url_cleanup(u);
	free(p->user);
	free(p->password);
	p->user = p->password = NULL;
	return (result);
}

void
place_clear(struct place *p)
{
	free(p->url);
	free(p->scheme);
	free(p->host);
	free(p->port);
	free(p->user);
	free(p->password);
	memset(p, 0, sizeof(*p));
}

int
place_same_origin(const struct place *a, const struct place *b)
{
	return (strcmp(a->scheme, b->scheme) == 0 &&
	    strcmp(a->host, b->host) == 0 && strcmp(a->port, b->port) == 0);
}

int
place_is_downgrade(const struct place *from, const struct place *to)
{
	return (strcmp(from->scheme, "https") == 0 &&
	    strcmp(to->scheme, "http") == 0);
}
