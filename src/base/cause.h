#ifndef BASE_CAUSE_H
#define BASE_CAUSE_H

/*
 * Why something expected failed, in words for a user.  Functions that take a
 * char **cause set it on failure only, to a string the caller frees; callers
 * that don't want to know pass NULL.
 */

/* Sets *cause and returns -1, so that "return (cause_set(...))" reads well. */
int	cause_set(char **cause, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
