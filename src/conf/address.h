#ifndef CONF_ADDRESS_H
#define CONF_ADDRESS_H

/* Whether what the user wrote can be a URL, host or address. */

#include <stddef.h>

enum address_use { ADDRESS_FEED, ADDRESS_PROXY, ADDRESS_SERVER };

/* NULL when it can; else what is wrong with it, the caller's to free. */
char	*conf_address_check(const char *, enum address_use);

/* Behind the scheme: what a feed is called.  Points into url. */
const char *conf_address_without_scheme(const char *url);

/* A domain in ASCII (RFC 1123), an addr-spec of a dot-atom (RFC 5322). */
int	 conf_address_is_host(const char *, size_t len);
int	 conf_address_is_mailbox(const char *);

#endif
