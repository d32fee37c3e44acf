#include <string.h>
#include <strings.h>

#include "feed/tracker.h"

/*
 * Names that no site gives to what chooses a story, with whose they are.
 * Where a name is short enough to be somebody else's, too, it counts on its
 * own host only.  tests/lint/links_man.py compares newsieve(7) with this.
 */
struct tracker {
	const char	*name;		/* "x*": all that begin so */
	const char	*whose;
	const char	*host;		/* and below it; NULL: any */
};

static const struct tracker trackers[] = {
	/* campaigns: what brought the reader, chosen by whoever linked */
	{ "utm_*", "Google Analytics, and read by all others", NULL },
	{ "mtm_*", "Matomo", NULL },
	{ "matomo_*", "Matomo", NULL },
	{ "piwik_*", "Matomo under its old name", NULL },
	{ "pk_campaign", "Matomo under its old name", NULL },
	{ "pk_cid", "Matomo under its old name", NULL },
	{ "pk_content", "Matomo under its old name", NULL },
	{ "pk_keyword", "Matomo under its old name", NULL },
	{ "pk_kwd", "Matomo under its old name", NULL },
	{ "pk_medium", "Matomo under its old name", NULL },
	{ "pk_source", "Matomo under its old name", NULL },
	{ "at_medium", "Piano, once AT Internet", NULL },
	{ "at_campaign*", "Piano, once AT Internet", NULL },
	{ "at_custom*", "Piano, once AT Internet", NULL },
	{ "at_link_*", "Piano, once AT Internet", NULL },
	{ "at_format", "Piano, once AT Internet", NULL },
	{ "at_bbc_team", "Piano, as the BBC uses it", NULL },
	{ "at_ptr_name", "Piano, as the BBC uses it", NULL },
	{ "xtor", "AT Internet", NULL },
	{ "wt_mc", "Webtrekk", NULL },
	{ "wt.mc_id", "Webtrends", NULL },
	{ "wt_zmc", "Webtrekk, as German papers use it", NULL },
	{ "s_cid", "Adobe Analytics", NULL },
	{ "icid", "Adobe Analytics, inside a site", NULL },
	{ "ncid", "Adobe Analytics, as AOL uses it", NULL },
	{ "ocid", "Adobe Analytics, as MSN and the BBC use it", NULL },
	{ "cmpid", "campaign id of news sites", NULL },
	{ "hsa_*", "HubSpot", NULL },
	{ "trkcampaign", "HubSpot", NULL },
	{ "ns_campaign", "comScore", NULL },
	{ "ns_fee", "comScore", NULL },
	{ "ns_linkname", "comScore", NULL },
	{ "ns_mchannel", "comScore", NULL },
	{ "ns_source", "comScore", NULL },
	{ "cmp", "campaign", "theguardian.com" },
	{ "ftag", "CBS and its sites", NULL },
	/* clicks: a number for each, good for nothing else */
	{ "fbclid", "Facebook", NULL },
	{ "gclid", "Google Ads", NULL },
	{ "gclsrc", "Google Ads", NULL },
	{ "dclid", "Google Display", NULL },
	{ "gbraid", "Google Ads", NULL },
	{ "wbraid", "Google Ads", NULL },
	{ "srsltid", "Google Shopping", NULL },
	{ "msclkid", "Microsoft Ads", NULL },
	{ "yclid", "Yandex", NULL },
	{ "ysclid", "Yandex", NULL },
	{ "ttclid", "TikTok", NULL },
	{ "twclid", "Twitter", NULL },
	{ "li_fat_id", "LinkedIn", NULL },
	{ "igshid", "Instagram", NULL },
	{ "igsh", "Instagram", NULL },
	{ "rb_clickid", "Rockerbox", NULL },
	{ "wickedid", "Wicked Reports", NULL },
	{ "_ga", "Google Analytics, between domains", NULL },
	{ "_gl", "Google Analytics, between domains", NULL },
	/* newsletters: to whom the link was sent */
	{ "mc_cid", "Mailchimp", NULL },
	{ "mc_eid", "Mailchimp", NULL },
	{ "mkt_tok", "Marketo", NULL },
	{ "_hsenc", "HubSpot", NULL },
	{ "_hsmi", "HubSpot", NULL },
	{ "__s", "Drip", NULL },
	{ "oly_anon_id", "Omeda", NULL },
	{ "oly_enc_id", "Omeda", NULL },
	{ "vero_id", "Vero", NULL },
	{ "vero_conv", "Vero", NULL },
	{ "emc", "newsletters", "nytimes.com" },
	/* shares and referrers: from where */
	{ "smid", "shares", "nytimes.com" },
	{ "smtyp", "shares", "nytimes.com" },
	{ "sr_share", "Simple Reach", NULL },
	{ "trk", "referrer", "linkedin.com" },
	{ "ref_src", "Twitter", NULL },
	{ "ref_url", "Twitter", NULL },
	{ "guccounter", "Yahoo's consent", NULL },
	{ "guce_referrer", "Yahoo's consent", NULL },
	{ "guce_referrer_sig", "Yahoo's consent", NULL },
	/* sessions */
	{ "phpsessid", "PHP", NULL },
	{ "jsessionid", "Java", NULL }
};

/* What sites add to the links of their feeds: these names with these values. */
static const char *const	feed_names[] = {
	"ref", "source", "src", "partner", "from"
};
static const char *const	feed_values[] = { "rss", "feed", "rssfeed" };

static char
lower(char c)
{
	return (c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
}

static int
same(const char *p, size_t len, const char *s)
{
	return (len == strlen(s) && strncasecmp(p, s, len) == 0);
}

static int
is_one_of(const char *p, size_t len, const char *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same(p, len, v[i]))
			return (1);
	return (0);
}

/* domain or below it */
static int
is_under(const char *host, size_t len, const char *domain)
{
	size_t	n = strlen(domain);

	return (len >= n && strncmp(host + len - n, domain, n) == 0 &&
	    (len == n || host[len - n - 1] == '.'));
}

int
tracker_is(const char *host, size_t host_len, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
	for (size_t i = 0; i < sizeof(trackers) / sizeof(trackers[0]) &&
	    name_len > 0; i++) {
		const struct tracker	*t = &trackers[i];
		size_t			 n;

		if (t->name[0] != lower(name[0]))
			continue;
		n = strlen(t->name);
		if (t->name[n - 1] == '*' ? name_len < n - 1 ||
		    strncasecmp(name, t->name, n - 1) != 0 :
		    !same(name, name_len, t->name))
			continue;
		if (t->host == NULL || is_under(host, host_len, t->host))
			return (1);
	}
	return (is_one_of(name, name_len, feed_names,
	    sizeof(feed_names) / sizeof(feed_names[0])) &&
	    is_one_of(value, value_len, feed_values,
	    sizeof(feed_values) / sizeof(feed_values[0])));
}
