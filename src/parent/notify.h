#ifndef PARENT_NOTIFY_H
#define PARENT_NOTIFY_H

/*
 * The service manager's notification socket, sd_notify(3), by hand: one
 * datagram of VARIABLE=value lines to $NOTIFY_SOCKET.  Silent without it.
 */

#include <stdint.h>

void	notify_send(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));

void	notify_ready(void);
void	notify_reloading(void);			/* with MONOTONIC_USEC */
void	notify_stopping(void);

/* Microseconds within which WATCHDOG=1 is wanted, 0: not at all. */
uint64_t notify_watchdog(void);

#endif
