#ifndef BASE_KEYS_H
#define BASE_KEYS_H

/*
 * What a story is recognised by, and what the state remembers of one.  Made
 * in feed/identity.c, stored in parent/state.c, and travelling between them.
 */

#include <stdint.h>

#include "base/digest.h"
#include "base/pack.h"

/* Absent keys are none (all zero). */
struct keys {
	struct digest	guid;		/* strong: guid or atom:id, byte for byte */
	struct digest	link;		/* strong: the canonical link */
	struct digest	stamp;		/* weak: title and date */
	struct digest	text;		/* weak: fingerprint of title and body */
	int64_t		date;		/* published, Unix seconds; 0: unknown */
};

#define KNOWN_FILED	0x01	/* it has been on topic and was accepted */
#define KNOWN_AGAIN	0x02	/* a filing was lost: match it once more */

struct known {
	uint64_t	id;		/* the state's row */
	uint8_t		flags;
	struct keys	keys;
};

#define KNOWN_PACKED	(8 + 1 + 4 * 16 + 8)	/* bytes on the wire */

void	keys_put(struct buf *, const struct keys *);
void	keys_get(struct pack_reader *, struct keys *);
void	known_put(struct buf *, const struct known *);
void	known_get(struct pack_reader *, struct known *);

#endif
