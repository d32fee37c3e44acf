#include <sys/prctl.h>
#include <sys/resource.h>

#include <errno.h>
#include <string.h>

#include "config.h"

#include "base/log.h"
#include "ipc/sandbox.h"

static void
check(int rc, const char *what)
{
	if (rc == -1)
		fatal("%s: %s", what, strerror(errno));
}

void
sandbox_enter(uint64_t memory, unsigned int cpu)
{
	struct rlimit	none = { 0 }, space, seconds;

	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
	check(setrlimit(RLIMIT_CORE, &none), "RLIMIT_CORE");
	if (!SANDBOX_LIMITS)
		return;
	space.rlim_cur = space.rlim_max = memory;
	if (memory != 0)
		check(setrlimit(RLIMIT_AS, &space), "RLIMIT_AS");
	/* SIGXCPU at the soft limit ends the process by its default. */
	seconds.rlim_cur = cpu;
	seconds.rlim_max = (rlim_t)cpu + 1;
	if (cpu != 0)
		check(setrlimit(RLIMIT_CPU, &seconds), "RLIMIT_CPU");
}
