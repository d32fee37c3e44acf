/* feed/picture.c: which images a mail gets, and which are asked for. */

#include <stdlib.h>

#include "base/pack.h"
#include "base/xmalloc.h"
#include "feed/picture.h"
#include "tap.h"

static const char	png[] = "\x89PNG\r\n\x1a\n....";
static struct arena	*arena;

static struct picture
fetched(const char *url, const void *data, size_t len)
{
	struct picture	p = { .data = data, .len = len };

	digest_bytes(url, strlen(url), &p.url);
	return (p);
}

static void
test_types(void)
{
	is(picture_type(png, 12), "image/png", "PNG");
	is(picture_type("\xff\xd8\xff\xe0........", 12), "image/jpeg", "JPEG");
	is(picture_type("GIF87a......", 12), "image/gif", "GIF of 1987");
	is(picture_type("GIF89a......", 12), "image/gif", "GIF of 1989");
	is(picture_type("RIFF....WEBP", 12), "image/webp", "WebP");
	is(picture_type("....ftypavif", 12), "image/avif", "AVIF");
	ok(picture_type("RIFF....WAVE", 12) == NULL, "a sound is none");
	ok(picture_type("....ftypmp42", 12) == NULL, "a film is none");
	ok(picture_type("<svg xmlns='", 12) == NULL, "SVG is none");
	ok(picture_type(png, 11) == NULL, "what was cut is none");
	ok(picture_type("", 0) == NULL, "nothing is none");
}

static void
test_modes(void)
{
	struct pictures	*p = pictures_new(PICTURE_LINK, "d", NULL, 0);

	pictures_begin(p, arena);
	ok(pictures_src(p, "https://a/") == NULL, "link: not shown");
	is_num(pictures_wanted(p)->len, 0, "nor wanted");
	pictures_free(p);
	p = pictures_new(PICTURE_KEEP, "d", NULL, 0);
	pictures_begin(p, arena);
	is(pictures_src(p, "https://a/"), "https://a/", "keep: from there");
	is_num(pictures_wanted(p)->len, 0, "and not wanted");
	pictures_free(p);
}

static void
test_wanted(void)
{
	struct pictures		*p = pictures_new(PICTURE_EMBED, "d", NULL, 0);
	struct pack_reader	 r;
	char			*url;
	size_t			 n = 0;

	pictures_begin(p, arena);
	ok(pictures_src(p, "https://a/") == NULL, "embed: not yet");
	pictures_src(p, "https://b/");
	pictures_begin(p, arena);
	pictures_src(p, "https://a/");
	pack_reader_init(&r, pictures_wanted(p)->data,
	    pictures_wanted(p)->len);
	is(pack_get_string(&r), "https://a/", "wanted in order");
	is(pack_get_string(&r), "https://b/", "and all");
	is_num(pack_get_end(&r), 0, "each once in a document");
	url = xcalloc(1, 5001);
	memset(url, 'x', 5000);
	pictures_src(p, url);
	free(url);
	is_num(pictures_wanted(p)->len, 2 * (4 + 11),
	    "and none that is very long");
	for (int i = 0; i < 1000; i++)
		pictures_src(p, arena_printf(arena, "https://c/%d", i));
	pack_reader_init(&r, pictures_wanted(p)->data,
	    pictures_wanted(p)->len);
	while (r.left != 0 && pack_get_string(&r) != NULL)
		n++;
	is_num(n, 256, "so many of a document");
	pictures_free(p);
}

/* Whoever publishes them chooses their URLs. */
static void
test_longest(void)
{
	struct pictures	*p = pictures_new(PICTURE_EMBED, "d", NULL, 0);
	char		 url[4097] = { 0 };

	pictures_begin(p, arena);
	memset(url, 'x', 4096);
	for (int i = 0; i < 1000; i++) {
		snprintf(url, 5, "%04d", i);
		url[4] = 'x';
		pictures_src(p, url);
	}
	is_num(pictures_wanted(p)->len, 256 * (4 + 4097),
	    "the longest URLs, as many as may be");
	pictures_free(p);
}

static void
test_parts(void)
{
	static char	 large[5 << 20];
	struct picture	 given[] = { fetched("https://a/", png, 12),
			    fetched("https://l/", large, sizeof(large)),
			    fetched("https://m/", large, sizeof(large)),
			    fetched("https://t/", "<html><body>", 12),
			    fetched("https://z/", png, 12) };
	struct pictures	*p = pictures_new(PICTURE_EMBED, "d.example", given,
			    5);
	const struct picture_part *parts;
	const char	*src;
	size_t		 n;

	memcpy(large, png, 12);
	pictures_begin(p, arena);
	src = pictures_src(p, "https://a/");
	ok(src != NULL && strncmp(src, "cid:", 4) == 0 && strlen(src) ==
	    4 + 32 + 10 && strcmp(src + 36, "@d.example") == 0,
	    "a Content-ID of the URL");
	is(pictures_src(p, "https://a/"), src, "the same for the same");
	ok(pictures_src(p, "https://t/") == NULL, "what is no image is linked");
	ok(pictures_src(p, "https://x/") == NULL, "so is what didn't come");
	ok(pictures_src(p, "https://l/") != NULL, "a large one");
	ok(pictures_src(p, "https://m/") == NULL, "for two there is no room");
	ok(pictures_src(p, "https://z/") != NULL, "but for a small one");
	parts = pictures_parts(p, &n);
	is_num(n, 3, "the mail's parts");
	is(parts[0].cid, src + 4, "named alike");
	is(parts[0].type, "image/png", "with their type");
	ok(parts[0].len == 12 && memcmp(parts[0].data, png, 12) == 0,
	    "and their bytes");
	is_num(pictures_wanted(p)->len, 0, "nothing is asked for any more");
	pictures_begin(p, arena);
	pictures_parts(p, &n);
	is_num(n, 0, "the next mail has none yet");
	ok(pictures_src(p, "https://m/") != NULL, "but room again");
	pictures_free(p);
}

static void
test_many(void)
{
	struct picture	 given[100];
	struct pictures	*p;
	int		 shown = 0;

	for (int i = 0; i < 100; i++)
		given[i] = fetched(arena_printf(arena, "https://c/%d", i),
		    png, 12);
	p = pictures_new(PICTURE_EMBED, "d", given, 100);
	pictures_begin(p, arena);
	for (int i = 0; i < 100; i++)
		shown += pictures_src(p, arena_printf(arena, "https://c/%d",
		    i)) != NULL;
	is_num(shown, PICTURE_PARTS_MAX, "so many in a mail");
	pictures_free(p);
	p = pictures_new(PICTURE_EMBED, "d", given, 0);
	pictures_begin(p, arena);
	ok(pictures_src(p, "https://c/1") == NULL, "of none given none");
	is_num(pictures_wanted(p)->len, 0, "is asked for again");
	pictures_free(p);
}

/* The same image in mail upon mail: they would be a thousand times the feed. */
static void
test_repeated(void)
{
	static char	 large[2 << 20];
	struct picture	 given[] = { fetched("https://l/", large,
			    sizeof(large)), fetched("https://s/", png, 12) };
	struct pictures	*p = pictures_new(PICTURE_EMBED, "d", given, 2);
	size_t		 shown = 0;

	memcpy(large, png, 12);
	for (int i = 0; i < 1000; i++) {
		pictures_begin(p, arena);
		shown += pictures_src(p, "https://l/") != NULL;
	}
	is_num((intmax_t)shown, PICTURE_ALL_MAX / sizeof(large),
	    "so much in all mails");
	pictures_begin(p, arena);
	ok(pictures_src(p, "https://s/") == NULL, "then nothing more");
	pictures_free(p);
}

int
main(void)
{
	digest_init();
	arena = arena_new(1 << 20);
	test_types();
	test_modes();
	test_wanted();
	test_longest();
	test_parts();
	test_many();
	test_repeated();
	arena_free(arena);
	return (tap_done());
}
