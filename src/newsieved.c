#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include "base/log.h"
#include "conf/conf.h"
#include "feed/topic.h"
#include "fetch/fetch.h"
#include "parent/parent.h"
#include "parse/compile.h"
#include "parse/parse.h"

#define ROLE_FD		3
#define EXIT_CONF	2

static const char usage[] =
"usage: newsieved [-nv] [-f FILE] [--once[=all]]\n"
"\n"
"  -f, --file FILE   the configuration, instead of the usual place\n"
"  -n, --check       check the configuration and exit\n"
"      --once[=all]  one pass over the feeds that are due (or all) and exit\n"
"  -v, --verbose     log more\n"
"  -h, --help        this text\n"
"      --version     the version\n";

enum { OPT_ONCE = 256, OPT_VERSION };

static const struct option options[] = {
	{ "file", required_argument, NULL, 'f' },
	{ "check", no_argument, NULL, 'n' },
	{ "once", optional_argument, NULL, OPT_ONCE },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* The other roles, as the parent starts them: -x ROLE on ROLE_FD. */
static int
run_role(const char *name, int verbose)
{
	static const struct {
		const char	*name, *log;
		int		(*main)(int);
	} roles[] = {
		{ "fetch", "newsieved[fetch]", fetch_main },
		{ "compile", "newsieved[compile]", compile_main },
		{ "parse", "newsieved[parse]", parse_main },
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (strcmp(name, roles[i].name) == 0) {
			log_open(roles[i].log, verbose ? LOG_DEBUG : LOG_INFO);
			return (roles[i].main(ROLE_FD));
		}
	fatal("no role is called %s", name);
}

static int
wrong_usage(const char *what)
{
	if (what != NULL)
		fprintf(stderr, "newsieved: %s\n", what);
	fputs(usage, stderr);
	return (EXIT_CONF);
}

static int
refuse(char *cause)
{
	log_clean(cause);
	fprintf(stderr, "%s\n", cause);
	free(cause);
	return (EXIT_CONF);
}

/* newsieved -n: what is wrong, what is odd, or what there is. */
static int
check(struct conf *conf)
{
	char	*cause;

	if (parent_check_targets(conf, &cause) == -1) {
		conf_free(conf);
		return (refuse(cause));
	}
	printf("%s: good: %zu feed%s, %zu topic%s\n", conf->path, conf->nfeeds,
	    conf->nfeeds == 1 ? "" : "s", conf->ntopics,
	    conf->ntopics == 1 ? "" : "s");
	conf_free(conf);
	return (0);
}

static int
run(struct parent_options *po, int check_only)
{
	struct conf	*conf;
	char		*path, *cause;
	int		 rc;

	path = po->conf_path != NULL ? strdup(po->conf_path) :
	    conf_default_path();
	po->conf_path = path;
	if ((conf = conf_read(path, topic_check, &cause)) == NULL) {
		free(path);
		return (refuse(cause));
	}
	for (size_t i = 0; i < conf->nwarnings; i++)
		fprintf(stderr, "%s\n", conf->warnings[i]);
	rc = check_only ? check(conf) : parent_main(conf, po);
	free(path);
	return (rc);
}

int
main(int argc, char **argv)
{
	struct parent_options	 po = { .check = topic_check };
	const char		*role = NULL;
	int			 c, check_only = 0;

	while ((c = getopt_long(argc, argv, "f:hnvx:", options, NULL)) != -1)
		switch (c) {
		case 'f':
			po.conf_path = optarg;
			break;
		case 'n':
			check_only = 1;
			break;
		case 'v':
			po.verbose++;
			break;
		case 'x':
			role = optarg;
			break;
		case OPT_ONCE:
			if (optarg != NULL && strcmp(optarg, "all") != 0)
				return (wrong_usage("--once or --once=all"));
			po.once = optarg ? PARENT_ONCE_ALL : PARENT_ONCE;
			break;
		case 'h':
			fputs(usage, stdout);
			return (0);
		case OPT_VERSION:
			puts("newsieved " PACKAGE_VERSION);
			return (0);
		default:
			return (wrong_usage(NULL));
		}
	if (optind != argc)
		return (wrong_usage("there are no arguments, only options"));
	if (role != NULL)
		return (run_role(role, po.verbose));
	log_open("newsieved", po.verbose ? LOG_DEBUG : LOG_INFO);
	return (run(&po, check_only));
}
