#ifndef PARENT_THREAD_H
#define PARENT_THREAD_H

#include <stddef.h>

/*
 * What the parent alone knows of a story, put into its mail behind the
 * Message-ID: first is that of the story's first copy, which it becomes a
 * reply to (In-Reply-To, References), also_in the names of other feeds that
 * have it (Newsieve-Also-In, and the texts say so at their end); NULL where
 * there is none.  What the mail says already stands, all else stays as it was,
 * and mailcheck still holds.  The caller's to free; NULL where nothing was to
 * be put in, and then *new_len isn't touched.
 */
char	*thread_mail(const void *mail, size_t len, const char *first,
	    const char *also_in, size_t *new_len);

#endif
