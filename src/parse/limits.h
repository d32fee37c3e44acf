#ifndef PARSE_LIMITS_H
#define PARSE_LIMITS_H

/*
 * The configuration's limits as the reader of documents takes them: neither
 * room includes the other, and this is where they are held together.
 */

#include "conf/limits.h"
#include "feed/limits.h"

void	limits_of_conf(const struct conf_limits *, struct feed_limits *);

#endif
