#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cause.h"
#include "base/digest.h"
#include "base/io.h"
#include "base/xmalloc.h"
#include "ipc/memfd.h"
#include "ipc/message.h"
#include "parent/file.h"
#include "parent/poll.h"
#include "parent/source.h"

int
file_is_url(const char *url)
{
	return (strncasecmp(url, "file:", 5) == 0);
}

static int
hex(char c)
{
	return (isdigit((unsigned char)c) ? c - '0' :
	    tolower((unsigned char)c) - 'a' + 10);
}

/* The path of file:/x, file:///x or file://localhost/x, decoded. */
static char *
file_path(const char *url)
{
	const char	*p = url + 5;
	char		*path, *q;

	if (strncmp(p, "//", 2) == 0) {
		p += 2;
		if (strncasecmp(p, "localhost/", 10) == 0)
			p += 9;
	}
	q = path = xstrdup(p);
	for (; *p != '\0'; q++)
		if (p[0] == '%' && isxdigit((unsigned char)p[1]) &&
		    isxdigit((unsigned char)p[2])) {
			*q = (char)(hex(p[1]) << 4 | hex(p[2]));
			p += 3;
		} else
			*q = *p++;
	*q = '\0';
	return (path);
}

/* Copies fd into a memfd, at most max bytes, digesting on the way. */
static int
copy(int fd, uint64_t max, struct message_fetch_done *m, char **cause)
{
	struct digest_ctx	*d;
	char			*piece;
	ssize_t			 n;
	int			 out, rc = 0;

	if ((out = memfd_new("file")) == -1)
		return (cause_set(cause, "memory: %s", strerror(errno)));
	piece = xmalloc(65536);
	d = digest_new();
	while (rc == 0 && (n = read(fd, piece, 65536)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			rc = cause_set(cause, "%s", strerror(errno));
		else if ((m->size += (uint64_t)n) > max)
			rc = cause_set(cause, "the file is larger than %"
			    PRIu64 " bytes (max_size)", max);
		else if (io_write(out, piece, (size_t)n) == -1)
			rc = cause_set(cause, "memory: %s", strerror(errno));
		else
			digest_update(d, piece, (size_t)n);
	}
	digest_final(d, &m->digest);
	digest_free(d);
	free(piece);
	if (rc == 0 && memfd_seal(out, m->size, max) == -1)
		rc = cause_set(cause, "memory: %s", strerror(errno));
	if (rc == 0)
		return (out);
	close(out);
	return (-1);
}

static int
open_file(const char *path, struct stat *st, char **cause)
{
	int	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		return (cause_set(cause, "%s: %s", path, strerror(errno)));
	if (fstat(fd, st) == -1 || !S_ISREG(st->st_mode)) {
		close(fd);
		return (cause_set(cause, "%s: not a regular file", path));
	}
	return (fd);
}

void
file_read(struct source *s)
{
	struct message_fetch_done m = { .result = FETCH_OK, .max_age = -1,
				    .retry_after = -1, .url = s->conf->url };
	struct stat	 st;
	char		*path = file_path(s->conf->url), *cause;
	char		 version[128];
	int		 fd;

	if ((fd = open_file(path, &st, &cause)) == -1)
		goto fail;
	snprintf(version, sizeof(version), "%jd.%09ld-%jd-%ju",
	    (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
	    (intmax_t)st.st_size, (uintmax_t)st.st_ino);
	m.etag.p = version;
	m.etag.len = strlen(version);
	if (s->saved.etag.len == m.etag.len &&
	    memcmp(s->saved.etag.p, version, m.etag.len) == 0)
		m.result = FETCH_UNCHANGED;
	else
		s->body = copy(fd, s->conf->max_size, &m, &cause);
	close(fd);
	if (m.result == FETCH_OK && s->body == -1)
		goto fail;
	free(path);
	poll_fetched(s, &m);
	return;
fail:
	free(path);
	poll_failed(s, 0, "%s", cause);
	free(cause);
}
