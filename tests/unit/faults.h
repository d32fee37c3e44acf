#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

/*
 * Stands between the program, SQLite included, and the calls that change
 * files: fails the ones a test names, writes down all of them, or kills the
 * process at one of them.  Only files below the root count.
 */

#include "base/buf.h"

enum fault_call { FAULT_OPEN, FAULT_WRITE, FAULT_FSYNC, FAULT_TRUNCATE,
	FAULT_LINK, FAULT_RENAME, FAULT_UNLINK, FAULT_MKDIR, FAULT_CALLS };

/* Forgets everything said before. */
void	faults_start(const char *root);

/*
 * Calls on paths with part in them fail with error: the first skip pass, then
 * times fail, then all pass again.
 */
void	faults_fail(enum fault_call, const char *part, int skip, int times,
	    int error);

/* Every write takes at most this many bytes; 0: no limit. */
void	faults_short(size_t);

/*
 * SIGKILL instead of the nth call from now (from 1); torn: a write does half
 * of its work first.
 */
void	faults_kill(long nth, int torn);

/* A line "call path" for each call from now on, paths below the root. */
void	faults_trace(struct buf *);

#endif
