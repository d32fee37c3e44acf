#ifndef PARENT_STATE_ASIDE_H
#define PARENT_STATE_ASIDE_H

/*
 * A state that was found damaged is set aside, for another to be begun.
 * Functions return 0, or -1 with a cause.
 */

#include "parent/state.h"

/* Where state_open has put a damaged file, or NULL. */
const char *state_aside(const struct state *);
/*
 * Damage may only be met later; callback is told at the first, from inside
 * of whatever met it.  Such a state is to be set aside: *aside is where it is
 * then, the caller's to free, and only state_close may follow.
 */
void	 state_watch(struct state *, void (*callback)(void *), void *arg);
int	 state_is_damaged(const struct state *);
int	 state_set_aside(struct state *, char **aside, char **cause);

/*
 * The damaged file that this state has taken the place of, if nobody was told
 * of it yet: its path, the caller's to free, or NULL.
 */
int	 state_aside_untold(struct state *, char **path, char **cause);
/* Since when it is there; 0: its name doesn't say so. */
int64_t	 state_aside_time(const char *path);
int	 state_aside_tell(struct state *, const char *path, char **cause);

#endif
