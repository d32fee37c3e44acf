#include "feed/mend_names.h"

/* FNV-1a, never 0 */
static uint64_t
name_hash(const char *s, size_t len)
{
	uint64_t	h = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3;
	return (h | 1);
}

int
mend_names_allow(struct mend_names *names, const char *s, size_t len,
    size_t max)
{
	uint64_t	h = name_hash(s, len);
	size_t		i = (h >> 20) & (MEND_SLOTS - 1);

	for (; names->hash[i] != 0; i = (i + 1) & (MEND_SLOTS - 1))
		if (names->hash[i] == h)
			return (1);
	if (names->n >= max)
		return (0);
	names->hash[i] = h;
	names->n++;
	return (1);
}
