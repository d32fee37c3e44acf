#ifndef PARENT_MAILDIR_H
#define PARENT_MAILDIR_H

/*
 * The file system's part of delivery, by the maildir rules
 * (https://cr.yp.to/proto/maildir.html): whole in tmp/, fsync, link into
 * new/, fsync of the directory.  All return 0, or -1 with a cause.
 */

#include <stddef.h>
#include <stdint.h>

/* Makes path with tmp, new and cur where missing; modes as dirs_make says. */
int	maildir_make(const char *path, char **cause);

/*
 * A base name nobody else makes: time.MusecPpidQn_tag_number.host (host
 * cleaned).  tag is of letters and digits, and tells whose files these are.
 * The caller's to free.
 */
char	*maildir_base(const char *tag, uint64_t number);
/*
 * The same with ".json" behind it, for a spool: a maildir whose reader is a
 * program that deletes what it has read.  A link in tmp/ couldn't tell such a
 * file from one that was never there, so it is renamed into new/.
 */
char	*maildir_spool_base(const char *tag, uint64_t number);
int	 maildir_is_spooled(const char *name);
/* The number in a name with this tag; 0: it has none. */
uint64_t maildir_number(const char *name, const char *tag);
/* How much of a file's name is its base: readers put flags behind it. */
size_t	 maildir_base_length(const char *name);

/*
 * Writes tmp/base, with the directory's permissions for group and others,
 * and lets the disk begin: many mails are written before the first is waited
 * for.  The maildir is made where it is missing.  *fd goes to maildir_sync_mail,
 * which fsyncs and closes it.  Nothing is left when either fails.
 */
int	maildir_stage(const char *path, const char *base, const void *,
	    size_t len, int *fd, char **cause);
int	maildir_sync_mail(const char *path, const char *base, int fd,
	    char **cause);

/* fsync of tmp/ (before the intents), of new/ and cur/ (before the marks). */
int	maildir_sync_tmp(const char *path, char **cause);
int	maildir_sync_cur(const char *path, char **cause);
int	maildir_sync_new(const char *path, char **cause);

/*
 * tmp/base appears as new/base, too, or instead in a spool or on a file system
 * without hard links; a file that is there is never hit.
 */
int	maildir_link(const char *path, const char *base, char **cause);
/* The same as sub/name, sub being new or cur. */
int	maildir_link_as(const char *path, const char *base, const char *sub,
	    const char *name, char **cause);

/*
 * Calls each with every name in path/sub; a missing directory has none.  0,
 * or -1 with errno.
 */
int	maildir_names(const char *path, const char *sub,
	    void (*each)(const char *name, void *), void *arg);

/* Removes tmp/base; done after the mark, never fails for a missing file. */
int	maildir_unstage(const char *path, const char *base, char **cause);

enum maildir_where {
	MAILDIR_NOWHERE,	/* neither staged nor, for all we see, delivered */
	MAILDIR_STAGED,		/* in tmp/, not yet linked */
	MAILDIR_DELIVERED	/* in new/ or cur/, or linked and moved on */
};

/*
 * Settles a crash for n bases in strcmp order: a staged file with a second
 * link has been delivered, wherever a reader moved it; for the others new/
 * and cur/ are read once, whatever a reader put behind the base.
 */
int	maildir_where(const char *path, const char *const *bases, size_t n,
	    enum maildir_where *, char **cause);

/*
 * Removes what a crash left in tmp/: the files with this tag whose bases
 * aren't among n in strcmp order.  A missing maildir has none.
 */
int	maildir_sweep(const char *path, const char *tag,
	    const char *const *bases, size_t n, char **cause);

#endif
