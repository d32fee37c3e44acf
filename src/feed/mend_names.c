#include <string.h>

#include "feed/mend_names.h"

#define PROBES_MAX	128

/* Eight bytes at a time, never 0. */
static uint32_t
name_hash(const char *s, size_t len)
{
	uint64_t	h = len, w;
	size_t		n;

	for (; len > 0; s += n, len -= n) {
		n = len < sizeof(w) ? len : sizeof(w);
		w = 0;
		memcpy(&w, s, n);
		h = (h ^ w) * 0x9e3779b97f4a7c15ULL;
		h ^= h >> 32;
	}
	return ((uint32_t)(h >> 32) | 1);
}

int
mend_names_allow(struct mend_names *names, const char *s, size_t len,
    size_t max)
{
	uint32_t	h = name_hash(s, len);
	size_t		probes = 0;
	size_t		i = (h >> 8) & (MEND_SLOTS - 1);

	for (; names->hash[i] != 0; i = (i + 1) & (MEND_SLOTS - 1)) {
		if (names->hash[i] == h)
			return (1);
		if (++probes == PROBES_MAX)
			return (0);	/* made to collide */
	}
	if (names->n >= max)
		return (0);
	names->hash[i] = h;
	names->n++;
	return (1);
}
