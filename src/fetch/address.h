#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

/*
 * Which addresses a feed may be fetched from, so that nobody uses us to reach
 * what only we can reach (server-side request forgery).
 */

#include <sys/socket.h>

#include "conf/conf.h"

#define ADDRESS_SIZE	64		/* of a text form */

/*
 * What keeps an address off the public internet, in a word or two ("loopback",
 * "private network"), or NULL where nothing does.  IPv4 inside of IPv6
 * (mapped, NAT64, 6to4) is judged as the IPv4 it leads to.
 */
const char	*address_kind(const struct sockaddr *);

/* 1 when it is public, or allow_private covers it. */
int		 address_allowed(const struct sockaddr *,
		    const struct conf_private *);

/*
 * From the text of an IPv4 or IPv6 address, which may stand in brackets and
 * name a zone; 0, or -1 for anything else.
 */
int		 address_parse(const char *, struct sockaddr_storage *);

/* The text form, "?" for no internet address. */
void		 address_text(const struct sockaddr *, char [ADDRESS_SIZE]);

#endif
