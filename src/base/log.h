#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * One line per event, to standard error or, where that is the journal, by
 * journald's native protocol with the fields MESSAGE, PRIORITY,
 * SYSLOG_IDENTIFIER and NEWSIEVE_FEED.  Only roles and programs log;
 * libraries return a cause instead.
 */

#include <syslog.h>

/*
 * role is a constant string ("newsieved", "fetch", "parse") put before each
 * line.  Messages of a priority above max (LOG_INFO, LOG_DEBUG ...) are
 * dropped.  Before log_open everything up to LOG_INFO goes to stderr.
 */
void	 log_open(const char *role, int max);

/* While on, a progress line stands on the terminal: log lines clear it. */
void	 log_over_progress(int on);

/*
 * Blanks what could forge a line or move a terminal's cursor (C0, C1 and
 * DEL), as is done to every line that is logged.
 */
void	 log_clean(char *);

void	 log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	 log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	 log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	 log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same about one feed, whose name leads the line and fills its field. */
void	 log_feed(int priority, const char *feed, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* The environment is broken for this role: log and exit 1. */
void	 fatal(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2), noreturn));

#endif
