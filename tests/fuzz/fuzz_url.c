#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "feed/url.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A base and a reference, one a line; results are stable and clean. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	*a = arena_new(4 * 1024 * 1024);
	char		*base = arena_strndup(a, (const char *)data, size);
	char		*ref = strchr(base, '\n');
	const char	*url, *canonical, *again;

	if (ref != NULL)
		*ref++ = '\0';
	else {
		ref = base;
		base = NULL;
	}
	if ((url = url_resolve(a, base, ref)) != NULL) {
		for (const char *p = url; *p != '\0'; p++)
			assert(*p > ' ' && *p < 0x7f && *p != '"' &&
			    *p != '<' && *p != '>');
		(void)url_is_safe(url);
		canonical = url_canonical(a, url);
		if (canonical != NULL) {
			assert(strncmp(canonical, "http://", 7) == 0);
			again = url_canonical(a, canonical);
			assert(again != NULL && strcmp(again, canonical) == 0);
			url_forms(a, url, &canonical);
			url_forms(a, canonical, &again);
			assert(strcmp(again, canonical) == 0);
		}
	}
	arena_free(a);
	return (0);
}
