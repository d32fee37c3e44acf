#ifndef CTL_CTL_H
#define CTL_CTL_H

/*
 * newsievectl's commands.  Each prints its own errors, one line each, by
 * log_error, and returns the program's exit status.
 */

#include <stddef.h>

enum ctl_exit {
	CTL_OK,
	CTL_FAILED,		/* what was asked for couldn't be done */
	CTL_USAGE,		/* wrong command line, topic or configuration */
	CTL_NO_DAEMON		/* nobody answers on the control socket */
};

/* What the command line says. */
struct ctl {
	const char	 *socket;	/* -s, or NULL */
	int		  json;
	const char	 *base;		/* --base, or NULL */
	const char	 *content_type;
	const char	**topics;	/* one for each --topic */
	size_t		  ntopics;
	int		  why;
	const char	 *conf;		/* -f, or NULL */
	int		  all;
	char		**args;		/* behind the command's name */
	size_t		  nargs;
};

/* A row of the table in newsievectl.c. */
struct ctl_command {
	const char	*name;
	const char	*arguments;	/* for people */
	size_t		 min, max;	/* how many of them */
	const char	*options;	/* ids of its own options */
	const char	*text;
	enum ctl_exit	 (*run)(const struct ctl *);
};

struct ctl_option {
	char		 id;		/* the letter, too, when that is set */
	int		 letter;
	const char	*name;		/* without "--"; NULL: a letter only */
	const char	*argument;	/* NULL: takes none */
	const char	*text;
};

#define CTL_GLOBAL_OPTIONS	"sjhV"

enum ctl_exit	status_run(const struct ctl *);
enum ctl_exit	poll_run(const struct ctl *);
enum ctl_exit	release_run(const struct ctl *);
enum ctl_exit	catchup_run(const struct ctl *);
enum ctl_exit	reload_run(const struct ctl *);
enum ctl_exit	parse_run(const struct ctl *);
enum ctl_exit	match_run(const struct ctl *);
enum ctl_exit	explain_run(const struct ctl *);

#endif
