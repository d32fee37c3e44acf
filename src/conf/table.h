#ifndef CONF_TABLE_H
#define CONF_TABLE_H

/*
 * Every key by one row: where it may stand, what it takes, where its value
 * goes.  Reading, defaults, suggestions and the check of newsieved.yaml(5)
 * go by these rows.
 */

#include <stdio.h>

#include "conf/conf.h"

/* Where a key may stand; a row may name several. */
enum table_scope {
	TABLE_GLOBAL	= 0x01,
	TABLE_DEFAULTS	= 0x02,
	TABLE_GROUP	= 0x04,
	TABLE_FEED	= 0x08,
	TABLE_TOPIC	= 0x10,
	TABLE_AUTH	= 0x20,
	TABLE_TLS	= 0x40,
	TABLE_LIMITS	= 0x80,
	TABLE_ACCOUNT	= 0x100
};
#define TABLE_SCOPES	9
#define TABLE_SETTINGS	(TABLE_DEFAULTS | TABLE_GROUP | TABLE_FEED)

enum table_type {
	/* one value, read by conf/value.c */
	TABLE_NUMBER, TABLE_DURATION, TABLE_SIZE, TABLE_BOOL, TABLE_TEXT,
	TABLE_CONTACT, TABLE_AGENT, TABLE_NAME, TABLE_PATH, TABLE_HOST,
	TABLE_ADDRESS, TABLE_URL, TABLE_SERVER, TABLE_PROXY, TABLE_FIRST,
	TABLE_DUPLICATES, TABLE_IMAGES, TABLE_LINKS, TABLE_UPDATES,
	TABLE_ENCODING,
	/* lists, maps and files, read by conf/complex.c */
	TABLE_TARGETS, TABLE_PRIVATE, TABLE_HEADERS, TABLE_KEYWORDS,
	TABLE_EXPRESSION,
	TABLE_NAMES, TABLE_TOPIC_NAMES, TABLE_SECRET_FILE, TABLE_PEM_FILE,
	TABLE_AUTH_MAP, TABLE_TLS_MAP, TABLE_LIMITS_MAP, TABLE_ACCOUNTS,
	/* the frame of the file, read by conf/read.c and conf/feeds.c */
	TABLE_TOPICS, TABLE_FEEDS, TABLE_DEFAULTS_MAP, TABLE_INCLUDE,
	TABLE_TYPES
};

/* What defaults, a group and a feed say; rows of TABLE_SETTINGS fill it. */
struct settings {
	struct conf_feed	 feed;
	struct conf_strings	 topics;	/* names; set to none:
						   everything */
	uint64_t		 set;		/* by index of the row, which
						   is below 64 for these */
};

struct table_row {
	const char	*name;
	unsigned int	 scopes;
	enum table_type	 type;
	size_t		 offset, size;	/* in struct conf, settings, conf_topic,
					   conf_auth, conf_tls, conf_limits or
					   conf_account, by scope */
	int64_t		 min, max;
	const char	*value;		/* default, read like a written one */
	const char	*says;		/* default in words, else */
	const char	*text;
};

struct table_unit {
	const char	*name;
	int64_t		 factor;
};

extern const struct table_unit conf_table_durations[], conf_table_sizes[];

/* row i, NULL past the last */
const struct table_row *conf_table_row(size_t i);
size_t		 conf_table_index(const struct table_row *);

/* The row of a key in a scope, or NULL. */
const struct table_row *conf_table_find(enum table_scope, const char *name);

/*
 * What is wrong with a key that table_find doesn't know, and what would be
 * right.  The caller's to free.
 */
char		*conf_table_unknown(enum table_scope, const char *name);

const char	*conf_table_type_expected(enum table_type); /* "a duration" */

/* Bounds as they are written: "5m", "64k".  The caller's to free. */
char		*conf_table_bound(const struct table_row *, int64_t);

/*
 * All rows, one a line: name, scopes with commas, type, least, most, default,
 * text, with tabs between.
 */
void		 conf_table_print(FILE *);

#endif
