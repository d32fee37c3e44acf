#include <sys/socket.h>

#include <arpa/inet.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/near.h"
#include "base/xmalloc.h"
#include "conf/read.h"

/* Values that are lists, maps or files. */

typedef int complex_reader(struct reader *, const struct table_row *,
    const struct tree_node *, void *);

/* One scalar counts as a list of one; *item is NULL where it isn't a list. */
static size_t
list_begin(const struct tree_node *n, struct tree_item **item)
{
	*item = n->kind == TREE_LIST ? n->first : NULL;
	return (n->kind == TREE_LIST ? n->n : 1);
}

static const struct tree_node *
list_next(const struct tree_node *n, struct tree_item **item)
{
	const struct tree_node	*value = n;

	if (*item != NULL) {
		value = (*item)->value;
		*item = (*item)->next;
	}
	return (value);
}

static int
check_list(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	if (n->kind == TREE_MAP || tree_is_null(n))
		return (read_unexpected(r, row, n));
	if (n->kind == TREE_LIST && n->n == 0)
		return (read_error_at(r, n, "%s: the list is empty; expected "
		    "%s", row->name, conf_table_type_expected(row->type)));
	return (0);
}

/* Text with a blank behind its colon, or a ? in front, is a map to YAML. */
static int
map_in_list(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	char	*quoted = tree_quote(n);

	if (quoted == NULL || quoted[1] == '{') {
		free(quoted);
		return (read_unexpected(r, row, n));
	}
	read_error_at(r, n, "%s: this is a map, not one text; put it into "
	    "quotation marks: %s", row->name, quoted);
	free(quoted);
	return (-1);
}

static int
check_item(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	struct conf_mark	 m;

	if (n->kind == TREE_MAP)
		return (map_in_list(r, row, n));
	if (n->kind != TREE_SCALAR || tree_is_null(n))
		return (read_unexpected(r, row, n));
	for (const char *p = n->text; *p != '\0'; p++) {
		if (((unsigned char)*p >= 0x20 && *p != 0x7f) ||
		    row->type == TABLE_KEYWORDS)
			continue;
		m = read_mark(n);
		tree_inside(n, (size_t)(p - n->text), &m.line, &m.column);
		return (read_error(r, &m, "%s: holds a line break or tab; "
		    "expected one line", row->name));
	}
	return (0);
}

static int
complex_strings(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_strings	*s = field;
	const struct tree_node	*value;
	struct tree_item	*item;
	size_t			 count;

	if (check_list(r, row, n) == -1)
		return (-1);
	count = list_begin(n, &item);
	s->v = conf_keep(r->conf, xcalloc(count + 1, sizeof(*s->v)));
	s->marks = conf_keep(r->conf, xcalloc(count, sizeof(*s->marks)));
	s->set = 1;
	s->n = 0;
	while (s->n < count) {
		value = list_next(n, &item);
		if (check_item(r, row, value) == -1)
			return (-1);
		s->marks[s->n] = read_mark(value);
		s->v[s->n++] = conf_keep(r->conf, xstrdup(value->text));
	}
	return (0);
}

/* topics: everything is a list that is set and holds none. */
static int
complex_topic_names(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_strings	*s = field;

	if (n->kind != TREE_SCALAR || strcmp(n->text, "everything") != 0)
		return (complex_strings(r, row, n, field));
	memset(s, 0, sizeof(*s));
	s->set = 1;
	return (0);
}

/* An error in a keyword points into it. */
static int
check_keyword(struct reader *r, const struct table_row *row,
    const struct tree_node *n)
{
	char	*why = NULL;
	size_t	 offset = 0;

	if (r->check == NULL || r->check(n->text, &offset, &why) == 0)
		return (0);
	read_error_inside(r, row->name, n, offset, why != NULL ? why :
	    "this keyword can't be used");
	free(why);
	return (-1);
}

static int
complex_keywords(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct tree_item	*item;
	size_t			 count;

	if (complex_strings(r, row, n, field) == -1)
		return (-1);
	for (count = list_begin(n, &item); count > 0; count--)
		if (check_keyword(r, row, list_next(n, &item)) == -1)
			return (-1);
	return (0);
}

/* One expression, which may run over several lines. */
static int
complex_expression(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	char	**s = field;

	if (n->kind != TREE_SCALAR || tree_is_null(n))
		return (read_unexpected(r, row, n));
	if (check_keyword(r, row, n) == -1)
		return (-1);
	*s = conf_keep(r->conf, xstrdup(n->text));
	return (0);
}

static int
complex_targets(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_targets	*t = field;
	struct tree_item	*item;
	const struct tree_node	*value;
	size_t			 count;

	if (check_list(r, row, n) == -1)
		return (-1);
	count = list_begin(n, &item);
	t->v = conf_keep(r->conf, xcalloc(count, sizeof(*t->v)));
	for (t->n = 0; t->n < count; t->n++) {
		value = list_next(n, &item);
		if (check_item(r, row, value) == -1 ||
		    target_read(r, row, value, &t->v[t->n]) == -1)
			return (-1);
	}
	return (0);
}

static int
has_host_bits(const struct conf_net *net, size_t bytes)
{
	for (size_t i = net->bits; i < bytes * 8; i++)
		if (net->address[i / 8] & 0x80u >> (i % 8))
			return (1);
	return (0);
}

/* ADDRESS/BITS, or ADDRESS for one host. */
static int
parse_net(const char *s, struct conf_net *net, const char **why)
{
	char		 address[INET6_ADDRSTRLEN];
	size_t		 len = strcspn(s, "/"), bytes;

	*why = "expected a network such as 10.0.0.0/8 or fd00::/8";
	net->family = memchr(s, ':', len) != NULL ? AF_INET6 : AF_INET;
	bytes = net->family == AF_INET6 ? 16 : 4;
	if (len >= sizeof(address))
		return (-1);
	memcpy(address, s, len);
	address[len] = '\0';
	if (inet_pton(net->family, address, net->address) != 1)
		return (-1);
	net->bits = (unsigned int)bytes * 8;
	if (s[len] == '\0')
		return (0);
	s += len + 1;
	len = strspn(s, "0123456789");
	if (len == 0 || len > 3 || s[len] != '\0')
		return (-1);
	net->bits = (unsigned int)strtoul(s, NULL, 10);
	*why = "more bits than the address has";
	if (net->bits > bytes * 8)
		return (-1);
	*why = "the address has bits set behind the network's";
	return (has_host_bits(net, bytes) ? -1 : 0);
}

static int
complex_private(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_private	*p = field;
	struct tree_item	*item;
	const struct tree_node	*value;
	const char		*why;
	size_t			 count;
	int			 v;

	memset(p, 0, sizeof(*p));
	if (check_list(r, row, n) == -1)
		return (-1);
	if (n->kind == TREE_SCALAR && (v = value_bool(n->text)) != -1) {
		p->mode = v ? CONF_PRIVATE_YES : CONF_PRIVATE_NO;
		return (0);
	}
	if (n->kind == TREE_SCALAR && strpbrk(n->text, ".:") == NULL)
		return (read_unexpected(r, row, n));
	p->mode = CONF_PRIVATE_LIST;
	count = list_begin(n, &item);
	p->nets = conf_keep(r->conf, xcalloc(count, sizeof(*p->nets)));
	for (p->n = 0; p->n < count; p->n++) {
		value = list_next(n, &item);
		if (check_item(r, row, value) == -1)
			return (-1);
		if (parse_net(value->text, &p->nets[p->n], &why) == -1)
			return (read_error_at(r, value, "%s: \"%s\": %s",
			    row->name, value->text, why));
	}
	return (0);
}

/* What the program must decide by itself, and where it is said. */
static const char *
reserved_header(const char *name)
{
	static const struct {
		const char	*name, *why;
	} reserved[] = {
		{ "User-Agent", "write it as user_agent:" },
		{ "Host", "it follows from the URL" },
		{ "Connection", "it is managed for you" },
		{ "Content-Length", "it is managed for you" },
		{ "Transfer-Encoding", "it is managed for you" },
		{ "Accept-Encoding", "it is managed for you" },
		{ "If-None-Match", "it is managed for you" },
		{ "If-Modified-Since", "it is managed for you" },
	};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcasecmp(name, reserved[i].name) == 0)
			return (reserved[i].why);
	return (NULL);
}

/* A token of RFC 9110, 5.6.2 */
static int
is_token(const char *s)
{
	static const char	set[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return (s[0] != '\0' && s[strspn(s, set)] == '\0');
}

static int
check_header(struct reader *r, const struct table_row *row,
    const struct tree_node *key, const struct tree_node *value)
{
	const char	*why;

	if (!is_token(key->text))
		return (read_error_at(r, key, "%s: \"%s\" is no name of a "
		    "header; expected letters, digits and -", row->name,
		    key->text));
	if ((why = reserved_header(key->text)) != NULL)
		return (read_error_at(r, key, "%s: %s can't be set here; %s",
		    row->name, key->text, why));
	if (value->kind != TREE_SCALAR || tree_is_null(value))
		return (read_error_at(r, value, "%s: expected one text as the "
		    "value of %s", row->name, key->text));
	for (const char *p = value->text; *p != '\0'; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return (read_error_at(r, value, "%s: the value of %s "
			    "holds a line break; expected one line",
			    row->name, key->text));
	return (0);
}

static int
complex_headers(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_headers	*h = field;

	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	h->v = conf_keep(r->conf, xcalloc(n->n + 1, sizeof(*h->v)));
	h->n = 0;
	for (struct tree_item *it = n->first; it != NULL; it = it->next) {
		if (check_header(r, row, it->key, it->value) == -1)
			return (-1);
		h->v[h->n].name = conf_keep(r->conf, xstrdup(it->key->text));
		h->v[h->n++].value = conf_keep(r->conf,
		    xstrdup(it->value->text));
	}
	return (0);
}

static int
complex_auth(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_auth	*auth = field;
	struct conf_mark	 m;
	const struct tree_node	*password;

	memset(auth, 0, sizeof(*auth));
	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	if (tree_get(n, "password") != NULL &&
	    tree_get(n, "password_file") != NULL)
		return (read_error_at(r, n, "auth: has both password "
		    "and password_file; remove one of them"));
	if (read_map(r, TABLE_AUTH, n, auth, NULL) == -1)
		return (-1);
	if (auth->user == NULL)
		return (read_error_at(r, n, "auth: user is missing; expected "
		    "%s", conf_table_type_expected(row->type)));
	if (strchr(auth->user, ':') != NULL)
		return (read_error_at(r, tree_get(n, "user"),
		    "user: a user can't hold a colon"));
	if (auth->password == NULL)
		return (read_error_at(r, n, "auth: password_file is missing; "
		    "expected %s", conf_table_type_expected(row->type)));
	if ((password = tree_get(n, "password")) != NULL &&
	    secret_is_exposed(r, password)) {
		m = read_mark(password);
		read_warn(r, &m, "password: anybody may read this file; use "
		    "password_file: or chmod o-r it");
	}
	return (0);
}

static int
complex_tls(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_tls	*tls = field;

	memset(tls, 0, sizeof(*tls));
	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	read_defaults(r, TABLE_TLS, tls);
	if (read_map(r, TABLE_TLS, n, tls, NULL) == -1)
		return (-1);
	if ((tls->cert == NULL) != (tls->key == NULL))
		return (read_error_at(r, n, "tls: %s without %s; one file may "
		    "be named for both", tls->cert != NULL ? "cert" : "key",
		    tls->cert != NULL ? "key" : "cert"));
	return (0);
}

static int
complex_limits(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	memset(field, 0, sizeof(struct conf_limits));
	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	return (read_map(r, TABLE_LIMITS, n, field, NULL));
}

static int
read_account(struct reader *r, const struct table_row *row,
    const struct tree_node *n, struct conf_account *a)
{
	if (n->kind != TREE_MAP)
		return (read_unexpected(r, row, n));
	a->mark = read_mark(n);
	read_defaults(r, TABLE_ACCOUNT, a);
	read_defaults(r, TABLE_TLS, &a->tls);
	if (read_map(r, TABLE_ACCOUNT, n, a, NULL) == -1)
		return (-1);
	a->secure = a->auth.user != NULL || tree_get(n, "tls") != NULL;
	if (a->server == NULL)
		return (read_error_at(r, n, "url: missing; expected %s",
		    conf_table_type_expected(TABLE_SERVER)));
	return (0);
}

static int
complex_accounts(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	struct conf_accounts	*all = field;

	if (n->kind != TREE_LIST)
		return (read_unexpected(r, row, n));
	all->v = conf_keep(r->conf, xcalloc(n->n, sizeof(*all->v)));
	for (struct tree_item *it = n->first; it != NULL; it = it->next)
		if (read_account(r, row, it->value, &all->v[all->n++]) == -1)
			return (-1);
	return (0);
}

static int
complex_password(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	return ((*(char **)field = secret_read_password(r, row, n)) != NULL ?
	    0 : -1);
}

static int
complex_pem(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	return ((*(char **)field = secret_read_pem(r, row, n)) != NULL ?
	    0 : -1);
}

int
complex_read(struct reader *r, const struct table_row *row,
    const struct tree_node *n, void *field)
{
	static complex_reader *const readers[] = {
		[TABLE_TARGETS] = complex_targets,
		[TABLE_PRIVATE] = complex_private,
		[TABLE_HEADERS] = complex_headers,
		[TABLE_KEYWORDS] = complex_keywords,
		[TABLE_EXPRESSION] = complex_expression,
		[TABLE_NAMES] = complex_strings,
		[TABLE_TOPIC_NAMES] = complex_topic_names,
		[TABLE_SECRET_FILE] = complex_password,
		[TABLE_PEM_FILE] = complex_pem,
		[TABLE_AUTH_MAP] = complex_auth,
		[TABLE_TLS_MAP] = complex_tls,
		[TABLE_LIMITS_MAP] = complex_limits,
		[TABLE_ACCOUNTS] = complex_accounts,
	};

	return (readers[row->type](r, row, n, field));
}
