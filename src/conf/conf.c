#include <stdlib.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "conf/read.h"

struct conf_memory {
	void	**v;
	size_t	  n, size;
};

void *
conf_keep(struct conf *conf, void *p)
{
	struct conf_memory	*m;

	if (conf->memory == NULL)
		conf->memory = xcalloc(1, sizeof(*conf->memory));
	m = conf->memory;
	if (m->n == m->size) {
		m->size = m->size != 0 ? m->size * 2 : 64;
		m->v = xreallocarray(m->v, m->size, sizeof(*m->v));
	}
	return (m->v[m->n++] = p);
}

void
conf_free(struct conf *conf)
{
	if (conf == NULL)
		return;
	for (size_t i = 0; conf->memory != NULL && i < conf->memory->n; i++)
		free(conf->memory->v[i]);
	if (conf->memory != NULL)
		free(conf->memory->v);
	free(conf->memory);
	free(conf->topics);
	free(conf->feeds);
	free(conf->warnings);
	free(conf);
}
