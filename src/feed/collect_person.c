#include <string.h>
#include <strings.h>

#include "feed/collect.h"
#include "feed/collect_person.h"
#include "feed/url.h"

static const char	blanks[] = " \t\r\n";

static int
same(const char *a, const char *b)
{
	return (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

/* The people of what an element stands in. */
static struct people *
people_here(struct reader *r)
{
	if (reader_where(r) == IN_SOURCE)
		return (&r->draft.source_people);
	return (reader_in_story(r) ? &r->draft.people : &r->people);
}

static int
gain_one(const char **slot, const char *s)
{
	if (*slot != NULL || s == NULL)
		return (0);
	*slot = s;
	return (1);
}

/* What p lacks and from has; whether there was any. */
static int
gain(struct person *p, const struct person *from)
{
	return (gain_one(&p->name, from->name) |
	    gain_one(&p->email, from->email) | gain_one(&p->url, from->url));
}

/* A podcast's owner has the name or address that its author lacks. */
struct person *
person_best(const struct people *people)
{
	struct person	*best = NULL;

	for (size_t i = 0; i < PERSON_RANKS; i++) {
		if (best == NULL) {
			best = people->first[i];
			continue;
		}
		for (const struct person *o = people->first[i]; o != NULL;
		    o = o->next)
			for (struct person *p = best; p != NULL; p = p->next)
				if (same(p->name, o->name) ||
				    same(p->email, o->email))
					gain(p, o);
	}
	return (best);
}

/*
 * Added unless empty, or known by name or address: then that one gains.
 * Whether anything of p is kept.
 */
static int
person_add(struct reader *r, struct person *p, enum person_rank rank)
{
	struct people	 *people = people_here(r);
	struct person	**tail = &people->first[rank];

	if (same(p->name, p->email))
		p->name = NULL;
	if (p->name == NULL && p->email == NULL && p->url == NULL)
		return (0);
	for (; *tail != NULL; tail = &(*tail)->next) {
		if (!same((*tail)->name, p->name) &&
		    !same((*tail)->email, p->email))
			continue;
		return (gain(*tail, p));
	}
	if (!reader_room(r, people->n))
		return (0);
	*tail = p;
	people->n++;
	return (1);
}

/* The word with the @ in s, "mailto:" and "?subject=" off, or 0. */
static size_t
find_email(const char *s, const char **start)
{
	static const char	 stop[] = " \t\n<>()[],;\"";
	const char		*at = strchr(s, '@'), *p, *q;
	size_t			 n;

	if (at == NULL)
		return (0);
	for (p = at; p > s && strchr(stop, p[-1]) == NULL; p--)
		;
	q = at + strcspn(at, stop);
	if ((size_t)(at - p) >= 7 && strncasecmp(p, "mailto:", 7) == 0)
		p += 7;
	if (p == at || q == at + 1 || at[1] == '?')
		return (0);
	*start = p;
	n = strcspn(at, "?");
	return (at + n < q ? (size_t)(at + n - p) : (size_t)(q - p));
}

/* Brackets with nothing in them, and those around all that is left. */
static void
strip_brackets(char *name)
{
	static const char	 open[] = "(<[\"'", close[] = ")>]\"'";
	const char		*b;
	size_t			 n = strlen(name), i;

	for (i = 0; i < n; i++) {
		if ((b = strchr(open, name[i])) == NULL)
			continue;
		size_t	j = i + 1 + strspn(name + i + 1, " \t\n");

		if (name[j] == close[b - open])
			name[i] = name[j] = ' ';
	}
	i = strspn(name, blanks);
	while (n > i && strchr(" \t\n,;:-", name[n - 1]) != NULL)
		name[--n] = '\0';
	if (n > i + 1 && (b = strchr(open, name[i])) != NULL &&
	    name[n - 1] == close[b - open])
		name[i] = name[n - 1] = ' ';
}

/* What is left of a notation once the address at [mail, mail + len) is off. */
static void
strip_address(char *name, size_t mail, size_t len)
{
	size_t	end = mail + len, start = mail;

	end += strcspn(name + end, " \t\n<>()[],;\"");	/* "?subject=x" */
	if (start >= 7 && strncasecmp(name + start - 7, "mailto:", 7) == 0)
		start -= 7;
	memset(name + start, ' ', end - start);
	strip_brackets(name);
}

/* One person: "mail@host (Name)", "Name <mail@host>" or what is between. */
static void
person_one(struct reader *r, const char *s, enum person_rank rank)
{
	struct arena_mark	 mark = arena_mark(r->arena);
	struct person		*p;
	const char		*mail = NULL;
	char			*name;
	size_t			 len;

	if (reader_full(r, people_here(r)->n) ||
	    (s = text_squeeze(r->arena, s)) == NULL ||
	    (p = arena_alloc(r->arena, sizeof(*p))) == NULL ||
	    (name = arena_strdup(r->arena, s)) == NULL)
		return;
	if ((len = find_email(s, &mail)) > 0) {
		p->email = arena_strndup(r->arena, mail, len);
		strip_address(name, (size_t)(mail - s), len);
	}
	p->name = collect_plain(r, name);
	if (p->name != NULL && url_is_web(p->name) &&
	    (p->url = collect_url(r, p->name)) != NULL)
		p->name = NULL;
	if (!person_add(r, p, rank))
		arena_release(r->arena, mark);
}

static size_t
count_words(const char *s, size_t len)
{
	size_t	n = 0;

	for (size_t i = 0; i < len; i++)
		n += strchr(blanks, s[i]) == NULL &&
		    (i == 0 || strchr(blanks, s[i - 1]) != NULL);
	return (n);
}

/*
 * Whether commas divide people rather than a name: "Lee, Ann" and "Ann Lee,
 * MD" are one person, "Ann Lee, Bob Ray" and "a@x (Ann), b@y (Bob)" are two.
 */
static int
commas_divide(const char *s)
{
	size_t	n, parts = 0;

	for (; *s != '\0'; s += n + (s[n] != '\0'), parts++) {
		n = strcspn(s, ",");
		if (memchr(s, '@', n) == NULL && count_words(s, n) < 2)
			return (0);
	}
	return (parts > 1);
}

/* Two or three words, each with a capital: a person, not a department. */
static int
is_full_name(const char *s, size_t len)
{
	size_t	n = count_words(s, len);

	for (size_t i = 0; i < len; i++)
		if (s[i] >= 'a' && s[i] <= 'z' &&
		    (i == 0 || strchr(blanks, s[i - 1]) != NULL))
			return (0);
	return (n == 2 || n == 3);
}

/* The "and" before the last name of a list, in the commonest languages. */
static const char *
find_and(const char *s, size_t *len)
{
	static const char *const words[] = {
		" and ", " & ", " und ", " et ", " y ", " e ", " en "
	};
	const char	*p;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*len = strlen(words[i]);
		if ((p = strstr(s, words[i])) != NULL &&
		    is_full_name(s, (size_t)(p - s)) &&
		    is_full_name(p + *len, strlen(p + *len)))
			return (p);
	}
	return (NULL);
}

/* The last part of a list, which may be two: "Bo Tram and Cy Cab". */
static void
person_last(struct reader *r, const char *s, enum person_rank rank)
{
	const char	*and, *part;
	size_t		 len;

	if (count_words(s, strlen(s)) > 4 && (and = find_and(s, &len)) != NULL && (part =
	    arena_strndup(r->arena, s, (size_t)(and - s))) != NULL) {
		person_one(r, part, rank);
		s = and + len;
	}
	person_one(r, s, rank);
}

/* All of a text, which may list several. */
static void
person_list(struct reader *r, const char *s, enum person_rank rank)
{
	const char	*stop, *part;
	size_t		 n;

	if (strpbrk(s, "<&") != NULL && strchr(s, '@') == NULL &&
	    (s = text_of_html(r->arena, s)) == NULL)
		return;
	stop = strchr(s, ';') == NULL && commas_divide(s) ? "," : ";";
	for (;;) {
		n = strcspn(s, stop);
		if (s[n] == '\0')
			break;
		if ((part = arena_strndup(r->arena, s, n)) != NULL)
			person_one(r, part, rank);
		s += n + 1;
	}
	person_last(r, s, rank);
}

static void
list_authors(struct reader *r, const char *s)
{
	person_list(r, s, PERSON_AUTHOR);
}

static void
list_podcast(struct reader *r, const char *s)
{
	person_list(r, s, PERSON_PODCAST);
}

static void
list_others(struct reader *r, const char *s)
{
	person_list(r, s, PERSON_OTHER);
}

void
person_text(struct reader *r, const char *text)
{
	collect_each(r, text, list_authors);
}

void
person_podcast(struct reader *r, const char *text)
{
	collect_each(r, text, list_podcast);
}

void
person_other(struct reader *r, const char *text)
{
	collect_each(r, text, list_others);
}

void
person_start(struct reader *r, const struct xml_element *e)
{
	(void)e;
	r->person = arena_alloc(r->arena, sizeof(*r->person));
}

/* Its own text is a name where the elements are missing. */
static void
end_as(struct reader *r, const char *text, enum person_rank rank)
{
	struct person	*p = r->person;

	r->person = NULL;
	if (p != NULL && p->name == NULL &&
	    (p->email != NULL || p->url != NULL))
		p->name = collect_plain(r, text);
	if (p != NULL && (p->name != NULL || p->email != NULL ||
	    p->url != NULL))
		person_add(r, p, rank);
	else if (rank == PERSON_AUTHOR)
		person_text(r, text);
	else
		person_other(r, text);
}

void
person_end(struct reader *r, const char *text)
{
	end_as(r, text, PERSON_AUTHOR);
}

/* An owner has the address that a podcast's author lacks. */
void
person_end_other(struct reader *r, const char *text)
{
	end_as(r, text, PERSON_OTHER);
}

/* "Ann (a@x)" where a name alone should stand. */
void
person_name(struct reader *r, const char *text)
{
	const char	*mail;
	char		*name;
	size_t		 len;

	if (r->person == NULL || r->person->name != NULL ||
	    (name = arena_strdup(r->arena, text)) == NULL)
		return;
	if (strpbrk(text, "(<") != NULL &&
	    (len = find_email(text, &mail)) > 0) {
		if (r->person->email == NULL)
			r->person->email = arena_strndup(r->arena, mail, len);
		strip_address(name, (size_t)(mail - text), len);
	}
	r->person->name = collect_plain(r, name);
}

void
person_email(struct reader *r, const char *text)
{
	const char	*mail;
	size_t		 len;

	if (r->person == NULL || r->person->email != NULL)
		return;
	if ((len = find_email(text, &mail)) > 0)
		r->person->email = arena_strndup(r->arena, mail, len);
}

void
person_url(struct reader *r, const char *text)
{
	if (r->person != NULL && r->person->url == NULL)
		r->person->url = collect_url(r, text);
}
