#include <string.h>

#include "feed/html_internal.h"

static const char *
reduce(struct arena *a, const char *html, int plain, size_t *len)
{
	struct html_doc	d = { .text = NULL };

	*len = 0;
	if (html_walk(a, html, strlen(html), plain, 0, &d) == -1)
		return (NULL);
	*len = d.len;
	return (d.text);
}

const char *
html_reduce(struct arena *a, const char *html, size_t *len)
{
	return (reduce(a, html, 0, len));
}

const char *
html_plain(struct arena *a, const char *maybe_html)
{
	size_t	len;

	return (reduce(a, maybe_html, 1, &len));
}
