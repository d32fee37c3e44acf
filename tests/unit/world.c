#include <sys/stat.h>

#include <fcntl.h>

#include "base/xmalloc.h"
#include "conf/conf.h"
#include "parent/recall.h"
#include "tap.h"
#include "tree.h"
#include "world.h"

void
world_new(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->root = tree_new_fast();
	w->state = xasprintf("%s/state", w->root);
	w->a = xasprintf("%s/mail/a", w->root);
	w->b = xasprintf("%s/mail/b", w->root);
	w->c = xasprintf("%s/mail/c", w->root);
}

void
world_free(struct world *w)
{
	tree_remove(w->root);
	free(w->root);
	free(w->state);
	free(w->a);
	free(w->b);
	free(w->c);
}

struct state *
world_open(struct world *w, struct state *st)
{
	char	*cause = NULL;

	state_close(st);
	if (state_open(w->state, &st, &cause) == -1) {
		printf("Bail out! %s\n", cause);
		exit(1);
	}
	return (st);
}

char *
world_id(const char *story)
{
	struct digest	d;
	char		hex[33];

	digest_bytes(story, strlen(story), &d);
	digest_hex(&d, hex);
	return (xasprintf("%s@news.example", hex));
}

static char *
mail_with(const char *story, char text)
{
	char	*id = world_id(story);
	char	*mail = xcalloc(1, WORLD_MAIL + 1);
	int	 n;

	n = snprintf(mail, WORLD_MAIL, "Subject: %s\nMessage-Id: <%s>\n\n",
	    story, id);
	free(id);
	memset(mail + n, text, (size_t)(WORLD_MAIL - n));
	mail[WORLD_MAIL - 1] = '\n';
	return (mail);
}

static char *
mail_of(const char *story)
{
	return (mail_with(story, 'x'));
}

static char *
item_of(const char *story, size_t *len)
{
	char	*id = world_id(story), *item;

	item = xasprintf("{\n  \"message_id\": \"%s\",\n  \"title\": \"%s\"\n"
	    "}\n", id, story);
	free(id);
	*len = strlen(item);
	return (item);
}

/* Looks the story up in the feed's known ones, as a worker would. */
static void
recognise(struct pack_reader r, size_t n, struct deliver_item *it, int *filed)
{
	struct known	k;

	*filed = 0;
	it->revised = 0;
	for (size_t i = 0; i < n; i++) {
		known_get(&r, &k);
		if (digest_equal(&k.keys.guid, &it->keys.guid)) {
			it->known = k.id;
			*filed = (k.flags & KNOWN_FILED) != 0;
			it->revised = *filed && !digest_equal(&k.keys.text,
			    &it->keys.text);
		}
	}
}

/* An edit, as the worker tells it. */
static void
revise_item(struct world *w, const struct world_story *s,
    struct deliver_item *it)
{
	char	*title = xasprintf("edited %s", s->name);

	it->told = DELIVER_TOLD_ANEW;
	it->texts = "edited";
	it->texts_len = 6;
	it->message_id = world_id(s->name);
	it->mail = mail_with(s->name, 'y');
	it->mail_len = WORLD_MAIL;
	it->item = item_of(title, &it->item_len);
	if (w->edit == WORLD_REPLY) {
		it->update_id = world_id(title);
		it->update = mail_with(title, 'y');
		it->update_len = WORLD_MAIL;
	}
	free(title);
}

static void
fill_item(struct world *w, const struct world_story *s,
    const struct pack_reader *r, size_t nknown, struct deliver_item *it,
    char *targets[3], char *spools[2])
{
	int	filed, n = 0;

	memset(it, 0, sizeof(*it));
	digest_bytes(s->name, strlen(s->name), &it->keys.guid);
	if (s->link != NULL)
		digest_bytes(s->link, strlen(s->link), &it->keys.link);
	it->keys.date = WORLD_T0;
	digest_bytes(w->edit ? "edited" : "plain", 5, &it->keys.text);
	recognise(*r, nknown, it, &filed);
	if (s->in_a)
		targets[n++] = w->a;
	if (s->in_b & 1)
		targets[n++] = w->b;
	targets[n] = NULL;
	if (!filed) {
		it->archive = s->name;
		it->archive_len = strlen(s->name);
	}
	if (it->revised)
		revise_item(w, s, it);
	if (filed || (n == 0 && !(s->in_b & WORLD_SPOOL)))
		return;
	it->message_id = world_id(s->name);
	it->held = w->hold && s->in_a;
	it->mail = mail_of(s->name);
	it->mail_len = WORLD_MAIL;
	it->targets = targets;
	it->told = DELIVER_TOLD_FIRST;
	it->texts = "plain";
	it->texts_len = 5;
	if (!(s->in_b & WORLD_SPOOL))
		return;
	spools[0] = w->c;
	spools[1] = NULL;
	it->spools = spools;
	it->item = item_of(s->name, &it->item_len);
}

int
world_poll(struct world *w, struct state *st, const char *feed,
    const struct world_story *s, size_t n, struct deliver_result *res,
    char **cause)
{
	struct deliver_item	*items = xcalloc(n + 1, sizeof(*items));
	char			*(*targets)[3] = xcalloc(n + 1, sizeof(*targets));
	char			*(*spools)[2] = xcalloc(n + 1, sizeof(*spools));
	struct state_feed	 f;
	struct pack_reader	 r;
	struct buf		 b;
	size_t			 nknown;
	int			 rv = -1;

	buf_init(&b, 1 << 24);
	if (state_feed_load(st, feed, NULL, &f, cause) == 0 &&
	    state_known(st, f.id, &b, &nknown, cause) == 0) {
		pack_reader_init(&r, b.data, b.len);
		for (size_t i = 0; i < n; i++)
			fill_item(w, &s[i], &r, nknown, &items[i], targets[i],
			    spools[i]);
		f.last_poll = f.last_good = WORLD_T0;
		f.next_poll++;
		memset(res, 0, sizeof(*res));
		rv = deliver_batch(st, &f, items, n, WORLD_T0, res, cause);
		w->stories = f.stories;
	}
	state_feed_clear(&f);
	buf_clear(&b);
	for (size_t i = 0; i < n; i++) {
		free((void *)(uintptr_t)items[i].mail);
		free((void *)(uintptr_t)items[i].item);
		free((void *)(uintptr_t)items[i].update);
		free((void *)(uintptr_t)items[i].update_id);
		free((void *)(uintptr_t)items[i].message_id);
	}
	free(items);
	free(targets);
	free(spools);
	return (rv);
}

static int
no_keywords(const char *s, size_t *offset, char **cause)
{
	(void)s;
	(void)offset;
	(void)cause;
	return (0);
}

long
world_recall(struct world *w, struct state *st)
{
	char		*text, *trouble = NULL, *cause = NULL;
	struct conf	*conf;
	size_t		 found;
	int		 rv = -1;

	text = xasprintf("state: %s\nsocket: %s/s\n"
	    "deliver: [maildir:%s, maildir:%s, spool:%s]\n"
	    "feeds: [{url: 'http://x.example/', name: f}]\n", w->state,
	    w->root, w->a, w->b, w->c);
	conf = conf_parse("t", text, strlen(text), no_keywords, &cause);
	if (conf != NULL)
		rv = recall_mails(st, conf, WORLD_T0, &found, &trouble,
		    &cause);
	if (rv == -1 || trouble != NULL)
		printf("# recalling: %s\n", rv == -1 ? cause : trouble);
	conf_free(conf);
	free(text);
	free(trouble);
	free(cause);
	return (rv == -1 ? -1 : (long)found);
}

int
world_release(struct state *st)
{
	struct state_feed	f;
	int			rv;

	if (state_feed_load(st, "f", NULL, &f, NULL) == -1)
		return (-1);
	rv = f.held != 0 ? state_begin(st, NULL) : 0;
	if (rv == 0 && f.held != 0) {
		f.held = 0;
		rv = state_filing_release(st, f.id, NULL) == 0 &&
		    state_feed_save(st, &f, NULL) == 0 &&
		    state_commit(st, NULL) == 0 ? 0 : -1;
	}
	state_feed_clear(&f);
	return (rv);
}

/* How often the file at path has the story in it. */
static int
count_titles(const char *path, const char *story)
{
	char	*want = xasprintf("\"title\": \"%s\"\n}\n", story), *p;
	char	 got[8192];
	int	 fd = open(path, O_RDONLY | O_CLOEXEC), n = 0;
	ssize_t	 len = fd != -1 ? read(fd, got, sizeof(got) - 1) : 0;

	got[len > 0 ? len : 0] = '\0';
	for (p = got; (p = strstr(p, want)) != NULL; p++)
		n++;
	if (fd != -1)
		close(fd);
	free(want);
	return (n);
}

/* Each file of the spool's new/. */
static void
each_item(struct world *w, void (*each)(const char *path, void *), void *arg)
{
	char		*dir = xasprintf("%s/new", w->c), *path;
	DIR		*d = opendir(dir);
	struct dirent	*e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		path = xasprintf("%s/%s", dir, e->d_name);
		each(path, arg);
		free(path);
	}
	if (d != NULL)
		closedir(d);
	free(dir);
}

struct spooled {
	const char	*story;
	int		 n;
};

static void
count_item(const char *path, void *arg)
{
	struct spooled	*s = arg;

	s->n += count_titles(path, s->story);
}

int
world_spooled(struct world *w, const char *story)
{
	char		*taken = xasprintf("%s/taken", w->root);
	struct spooled	 s = { story, count_titles(taken, story) };

	each_item(w, count_item, &s);
	free(taken);
	return (s.n);
}

static void
take_item(const char *path, void *arg)
{
	char	 bytes[8192];
	int	 from = open(path, O_RDONLY | O_CLOEXEC);
	int	 to = open(arg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	ssize_t	 n = read(from, bytes, sizeof(bytes));

	if (n <= 0 || write(to, bytes, (size_t)n) != n || unlink(path) == -1)
		printf("# %s can't be taken\n", path);
	close(from);
	close(to);
}

void
world_take(struct world *w)
{
	char	*taken = xasprintf("%s/taken", w->root);

	each_item(w, take_item, taken);
	free(taken);
}

int
world_spooled_edits(struct world *w, const char *story)
{
	char	*title = xasprintf("edited %s", story);
	int	 n = world_spooled(w, title);

	free(title);
	return (n);
}

/* Whole, with fields of the parent's behind its own. */
static int
is_mail(const char *dir, const char *name, const char *story, char text)
{
	char		*path = xasprintf("%s/%s", dir, name);
	char		*want = mail_with(story, text), got[WORLD_MAIL + 1024];
	size_t		 head = (size_t)(strstr(want, "\n\n") - want) + 1;
	const char	*body;
	ssize_t		 n = -1;
	int		 fd = open(path, O_RDONLY | O_CLOEXEC), same = 0;

	if (fd != -1) {
		n = read(fd, got, sizeof(got) - 1);
		close(fd);
	}
	if (n >= WORLD_MAIL && memcmp(got, want, head) == 0) {
		got[n] = '\0';
		body = strstr(got, "\n\n");
		same = body != NULL && strcmp(body + 1, want + head) == 0;
	}
	free(want);
	free(path);
	return (same);
}

static int
count_in(const char *box, const char *sub, const char *story, char text)
{
	char		*dir = xasprintf("%s/%s", box, sub);
	DIR		*d = opendir(dir);
	struct dirent	*e;
	int		 n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += e->d_name[0] != '.' && is_mail(dir, e->d_name, story,
		    text);
	if (d != NULL)
		closedir(d);
	free(dir);
	return (n);
}

int
world_filed(const char *box, const char *story)
{
	return (count_in(box, "new", story, 'x') +
	    count_in(box, "cur", story, 'x'));
}

/* The story as it is now, or a reply. */
int
world_edited(const char *box, const char *story)
{
	char	*title = xasprintf("edited %s", story);
	int	 n;

	n = count_in(box, "new", story, 'y') + count_in(box, "cur", story,
	    'y') + count_in(box, "new", title, 'y') + count_in(box, "cur",
	    title, 'y');
	free(title);
	return (n);
}

void
world_read(const char *box, const char *to, const char *flags)
{
	char		*dir = xasprintf("%s/new", box), *from, *dest;
	DIR		*d = opendir(dir);
	struct dirent	*e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		from = xasprintf("%s/%s", dir, e->d_name);
		dest = xasprintf("%s/%s%s", to, e->d_name, flags);
		if (rename(from, dest) == -1)
			printf("# rename %s: %s\n", dest, strerror(errno));
		free(from);
		free(dest);
	}
	if (d != NULL)
		closedir(d);
	free(dir);
}
