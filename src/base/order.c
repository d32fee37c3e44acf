#include <stdint.h>
#include <string.h>

#include "base/order.h"

int
order_u32(const void *a, const void *b)
{
	const uint32_t	*x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

int
order_u64(const void *a, const void *b)
{
	const uint64_t	*x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

int
order_string(const void *a, const void *b)
{
	const char *const	*x = a, *const *y = b;

	return (strcmp(*x, *y));
}
