#ifndef PARENT_PARCEL_H
#define PARENT_PARCEL_H

/* What goes to a worker with a document, in memfds. */

#include "ipc/wire.h"

struct source;

/*
 * The descriptors of WIRE_PARSE in their order, to be sent and closed; how
 * many, or -1 with a cause.  The source's body is the first and no longer
 * its own, but where its mails may want images that aren't there yet it
 * becomes the source's again; its result is new.
 */
int	 parcel_pack(struct source *, int fds[WIRE_FDS], char **cause);

#endif
