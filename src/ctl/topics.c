#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <unistr.h>

#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/topics.h"

/* Its lists are NULL-terminated; one that wasn't written is NULL. */
static const char *const *
list_of(const struct conf_strings *s)
{
	return (s->n != 0 ? (const char *const *)s->v : NULL);
}

static void
rules_of_conf(struct topics *t)
{
	const struct conf_topic	*ct;
	size_t			 i;

	t->n = t->conf->ntopics;
	t->rules = xcalloc(t->n, sizeof(*t->rules));
	for (i = 0; i < t->n; i++) {
		ct = &t->conf->topics[i];
		t->rules[i].name = ct->name;
		t->rules[i].match = ct->match;
		t->rules[i].any = list_of(&ct->any);
		t->rules[i].all = list_of(&ct->all);
		t->rules[i].none = list_of(&ct->none);
	}
}

static enum ctl_exit
topics_of_conf(const struct ctl *ctl, struct topics *t)
{
	char	*path = ctl->conf != NULL ? xstrdup(ctl->conf) :
		    conf_default_path();
	char	*cause = NULL;

	if (ctl->conf == NULL && access(path, F_OK) == -1)
		log_error("%s: %s (name topics by --topic, or a configuration "
		    "by -f)", path, strerror(errno));
	else if ((t->conf = conf_read(path, topic_check, &cause)) == NULL)
		log_error("%s", cause);
	free(cause);
	free(path);
	if (t->conf == NULL)
		return (CTL_USAGE);
	rules_of_conf(t);
	return (CTL_OK);
}

static enum ctl_exit
check_expression(const char *text)
{
	char	*cause = NULL;
	size_t	 offset = 0, at;

	if (topic_check(text, &offset, &cause) == 0)
		return (CTL_OK);
	at = u8_mbsnlen((const uint8_t *)text, offset) + 1;
	if (u8_check((const uint8_t *)text, strlen(text)) == NULL)
		log_error("--topic: \"%s\", at character %zu: %s", text, at,
		    cause);
	else
		log_error("--topic: at character %zu: %s", at, cause);
	free(cause);
	return (CTL_USAGE);
}

static enum ctl_exit
topics_of_options(const struct ctl *ctl, struct topics *t)
{
	enum ctl_exit	result = CTL_OK;
	size_t		i;

	if (ctl->conf != NULL) {
		log_error("--topic and -f name topics: give one of them");
		return (CTL_USAGE);
	}
	t->rules = xcalloc(ctl->ntopics, sizeof(*t->rules));
	for (i = 0; i < ctl->ntopics && result == CTL_OK; i++) {
		result = check_expression(ctl->topics[i]);
		t->rules[i].name = t->rules[i].match = ctl->topics[i];
	}
	t->n = i;
	return (result);
}

enum ctl_exit
topics_read(const struct ctl *ctl, struct topics *t)
{
	memset(t, 0, sizeof(*t));
	if (ctl->ntopics != 0)
		return (topics_of_options(ctl, t));
	return (topics_of_conf(ctl, t));
}

void
topics_clear(struct topics *t)
{
	free(t->rules);
	conf_free(t->conf);
}

const struct conf_feed *
topics_feed(const struct topics *t, const char *url)
{
	size_t	i;

	if (t->conf == NULL || url == NULL)
		return (NULL);
	for (i = 0; i < t->conf->nfeeds; i++)
		if (strcmp(t->conf->feeds[i].url, url) == 0)
			return (&t->conf->feeds[i]);
	return (NULL);
}

const struct conf_feed *
topics_named(const struct topics *t, const char *name)
{
	size_t	i;

	for (i = 0; t->conf != NULL && i < t->conf->nfeeds; i++)
		if (strcmp(t->conf->feeds[i].name, name) == 0)
			return (&t->conf->feeds[i]);
	return (NULL);
}
