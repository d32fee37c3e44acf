#ifndef PARENT_STATUS_H
#define PARENT_STATUS_H

/* The daemon as the control socket shows it: routes for control_open. */

#include "parent/control.h"

extern const struct control_route status_routes[];

#endif
