#ifndef CONF_READ_H
#define CONF_READ_H

/* What the files of this room share while they read a configuration. */

#include <sys/stat.h>

#include "conf/table.h"
#include "conf/tree.h"

struct reader_source {			/* a file that was read */
	struct tree		*tree;
	const char		*path;
	char			*text;
	int			 world;		/* anybody may read it */
	dev_t			 dev;		/* to know it again */
	ino_t			 ino;
	const struct tree_node	*from;		/* its include:, or NULL */
};

struct reader_group {
	const char		*name;
	struct conf_mark	 mark;
};

struct reader {
	struct conf		*conf;
	conf_keyword_check	*check;
	char			**cause;
	int			 in_memory;	/* open no files */
	struct reader_source	*sources;
	size_t			 nsources;
	struct settings		 base;		/* built-in and global */
	struct settings		 defaults;
	struct settings		*feeds;		/* same index as conf->feeds */
	size_t			 nfeeds;
	struct reader_group	*groups;
	size_t			 ngroups;
};

/* Makes memory part of the configuration, to be freed with it; returns it. */
void	*conf_keep(struct conf *, void *);

struct conf_mark read_mark(const struct tree_node *);

/* Sets the cause, returns -1. */
int	read_error(struct reader *, const struct conf_mark *,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int	read_error_at(struct reader *, const struct tree_node *,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* At a byte of a scalar's text, "NAME: at character N: why". */
int	read_error_inside(struct reader *, const char *name,
	    const struct tree_node *, size_t offset, const char *why);
void	read_warn(struct reader *, const struct conf_mark *,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* "KEY: expected a number from 1 to 5, not "x"": the type's words. */
int	read_unexpected(struct reader *, const struct table_row *,
	    const struct tree_node *);

/* The error for a key that the scope doesn't have. */
int	read_unknown(struct reader *, enum table_scope,
	    const struct tree_node *key);

/*
 * Reads a map by the rows of a scope into home (see struct table_row; NULL:
 * global), and marks in *set, by index of the row, what was written; set may
 * be NULL.
 */
int	read_map(struct reader *, enum table_scope, const struct tree_node *,
	    void *home, uint64_t *set);

/* Sets what the scopes' rows have as defaults. */
void	read_defaults(struct reader *, unsigned int scopes, void *home);

/* Adds a file's text, which becomes the reader's; like has dev, ino, world. */
int	read_source(struct reader *, const char *path, char *text, size_t len,
	    const struct reader_source *like);

/* One value into the row's field; conf/value.c and conf/complex.c. */
int	value_read(struct reader *, const struct table_row *,
	    const struct tree_node *, void *field);
int	value_bool(const char *);		/* -1 when it is neither */
int	complex_read(struct reader *, const struct table_row *,
	    const struct tree_node *, void *field);

/* One target, a text of one line; conf/target_read.c. */
int	target_read(struct reader *, const struct table_row *,
	    const struct tree_node *, struct conf_target *);

/* An absolute path, ~/ resolved, or NULL.  The caller's to free. */
char	*path_expand(const char *);
/*
 * What to say when there is nothing at the path that conf_default_path gave,
 * NULL for any other path.  The caller's to free.
 */
char	*path_no_default(const char *path);
/* A name of this host that may stand in an address.  The caller's to free. */
char	*path_host_name(void);

/*
 * A file with a secret or certificate, as an absolute path or by the name of
 * a systemd credential; the configuration's, or NULL after an error.
 */
char	*secret_read_password(struct reader *, const struct table_row *,
	    const struct tree_node *);
char	*secret_read_pem(struct reader *, const struct table_row *,
	    const struct tree_node *);
/* Whether anybody may read the file that a node was written in. */
int	secret_is_exposed(const struct reader *, const struct tree_node *);

/*
 * A file's bytes and a NUL, the caller's to free; NULL with *why, and with
 * errno ENOENT when there is none.  Other than regular files only where
 * any_kind is set.
 */
char	*conf_file_read(const char *path, int any_kind, size_t max,
	    size_t *len, struct stat *, const char **why);

/*
 * Opens a file of the configuration and adds it; from is the node to blame,
 * NULL for the first.  -1 on an error; what was read before isn't again.
 */
int	include_open(struct reader *, const char *path,
	    const struct tree_node *from);
/* include: of a source, and what those files include. */
int	include_read(struct reader *, size_t source, size_t depth);

/* Keys of defaults, a group or a feed (row: of the map) into settings. */
int	feeds_read_settings(struct reader *, enum table_scope,
	    const struct table_row *, const struct tree_node *,
	    struct settings *);
/* A file's topics and feeds into the reader and the configuration. */
int	feeds_read_topics(struct reader *, const struct tree_node *root);
int	feeds_read(struct reader *, const struct tree_node *root);

/* Whether match, any, all and not of a topic, a map, can hold together. */
int	parts_check(struct reader *, const struct tree_node *topic);

/* Each target on a server has its account. */
int	resolve_accounts(struct reader *);

/* What depends on all of it: names, who is matched against what. */
int	resolve_all(struct reader *);

#endif
