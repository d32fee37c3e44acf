#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"

#define JOURNAL_SOCKET	"/run/systemd/journal/socket"
#define LINE_MAX_BYTES	2048
#define FEED_MAX_BYTES	256	/* as names have, but for those that are URLs */

static const char	*log_role = "newsieve";
static int		 log_max = LOG_INFO;
static int		 log_journal = -1;
static int		 log_progress;

/* $JOURNAL_STREAM is device:inode of the journal's end of our stderr. */
static int
stderr_is_journal(void)
{
	const char	*s = getenv("JOURNAL_STREAM");
	struct stat	 st;
	char		 want[64];

	if (s == NULL || fstat(STDERR_FILENO, &st) == -1)
		return (0);
	snprintf(want, sizeof(want), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return (strcmp(s, want) == 0);
}

static int
journal_connect(void)
{
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	int			fd;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return (-1);
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", JOURNAL_SOCKET);
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		close(fd);
		return (-1);
	}
	return (fd);
}

void
log_open(const char *role, int max)
{
	log_role = role;
	log_max = max;
	if (log_journal == -1 && stderr_is_journal())
		log_journal = journal_connect();
}

void
log_over_progress(int on)
{
	if (log_progress && !on)
		fputs("\r\033[K", stderr);
	log_progress = on;
}

void
log_clean(char *s)
{
	unsigned char	*p = (unsigned char *)s;

	for (; *p != '\0'; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = ' ';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			*p = p[1] = ' ';
}

/* What snprintf had to cut ends in a whole character. */
static void
end_whole(char *s, size_t size, int wanted)
{
	size_t	len = size - 1, last = len;

	if (wanted < 0 || (size_t)wanted < size)
		return;
	while (last > 0 && len - last < UTF8_MAX &&
	    ((unsigned char)s[last] & 0xc0) != 0xc0)
		last--;
	if (((unsigned char)s[last] & 0xc0) == 0xc0 &&
	    utf8_length(s + last, len - last) == 0)
		s[last] = '\0';
}

static int
send_journal(int priority, const char *feed, const char *text)
{
	char	msg[2 * LINE_MAX_BYTES];
	int	n;

	n = snprintf(msg, sizeof(msg), "PRIORITY=%d\n"
	    "SYSLOG_IDENTIFIER=newsieved\nNEWSIEVE_ROLE=%s\n%s%s%s"
	    "MESSAGE=%s%s%s\n", priority, log_role,
	    feed != NULL ? "NEWSIEVE_FEED=" : "", feed != NULL ? feed : "",
	    feed != NULL ? "\n" : "", feed != NULL ? feed : "",
	    feed != NULL ? ": " : "", text);
	if (n < 0 || (size_t)n >= sizeof(msg))
		return (-1);
	return (send(log_journal, msg, (size_t)n, MSG_NOSIGNAL) == -1 ? -1 : 0);
}

static void	log_line(int, const char *, const char *, va_list)
		    __attribute__((format(printf, 3, 0)));

static void
log_line(int priority, const char *about, const char *fmt, va_list ap)
{
	char	text[LINE_MAX_BYTES], feed[FEED_MAX_BYTES + 1];
	int	saved = errno;

	if (priority > log_max)
		return;
	end_whole(text, sizeof(text), vsnprintf(text, sizeof(text), fmt, ap));
	log_clean(text);
	if (about != NULL) {
		end_whole(feed, sizeof(feed),
		    snprintf(feed, sizeof(feed), "%s", about));
		log_clean(feed);
		about = feed;
	}
	if (log_journal == -1 || send_journal(priority, about, text) == -1)
		fprintf(stderr, "%s%s: %s%s%s\n",
		    log_progress ? "\r\033[K" : "", log_role,
		    about != NULL ? about : "", about != NULL ? ": " : "",
		    text);
	errno = saved;
}

#define LOG_FUNCTION(name, priority)					\
void									\
name(const char *fmt, ...)						\
{									\
	va_list	ap;							\
									\
	va_start(ap, fmt);						\
	log_line(priority, NULL, fmt, ap);				\
	va_end(ap);							\
}

LOG_FUNCTION(log_error, LOG_ERR)
LOG_FUNCTION(log_warn, LOG_WARNING)
LOG_FUNCTION(log_info, LOG_INFO)
LOG_FUNCTION(log_debug, LOG_DEBUG)

void
log_feed(int priority, const char *feed, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	log_line(priority, feed, fmt, ap);
	va_end(ap);
}

void
fatal(const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	log_line(LOG_CRIT, NULL, fmt, ap);
	va_end(ap);
	exit(1);
}
