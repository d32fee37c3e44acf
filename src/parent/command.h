#ifndef PARENT_COMMAND_H
#define PARENT_COMMAND_H

/*
 * Programs that get a story on their standard input: started without a shell
 * as the leader of a session of their own, with a clean environment, and
 * ended with all they have started when they end or their time is over.
 */

#include <stdint.h>

struct command;
struct commands;
struct event_base;

struct command_end {
	int		 status;	/* waitpid's */
	int		 late;		/* killed at the end of its time */
	const char	*said;		/* first line of its standard error */
};

/* It has ended; from the loop, the command is gone after the call. */
typedef void command_ended(const struct command_end *, void *arg);

struct commands	*commands_new(struct event_base *);
/* Kills what runs, without a word.  NULL is fine. */
void		 commands_free(struct commands *);

/*
 * Starts one with input, a sealed memfd that stays the caller's.  What
 * can't be run exits with 127.  milliseconds is its time.  -1 with a cause
 * when no process can be made.
 */
int		 command_start(struct commands *, char **argv, int input,
		    int64_t milliseconds, command_ended *, void *arg,
		    char **cause);

#endif
