#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "parent/notify.h"

/* A leading @ stands for the abstract name space's NUL. */
static socklen_t
notify_address(struct sockaddr_un *sun)
{
	const char	*path = getenv("NOTIFY_SOCKET");
	size_t		 len;

	if (path == NULL || (path[0] != '/' && path[0] != '@'))
		return (0);
	len = strlen(path);
	if (len < 2 || len >= sizeof(sun->sun_path))
		return (0);
	memset(sun, 0, sizeof(*sun));
	sun->sun_family = AF_UNIX;
	memcpy(sun->sun_path, path, len);
	if (path[0] == '@')
		sun->sun_path[0] = '\0';
	return ((socklen_t)(offsetof(struct sockaddr_un, sun_path) + len +
	    (path[0] == '/')));
}

void
notify_send(const char *fmt, ...)
{
	struct sockaddr_un	sun;
	socklen_t		len = notify_address(&sun);
	va_list			ap;
	char			msg[512];
	int			fd, n;

	if (len == 0)
		return;
	va_start(ap, fmt);
	n = vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(msg))
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return;
	(void)sendto(fd, msg, (size_t)n, MSG_NOSIGNAL, (struct sockaddr *)&sun,
	    len);
	close(fd);
}

void
notify_ready(void)
{
	notify_send("READY=1\nMAINPID=%jd", (intmax_t)getpid());
}

void
notify_reloading(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	notify_send("RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	    (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000);
}

void
notify_stopping(void)
{
	notify_send("STOPPING=1");
}

uint64_t
notify_watchdog(void)
{
	const char	*usec = getenv("WATCHDOG_USEC");
	const char	*pid = getenv("WATCHDOG_PID");
	char		*end;
	uint64_t	 v;

	if (usec == NULL || (pid != NULL &&
	    strtoumax(pid, NULL, 10) != (uintmax_t)getpid()))
		return (0);
	errno = 0;
	v = strtoumax(usec, &end, 10);
	return (errno != 0 || *end != '\0' ? 0 : v);
}
