#ifndef TESTS_DICE_H
#define TESTS_DICE_H

/* Numbers by chance that are the same in every run (xorshift). */

#include <stdint.h>

static uint64_t	dice_seed = 20261126;

static inline uint32_t
below(uint32_t n)
{
	dice_seed ^= dice_seed << 13;
	dice_seed ^= dice_seed >> 7;
	dice_seed ^= dice_seed << 17;
	return ((uint32_t)(dice_seed >> 33) % n);
}

#endif
