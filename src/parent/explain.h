#ifndef PARENT_EXPLAIN_H
#define PARENT_EXPLAIN_H

#include "parent/control.h"

/*
 * What is remembered of the stories with a link, or with a Message-ID:
 * newsievectl(1), PROTOCOL, describes the reply.  arg is the daemon.
 */
control_handler	explain_get;

#endif
