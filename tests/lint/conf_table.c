#include <stdlib.h>

#include "conf/table.h"

/* A configuration of that name from standard input: what is said about it. */
static int
read_example(const char *name)
{
	static char	 text[64 * 1024];
	size_t		 len = fread(text, 1, sizeof(text), stdin);
	struct conf	*conf;
	char		*cause = NULL;

	conf = conf_parse(name, text, len, NULL, &cause);
	if (conf == NULL) {
		fprintf(stderr, "%s\n", cause);
		free(cause);
		return (1);
	}
	for (size_t i = 0; i < conf->nwarnings; i++)
		fprintf(stderr, "%s\n", conf->warnings[i]);
	conf_free(conf);
	return (0);
}

/* Prints the table of keys, or checks an example, for table_man.py. */
int
main(int argc, char *argv[])
{
	if (argc > 1)
		return (read_example(argv[1]));
	conf_table_print(stdout);
	return (0);
}
