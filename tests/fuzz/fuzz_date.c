#include <assert.h>
#include <string.h>

#include "base/date.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Any bytes; what was read as a date reads the same when written. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	rfc3339[DATE_RFC3339_SIZE], rfc5322[DATE_RFC5322_SIZE];
	int64_t	t, again;

	if (date_parse((const char *)data, size, &t) == -1)
		return (0);
	date_rfc3339(t, rfc3339);
	date_rfc5322(t, rfc5322);
	assert(date_hour(t) >= 0 && date_hour(t) < 24);
	assert(date_weekday(t) >= 0 && date_weekday(t) < 7);
	if (t < -62104060800 || t > 253402300799)	/* beyond 2..9999 */
		return (0);
	assert(date_parse(rfc3339, strlen(rfc3339), &again) == 0);
	assert(again == t);
	assert(date_parse(rfc5322, strlen(rfc5322), &again) == 0);
	assert(again == t);
	return (0);
}
