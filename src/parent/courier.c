#include <stdlib.h>
#include <string.h>

#include "parent/courier.h"
#include "parent/maildir.h"
#include "parent/replace.h"

#define OPEN_MAX_MAILS	64	/* files written before one is waited for */

void
courier_trouble(char **trouble, char *cause)
{
	if (*trouble == NULL)
		*trouble = cause;
	else
		free(cause);
}

/* How many mails from the first on have its target. */
static size_t
run_length(const struct courier_mail *m, size_t n)
{
	size_t	i;

	for (i = 1; i < n && strcmp(m[i].target, m[0].target) == 0; i++)
		continue;
	return (i);
}

static size_t
count_step(const struct courier_mail *m, size_t n, enum courier_step step)
{
	size_t	count = 0;

	for (size_t i = 0; i < n; i++)
		count += m[i].step == step;
	return (count);
}

/* The same of those that take no other's place. */
static size_t
count_linked(const struct courier_mail *m, size_t n)
{
	size_t	count = 0;

	for (size_t i = 0; i < n; i++)
		count += m[i].step == COURIER_LINKED && m[i].old == NULL;
	return (count);
}

static void
write_mails(struct courier_mail *m, size_t n, char **trouble)
{
	char	*cause;

	for (size_t i = 0; i < n; i++) {
		m[i].fd = -1;
		if (m[i].step != COURIER_WAITING)
			continue;
		if (maildir_stage(m[i].target, m[i].base, m[i].mail, m[i].len,
		    &m[i].fd, &cause) == -1) {
			m[i].fd = -1;
			courier_trouble(trouble, cause);
		}
	}
}

static void
sync_mails(struct courier_mail *m, size_t n, char **trouble)
{
	char	*cause;

	for (size_t i = 0; i < n; i++) {
		if (m[i].fd == -1)
			continue;
		if (maildir_sync_mail(m[i].target, m[i].base, m[i].fd,
		    &cause) == -1)
			courier_trouble(trouble, cause);
		else
			m[i].step = COURIER_STAGED;
		m[i].fd = -1;
	}
}

/*
 * A tmp/ that can't be synced may forget its mails: they are taken back, but
 * those that were staged, and synced, before there was an intent.
 */
static void
sync_tmp(struct courier_mail *m, size_t n, char **trouble)
{
	char	*cause;

	if (count_step(m, n, COURIER_STAGED) == 0 ||
	    maildir_sync_tmp(m[0].target, &cause) == 0)
		return;
	courier_trouble(trouble, cause);
	for (size_t i = 0; i < n; i++)
		if (m[i].step == COURIER_STAGED && m[i].mail != NULL) {
			maildir_unstage(m[i].target, m[i].base, NULL);
			m[i].step = COURIER_WAITING;
		}
}

void
courier_stage(struct courier_mail *m, size_t n, char **trouble)
{
	size_t	run;

	for (size_t at = 0; at < n; at += run) {
		run = n - at < OPEN_MAX_MAILS ? n - at : OPEN_MAX_MAILS;
		write_mails(m + at, run, trouble);
		sync_mails(m + at, run, trouble);
	}
	for (size_t at = 0; at < n; at += run) {
		run = run_length(m + at, n - at);
		sync_tmp(m + at, run, trouble);
	}
}

static void
link_run(struct courier_mail *m, size_t n, char **trouble)
{
	char	*cause;

	for (size_t i = 0; i < n; i++) {
		if (m[i].step != COURIER_STAGED || m[i].old != NULL)
			continue;
		if (maildir_link(m[i].target, m[i].base, &cause) == -1)
			courier_trouble(trouble, cause);
		else
			m[i].step = COURIER_LINKED;
	}
	if (count_linked(m, n) == 0)
		return;
	if (maildir_sync_new(m[0].target, &cause) == -1) {
		courier_trouble(trouble, cause);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (m[i].step == COURIER_LINKED && m[i].old == NULL)
			m[i].step = COURIER_DELIVERED;
}

void
courier_link(struct courier_mail *m, size_t n, char **trouble)
{
	size_t	run;

	for (size_t at = 0; at < n; at += run) {
		run = run_length(m + at, n - at);
		link_run(m + at, run, trouble);
		replace_mails(m + at, run, trouble);
	}
}

/* What is left in spite of this is swept when the intents are settled. */
void
courier_clean(struct courier_mail *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (m[i].step == COURIER_DELIVERED)
			take_end(m[i].target, &m[i].take);
		if (m[i].step == COURIER_DELIVERED ||
		    m[i].step == COURIER_NEEDLESS ||
		    (m[i].step == COURIER_STAGED && m[i].mail != NULL))
			maildir_unstage(m[i].target, m[i].base, NULL);
	}
}
