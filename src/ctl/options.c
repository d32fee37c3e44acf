#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include "base/log.h"
#include "base/xmalloc.h"
#include "ctl/options.h"
#include "ctl/suggest.h"

#define OPTIONS_MAX	16
#define HELP_COLUMN	30

const struct ctl_option	options_table[] = {
	{ 's', 1, "socket", "SOCKET", "the daemon's control socket" },
	{ 'j', 0, "json", NULL, "print JSON, for programs" },
	{ 'h', 1, "help", NULL, "print this and exit" },
	{ 'V', 0, "version", NULL, "print the version and exit" },
	{ 'a', 0, "all", NULL, "all feeds" },
	{ 'b', 0, "base", "URL", "the URL the document comes from" },
	{ 'c', 0, "content-type", "TYPE", "the media type HTTP would say" },
	{ 't', 0, "topic", "EXPRESSION",
	    "match this instead of the configured topics; may be\n"
	    "repeated" },
	{ 'w', 0, "why", NULL, "say for each missed topic what was missing" },
	{ 'f', 1, "file", "FILE", "take the topics from this configuration" },
	{ 0, 0, NULL, NULL, NULL }
};

/* What getopt_long(3) wants to know. */
struct getopt_tables {
	char		letters[2 * OPTIONS_MAX + 2];
	struct option	names[OPTIONS_MAX + 1];
};

static void
make_tables(struct getopt_tables *t)
{
	const struct ctl_option	*o;
	char			*p = t->letters;
	size_t			 n = 0;

	memset(t, 0, sizeof(*t));
	*p++ = ':';
	for (o = options_table; o->id != 0; o++) {
		assert(o - options_table < OPTIONS_MAX);
		if (o->letter) {
			*p++ = o->id;
			if (o->argument != NULL)
				*p++ = ':';
		}
		if (o->name == NULL)
			continue;
		t->names[n].name = o->name;
		t->names[n].has_arg = o->argument != NULL;
		t->names[n++].val = o->id;
	}
}

static const struct ctl_option *
option_by_id(int id)
{
	const struct ctl_option	*o;

	for (o = options_table; o->id != 0; o++)
		if (o->id == id)
			return (o);
	return (NULL);
}

/* "--topic", "-f" */
static char *
option_label(const struct ctl_option *o)
{
	return (o->name != NULL ? xasprintf("--%s", o->name) :
	    xasprintf("-%c", o->id));
}

static void
help_line(int indent, const char *left, const char *text)
{
	const char	*end;
	int		 n;	/* columns taken on this line */

	n = printf("%*s%s", indent, "", left);
	if (n > HELP_COLUMN - 2) {
		putchar('\n');
		n = 0;
	}
	while ((end = strchr(text, '\n')) != NULL) {
		printf("%*s%.*s\n", HELP_COLUMN - n, "", (int)(end - text),
		    text);
		text = end + 1;
		n = 0;
	}
	printf("%*s%s\n", HELP_COLUMN - n, "", text);
}

/* "-h, --help", "    --base URL" */
static char *
option_columns(const struct ctl_option *o)
{
	const char	*argument = o->argument != NULL ? o->argument : "";
	const char	*space = o->argument != NULL ? " " : "";

	if (o->name == NULL)
		return (xasprintf("-%c%s%s", o->id, space, argument));
	if (o->letter)
		return (xasprintf("-%c, --%s%s%s", o->id, o->name, space,
		    argument));
	return (xasprintf("    --%s%s%s", o->name, space, argument));
}

static void
help_options(int indent, const char *ids)
{
	const struct ctl_option	*o;
	char			*left;

	for (; *ids != '\0'; ids++) {
		o = option_by_id(*ids);
		left = option_columns(o);
		help_line(indent, left, o->text);
		free(left);
	}
}

static void
help_command(const struct ctl_command *cmd)
{
	char	*left = xasprintf("%s%s%s", cmd->name,
		    *cmd->arguments != '\0' ? " " : "", cmd->arguments);

	help_line(2, left, cmd->text);
	help_options(4, cmd->options);
	free(left);
}

/* Of one command, or of all of them when that is NULL. */
static void
help(const struct ctl_command *commands, const struct ctl_command *one)
{
	printf("usage: newsievectl [-s SOCKET] [--json] %s%s%s\n\n",
	    one != NULL ? one->name : "COMMAND",
	    one != NULL && *one->arguments == '\0' ? "" : " ",
	    one != NULL ? one->arguments : "[ARGUMENT...]");
	if (one != NULL) {
		puts(one->text);
		help_options(2, one->options);
	} else {
		puts("Commands:");
		for (; commands->name != NULL; commands++)
			help_command(commands);
	}
	puts("\nOptions of all commands, before or behind the command:");
	help_options(2, CTL_GLOBAL_OPTIONS);
	puts("\nnewsievectl(1) tells more.");
}

/* arg is the long option as it was written. */
static enum ctl_exit
unknown_option(const char *arg)
{
	const struct ctl_option	*o;
	struct suggest		 s;
	char			*name;

	assert(strncmp(arg, "--", 2) == 0);
	name = xstrndup(arg + 2, strcspn(arg + 2, "="));
	suggest_init(&s, name);
	for (o = options_table; o->id != 0; o++)
		if (o->name != NULL)
			suggest_try(&s, o->name);
	if (suggest_best(&s) != NULL)
		log_error("unknown option --%s: did you mean --%s?", name,
		    suggest_best(&s));
	else
		log_error("unknown option --%s (--help lists all)", name);
	free(name);
	return (CTL_USAGE);
}

static void
option_set(struct ctl *ctl, int id, const char *value)
{
	switch (id) {
	case 's':
		ctl->socket = value;
		break;
	case 'j':
		ctl->json = 1;
		break;
	case 'a':
		ctl->all = 1;
		break;
	case 'b':
		ctl->base = value;
		break;
	case 'c':
		ctl->content_type = value;
		break;
	case 't':
		ctl->topics = xreallocarray(ctl->topics, ctl->ntopics + 1,
		    sizeof(*ctl->topics));
		ctl->topics[ctl->ntopics++] = value;
		break;
	case 'w':
		ctl->why = 1;
		break;
	case 'f':
		ctl->conf = value;
		break;
	default:
		assert(0);
	}
}

/* seen collects the ids of what was given, each once. */
static enum ctl_exit
read_options(int argc, char **argv, struct ctl *ctl, char *seen)
{
	struct getopt_tables	 t;
	char			*label;
	int			 id;

	make_tables(&t);
	opterr = 0;
	while ((id = getopt_long(argc, argv, t.letters, t.names, NULL)) != -1) {
		if (id == ':' || (id == '?' && optopt != 0 &&
		    option_by_id(optopt) != NULL)) {
			label = option_label(option_by_id(optopt));
			log_error(id == ':' ? "%s wants an argument" :
			    "%s takes no argument", label);
			free(label);
			return (CTL_USAGE);
		}
		if (id == '?' && optopt != 0) {
			log_error("unknown option -%c (--help lists all)",
			    optopt);
			return (CTL_USAGE);
		}
		if (id == '?')
			return (unknown_option(argv[optind - 1]));
		if (strchr(seen, id) == NULL)
			seen[strlen(seen)] = (char)id;
		if (id != 'h' && id != 'V')
			option_set(ctl, id, optarg);
	}
	return (CTL_OK);
}

static const struct ctl_command *
find_command(const struct ctl_command *commands, const char *name)
{
	const struct ctl_command	*cmd;
	struct suggest			 s;

	suggest_init(&s, name);
	for (cmd = commands; cmd->name != NULL; cmd++) {
		if (strcmp(cmd->name, name) == 0)
			return (cmd);
		suggest_try(&s, cmd->name);
	}
	if (suggest_best(&s) != NULL)
		log_error("unknown command \"%s\": did you mean \"%s\"?",
		    name, suggest_best(&s));
	else
		log_error("unknown command \"%s\" (--help lists all)", name);
	return (NULL);
}

static enum ctl_exit
check_command(const struct ctl_command *cmd, const struct ctl *ctl,
    const char *seen)
{
	char	*label;

	for (; *seen != '\0'; seen++)
		if (strchr(CTL_GLOBAL_OPTIONS, *seen) == NULL &&
		    strchr(cmd->options, *seen) == NULL) {
			label = option_label(option_by_id(*seen));
			log_error("%s is no option of %s", label, cmd->name);
			free(label);
			return (CTL_USAGE);
		}
	if (ctl->nargs >= cmd->min && ctl->nargs <= cmd->max)
		return (CTL_OK);
	log_error("usage: newsievectl %s%s%s", cmd->name,
	    *cmd->arguments != '\0' ? " " : "", cmd->arguments);
	return (CTL_USAGE);
}

const struct ctl_command *
options_read(int argc, char **argv, const struct ctl_command *commands,
    struct ctl *ctl, enum ctl_exit *status)
{
	const struct ctl_command	*cmd = NULL;
	char				 seen[OPTIONS_MAX + 1] = "";

	memset(ctl, 0, sizeof(*ctl));
	if ((*status = read_options(argc, argv, ctl, seen)) != CTL_OK)
		return (NULL);
	if (strchr(seen, 'V') != NULL) {
		puts("newsievectl " PACKAGE_VERSION);
		return (NULL);
	}
	*status = CTL_USAGE;
	if (optind < argc && strcmp(argv[optind], "help") == 0) {
		seen[0] = 'h';
		optind++;
	}
	if (optind < argc) {
		if ((cmd = find_command(commands, argv[optind])) == NULL)
			return (NULL);
		ctl->args = argv + optind + 1;
		ctl->nargs = (size_t)(argc - optind - 1);
	}
	if (strchr(seen, 'h') != NULL) {
		help(commands, cmd);
		*status = CTL_OK;
		return (NULL);
	}
	if (cmd == NULL) {
		log_error("usage: newsievectl [-s SOCKET] [--json] COMMAND "
		    "[ARGUMENT...] (--help lists all)");
		return (NULL);
	}
	if ((*status = check_command(cmd, ctl, seen)) != CTL_OK)
		return (NULL);
	return (cmd);
}

void
options_clear(struct ctl *ctl)
{
	free(ctl->topics);
}
