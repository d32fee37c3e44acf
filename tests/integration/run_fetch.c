#include "base/log.h"
#include "fetch/fetch.h"

/* The fetch role by itself, with its wire on descriptor 3. */
int
main(void)
{
	log_open("fetch", LOG_DEBUG);
	return (fetch_main(3));
}
