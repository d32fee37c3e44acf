#ifndef BASE_KEYS_H
#define BASE_KEYS_H

/*
 * What a story is recognised by, and what the state remembers of one.  Made
 * in feed/identity.c, stored in parent/state.c, and travelling between them.
 */

#include "base/digest.h"
#include "base/pack.h"

/* Absent keys are none (all zero). */
struct keys {
	struct digest	guid;		/* strong: guid or atom:id, byte for byte */
	struct digest	link;		/* strong: the canonical link */
	struct digest	path;		/* weak: the link without its host */
	struct digest	title;		/* weak: the title's words */
	struct digest	text;		/* weak: the body's words */
	int64_t		date;		/* published, Unix seconds; 0: unknown */
};

#define KNOWN_FILED	0x01	/* it has been on topic and was accepted */
#define KNOWN_AGAIN	0x02	/* a filing was lost: match it once more */
#define KNOWN_LET_GO	0x04	/* filed nowhere, by catchup */
#define KNOWN_COPY	0x08	/* filed nowhere, as a copy that is dropped */

struct known {
	uint64_t	id;		/* the state's row */
	uint8_t		flags;
	struct keys	keys;
	struct digest	old_guid;	/* the ones before, if they changed */
	struct digest	old_link;
};

#define KNOWN_PACKED	(8 + 1 + 7 * 16 + 8)	/* bytes on the wire */

/* What a feed's guids have turned out to be. */
enum guid_state {
	GUID_UNTESTED,
	GUID_STABLE,
	GUID_REPEATED,		/* one stood for several stories of a document */
	GUID_CHANGING,		/* most were new, for stories known otherwise */
	GUID_REUSED,		/* most stood for stories that had others before */
	GUID_STATES
};

#define GUID_RUNS	3	/* good documents in a row make them stable */

struct guid_quality {
	uint8_t		state;		/* enum guid_state */
	uint8_t		runs;		/* of good documents, less than that */
};

/* Whether guids aren't good enough to tell stories by them alone. */
int	guid_is_weak(const struct guid_quality *);
int	guid_quality_is_valid(const struct guid_quality *);

/* "untested", "stable", "repeated", "changing", "reused" */
const char *guid_state_name(uint8_t);
void	guid_quality_put(struct buf *, const struct guid_quality *);
void	guid_quality_get(struct pack_reader *, struct guid_quality *);

/*
 * What readers were told of a filed story, to know what an edit has changed.
 * Strings and bytes of one that was read point into what it was read from.
 */
struct known_told {
	uint64_t	 id;
	const char	*message_id;	/* of its mail */
	const char	*last;		/* of the last edit told, or NULL */
	struct digest	 looked;	/* words compared before, by keys_words */
	const void	*seen;		/* such digests of all that was told */
	size_t		 seen_len;	/* bytes */
	const void	*texts;		/* as feed/archive.h writes them */
	size_t		 len;
	uint8_t		 archived;	/* nothing is told yet, these are the
					   archive's, looked is the state's */
	uint8_t		 hidden;	/* no mail of it is in any target: held
					   back, still waiting, or left out */
};

#define KNOWN_SEEN_MAX	32		/* digests of one story */
#define KNOWN_TOLD_ROOM	4096		/* bytes beside texts and seen */

/* The words of title and body in one digest. */
void	keys_words(const struct keys *, struct digest *);
void	known_told_put(struct buf *, const struct known_told *);
/* -1 at the end, or for what is none. */
int	known_told_get(struct pack_reader *, struct known_told *);
int	known_told_has_seen(const struct known_told *, const struct digest *);

void	keys_put(struct buf *, const struct keys *);
void	keys_get(struct pack_reader *, struct keys *);
/* Whether now has words, in title or body, that before hasn't. */
int	keys_new_words(const struct keys *before, const struct keys *now);
void	known_put(struct buf *, const struct known *);
void	known_get(struct pack_reader *, struct known *);

#endif
