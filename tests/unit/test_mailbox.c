#include <stdlib.h>

#include "fetch/mailbox.h"
#include "tap.h"

static void
check(const char *path, char divider, const char *want)
{
	char	*got = mailbox_quote(path, divider);

	is(got, want, path);
	free(got);
}

/* The name of five characters in Han is the example of RFC 3501, 5.1.3. */
int
main(void)
{
	check("INBOX", '/', "\"INBOX\"");
	check("News/China", '.', "\"News.China\"");
	check("News//China", '/', "\"News/China\"");
	check("/News/China", '/', "\"News/China\"");
	check("News/China", '\0', "\"News-China\"");
	check("~peter/mail/\346\227\245\346\234\254\350\252\236/"
	    "\345\217\260\345\214\227", '/',
	    "\"~peter/mail/&ZeVnLIqe-/&U,BTFw-\"");
	check("a&b", '/', "\"a&-b\"");
	check("a%26%22%5Cb%20c", '/', "\"a&-\\\"\\\\b c\"");
	check("\303\274", '/', "\"&APw-\"");
	check("\303\274x\303\274&", '/', "\"&APw-x&APw-&-\"");
	check("\360\237\230\200", '/', "\"&2D3eAA-\"");
	check("%C3%BC", '/', "\"&APw-\"");
	check("a%FFb", '/', "\"a&,,0-b\"");
	return (tap_done());
}
