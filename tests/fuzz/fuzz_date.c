#include <assert.h>
#include <string.h>

#include "base/date.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define SIZE_MAX_READ	256

/* Capitals and spaces around it change nothing. */
static void
check_disguise(const char *data, size_t size, int64_t t)
{
	char	text[SIZE_MAX_READ + 2] = " ";
	int64_t	again;

	for (size_t i = 0; i < size; i++) {
		text[i + 1] = data[i];
		if (data[i] >= 'a' && data[i] <= 'z')
			text[i + 1] = (char)(data[i] - 0x20);
	}
	text[size + 1] = '\n';
	assert(date_parse(text, size + 2, &again) == 0);
	assert(again == t);
}

/* Any bytes; what was read as a date reads the same when written. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	rfc3339[DATE_RFC3339_SIZE], rfc5322[DATE_RFC5322_SIZE];
	int64_t	t, again;

	if (date_parse((const char *)data, size, &t) == -1)
		return (0);
	if (size <= SIZE_MAX_READ)
		check_disguise((const char *)data, size, t);
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
