#ifndef PARENT_COMPILER_H
#define PARENT_COMPILER_H

/*
 * The topics' image: compiled by a child of its own beside the one in force,
 * sealed in a memfd, and handed to every worker.
 */

#include "conf/conf.h"

struct compiler;
struct daemon;

/*
 * done is told of every compilation's end: why is NULL for an image that can
 * be taken.  For any other it is tried again until compiler_cancel.
 */
struct compiler	*compiler_new(struct daemon *,
		    void (*done)(struct daemon *, const char *why));
void		 compiler_free(struct compiler *);	/* NULL is fine */

/*
 * Begins with a configuration's topics; what was under way is given up.  done
 * comes from the loop, or at once where they are those in force.
 */
void		 compiler_start(struct compiler *, const struct conf *);
void		 compiler_cancel(struct compiler *);

/* The image that is done is the one in force from now on. */
void		 compiler_take(struct compiler *);

int		 compiler_has_image(const struct compiler *);
/* Another descriptor of the image in force; -1 with errno. */
int		 compiler_image(const struct compiler *);

#endif
