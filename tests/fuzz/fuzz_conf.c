#include <sys/types.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cause.h"
#include "conf/conf.h"
#include "conf/slice.h"
#include "conf/slice_topics.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Refuses some keywords, so that positions inside of scalars are made. */
static int
check(const char *keyword, size_t *offset, char **cause)
{
	const char	*bad = strpbrk(keyword, "()=");

	if (bad == NULL || bad == keyword)
		return (0);
	*offset = (size_t)(bad - keyword);
	return (cause_set(cause, "no such sign"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf		*conf;
	struct slice_parse	*slice;
	struct slice_topics	*topics;
	char			*cause = NULL, *path;
	struct buf		 b;

	conf = conf_parse("fuzz.yaml", (const char *)data, size, check,
	    &cause);
	if (conf == NULL) {
		if (cause == NULL || strncmp(cause, "fuzz.yaml:", 10) != 0)
			abort();
		free(cause);
		return (0);
	}
	for (size_t i = 0; i < conf->nfeeds; i++)
		for (size_t j = 0; j < conf->feeds[i].deliver.n; j++) {
			path = conf_target_path(&conf->feeds[i].deliver.v[j],
			    &conf->feeds[i], NULL);
			if (!conf_path_is_directory(path) &&
			    conf->feeds[i].deliver.v[j].kind < CONF_EXEC)
				abort();
			free(path);
		}
	buf_init(&b, (size_t)1 << 26);
	slice_parse_put(&b, conf);
	if ((slice = slice_parse_get(b.data, b.len)) == NULL)
		abort();
	slice_parse_free(slice);
	buf_reset(&b);
	slice_topics_put(&b, conf);
	if ((topics = slice_topics_get(b.data, b.len)) == NULL ||
	    topics->n != conf->ntopics)
		abort();
	slice_topics_free(topics);
	buf_clear(&b);
	conf_free(conf);
	return (0);
}
