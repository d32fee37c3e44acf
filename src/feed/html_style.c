#include <string.h>
#include <strings.h>

#include "feed/html_internal.h"

static int
is_name(char c)
{
	return (c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z'));
}

/* The next value of a property at *at, which moves behind its name, or NULL. */
static const char *
next_value(const char *style, const char *name, const char **at)
{
	const char	*p;

	while ((p = strcasestr(*at, name)) != NULL) {
		*at = p + strlen(name);
		if (p > style && is_name(p[-1]))
			continue;
		p = *at + strspn(*at, " \t\r\n");
		if (*p == ':')
			return (p + 1 + strspn(p + 1, " \t\r\n"));
	}
	return (NULL);
}

int
html_style_says(const char *style, const char *name, const char *value)
{
	const char	*at = style, *p;

	while ((p = next_value(style, name, &at)) != NULL)
		if (strncasecmp(p, value, strlen(value)) == 0)
			return (1);
	return (0);
}

/* "0", "0px" or "1px". */
static int
is_point(const char *value)
{
	if (value == NULL || (*value != '0' && *value != '1'))
		return (0);
	if (strncasecmp(value + 1, "px", 2) == 0)
		return (!is_name(value[3]));
	return (*value == '0' && !is_name(value[1]) && value[1] != '.' &&
	    value[1] != '%');
}

int
html_style_is_point(const char *style)
{
	const char	*at = style, *from = style;

	return (is_point(next_value(style, "width", &at)) &&
	    is_point(next_value(style, "height", &from)));
}
