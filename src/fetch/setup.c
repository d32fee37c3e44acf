#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cause.h"
#include "base/log.h"
#include "base/xmalloc.h"
#include "fetch/setup.h"

#define SLOW_BYTES	16L		/* a second, over most of the time */

static const char accept_line[] = "Accept: application/atom+xml, "
    "application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, "
    "*/*;q=0.5";

static const char accept_image[] = "Accept: image/avif, image/webp, "
    "image/png, image/jpeg, image/gif, */*;q=0.1";

static struct curl_slist *
append(struct curl_slist *list, const char *line)
{
	if ((list = curl_slist_append(list, line)) == NULL)
		fatal("out of memory for a header");
	return (list);
}

/* value may be any bytes, but for those that would end the line. */
static struct curl_slist *
append_field(struct curl_slist *list, const char *name, const void *value,
    size_t len)
{
	const char	*v = value;
	char		*line;

	for (size_t i = 0; i < len; i++)
		if (v[i] == '\0' || v[i] == '\r' || v[i] == '\n')
			return (list);
	/* libcurl's way to write an empty one. */
	line = len == 0 ? xasprintf("%s;", name) :
	    xasprintf("%s: %.*s", name, (int)len, v);
	list = append(list, line);
	free(line);
	return (list);
}

struct curl_slist *
setup_headers(const struct transfer_order *o)
{
	const struct conf_headers	*own = &o->feed->headers;
	struct curl_slist		*list = NULL;
	int				 accepts = 0;

	for (size_t i = 0; o->secrets && i < own->n; i++) {
		list = append_field(list, own->v[i].name, own->v[i].value,
		    strlen(own->v[i].value));
		if (strcasecmp(own->v[i].name, "Accept") == 0)
			accepts = 1;
	}
	if (!accepts)
		list = append(list, o->image ? accept_image : accept_line);
	if (o->etag.len != 0)
		list = append_field(list, "If-None-Match", o->etag.p,
		    o->etag.len);
	if (o->last_modified.len != 0)
		list = append_field(list, "If-Modified-Since",
		    o->last_modified.p, o->last_modified.len);
	return (list);
}

/* Remembers the first that failed. */
#define SET(option, value) do {						\
	CURLcode set_result = curl_easy_setopt(easy, option, value);	\
	if (error == CURLE_OK)						\
		error = set_result;					\
} while (0)

static CURLcode
set_request(CURL *easy, const struct transfer_order *o)
{
	CURLcode	error = CURLE_OK;

	SET(CURLOPT_URL, o->place->url);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_USERAGENT, o->feed->user_agent);
	if (o->identity)
		SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
	else
		SET(CURLOPT_ACCEPT_ENCODING, "");
	SET(CURLOPT_PROXY, o->feed->proxy != NULL ? o->feed->proxy : "");
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (o->user != NULL) {
		SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		SET(CURLOPT_USERNAME, o->user);
		SET(CURLOPT_PASSWORD, o->password != NULL ? o->password : "");
	}
	/* One without HTTP/2 refuses, and needn't be told. */
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	    (long)CURL_HTTP_VERSION_2TLS);
	return (error);
}

/*
 * QUICK_EXIT: without it, libcurl waits in removing a transfer whose name is
 * still being looked up, and with it the whole loop.
 */
static CURLcode
set_limits(CURL *easy, const struct transfer_order *o)
{
	long		ms = (long)o->timeout, all = (long)o->feed->timeout;
	CURLcode	error = CURLE_OK;

	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_TIMEOUT_MS, ms > 0 ? ms : 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, all < SETUP_CONNECT_MAX ?
	    all : SETUP_CONNECT_MAX);
	if (all >= SETUP_CONNECT_MAX) {
		SET(CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
		SET(CURLOPT_LOW_SPEED_TIME, all / 1000 * 3 / 4);
	}
#if LIBCURL_VERSION_NUM >= 0x075700
	SET(CURLOPT_QUICK_EXIT, 1L);
#endif
	return (error);
}

static CURLcode
set_blob(CURL *easy, CURLoption option, const char *pem)
{
	struct curl_blob	blob = { .len = strlen(pem),
				    .flags = CURL_BLOB_COPY };

	memcpy(&blob.data, &pem, sizeof(blob.data));
	return (curl_easy_setopt(easy, option, &blob));
}

/*
 * The system's bundle is read once and kept by the multi handle (libcurl 7.87
 * and later), but not along with a directory of certificates, which Debian
 * would have searched, too.
 */
CURLcode
setup_tls(CURL *easy, const struct conf_tls *tls, int secrets)
{
	CURLcode	error = CURLE_OK;

	if (tls->ca != NULL)
		error = set_blob(easy, CURLOPT_CAINFO_BLOB, tls->ca);
	SET(CURLOPT_SSL_VERIFYPEER, tls->verify ? 1L : 0L);
	SET(CURLOPT_SSL_VERIFYHOST, tls->verify ? 2L : 0L);
	if (tls->ca != NULL ||
	    curl_version_info(CURLVERSION_NOW)->cainfo != NULL)
		SET(CURLOPT_CAPATH, NULL);
	if (!secrets || tls->cert == NULL)
		return (error);
	SET(CURLOPT_SSLCERTTYPE, "PEM");
	SET(CURLOPT_SSLKEYTYPE, "PEM");
	if (error == CURLE_OK)
		error = set_blob(easy, CURLOPT_SSLCERT_BLOB, tls->cert);
	if (error == CURLE_OK)
		error = set_blob(easy, CURLOPT_SSLKEY_BLOB,
		    tls->key != NULL ? tls->key : tls->cert);
	return (error);
}

int
setup_options(CURL *easy, const struct transfer_order *o, char **cause)
{
	CURLcode	error;

	if ((error = set_request(easy, o)) != CURLE_OK ||
	    (error = set_limits(easy, o)) != CURLE_OK ||
	    (error = setup_tls(easy, &o->feed->tls, o->secrets)) !=
	    CURLE_OK)
		return (cause_set(cause, "libcurl can't do this: %s",
		    curl_easy_strerror(error)));
	return (0);
}
