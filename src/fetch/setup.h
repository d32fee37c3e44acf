#ifndef FETCH_SETUP_H
#define FETCH_SETUP_H

/* What we tell libcurl about a request: manners, secrets, TLS and limits. */

#include "fetch/transfer.h"

#define SETUP_CONNECT_MAX	20000L	/* milliseconds for a connection */

/* The request's own header lines, the caller's to free. */
struct curl_slist	*setup_headers(const struct transfer_order *);

/* Options of a handle that was reset; 0, or -1 with a cause. */
int			 setup_options(CURL *, const struct transfer_order *,
			    char **cause);

/* Authorities, and with secrets the client's certificate, of such a handle. */
CURLcode		 setup_tls(CURL *, const struct conf_tls *,
			    int secrets);

#endif
