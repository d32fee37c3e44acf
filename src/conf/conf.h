#ifndef CONF_CONF_H
#define CONF_CONF_H

/*
 * The configuration: YAML 1.1 files into one struct, every key by one row of
 * a table (conf/table.c).  newsieved.yaml(5) describes the keys.
 */

#include <sys/types.h>

#include <stddef.h>
#include <stdint.h>

#include "conf/limits.h"

struct conf_mark {			/* where something was written */
	const char	*file;
	unsigned int	 line, column;	/* from 1 */
};

struct conf_strings {			/* NULL-terminated */
	char		**v;
	struct conf_mark *marks;	/* one each */
	size_t		  n;
	int		  set;		/* written, if only as [] */
};

struct conf_header {
	char	*name, *value;
};

struct conf_headers {
	struct conf_header *v;
	size_t		    n;
};

struct conf_net {
	int		family;		/* AF_INET, AF_INET6 */
	uint8_t		address[16];
	unsigned int	bits;
};

enum conf_private_mode { CONF_PRIVATE_NO, CONF_PRIVATE_YES, CONF_PRIVATE_LIST };

struct conf_private {			/* allow_private */
	enum conf_private_mode	 mode;
	struct conf_net		*nets;
	size_t			 n;
};

enum conf_target_kind { CONF_MAILDIR, CONF_SPOOL, CONF_EXEC, CONF_SMTP,
	CONF_IMAP };

/*
 * path is a directory's, with {feed} {group} {topic}, or begins with what
 * tells it from one: "exec:" and a command, for conf_command_split, or the
 * server of an account, behind which, and a slash, stands a mailbox with
 * {feed} {group} {topic} or an address, which may lack.
 */
struct conf_target {
	enum conf_target_kind	 kind;
	char			*path;
	struct conf_mark	 mark;
};

struct conf_targets {
	struct conf_target	*v;
	size_t			 n;	/* 0: not said here */
};

enum conf_first_mode { CONF_FIRST_ALL, CONF_FIRST_NONE, CONF_FIRST_COUNT,
	CONF_FIRST_AGE };

struct conf_first {			/* first: */
	enum conf_first_mode	mode;
	uint64_t		count;
	int64_t			age;	/* milliseconds */
};

enum conf_duplicates {			/* duplicates: the strongest last */
	CONF_DUPLICATES_UNSAID,		/* of a topic: the global one */
	CONF_DUPLICATES_DROP, CONF_DUPLICATES_THREAD, CONF_DUPLICATES_DELIVER
};

enum conf_links {			/* links: in a story's mail */
	CONF_LINKS_PUBLISHED,
	CONF_LINKS_CLEAN,		/* without what is for trackers */
	CONF_LINKS
};

enum conf_images {			/* images: of a story, in its HTML */
	CONF_IMAGES_LINK,		/* named and linked */
	CONF_IMAGES_KEEP,		/* from where they are */
	CONF_IMAGES_EMBED,		/* fetched, and parts of the mail */
	CONF_IMAGES
};

enum conf_updates {			/* updates: of filed stories */
	CONF_UPDATES_IGNORE,
	CONF_UPDATES_REPLY,		/* told by a mail more */
	CONF_UPDATES_REPLACE,		/* in the old mail's place */
	CONF_UPDATES
};

enum conf_encoding {			/* encoding: of bodies of mail */
	CONF_ENCODING_AUTO, CONF_ENCODING_8BIT
};

struct conf_auth {
	char	*user, *password;	/* NULL: none */
};

struct conf_tls {
	char	*ca, *cert, *key;	/* PEM, from the files; or NULL */
	int	 verify;
};

struct conf_account {			/* a server for mail */
	char			*server;	/* see conf/server.h */
	struct conf_auth	 auth;
	struct conf_tls		 tls;
	int			 secure;	/* STARTTLS must be */
	char			*from;		/* addr-spec */
	int64_t			 timeout;	/* milliseconds */
	struct conf_mark	 mark;
};

struct conf_accounts {
	struct conf_account	*v;
	size_t			 n;
};

struct conf_topic {
	char			*name;
	char			*match;		/* or NULL */
	struct conf_strings	 any, all, none;	/* key of none: "not" */
	struct conf_strings	 feeds;		/* or groups; empty: all */
	struct conf_targets	 deliver;
	enum conf_duplicates	 duplicates;	/* never unsaid once read */
	struct conf_mark	 mark;
};

/* All durations are milliseconds, all sizes bytes. */
struct conf_feed {
	char			*name, *url, *group, *was;
	int64_t			 interval;
	int			 interval_set;	/* by the user, anywhere */
	int			 everything;	/* all its stories */
	uint32_t		*topics;	/* indices matched, ascending */
	size_t			 ntopics;
	struct conf_targets	 deliver;	/* after inheritance */
	int			 enabled;
	struct conf_first	 first;
	enum conf_updates	 updates;
	struct conf_headers	 headers;
	char			*user_agent;	/* NULL: the global one */
	char			*to;		/* addr-spec or NULL */
	enum conf_images	 images;
	enum conf_links		 links;
	enum conf_encoding	 encoding;
	struct conf_auth	 auth;
	char			*proxy;		/* NULL: none */
	struct conf_tls		 tls;
	int64_t			 timeout;
	uint64_t		 max_size;
	struct conf_private	 allow_private;
	struct conf_limits	 limits;	/* all of them said */
	struct conf_mark	 mark;
};

struct conf {
	char			*path;
	char			*state;		/* directory */
	char			*socket;
	char			*domain;
	char			*contact;	/* or NULL */
	uint64_t		 workers;
	uint64_t		 max_connections;
	uint64_t		 host_connections;
	int64_t			 host_interval;
	int64_t			 archive;	/* 0: stories aren't kept */
	struct conf_targets	 deliver;	/* the global ones, or none */
	int64_t			 exec_timeout;	/* of a command */
	enum conf_duplicates	 duplicates;
	struct conf_accounts	 accounts;	/* all that targets need */
	struct conf_topic	*topics;
	size_t			 ntopics;
	struct conf_feed	*feeds;
	size_t			 nfeeds;
	char			**warnings;	/* FILE:LINE:COLUMN: text */
	size_t			 nwarnings;
	struct conf_memory	*memory;	/* what conf_free frees */
};

/* topic_check of feed/topic.h, handed in by the program: see there. */
typedef int conf_keyword_check(const char *, size_t *offset, char **cause);

/*
 * Reads path and what it includes.  NULL on the first error, with a *cause of
 * the form "FILE:LINE:COLUMN: message", or without a place where there is no
 * such file or it can't be read.  Secrets and PEM files are read here, too;
 * nothing else is opened and nothing is written.
 */
struct conf	*conf_read(const char *path, conf_keyword_check *,
		    char **cause);
void		 conf_free(struct conf *);

/* The same from memory, where include and files of secrets are refused. */
struct conf	*conf_parse(const char *name, const char *text, size_t len,
		    conf_keyword_check *, char **cause);

/*
 * Where the file is when no -f says so: $XDG_CONFIG_HOME/newsieve/, then
 * ~/.config/newsieve/ for an ordinary user who has one, else
 * /etc/newsieve/newsieved.yaml.  The caller's to free.
 */
char		*conf_default_path(void);

/*
 * Where the daemon of this user keeps its state and its socket when the file
 * doesn't say: for root or under systemd the service's directories, else the
 * user's.  The caller's to free.
 */
char		*conf_default_state(void);
char		*conf_default_socket(void);

/*
 * Where a client looks when no -s says so: the first that is there of the
 * socket of this session, of the one in the user's state directory and of the
 * system's; the last when none is.  *tried says where it looked, divided by
 * commas: the answer alone when it is there.  Both are the caller's to free.
 */
char		*conf_find_socket(char **tried);

/* Whether it gets items rather than mails. */
int		 conf_target_has_items(enum conf_target_kind);
/* Whether a target's path is a directory's. */
int		 conf_path_is_directory(const char *);

/*
 * A target's path for one story: {feed} {group} {topic} filled in, every run
 * of anything but letters, digits, '-' and '_' made one '-'; a leading dot, an
 * empty name or that of a maildir's own directories can't come out.  A feed
 * without a group is "ungrouped", no topic (NULL) "everything", what is very
 * long ends in a digest instead.  The caller's to free.
 */
char		*conf_target_path(const struct conf_target *,
		    const struct conf_feed *, const char *topic);
/*
 * A pattern for glob(3) that all these paths match, where they are
 * directories.  The caller's to free.
 */
char		*conf_target_pattern(const struct conf_target *);

#endif
