#ifndef IPC_SANDBOX_H
#define IPC_SANDBOX_H

/*
 * What a child may not do, from the moment it has its configuration: no new
 * privileges, no core dump, and its share of memory and CPU.  Built with
 * --with-sandbox=none only the first holds (sanitizers reserve terabytes of
 * address space).
 */

#include <stdint.h>

/*
 * memory: bytes of address space; cpu: seconds in all; 0: not limited.
 * Ends the process when the system refuses.
 */
void	sandbox_enter(uint64_t memory, unsigned int cpu);

#endif
