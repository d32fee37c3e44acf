"""Every story once: ten stories in a feed, something changes between polls,
and so many are delivered again.  Each row is tried in feeds of every shape;
all are polled side by side, each into a maildir of its own, and every poll is
a start of newsieved, too."""

import datetime
import html
import json
import os

from kit import Place, equal, ok, run_tests, subjects

BEGIN = datetime.datetime(2026, 3, 1, 12, 0, 7)
HOUR = datetime.timedelta(hours=1)
TODAY = datetime.datetime.now(datetime.timezone.utc).replace(
    microsecond=0, tzinfo=None)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Story:
    """One story; with() makes a changed copy."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def but(self, **fields):
        return Story(**dict(self.__dict__, **fields))


def story(number):
    return Story(
        guid="urn:story:%d" % number,
        link="http://news.example/2026/Story-%d" % number,
        title="Title of story %d" % number,
        body="Body of story %d, which tells of event %d." % (number,
                                                             number * 7),
        date=BEGIN + number * HOUR)


TEN = [story(i) for i in range(1, 11)]


# How a feed may look.  A shape leaves out what it doesn't have.

def tag(name, text, attributes=""):
    if text is None:
        return ""
    return "<%s%s>%s</%s>" % (name, attributes, html.escape(text), name)


def rss(stories):
    out = "<rss version='2.0'><channel><title>A feed</title>"
    for s in stories:
        out += "<item>" + tag("title", s.title) + tag("link", s.link)
        out += tag("guid", s.guid, " isPermaLink='false'")
        out += tag("description", s.body)
        out += tag("pubDate", s.date and s.date.strftime(
            "%a, %d %b %Y %H:%M:%S GMT")) + "</item>"
    return out + "</channel></rss>"


def permalinks(stories):
    """The guid is the link."""
    return rss([s.but(guid=s.link, link=None) for s in stories]).replace(
        " isPermaLink='false'", "")


def atom(stories):
    out = ("<feed xmlns='http://www.w3.org/2005/Atom'><title>A feed</title>"
           "<id>urn:feed</id>")
    for s in stories:
        out += "<entry>" + tag("title", s.title) + tag("id", s.guid)
        if s.link:
            out += "<link href='%s'/>" % html.escape(s.link)
        out += tag("content", s.body, " type='html'")
        when = s.date and s.date.isoformat() + "Z"
        out += tag("published", when) + tag("updated", when) + "</entry>"
    return out + "</feed>"


def rdf(stories):
    out = ("<rdf:RDF xmlns:rdf='%s' xmlns='http://purl.org/rss/1.0/' "
           "xmlns:dc='http://purl.org/dc/elements/1.1/'>"
           "<channel><title>A feed</title></channel>" % RDF)
    for s in stories:
        out += "<item>" + tag("title", s.title) + tag("link", s.link)
        out += tag("description", s.body)
        out += tag("dc:date", s.date and s.date.isoformat() + "Z") + "</item>"
    return out + "</rdf:RDF>"


def jsonfeed(stories):
    items = []
    for s in stories:
        item = {"id": s.guid, "url": s.link, "title": s.title,
                "content_html": s.body,
                "date_published": s.date and s.date.isoformat() + "Z"}
        items.append({k: v for k, v in item.items() if v is not None})
    return json.dumps({"version": "https://jsonfeed.org/version/1.1",
                       "title": "A feed", "items": items})


class Shape:
    def __init__(self, name, write, without=()):
        self.name = name
        self.write = write
        self.without = without
        self.guid = "guid" not in without and write != permalinks
        self.link = "link" not in without
        self.dated = "date" not in without
        self.bare = not self.guid and not self.link

    def document(self, stories):
        return self.write([s.but(**{f: None for f in self.without})
                           for s in stories])


SHAPES = [Shape(name + suffix, write, without + more)
          for name, write, without in (
              ("rss", rss, ()),
              ("permalink", permalinks, ()),
              ("link-only", rss, ("guid",)),
              ("guid-only", rss, ("link",)),
              ("bare", rss, ("guid", "link")),
              ("atom", atom, ()),
              ("atom-id-only", atom, ("link",)),
              ("json", jsonfeed, ()),
              ("rdf", rdf, ("guid",)))
          for suffix, more in (("", ()), ("-undated", ("date",)))]


# What may change.  Each takes a story and gives the changed one.

def edit_title(s):
    return s.but(title=s.title.replace("Title", "New title"))


def edit_body(s):
    return s.but(body=s.body.replace("tells", "now tells"))


def edit_all(s):
    return edit_title(edit_body(s)).but(date=s.date + HOUR)


def new_guid(s, suffix="x"):
    return s.but(guid=s.guid + suffix)


def new_link(s):
    return s.but(link=s.link.replace("/2026/", "/moved/article-"))


def replace_link(old, new):
    return lambda s: s.but(link=s.link.replace(old, new))


def move(s):
    return s.but(link=s.link.replace("news.example", "other.example"))


def with_title(title):
    return lambda s: s.but(title=title)


def with_date(date):
    return lambda s: s.but(date=date)


def all_of(*changes):
    def change(s):
        for c in changes:
            s = c(s)
        return s
    return change


def each(change, stories=None):
    return [change(s) for s in (TEN if stories is None else stories)]


def any_shape(_shape):
    return True


class Row:
    """documents: lists of stories, one a poll, after the first ten; again: a
    number, or a function of the shape that gives it, how many come beyond
    ten."""

    def __init__(self, name, documents, again=0, shapes=any_shape, first=None):
        self.name = name
        self.first = TEN if first is None else first
        self.documents = documents
        self.again = again if callable(again) else lambda shape: again
        self.shapes = [s for s in SHAPES if shapes(s)]


def has_guid(shape):
    return shape.guid


def has_link(shape):
    return shape.link


def has_both(shape):
    return shape.guid and shape.link


def ten_if(condition):
    """By the contract these can't be known: fewer than two weak keys."""
    return lambda shape: 10 if condition(shape) else 0


# News of today, as so many old ones at once would be held back.
OTHERS = [story(i).but(date=TODAY - i * datetime.timedelta(minutes=1))
          for i in range(100, 250)]

SAME = [
    Row("nothing", [TEN, TEN]),
    Row("another order", [TEN[::-1], TEN[5:] + TEN[:5]]),
    Row("titles edited", [each(edit_title)],
        ten_if(lambda s: s.bare and not s.dated)),
    Row("a typo mended in one title",
        [[TEN[0].but(title="Titel of story 1")] + TEN[1:], TEN],
        lambda s: 1 if s.bare and not s.dated else 0),
    Row("bodies edited", [each(edit_body)], ten_if(lambda s: s.bare)),
    Row("markup edited", [each(lambda s: s.but(body="<div>\n<p>%s</p></div>" %
                                               s.body.replace(" ", "  ")))]),
    Row("title, body and date edited", [each(edit_all)],
        ten_if(lambda s: s.bare)),
    Row("guid changed", [each(new_guid)], shapes=has_guid),
    Row("guid changed and changed back", [each(new_guid), TEN],
        shapes=has_guid),
    Row("guid random per request",
        [each(lambda s, k=k: new_guid(s, "-%d" % k)) for k in range(4)],
        shapes=has_guid),
    Row("guid in another case", [each(lambda s: s.but(guid=s.guid.upper()))],
        shapes=has_guid),
    Row("white space in the guid",
        [each(lambda s: s.but(guid=" %s\n" % s.guid)),
         each(lambda s: s.but(guid=s.guid.replace(":", ": ")))],
        shapes=has_guid),
    Row("http to https in guid and link",
        [each(lambda s: s.but(guid="https://news.example/%s" % s.guid,
                              link=s.link.replace("http:", "https:")))],
        first=each(lambda s: s.but(guid="http://news.example/%s" % s.guid))),
    Row("guid changed and title edited", [each(all_of(new_guid, edit_title))],
        ten_if(lambda s: not s.link and not s.dated), shapes=has_guid),
    Row("guid changed, title and body edited",
        [each(all_of(new_guid, edit_title, edit_body))], shapes=has_both),
    Row("guid changed, all edited", [each(all_of(new_guid, edit_all))],
        shapes=has_both),
    Row("guid lost, then back", [each(lambda s: s.but(guid=None)), TEN],
        shapes=has_guid),
    Row("link changed, guid same", [each(new_link)], shapes=has_both),
    Row("link changed, no guid", [each(new_link)],
        ten_if(lambda s: not s.guid and not s.dated), shapes=has_link),
    Row("link changed and title edited", [each(all_of(new_link, edit_title))],
        shapes=has_both),
    Row("link changed, title and body edited",
        [each(all_of(new_link, edit_title, edit_body))], shapes=has_both),
    Row("link changed, some all edited",
        [each(new_link, TEN[4:]) + each(all_of(new_link, edit_all), TEN[:4])],
        shapes=has_both),
    Row("link lost, then back", [each(lambda s: s.but(link=None)), TEN],
        lambda s: 0, shapes=has_both),
    Row("guid and link changed", [each(all_of(new_guid, new_link))],
        ten_if(lambda s: not s.dated), shapes=has_both),
    Row("guid changed, then the link", [each(new_guid), each(new_link)],
        shapes=has_both),
    Row("links to https", [each(replace_link("http:", "https:"))],
        shapes=has_link),
    Row("a slash at the end",
        [each(lambda s: s.but(link=s.link + "/")), TEN], shapes=has_link),
    Row("www. before the host",
        [each(replace_link("news.", "www.news.")), TEN], shapes=has_link),
    Row("the default port",
        [each(replace_link("example/", "example:80/")), TEN], shapes=has_link),
    Row("the host in capitals",
        [each(replace_link("news.example", "NEWS.Example")), TEN],
        shapes=has_link),
    Row("the path in lower case",
        [each(lambda s: s.but(link=s.link.lower())), TEN], shapes=has_link),
    Row("index.html in the link",
        [each(lambda s: s.but(link=s.link + "/index.html")), TEN],
        shapes=has_link),
    Row("needless escapes", [each(replace_link("Story", "%53tory")), TEN],
        shapes=has_link),
    Row("dot segments and an empty query",
        [each(lambda s: s.but(link=s.link.replace("/2026/", "/x/../2026/./") +
                              "?")), TEN], shapes=has_link),
    Row("utm_* added",
        [each(lambda s: s.but(link=s.link + "?utm_source=a&utm_medium=b")),
         each(lambda s: s.but(link=s.link + "?utm_source=c#d"))],
        shapes=has_link),
    Row("trackers of others",
        [each(lambda s: s.but(link=s.link + "?at_medium=RSS&fbclid=" + s.guid)),
         each(lambda s: s.but(link=s.link + "?mc_cid=1&ref=rss#xtor=RSS-1"))],
        shapes=has_link),
    Row("wrapped in a redirect",
        [each(lambda s: s.but(
            link="https://www.google.com/url?rct=j&url=%s&ct=ga" %
            s.link.replace(":", "%3A"))),
         each(lambda s: s.but(
             link="http://www.bing.com/news/apiclick.aspx?ref=F&url=%s&c=%s" %
             (s.link, s.title[-1:])))], shapes=has_link),
    Row("two hosts that flip", [each(move), TEN, each(move), TEN],
        shapes=has_link),
    Row("two hosts that flip, in the guid, too",
        [each(all_of(move, new_guid)), TEN, each(all_of(move, new_guid)), TEN],
        shapes=has_link),
    Row("two hosts, bodies edited",
        [each(move), each(all_of(move, edit_body)), each(edit_body)],
        shapes=has_link),
    Row("another host and bodies edited",
        [each(all_of(move, edit_body))],
        ten_if(lambda s: not s.guid and not s.dated), shapes=has_link),
    Row("date re-stamped", [each(lambda s: s.but(date=s.date + 24 * HOUR))],
        ten_if(lambda s: s.bare and s.dated)),
    Row("dates are those of the request",
        [each(with_date(BEGIN + 50 * HOUR)), each(with_date(BEGIN + 51 * HOUR)),
         each(with_date(BEGIN + 52 * HOUR))]),
    Row("dates lost, then back", [each(with_date(None)), TEN]),
    Row("empty once", [[], TEN]),
    Row("scrolled out by 150 others and back", [OTHERS, TEN], 150),
    Row("edited while scrolled out", [OTHERS[:20], each(edit_all)], 20,
        shapes=lambda s: not s.bare),
    Row("half of the guids changed", [each(new_guid, TEN[:5]) + TEN[5:]],
        lambda s: 5 if not s.dated and not s.link else 0, shapes=has_guid),
]


def numbered(count, **fields):
    """Stories that have all but these fields of their own."""
    return [Story(**{k: v(i) if callable(v) else v for k, v in dict(
        story(i).__dict__, **fields).items()}) for i in range(1, count + 1)]


def growing(stories):
    """The newest first, one more each poll; the first poll had one."""
    return [stories[k::-1] for k in range(1, len(stories))]


def passing(stories, show=3):
    """The newest first, so many at a time, one further each poll."""
    return [stories[k:k + show][::-1]
            for k in range(1, len(stories) - show + 1)]


INCIDENTS = numbered(6, title="Login failures", body="We are looking into it.")
PAGES = numbered(6, title=lambda i: "Errors in region %d" % i,
                 body=lambda i: "Errors in region %d are being looked into. "
                 "Other regions work as they should." % i)
BODIES = numbered(6, title="Notice", date=BEGIN)
COLUMN = numbered(6, title="Open thread", body="Say what you like.")
PARAMETERS = numbered(6, link=lambda i: "http://news.example/show?id=%d" % i)
CASES = numbered(2, link=lambda i: "http://v.example/?v=" + "aA"[i - 1] + "bc",
                 title=lambda i: "Film %d" % i)
PLANET = numbered(6, link=lambda i: "http://blog%d.example/hello" % i,
                  title="Hello", body=lambda i: "First post of blog %d." % i)
FIRST_POSTS = numbered(8, link=lambda i: "http://blog%d.example/hello" % i,
                       guid=lambda i: "urn:post:%d" % i,
                       title="Hello world", body="This is your first post.")
TRACKED = numbered(6, link=lambda i: "http://news.example/x?cmpid=%d" % i)
ANCHORS = numbered(6, link=lambda i: "http://news.example/log#v%d" % i)
ONE_LINK = numbered(6, link="http://news.example/status")
ONE_GUID = numbered(12, guid="the-same")
NEWS = numbered(20)


def positional(stories):
    """Each guid names a place in the list."""
    return [s.but(guid="item-%d" % i) for i, s in enumerate(stories)]


def apart(name, stories, shapes=any_shape, steps=growing):
    """All of them arrive, coming one by one."""
    return Row(name, steps(stories), lambda s: len(stories) - 10, shapes,
               stories[:1])


APART = [
    apart("incidents with equal titles and texts", INCIDENTS,
          lambda s: not s.bare),
    apart("incidents of one moment", [s.but(date=BEGIN) for s in INCIDENTS],
          lambda s: not s.bare),
    apart("incidents without a text",
          [s.but(date=BEGIN, body=None) for s in INCIDENTS],
          lambda s: not s.bare),
    apart("status pages that hardly differ", PAGES),
    apart("status pages of one moment", [s.but(date=BEGIN) for s in PAGES]),
    apart("different bodies alone", BODIES),
    apart("a weekly column", COLUMN, lambda s: s.link or s.dated),
    apart("links that differ in a parameter", PARAMETERS),
    apart("links that differ in case", CASES),
    apart("blogs of one planet", PLANET),
    apart("blogs of one planet and moment",
          [s.but(date=BEGIN) for s in PLANET]),
    Row("first posts of one planet, which scroll out", passing(FIRST_POSTS),
        -2, has_both, FIRST_POSTS[:3]),
    Row("first posts of one planet, one among others",
        [NEWS[:4] + [s] for s in FIRST_POSTS[1:6]], 0, has_both,
        NEWS[:4] + FIRST_POSTS[:1]),
    Row("incidents that scroll out", passing(numbered(
        8, title="Login failures", body="We are looking into it.")), -2,
        has_both, numbered(3, title="Login failures",
                           body="We are looking into it.")),
    apart("links to one page", ONE_LINK, has_guid),
    apart("anchors of one page", ANCHORS, has_guid),
    Row("ten incidents at once",
        [numbered(10, title="Outage", body="Look.")] * 2, 0,
        lambda s: not s.bare,
        numbered(10, title="Outage", body="Look.")),
    Row("anchors of one page at once", [ANCHORS, ANCHORS[::-1]], -4,
        first=ANCHORS),
    Row("what is named like a tracker tells stories apart",
        [TRACKED, TRACKED[1:]], -4, has_link, TRACKED),
    Row("incidents replaced by others of the same name", [INCIDENTS[3:]], -4,
        has_both, INCIDENTS[:3]),
    Row("a column, a week later", [each(lambda s: s.but(
        date=s.date + 168 * HOUR, guid=s.guid + "-2", link=s.link + "-2"))],
        10, lambda s: s.dated),
    Row("one guid on all", [ONE_GUID[:10], ONE_GUID[1:11], ONE_GUID[2:]], 2,
        has_guid, ONE_GUID[:10]),
    Row("guids that are places in the list",
        [positional(NEWS[k:k + 10]) for k in range(9, -1, -1)], 10, has_both,
        positional(NEWS[10:])),
    Row("guids used again for other stories",
        [positional(NEWS[10:])], 10, lambda s: has_both(s) and s.dated,
        positional(NEWS[:10])),
    Row("all new", [NEWS[10:]], 10, first=NEWS[:10]),
]


def count(place, name):
    folder = place.path(os.path.join("Mail", name, "new"))
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def poll_all(place, feeds, poll):
    """Of those that have one more document, which ends it for the others."""
    conf = "deliver: 'maildir:%s/{feed}'\nfeeds:\n" % place.mail
    for name, row, shape in feeds:
        documents = [row.first] + row.documents
        if poll < len(documents):
            place.write(name + ".xml", shape.document(documents[poll]))
            conf += "  - {url: 'file://%s.xml', name: %s}\n" % (
                place.path(name), name)
    place.conf(conf, deliver=False)
    run = place.once_all()
    ok(run.returncode == 0, "poll %d" % (poll + 1), run.stdout, run.stderr)


def try_rows(rows):
    feeds = [("%s-%s" % (i, shape.name), row, shape)
             for i, row in enumerate(rows) for shape in row.shapes]
    with Place(memory=True) as place:
        poll_all(place, feeds, 0)
        for name, row, shape in feeds:
            equal(count(place, name), len(row.first), "%s, %s: at first" % (
                row.name, shape.name))
        for poll in range(1, max(len(r.documents) for r in rows) + 1):
            poll_all(place, feeds, poll)
        for name, row, shape in feeds:
            equal(count(place, name), 10 + row.again(shape),
                  "%s, %s" % (row.name, shape.name))


def test_same():
    try_rows(SAME)


def test_apart():
    try_rows(APART)


class Feeds:
    """Feeds of one place and one maildir, polled once each turn."""

    def __init__(self, place):
        self.place = place

    def poll(self, feeds, conf):
        for name, document in feeds.items():
            self.place.write(name, document)
        self.place.conf("feeds:\n" + conf.replace("DIR", self.place.dir))
        run = self.place.once_all()
        ok(run.returncode == 0, "polled", run.stdout, run.stderr)
        self.log = run.stderr
        return len(subjects(self.place.mail))


def test_feeds():
    with Place(memory=True) as place:
        feeds = Feeds(place)
        poll = feeds.poll
        equal(poll({"a": rss(TEN)}, "  - {url: 'file://DIR/a', name: A}\n"),
              10, "ten stories of one feed")
        equal(poll({"b": rss(each(edit_body))},
                   "  - {url: 'file://DIR/b', name: A}\n"),
              10, "the feed's URL changed under its name")
        equal(poll({}, "  - {url: 'file://DIR/b', name: B, was: A}\n"),
              10, "the feed renamed with the same URL")
        ok("was:" not in feeds.log, "which goes without saying", feeds.log)
        bare = [s.but(guid=None, link=None) for s in each(edit_body)]
        equal(poll({"b": rss(bare)},
                   "  - {url: 'file://DIR/b', name: C, was: B}\n"),
              10, "renamed again, and all but title, text and date gone")
        equal(poll({"c": atom(TEN)},
                   "  - {url: 'file://DIR/c', name: C, was: B}\n"),
              10, "from RSS to Atom")
        equal(poll({"d": rss([s.but(guid="other-%d" % i, link=s.link + "?utm_x")
                              for i, s in enumerate(TEN)])},
                   "  - {url: 'file://DIR/c', name: C, was: B}\n"
                   "  - {url: 'file://DIR/d', name: D}\n"),
              10, "and the same in another feed")
        poll({}, "  - {url: 'file://DIR/c', name: E, was: a}\n")
        ok('E: was: nothing is remembered of "a"; it begins as a new feed' in
           feeds.log, "a former name that never was is told", feeds.log)
        poll({}, "  - {url: 'file://DIR/c', name: E, was: a}\n")
        ok("was:" not in feeds.log, "once", feeds.log)


class Judged:
    """A feed whose guids are judged, and what status says of them."""

    def __init__(self, place):
        self.place = place
        self.place.conf("feeds:\n  - {url: 'file://%s', name: A}\n" %
                        place.path("feed"))

    def poll(self, stories):
        self.place.write("feed", rss(stories))
        run = self.place.once_all()
        ok(run.returncode == 0, "polled", run.stdout, run.stderr)
        daemon = self.place.start().wait_note("READY=1")
        self.table = self.place.ctl("status").stdout
        feed = json.loads(self.place.ctl("status", "--json").stdout)[0]
        daemon.stop()
        return feed["guid_quality"]


def test_quality():
    with Place(memory=True) as place:
        feed = Judged(place)
        poll = feed.poll
        equal(poll(TEN), "untested", "at first nothing is known of guids")
        equal(poll(TEN[1:]), "stable", "then they are stable")
        ok("guids" not in feed.table, "which goes without saying", feed.table)
        equal(poll(each(new_guid)), "changing",
              "most are new while their links are known")
        ok("its guids change from poll to poll" in feed.table, "status says so",
           feed.table)
        equal(poll(each(new_guid, TEN[1:])), "changing", "once is no proof")
        equal(poll(each(new_guid, TEN[2:])), "changing", "nor is twice")
        equal(poll(each(new_guid, TEN[3:])), "stable", "but thrice is")
        equal(poll(each(lambda s: s.but(guid="one"))), "repeated",
              "one guid stands for all")
        ok("its guids repeat" in feed.table, "status says so", feed.table)
        equal(len(subjects(place.mail)), 10, "no story came twice")
    with Place(memory=True) as place:
        feed = Judged(place)
        feed.poll(positional(NEWS[:10]))
        equal(feed.poll(positional(NEWS[10:])), "reused",
              "guids of stories that nothing else tells of")
        ok("its guids are reused" in feed.table, "status says so", feed.table)
        equal(len(subjects(place.mail)), 20, "all stories came")


run_tests(test_same, test_apart, test_feeds, test_quality)
