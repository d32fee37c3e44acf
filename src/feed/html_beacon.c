#include <string.h>
#include <strings.h>

#include "feed/html_internal.h"

/*
 * Images that count readers and show nothing, by whose they are.  They carry
 * no size as often as one of a point.  tests/lint/links_man.py compares
 * newsieve(7) with this.
 */
struct beacon {
	const char	*host;		/* and below it; "*": any */
	const char	*path;		/* how the path begins */
	const char	*whose;
};

static const struct beacon beacons[] = {
	{ "*", "/matomo.php", "Matomo" },
	{ "*", "/piwik.php", "Matomo under its old name" },
	{ "2o7.net", "/", "Adobe Analytics" },
	{ "omtrdc.net", "/", "Adobe Analytics" },
	{ "analytics.twitter.com", "/", "Twitter" },
	{ "t.co", "/i/adsct", "Twitter" },
	{ "bat.bing.com", "/", "Microsoft Ads" },
	{ "chartbeat.net", "/", "Chartbeat" },
	{ "cnzz.com", "/", "CNZZ" },
	{ "counter.theconversation.com", "/content/", "The Conversation" },
	{ "counter.yadro.ru", "/", "LiveInternet" },
	{ "ct.pinterest.com", "/", "Pinterest" },
	{ "doubleclick.net", "/", "Google Ads" },
	{ "googlesyndication.com", "/", "Google Ads" },
	{ "google-analytics.com", "/", "Google Analytics" },
	{ "eotrx.substackcdn.com", "/open", "Substack" },
	{ "facebook.com", "/tr", "Meta" },
	{ "feeds.feedburner.com", "/~r/", "FeedBurner" },
	{ "feeds.feedburner.com", "/~ff/", "FeedBurner" },
	{ "feedproxy.google.com", "/~r/", "FeedBurner" },
	{ "feeds.wordpress.com", "/1.0/", "WordPress" },
	{ "pixel.wp.com", "/", "WordPress" },
	{ "stats.wordpress.com", "/", "WordPress" },
	{ "feedsportal.com", "/", "Mediafed" },
	{ "googleusercontent.com", "/tracker/", "Blogger" },
	{ "hm.baidu.com", "/", "Baidu" },
	{ "imrworldwide.com", "/", "Nielsen" },
	{ "ioam.de", "/", "INFOnline" },
	{ "ivwbox.de", "/", "INFOnline" },
	{ "list-manage.com", "/track/", "Mailchimp" },
	{ "mandrillapp.com", "/track/", "Mailchimp" },
	{ "mc.yandex.ru", "/", "Yandex" },
	{ "medium.com", "/_/stat", "Medium" },
	{ "parsely.com", "/", "Parse.ly" },
	{ "pheedo.com", "/", "Pheedo" },
	{ "px.ads.linkedin.com", "/", "LinkedIn" },
	{ "quantserve.com", "/", "Quantcast" },
	{ "scorecardresearch.com", "/", "comScore" },
	{ "sendgrid.net", "/wf/open", "SendGrid" },
	{ "statcounter.com", "/", "StatCounter" },
	{ "top-fwz1.mail.ru", "/", "Mail.ru" },
	{ "track.hubspot.com", "/", "HubSpot" },
	{ "vgwort.de", "/na/", "VG Wort" },
	{ "xiti.com", "/", "AT Internet" }
};

static int
matches(const struct beacon *b, const char *host, size_t host_len,
    const char *path)
{
	size_t	n = strlen(b->host);

	if (strncmp(path, b->path, strlen(b->path)) != 0)
		return (0);
	if (*b->host == '*')
		return (1);
	return (host_len >= n &&
	    strncasecmp(host + host_len - n, b->host, n) == 0 &&
	    (host_len == n || host[host_len - n - 1] == '.'));
}

int
html_is_beacon(const char *url)
{
	const char	*host = strstr(url, "://"), *path;
	size_t		 i, len;

	if (host == NULL)
		return (0);
	host += strlen("://");
	len = strcspn(host, ":/?#");
	path = host + strcspn(host, "/?#");
	for (i = 0; i < sizeof(beacons) / sizeof(beacons[0]); i++)
		if (matches(&beacons[i], host, len, path))
			return (1);
	return (0);
}
