#ifndef BASE_ORDER_H
#define BASE_ORDER_H

/* What qsort and bsearch compare with: the lowest first. */

int	order_u32(const void *, const void *);		/* uint32_t */
int	order_u64(const void *, const void *);		/* uint64_t */
int	order_string(const void *, const void *);	/* char *, by its bytes */

#endif
