#ifndef CONF_SERVER_H
#define CONF_SERVER_H

/*
 * A server that mail is sent to, in the one form that targets and accounts
 * are compared by: SCHEME://[USER@]HOST[:PORT], small letters but for the
 * user, the port only where it isn't the scheme's own.
 */

#include "conf/conf.h"

/*
 * Of a URL that conf_address_check takes, the caller's to free; *place is
 * what stands behind the host and its slash, "" for nothing.
 */
char	*conf_server(const char *url, const char **place);

/* Whether a target's path has more than the server. */
int	 conf_server_has_place(const char *path);

/*
 * The account of a target's path, its index, or -1; *place is what stands
 * behind the server.
 */
int	 conf_account_find(const struct conf *, const char *path,
	    const char **place);

#endif
