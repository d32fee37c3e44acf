#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/near.h"
#include "base/xmalloc.h"
#include "conf/table.h"

#define SECOND	((int64_t)1000)
#define MINUTE	(60 * SECOND)
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define WEEK	(7 * DAY)
#define KILO	((int64_t)1024)
#define MEGA	(1024 * KILO)

#define IN_CONF(f)	offsetof(struct conf, f), sizeof(((struct conf *)0)->f)
#define IN_SET(f)	offsetof(struct settings, f), \
			    sizeof(((struct settings *)0)->f)
#define IN_TOPIC(f)	offsetof(struct conf_topic, f), \
			    sizeof(((struct conf_topic *)0)->f)
#define IN_AUTH(f)	offsetof(struct conf_auth, f), \
			    sizeof(((struct conf_auth *)0)->f)
#define IN_TLS(f)	offsetof(struct conf_tls, f), \
			    sizeof(((struct conf_tls *)0)->f)
#define IN_ACCOUNT(f)	offsetof(struct conf_account, f), \
			    sizeof(((struct conf_account *)0)->f)
#define IN_LIMITS(l)	offsetof(struct conf_limits, max[l]), \
			    sizeof(((struct conf_limits *)0)->max[l])

static const struct table_row rows[] = {
	{ "deliver", TABLE_GLOBAL | TABLE_SETTINGS, TABLE_TARGETS,
	    IN_SET(feed.deliver), 0, 0, NULL, "none",
	    "where stories go unless a topic says otherwise" },
	{ "topics", TABLE_GLOBAL, TABLE_TOPICS, 0, 0, 0, 0, NULL,
	    "every story", "topics by name, each with its keywords" },
	{ "feeds", TABLE_GLOBAL, TABLE_FEEDS, 0, 0, 0, 0, NULL, "none",
	    "feeds and groups of feeds" },
	{ "defaults", TABLE_GLOBAL, TABLE_DEFAULTS_MAP, 0, 0, 0, 0, NULL,
	    "none", "keys for all feeds that don't say otherwise" },
	{ "include", TABLE_GLOBAL, TABLE_INCLUDE, 0, 0, 0, 0, NULL, "none",
	    "more files with topics and feeds" },
	{ "state", TABLE_GLOBAL, TABLE_PATH, IN_CONF(state), 0, 0, NULL,
	    "the service's state directory",
	    "directory of what the daemon remembers" },
	{ "socket", TABLE_GLOBAL, TABLE_PATH, IN_CONF(socket), 1, 107,
	    NULL, "in the service's runtime directory",
	    "where newsievectl reaches the daemon" },
	{ "domain", TABLE_GLOBAL, TABLE_HOST, IN_CONF(domain), 0, 0, NULL,
	    "the host name", "domain of addresses and Message-IDs" },
	{ "contact", TABLE_GLOBAL, TABLE_CONTACT, IN_CONF(contact), 1, 200,
	    NULL, "none", "URL or address for the owners of feeds" },
	{ "workers", TABLE_GLOBAL, TABLE_NUMBER, IN_CONF(workers), 1, 256,
	    NULL, "one for each core", "parse processes" },
	{ "max_connections", TABLE_GLOBAL, TABLE_NUMBER,
	    IN_CONF(max_connections), 1, 1024, "64", NULL,
	    "connections at one time, over all hosts" },
	{ "host_connections", TABLE_GLOBAL, TABLE_NUMBER,
	    IN_CONF(host_connections), 1, 32, "1", NULL,
	    "connections at one time to one host" },
	{ "host_interval", TABLE_GLOBAL, TABLE_DURATION,
	    IN_CONF(host_interval), 0, HOUR, "1s", NULL,
	    "time between two requests to one host" },
	{ "archive", TABLE_GLOBAL, TABLE_DURATION, IN_CONF(archive), 0,
	    52 * WEEK, "30d", NULL, "how long seen stories are kept" },
	{ "duplicates", TABLE_GLOBAL, TABLE_DUPLICATES, IN_CONF(duplicates),
	    0, 0, "thread", NULL, "what becomes of copies in other feeds" },
	{ "accounts", TABLE_GLOBAL, TABLE_ACCOUNTS, IN_CONF(accounts), 0, 0,
	    NULL, "none", "servers that mail is sent to" },
	{ "exec_timeout", TABLE_GLOBAL, TABLE_DURATION,
	    IN_CONF(exec_timeout), SECOND, HOUR, "1m", NULL,
	    "time for a command that gets a story" },

	{ "url", TABLE_FEED, TABLE_URL, IN_SET(feed.url), 0, 0, NULL,
	    "must be given", "where the feed is" },
	{ "name", TABLE_FEED, TABLE_NAME, IN_SET(feed.name), 1, 256, NULL,
	    "the URL without its scheme", "what the feed is called" },
	{ "was", TABLE_FEED, TABLE_NAME, IN_SET(feed.was), 1, 8192, NULL,
	    "none", "name the feed had before" },
	{ "group", TABLE_GROUP, TABLE_NAME, IN_SET(feed.group), 1, 256, NULL,
	    "must be given", "what the group is called" },
	{ "feeds", TABLE_GROUP, TABLE_FEEDS, 0, 0, 0, 0, NULL,
	    "must be given", "feeds of the group" },
	{ "interval", TABLE_SETTINGS, TABLE_DURATION, IN_SET(feed.interval),
	    SECOND, 52 * WEEK, "1h", NULL, "time between two polls" },
	{ "topics", TABLE_SETTINGS, TABLE_TOPIC_NAMES, IN_SET(topics), 0, 0,
	    NULL, "all topics", "topics its stories are matched against" },
	{ "enabled", TABLE_SETTINGS, TABLE_BOOL, IN_SET(feed.enabled), 0, 0,
	    "yes", NULL, "whether it is polled" },
	{ "first", TABLE_SETTINGS, TABLE_FIRST, IN_SET(feed.first), 0,
	    1000000, "all", NULL, "which stories of the first poll count" },
	{ "updates", TABLE_SETTINGS, TABLE_UPDATES, IN_SET(feed.updates), 0,
	    0, "ignore", NULL, "what becomes of edits of filed stories" },
	{ "headers", TABLE_SETTINGS, TABLE_HEADERS, IN_SET(feed.headers), 0,
	    0, NULL, "none", "HTTP headers to send" },
	{ "user_agent", TABLE_SETTINGS, TABLE_AGENT,
	    IN_SET(feed.user_agent), 1, 500, NULL,
	    "newsieve/VERSION (+contact)",
	    "User-Agent to send" },
	{ "to", TABLE_SETTINGS, TABLE_ADDRESS, IN_SET(feed.to), 3, 254, NULL,
	    "the feed's own address", "address in the To header" },
	{ "images", TABLE_SETTINGS, TABLE_IMAGES, IN_SET(feed.images), 0, 0,
	    "link", NULL, "what becomes of a story's images" },
	{ "links", TABLE_SETTINGS, TABLE_LINKS, IN_SET(feed.links), 0, 0,
	    "published", NULL, "what a story's links keep" },
	{ "encoding", TABLE_SETTINGS, TABLE_ENCODING, IN_SET(feed.encoding),
	    0, 0, "auto", NULL, "how text that isn't ASCII is put into mail" },
	{ "auth", TABLE_SETTINGS, TABLE_AUTH_MAP, IN_SET(feed.auth), 0, 0,
	    NULL, "none", "user and password for the server" },
	{ "proxy", TABLE_SETTINGS, TABLE_PROXY, IN_SET(feed.proxy), 0, 0,
	    "none", NULL, "proxy to ask" },
	{ "tls", TABLE_SETTINGS, TABLE_TLS_MAP, IN_SET(feed.tls), 0, 0, NULL,
	    "the system's authorities, verified", "certificates" },
	{ "timeout", TABLE_SETTINGS, TABLE_DURATION, IN_SET(feed.timeout),
	    SECOND, HOUR, "1m", NULL, "time for one request, in all" },
	{ "max_size", TABLE_SETTINGS, TABLE_SIZE, IN_SET(feed.max_size),
	    KILO, 64 * MEGA, "16M", NULL,
	    "most bytes of a document, unpacked" },
	{ "allow_private", TABLE_GLOBAL | TABLE_SETTINGS, TABLE_PRIVATE,
	    IN_SET(feed.allow_private), 0, 0, "no", NULL,
	    "whether addresses of private networks are fetched from" },
	{ "limits", TABLE_SETTINGS, TABLE_LIMITS_MAP, IN_SET(feed.limits), 0,
	    0, NULL, "what feeds need", "how much of a document is read" },

	{ "match", TABLE_TOPIC, TABLE_EXPRESSION, IN_TOPIC(match), 0, 0, NULL,
	    "none", "an expression that must hold" },
	{ "any", TABLE_TOPIC, TABLE_KEYWORDS, IN_TOPIC(any), 0, 0, NULL,
	    "none", "one of these must be found" },
	{ "all", TABLE_TOPIC, TABLE_KEYWORDS, IN_TOPIC(all), 0, 0, NULL,
	    "none", "all of these must be found" },
	{ "not", TABLE_TOPIC, TABLE_KEYWORDS, IN_TOPIC(none), 0, 0, NULL,
	    "none", "none of these may be found" },
	{ "feeds", TABLE_TOPIC, TABLE_NAMES, IN_TOPIC(feeds), 0, 0, NULL,
	    "all feeds", "feeds or groups the topic is limited to" },
	{ "deliver", TABLE_TOPIC, TABLE_TARGETS, IN_TOPIC(deliver), 0, 0,
	    NULL, "where the feed's stories go",
	    "where stories of the topic go" },
	{ "duplicates", TABLE_TOPIC, TABLE_DUPLICATES, IN_TOPIC(duplicates),
	    0, 0, NULL, "the global one",
	    "what becomes of copies in other feeds" },

	{ "user", TABLE_AUTH, TABLE_TEXT, IN_AUTH(user), 1, 256, NULL,
	    "must be given", "name of the user" },
	{ "password", TABLE_AUTH, TABLE_TEXT, IN_AUTH(password), 1, 1024,
	    NULL, "none", "the password itself" },
	{ "password_file", TABLE_AUTH, TABLE_SECRET_FILE, IN_AUTH(password),
	    0, 0, NULL, "none", "file that holds the password" },
	{ "ca", TABLE_TLS, TABLE_PEM_FILE, IN_TLS(ca), 0, 0, NULL,
	    "the system's authorities",
	    "PEM file of authorities to trust instead" },
	{ "cert", TABLE_TLS, TABLE_PEM_FILE, IN_TLS(cert), 0, 0, NULL,
	    "none", "PEM file of the client's certificate" },
	{ "key", TABLE_TLS, TABLE_PEM_FILE, IN_TLS(key), 0, 0, NULL, "none",
	    "PEM file of the certificate's key" },
	{ "verify", TABLE_TLS, TABLE_BOOL, IN_TLS(verify), 0, 0, "yes", NULL,
	    "whether the server must prove who it is" },

	{ "stories", TABLE_LIMITS, TABLE_NUMBER,
	    IN_LIMITS(CONF_LIMIT_STORIES), 1, 1000000, "20000", NULL,
	    "stories of a document" },
	{ "depth", TABLE_LIMITS, TABLE_NUMBER, IN_LIMITS(CONF_LIMIT_DEPTH),
	    8, 250, "200", NULL, "elements within one another" },
	{ "attributes", TABLE_LIMITS, TABLE_NUMBER,
	    IN_LIMITS(CONF_LIMIT_ATTRIBUTES), 8, 256, "256", NULL,
	    "attributes of a tag" },
	{ "tag", TABLE_LIMITS, TABLE_SIZE, IN_LIMITS(CONF_LIMIT_TAG), KILO,
	    128 * KILO, "64k", NULL, "bytes of a tag" },
	{ "names", TABLE_LIMITS, TABLE_NUMBER, IN_LIMITS(CONF_LIMIT_NAMES),
	    64, 4096, "4096", NULL,
	    "different names of elements and attributes" },
	{ "text", TABLE_LIMITS, TABLE_SIZE, IN_LIMITS(CONF_LIMIT_TEXT), KILO,
	    64 * MEGA, "8M", NULL, "bytes of one text" },
	{ "list", TABLE_LIMITS, TABLE_NUMBER, IN_LIMITS(CONF_LIMIT_LIST), 1,
	    1000, "128", NULL, "authors, tags, files of a story, each" },
	{ "memory", TABLE_LIMITS, TABLE_SIZE, IN_LIMITS(CONF_LIMIT_MEMORY),
	    4 * MEGA, 1024 * MEGA, "96M", NULL,
	    "memory for a document's stories" },

	{ "url", TABLE_ACCOUNT, TABLE_SERVER, IN_ACCOUNT(server), 0, 0, NULL,
	    "must be given", "the server" },
	{ "auth", TABLE_ACCOUNT, TABLE_AUTH_MAP, IN_ACCOUNT(auth), 0, 0, NULL,
	    "none", "user and password" },
	{ "tls", TABLE_ACCOUNT, TABLE_TLS_MAP, IN_ACCOUNT(tls), 0, 0, NULL,
	    "the system's authorities, verified", "certificates" },
	{ "from", TABLE_ACCOUNT, TABLE_ADDRESS, IN_ACCOUNT(from), 3, 254, NULL,
	    "newsieve at the domain", "the sender servers are told" },
	{ "timeout", TABLE_ACCOUNT, TABLE_DURATION, IN_ACCOUNT(timeout),
	    SECOND, HOUR, "5m", NULL, "time for one mail" },
};

#define NROWS	(sizeof(rows) / sizeof(rows[0]))

/* Keys the manual of the future knows; they must not pass for typos. */
static const struct {
	const char	*name;
	unsigned int	 scopes;
} later[] = {
	{ "status_page", TABLE_GLOBAL },
};

static const struct {
	const char	*name, *where;
} scopes[TABLE_SCOPES] = {
	{ "global", "the top level" },
	{ "defaults", "defaults" },
	{ "group", "a group" },
	{ "feed", "a feed" },
	{ "topic", "a topic" },
	{ "auth", "auth" },
	{ "tls", "tls" },
	{ "limits", "limits" },
	{ "account", "an account" },
};

#define KEYWORDS "a keyword or a list of them"
#define PEM	"the absolute path of a PEM file"

static const struct {
	const char	*name, *expected;
} types[TABLE_TYPES] = {
	[TABLE_NUMBER] = { "number", "a whole number" },
	[TABLE_DURATION] = { "duration",
	    "a duration such as 500ms, 2s, 15m, 1h, 7d or 4w" },
	[TABLE_SIZE] = { "size", "a size such as 65536, 64k or 16M" },
	[TABLE_BOOL] = { "yes or no", "yes or no" },
	[TABLE_TEXT] = { "text", "a text" },
	[TABLE_CONTACT] = { "text",
	    "a URL or address without spaces and brackets" },
	[TABLE_AGENT] = { "text", "a text in plain ASCII" },
	[TABLE_NAME] = { "name", "a name" },
	[TABLE_PATH] = { "path",
	    "an absolute path, or one that begins with ~/" },
	[TABLE_HOST] = { "domain",
	    "a domain in ASCII such as news.example.org or xn--d1acufc.org" },
	[TABLE_ADDRESS] = { "address",
	    "an address such as news@example.org" },
	[TABLE_URL] = { "URL",
	    "a URL such as https://example.org/feed.xml" },
	[TABLE_SERVER] = { "URL", "a URL such as imaps://mail.example.org" },
	[TABLE_PROXY] = { "URL or none",
	    "none or a URL such as http://proxy.example.org:3128" },
	[TABLE_FIRST] = { "all, none, number or age",
	    "all, none, a number of stories or an age such as 7d" },
	[TABLE_DUPLICATES] = { "thread, drop or deliver",
	    "thread, drop or deliver" },
	[TABLE_IMAGES] = { "link, keep or embed", "link, keep or embed" },
	[TABLE_LINKS] = { "published or clean", "published or clean" },
	[TABLE_UPDATES] = { "ignore, reply or replace",
	    "ignore, reply or replace" },
	[TABLE_ENCODING] = { "auto or 8bit", "auto or 8bit" },
	[TABLE_TARGETS] = { "target or list",
	    "a target such as maildir:/var/spool/newsieve/News or a list of "
	    "them" },
	[TABLE_PRIVATE] = { "no, yes or list of networks",
	    "no, yes or a list of networks such as 10.0.0.0/8" },
	[TABLE_HEADERS] = { "map", "a map such as {Accept-Language: de}" },
	[TABLE_KEYWORDS] = { "keyword or list", KEYWORDS },
	[TABLE_EXPRESSION] = { "expression",
	    "an expression such as cyber* AND (China OR Chinese)" },
	[TABLE_NAMES] = { "name or list", "a name or a list of names" },
	[TABLE_TOPIC_NAMES] = { "everything, name or list",
	    "everything, the name of a topic or a list of names" },
	[TABLE_SECRET_FILE] = { "file",
	    "the absolute path of a file or the name of a credential" },
	[TABLE_PEM_FILE] = { "file", PEM " or the name of a credential" },
	[TABLE_AUTH_MAP] = { "map",
	    "a map such as {user: x, password_file: /etc/newsieve/x}" },
	[TABLE_TLS_MAP] = { "map", "a map such as {ca: /etc/newsieve/ca.pem}" },
	[TABLE_LIMITS_MAP] = { "map",
	    "a map such as {stories: 50000, memory: 256M}" },
	[TABLE_ACCOUNTS] = { "list",
	    "a list of maps such as {url: 'imaps://mail.example.org', auth: "
	    "{user: x, password_file: /etc/newsieve/x}}" },
	[TABLE_TOPICS] = { "map",
	    "a map from names to keywords such as cyber: [cyber*, "
	    "ransomware]" },
	[TABLE_FEEDS] = { "list", "a list of URLs, feeds or groups" },
	[TABLE_DEFAULTS_MAP] = { "map", "a map of keys of a feed" },
	[TABLE_INCLUDE] = { "file or list",
	    "a file or a list of files such as conf.d/*.yaml" },
};

const struct table_row *
conf_table_row(size_t i)
{
	return (i < NROWS ? &rows[i] : NULL);
}

size_t
conf_table_index(const struct table_row *row)
{
	return ((size_t)(row - rows));
}

const struct table_row *
conf_table_find(enum table_scope scope, const char *name)
{
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].scopes & scope && strcmp(rows[i].name, name) == 0)
			return (&rows[i]);
	return (NULL);
}

/* "defaults, a group or a feed" */
static void
put_scopes(struct buf *b, unsigned int mask)
{
	const char	*before = "";

	for (unsigned int i = 0; i < TABLE_SCOPES; i++)
		if (mask & 1u << i) {
			buf_printf(b, "%s%s", before, scopes[i].where);
			mask &= ~(1u << i);
			before = mask & (mask - 1) ? ", " : " or ";
		}
}

static void
put_all_keys(struct buf *b, enum table_scope scope)
{
	const char	*before = "known are ";

	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].scopes & scope) {
			buf_printf(b, "%s%s", before, rows[i].name);
			before = " ";
		}
}

static const char *
scope_name(unsigned int scope)
{
	for (unsigned int i = 0; i < TABLE_SCOPES; i++)
		if (scope == 1u << i)
			return (scopes[i].where);
	return ("?");
}

char *
conf_table_unknown(enum table_scope scope, const char *name)
{
	struct buf	 b;
	struct near	 near;
	const char	*best;
	unsigned int	 elsewhere = 0;

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (later[i].scopes & scope && strcmp(later[i].name, name) == 0)
			return (xasprintf("%s: this key is not part of this "
			    "version; remove it", name));
	buf_init(&b, 4096);
	near_init(&near, name);
	for (size_t i = 0; i < NROWS; i++) {
		if (rows[i].scopes & scope)
			near_try(&near, rows[i].name);
		if (strcmp(rows[i].name, name) == 0)
			elsewhere |= rows[i].scopes;
	}
	best = near_best(&near);
	buf_printf(&b, "%.100s: ", name);
	if (elsewhere != 0) {
		buf_printf(&b, "not a key of %s; it belongs to ",
		    scope_name(scope));
		put_scopes(&b, elsewhere);
	} else if (best != NULL)
		buf_printf(&b, "unknown key of %s; did you mean %s?",
		    scope_name(scope), best);
	else {
		buf_printf(&b, "unknown key of %s; ",
		    scope_name(scope));
		put_all_keys(&b, scope);
	}
	return (buf_steal(&b));
}

const char *
conf_table_type_expected(enum table_type type)
{
	return (types[type].expected);
}

const struct table_unit conf_table_durations[] = {
	{ "ms", 1 }, { "s", SECOND }, { "m", MINUTE }, { "h", HOUR },
	{ "d", DAY }, { "w", WEEK }, { NULL, 0 }
};

const struct table_unit conf_table_sizes[] = {
	{ "", 1 }, { "k", KILO }, { "K", KILO }, { "M", MEGA },
	{ "G", 1024 * MEGA }, { NULL, 0 }
};

static char *
print_unit(int64_t v, const struct table_unit *u)
{
	const struct table_unit	*best = u;

	for (; u->name != NULL; u++)
		if (v % u->factor == 0 && u->factor > best->factor)
			best = u;
	return (xasprintf("%" PRId64 "%s", v / best->factor, best->name));
}

char *
conf_table_bound(const struct table_row *row, int64_t v)
{
	switch (row->type) {
	case TABLE_DURATION:
		if (v == 0)
			return (xstrdup("0s"));
		return (print_unit(v, conf_table_durations));
	case TABLE_SIZE:
		return (print_unit(v, conf_table_sizes));
	default:
		return (xasprintf("%" PRId64, v));
	}
}

static void
print_scopes(FILE *f, unsigned int mask)
{
	const char	*comma = "";

	for (unsigned int i = 0; i < TABLE_SCOPES; i++)
		if (mask & 1u << i) {
			fprintf(f, "%s%s", comma, scopes[i].name);
			comma = ",";
		}
}

void
conf_table_print(FILE *f)
{
	const struct table_row	*r;
	char			*min, *max;

	for (r = rows; r < rows + NROWS; r++) {
		min = r->max != 0 ? conf_table_bound(r, r->min) : xstrdup("");
		max = r->max != 0 ? conf_table_bound(r, r->max) : xstrdup("");
		fprintf(f, "%s\t", r->name);
		print_scopes(f, r->scopes);
		fprintf(f, "\t%s\t%s\t%s\t%s\t%s\n", types[r->type].name, min,
		    max, r->value != NULL ? r->value : r->says, r->text);
		free(min);
		free(max);
	}
}
