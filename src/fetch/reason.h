#ifndef FETCH_REASON_H
#define FETCH_REASON_H

/* Why a fetch didn't work, in words a user understands. */

#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

struct reason {
	CURLcode	 code;
	const char	*detail;	/* libcurl's error buffer */
	const char	*host, *port;
	int		 os_errno;	/* of a connect that failed */
	int64_t		 timeout;	/* milliseconds */
	int		 connected;
	uint64_t	 received;	/* bytes of the body */
};

/* The caller's to free. */
char	*reason_failure(const struct reason *);

/*
 * "HTTP 404 Not Found".  body is the beginning of it, wall what the header
 * gave away (or NULL): a 403 may be a bot wall.  The caller's to free.
 */
char	*reason_status(unsigned int status, const char *wall,
	    const char *body);

/* "16M", "64k", "100 bytes" and "30 s", "500 ms". */
#define REASON_SIZE	32
void	 reason_size(uint64_t, char [REASON_SIZE]);
void	 reason_time(int64_t milliseconds, char [REASON_SIZE]);

#endif
