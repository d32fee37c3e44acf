#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xmalloc.h"
#include "conf/address.h"
#include "conf/read.h"
#include "conf/server.h"

/* Values that are one scalar. */

typedef int value_reader(struct reader *, const struct table_row *,
    const struct tree_node *, void *);

static void
keep_string(struct reader *r, void *field, const char *s)
{
	*(char **)field = conf_keep(r->conf, xstrdup(s));
}

/* Digits and a unit; ERANGE or EINVAL when it is none. */
static int
parse_unit(const char *s, const struct table_unit *u, int64_t *v)
{
	int64_t	n = 0;
	size_t	digits = 0;

	for (; *s >= '0' && *s <= '9'; s++, digits++) {
		if (n > (INT64_MAX - 9) / 10)
			return (ERANGE);
		n = n * 10 + (*s - '0');
	}
	if (digits == 0)
		return (EINVAL);
	for (; u->name != NULL; u++)
		if (strcmp(s, u->name) == 0)
			break;
	if (u->name == NULL)
		return (EINVAL);
	if (n > INT64_MAX / u->factor)
		return (ERANGE);
	*v = n * u->factor;
	return (0);
}

static int
out_of_bounds(struct reader *r, const struct table_row *row,
    const struct tree_node *n, int large)
{
	char	*min = conf_table_bound(row, row->min);
	char	*max = conf_table_bound(row, row->max);

	read_error_at(r, n, "%s: %s is too %s; expected %s to %s", row->name,
	    n->text, large ? "large" : "small", min, max);
	free(min);
	free(max);
	return (-1);
}

static int
bounded_number(struct reader *r, const struct table_row *row,
    const struct tree_node *n, const struct table_unit *units, int64_t *v)
{
	int	error = parse_unit(n->text, units, v);

	if (error == EINVAL)
		return (read_unexpected(r, row, n));
	if (error == ERANGE || *v > row->max)
		return (out_of_bounds(r, row, n, 1));
	if (*v < row->min)
		return (out_of_bounds(r, row, n, 0));
	return (0);
}

static int
value_number(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static const struct table_unit	one[] = { { "", 1 }, { NULL, 0 } };
	int64_t				v;

	if (bounded_number(r, row, n, one, &v) == -1)
		return (-1);
	*(uint64_t *)field = (uint64_t)v;
	return (0);
}

static int
value_duration(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	return (bounded_number(r, row, n, conf_table_durations, field));
}

static int
value_size(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	int64_t	v;

	if (bounded_number(r, row, n, conf_table_sizes, &v) == -1)
		return (-1);
	*(uint64_t *)field = (uint64_t)v;
	return (0);
}

int
value_bool(const char *text)
{
	static const char *const yes[] = { "yes", "true", "on" };
	static const char *const no[] = { "no", "false", "off" };

	for (size_t i = 0; i < 3; i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return (1);
		if (strcasecmp(text, no[i]) == 0)
			return (0);
	}
	return (-1);
}

static int
value_yes(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	int	v = value_bool(n->text);

	if (v == -1)
		return (read_unexpected(r, row, n));
	*(int *)field = v;
	return (0);
}

/* A length within bounds and nothing that breaks a line. */
static int
check_text(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	size_t	len = strlen(n->text);

	if (len < (size_t)row->min)
		return (read_error_at(r, n, "%s: empty; expected %s",
		    row->name, conf_table_type_expected(row->type)));
	if (row->max != 0 && len > (size_t)row->max)
		return (read_error_at(r, n, "%s: %zu bytes are too long; "
		    "expected at most %jd", row->name, len,
		    (intmax_t)row->max));
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)n->text[i] < 0x20 || n->text[i] == 0x7f)
			return (read_error_at(r, n, "%s: holds a line break "
			    "or tab; expected one line", row->name));
	return (0);
}

static int
value_text(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (check_text(r, row, n) == -1)
		return (-1);
	keep_string(r, field, n->text);
	return (0);
}

static int
is_ascii(const char *s, const char *but)
{
	for (; *s != '\0'; s++)
		if (*s < 0x20 || *s > 0x7e || strchr(but, *s) != NULL)
			return (0);
	return (1);
}

static int
value_contact(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (!is_ascii(n->text, " ()\\"))
		return (read_unexpected(r, row, n));
	return (value_text(r, row, n, field));
}

static int
value_agent(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (!is_ascii(n->text, ""))
		return (read_unexpected(r, row, n));
	return (value_text(r, row, n, field));
}

static int
value_name(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	size_t	len = strlen(n->text);

	if (check_text(r, row, n) == -1)
		return (-1);
	if (n->text[0] == ' ' || n->text[len - 1] == ' ')
		return (read_error_at(r, n, "%s: \"%s\" begins or ends with a "
		    "space; remove it", row->name, n->text));
	keep_string(r, field, n->text);
	return (0);
}

static int
value_path(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	char	*path;

	if (check_text(r, row, n) == -1)
		return (-1);
	if ((path = path_expand(n->text)) == NULL)
		return (read_unexpected(r, row, n));
	*(char **)field = conf_keep(r->conf, path);
	return (0);
}

static int
value_host(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (!conf_address_is_host(n->text, strlen(n->text)))
		return (read_unexpected(r, row, n));
	keep_string(r, field, n->text);
	return (0);
}

static int
value_address(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (!conf_address_is_mailbox(n->text) ||
	    strlen(n->text) > (size_t)row->max)
		return (read_unexpected(r, row, n));
	keep_string(r, field, n->text);
	return (0);
}

static int
check_url(struct reader *r, const struct table_row *row,
    const struct tree_node *n, enum address_use use)
{
	char	*why;

	if ((why = conf_address_check(n->text, use)) == NULL)
		return (0);
	read_error_at(r, n, "%s: %s", row->name, why);
	free(why);
	return (-1);
}

static int
value_url(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	if (check_url(r, row, n, ADDRESS_FEED) == -1)
		return (-1);
	keep_string(r, field, n->text);
	return (0);
}

static int
value_server(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	const char	*place;

	if (check_url(r, row, n, ADDRESS_SERVER) == -1)
		return (-1);
	*(char **)field = conf_keep(r->conf, conf_server(n->text, &place));
	if (*place != '\0')
		return (read_error_at(r, n, "%s: expected the server alone, "
		    "%s; what is behind it stands in deliver", row->name, *(char **)field));
	return (0);
}

static int
value_proxy(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	*(char **)field = NULL;
	if (strcmp(n->text, "none") == 0)
		return (0);
	if (check_url(r, row, n, ADDRESS_PROXY) == -1)
		return (-1);
	keep_string(r, field, n->text);
	return (0);
}

/* all, none, a number, or an age, which may be as old as ten years. */
static int
value_first(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_first	*first = field;
	struct table_row	 count = *row, age = *row;

	memset(first, 0, sizeof(*first));
	if (strcmp(n->text, "all") == 0)
		return (0);
	if (strcmp(n->text, "none") == 0) {
		first->mode = CONF_FIRST_NONE;
		return (0);
	}
	if (n->text[strspn(n->text, "0123456789")] == '\0') {
		first->mode = CONF_FIRST_COUNT;
		return (value_number(r, &count, n, &first->count));
	}
	first->mode = CONF_FIRST_AGE;
	age.max = (int64_t)3650 * 24 * 3600 * 1000;
	return (bounded_number(r, &age, n, conf_table_durations, &first->age));
}

static int
value_duplicates(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static const char *const	names[] = {
		[CONF_DUPLICATES_DROP] = "drop",
		[CONF_DUPLICATES_THREAD] = "thread",
		[CONF_DUPLICATES_DELIVER] = "deliver",
	};
	enum conf_duplicates		mode = CONF_DUPLICATES_DELIVER;

	while (mode != CONF_DUPLICATES_UNSAID &&
	    strcmp(n->text, names[mode]) != 0)
		mode--;
	if (mode == CONF_DUPLICATES_UNSAID)
		return (read_unexpected(r, row, n));
	*(enum conf_duplicates *)field = mode;
	return (0);
}

static int
value_images(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static const char *const	names[CONF_IMAGES] = {
		[CONF_IMAGES_LINK] = "link",
		[CONF_IMAGES_KEEP] = "keep",
		[CONF_IMAGES_EMBED] = "embed",
	};
	enum conf_images		mode = CONF_IMAGES_LINK;

	while (mode < CONF_IMAGES && strcmp(n->text, names[mode]) != 0)
		mode++;
	if (mode == CONF_IMAGES)
		return (read_unexpected(r, row, n));
	*(enum conf_images *)field = mode;
	return (0);
}

static int
value_links(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static const char *const	names[CONF_LINKS] = {
		[CONF_LINKS_PUBLISHED] = "published",
		[CONF_LINKS_CLEAN] = "clean",
	};
	enum conf_links			mode = CONF_LINKS_PUBLISHED;

	while (mode < CONF_LINKS && strcmp(n->text, names[mode]) != 0)
		mode++;
	if (mode == CONF_LINKS)
		return (read_unexpected(r, row, n));
	*(enum conf_links *)field = mode;
	return (0);
}

static int
value_updates(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static const char *const	names[CONF_UPDATES] = {
		[CONF_UPDATES_IGNORE] = "ignore",
		[CONF_UPDATES_REPLY] = "reply",
		[CONF_UPDATES_REPLACE] = "replace",
	};
	enum conf_updates		mode = CONF_UPDATES_IGNORE;

	while (mode < CONF_UPDATES && strcmp(n->text, names[mode]) != 0)
		mode++;
	if (mode == CONF_UPDATES)
		return (read_unexpected(r, row, n));
	*(enum conf_updates *)field = mode;
	return (0);
}

static int
value_encoding(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	int	is_8bit = strcmp(n->text, "8bit") == 0;

	if (!is_8bit && strcmp(n->text, "auto") != 0)
		return (read_unexpected(r, row, n));
	*(enum conf_encoding *)field = is_8bit ? CONF_ENCODING_8BIT :
	    CONF_ENCODING_AUTO;
	return (0);
}

int
value_read(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static value_reader *const readers[] = {
		[TABLE_NUMBER] = value_number,
		[TABLE_DURATION] = value_duration,
		[TABLE_SIZE] = value_size,
		[TABLE_BOOL] = value_yes,
		[TABLE_TEXT] = value_text,
		[TABLE_CONTACT] = value_contact,
		[TABLE_AGENT] = value_agent,
		[TABLE_NAME] = value_name,
		[TABLE_PATH] = value_path,
		[TABLE_HOST] = value_host,
		[TABLE_ADDRESS] = value_address,
		[TABLE_URL] = value_url,
		[TABLE_SERVER] = value_server,
		[TABLE_PROXY] = value_proxy,
		[TABLE_FIRST] = value_first,
		[TABLE_DUPLICATES] = value_duplicates,
		[TABLE_IMAGES] = value_images,
		[TABLE_LINKS] = value_links,
		[TABLE_UPDATES] = value_updates,
		[TABLE_ENCODING] = value_encoding,
	};

	if (n->kind != TREE_SCALAR || tree_is_null(n))
		return (read_unexpected(r, row, n));
	return (readers[row->type](r, row, n, field));
}
