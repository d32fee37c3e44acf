#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "base/log.h"
#include "ctl/ctl.h"
#include "ctl/options.h"

static const struct ctl_command	commands[] = {
	{ "status", "[FEED...]", 0, SIZE_MAX, "",
	    "how each feed is, when it is polled next and why",
	    status_run },
	{ "poll", "FEED...|--all", 0, SIZE_MAX, "a",
	    "poll these feeds now",
	    poll_run },
	{ "release", "FEED...", 1, SIZE_MAX, "",
	    "file the stories that are held back of these feeds",
	    release_run },
	{ "catchup", "FEED...", 1, SIZE_MAX, "",
	    "let go what is held back, or what the feeds have now",
	    catchup_run },
	{ "reload", "", 0, 0, "",
	    "read the configuration anew",
	    reload_run },
	{ "parse", "FILE|URL|-", 1, 1, "bc",
	    "print a feed as JSON Feed 1.1; needs no daemon",
	    parse_run },
	{ "match", "FILE|URL|-", 1, 1, "twfbc",
	    "which stories are on which topics; needs no daemon",
	    match_run },
	{ "explain", "MAIL|URL|-", 1, 1, "tf",
	    "where a story was seen and filed, and why or why not",
	    explain_run },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL }
};

int
main(int argc, char **argv)
{
	const struct ctl_command	*cmd;
	struct ctl			 ctl;
	enum ctl_exit			 status;

	log_open("newsievectl", LOG_INFO);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if ((cmd = options_read(argc, argv, commands, &ctl, &status)) != NULL)
		status = cmd->run(&ctl);
	options_clear(&ctl);
	if (ferror(stdout) || fclose(stdout) != 0) {
		log_error("standard output: %s", strerror(errno));
		status = CTL_FAILED;
	}
	curl_global_cleanup();
	return ((int)status);
}
