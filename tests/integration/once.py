"""newsieved --once on feeds that are files: what is filed, where, and what
is never filed twice."""

import os

from kit import (Place, equal, item, leftovers, maildir, ok, rss, run_tests,
                 subjects)

TOPICS = """topics:
  cyber: [cyber*, ransomware, zero day]
  China: [China, Chinese, Beijing, 中国]
"""

NEWS = [
    item(1, "China opens a port", "Ships call at the new harbour."),
    item(2, "Bread gets dearer", "Flour and butter cost more."),
    item(3, "Cyberattack on a water works", "Valves were shut by strangers."),
    item(4, "A museum reopens", "It shows vases from Indochina."),
    item(5, "Zero-day in a mail server", "Found by people in Bei&lt;b&gt;jing&lt;/b&gt;."),
]


def test_topics():
    with Place() as p:
        feed = p.write("feed.xml", rss(*NEWS))
        p.conf(TOPICS + "feeds:\n  - url: file://%s\n    name: One\n" % feed)
        run = p.once(expect=0)
        equal(subjects(p.mail), ["China opens a port",
                                 "Cyberattack on a water works",
                                 "Zero-day in a mail server"],
              "stories on topic are filed, others aren't", run.stderr)
        ok("5 new stories, 3 filed" in run.stdout, "the summary counts them",
           run.stdout)
        mail = {m["Subject"]: m for m in maildir(p.mail)}
        zero = mail["Zero-day in a mail server"]
        equal(zero["Newsieve-Feed"], "One", "the mail names its feed")
        ok("cyber" in zero["Newsieve-Topic"] and
           "China" in zero["Newsieve-Topic"], "and both topics",
           zero["Newsieve-Topic"])
        ok(zero["Message-ID"].endswith("@news.example>"),
           "and its Message-ID is of our domain", zero["Message-ID"])
        equal(leftovers(p.mail), [], "nothing is left in tmp/")
        os.utime(feed)
        run = p.once_all()
        equal(len(subjects(p.mail)), 3, "a second pass files none")
        ok("0 new stories, 0 filed" in run.stdout, "and says so", run.stdout)


def test_empty():
    with Place() as p:
        feed = p.write("feed.xml", rss())
        p.conf("feeds:\n  - {url: 'file://%s', name: One}\n" % feed)
        run = p.once(expect=0)
        ok("1 unchanged, 0 failed" in run.stdout, "a feed without stories",
           run.stdout)


def test_cut():
    with Place() as p:
        whole = rss(NEWS[0], NEWS[1])
        feed = p.write("feed.xml", whole[:whole.rindex("</item>")])
        p.conf("feeds:\n  - {url: 'file://%s', name: One}\n" % feed)
        run = p.once(expect=0)
        equal(subjects(p.mail), ["China opens a port"],
              "of a document that was cut the whole stories are filed")
        ok("One: the document was cut" in run.stderr, "and it is told",
           run.stderr)
        p.write("feed.xml", whole)
        run = p.once_all()
        equal(subjects(p.mail), ["Bread gets dearer", "China opens a port"],
              "the other follows")
        ok("was cut" not in run.stderr, "without a word", run.stderr)


def test_due():
    with Place() as p:
        feed = p.write("feed.xml", rss(NEWS[0]))
        p.conf("feeds:\n  - url: file://%s\n    name: One\n" % feed)
        p.once(expect=0)
        run = p.once(expect=0)
        ok(run.stdout.startswith("0 of 1 feed "),
           "a feed that isn't due isn't polled", run.stdout)
        run = p.once_all()
        ok(run.stdout.startswith("1 of 1 feed "), "--once=all polls it",
           run.stdout)


def test_exit():
    with Place() as p:
        p.conf("feeds:\n  - url: file://%s/none.xml\n    name: None\n" % p.dir)
        run = p.once(expect=1)
        ok("None: " in run.stderr and "No such file" in run.stderr,
           "a feed that fails is named with its reason", run.stderr)
        p.conf("feeds:\n  - url: file:///x\n    intervall: 1h\n")
        run = p.once(expect=2)
        ok("newsieved.yaml:" in run.stderr and "interval" in run.stderr,
           "a wrong file is answered with its place", run.stderr)
        page = p.write("page.html", "<html><head><title>Oops</title></head>"
                       "<body>Not here</body></html>")
        p.conf("feeds:\n  - url: file://%s\n    name: Page\n" % page)
        run = p.once(expect=1)
        ok("HTML page" in run.stderr, "what is no feed is called by its name",
           run.stderr)


def test_targets():
    with Place() as p:
        feed = p.write("feed.xml", rss(*NEWS))
        p.conf("""topics:
  cyber: {any: ["cyber*", "zero day"], deliver: "maildir:%s/Cyber"}
  China: [China, Beijing]
feeds:
  - group: Asia
    deliver: maildir:%s/{group}-{feed}-{topic}
    feeds:
      - {url: "file://%s", name: "The Óne/Two"}
""" % (p.dir, p.dir, feed), deliver=False)
        p.once(expect=0)
        equal(subjects(p.path("Cyber")), ["Cyberattack on a water works",
                                          "Zero-day in a mail server"],
              "a topic's own target wins")
        other = [d for d in os.listdir(p.dir) if d.startswith("Asia-")]
        equal(len(other), 1, "{group} and {feed} are filled in", other)
        equal(subjects(p.path(other[0])), ["China opens a port",
                                           "Zero-day in a mail server"],
              "the others go to the group's")
        ids = [m["Message-ID"] for m in maildir(p.path("Cyber")) +
               maildir(p.path(other[0]))
               if m["Subject"].startswith("Zero")]
        ok(len(ids) == 2 and ids[0] == ids[1],
           "a story in two targets has one Message-ID", ids)


def test_everything():
    with Place() as p:
        feed = p.write("feed.xml", rss(*NEWS))
        p.conf(TOPICS + "feeds:\n  - {url: 'file://%s', name: A, "
               "topics: everything}\n" % feed)
        p.once(expect=0)
        equal(len(subjects(p.mail)), 5, "topics: everything files them all")


def test_verbose():
    with Place() as p:
        feed = p.write("feed.xml", rss(*NEWS))
        p.conf("deliver: 'maildir:%s/{topic}'\nfeeds:\n"
               "  - {url: 'file://%s', name: A}\n" % (p.dir, feed),
               deliver=False)
        run = p.once("-v", expect=0)
        ok("A: idle -> fetching" in run.stderr, "-v tells each step",
           run.stderr)
        equal(len(subjects(p.path("everything"))), 5,
              "{topic} of a story without a topic is everything")


def test_many():
    with Place() as p:
        feed = p.write("feed.xml", rss(*[
            item(i, "Story %d" % i) for i in range(700)]))
        p.conf("feeds:\n  - {url: 'file://%s', name: A}\n" % feed)
        run = p.once(expect=0)
        equal(len(subjects(p.mail)), 700,
              "a document of more stories than are filed at a time")
        ok("700 new stories, 700 filed" in run.stdout, "and all are counted",
           run.stdout)
        p.once_all()
        equal(len(subjects(p.mail)), 700, "and none comes twice")


def test_two_feeds():
    with Place() as p:
        one = p.write("one.xml", rss(*NEWS, title="One"))
        two = p.write("two.xml", rss(*[
            i.replace("story-", "other-") for i in NEWS], title="Two"))
        p.conf("feeds:\n  - {url: 'file://%s', name: One}\n"
               "  - {url: 'file://%s', name: Two}\n" % (one, two))
        p.once(expect=0)
        equal(len(subjects(p.mail)), 5, "a story in two feeds is filed once")


def test_first():
    for first, want in (("none", 0), ("2", 2), ("all", 5)):
        with Place() as p:
            feed = p.write("feed.xml", rss(*NEWS))
            p.conf("feeds:\n  - {url: 'file://%s', name: A, first: %s}\n"
                   % (feed, first))
            p.once(expect=0)
            equal(len(subjects(p.mail)), want, "first: %s" % first)
            p.write("feed.xml", rss(item(9, "Brand new"), *[
                i.replace("</description>", " Edited.</description>")
                for i in NEWS]))
            p.once_all()
            equal(len(subjects(p.mail)), want + 1,
                  "first: %s, then only what is new" % first)


def change_row(name, before, after, first, again):
    """Ten stories, then ten changed ones: how many come in all."""
    with Place() as p:
        feed = p.write("feed.xml", before)
        p.conf("feeds:\n  - {url: 'file://%s', name: A}\n" % feed)
        p.once()
        equal(len(subjects(p.mail)), first, name + ": at first")
        for document in after:
            p.write("feed.xml", document)
            run = p.once_all()
        equal(len(subjects(p.mail)), first + again, name + ": again",
              run.stdout, run.stderr)


def ten(**kw):
    return [item(i, "Title of story %d" % i,
                 "Body of story %d, which tells of event %d." % (i, i * 7),
                 **kw) for i in range(1, 11)]


def test_changes():
    same = ten()
    change_row("titles edited", rss(*same), [rss(*[
        i.replace("Title of", "New title of") for i in same])], 10, 0)
    change_row("bodies edited", rss(*same), [rss(*[
        i.replace("which tells", "which now tells") for i in same])], 10, 0)
    change_row("guid changed", rss(*same), [rss(*[
        i.replace(">story-", ">changed-") for i in same])], 10, 0)
    change_row("link changed, guid same", rss(*same), [rss(*[
        i.replace("/story/", "/moved/") for i in same])], 10, 0)
    change_row("links to https", rss(*same), [rss(*[
        i.replace("http:", "https:") for i in same])], 10, 0)
    bare = ten(guid=False)
    change_row("utm added, no guid", rss(*bare), [rss(*[
        i.replace("</link>", "?utm_source=x&amp;utm_medium=rss</link>")
        for i in bare])], 10, 0)
    change_row("date re-stamped, no guid", rss(*bare), [rss(*[
        i.replace("Sun, 01", "Mon, 02") for i in bare])], 10, 0)
    change_row("feed empty once", rss(*same), [rss(), rss(*same)], 10, 0)
    change_row("one guid on all ten", rss(*ten(guid="the-same")),
               [rss(*ten(guid="the-same"))], 10, 0)


def test_repeated():
    with Place() as p:
        story = item(1, "Twice in one document")
        feed = p.write("feed.xml", rss(story, item(2, "Once"), story))
        p.conf("feeds:\n  - {url: 'file://%s', name: A}\n" % feed)
        run = p.once(expect=0)
        equal(subjects(p.mail), ["Once", "Twice in one document"],
              "a story that stands twice in a document is filed once")
        ok("2 new stories, 2 filed" in run.stdout, "and counts as one",
           run.stdout)


def test_late_topic():
    with Place() as p:
        feed = p.write("feed.xml", rss(item(1, "Outage at a port")))
        p.conf(TOPICS + "feeds:\n  - {url: 'file://%s', name: A}\n" % feed)
        p.once(expect=0)
        equal(subjects(p.mail), [], "off topic at first")
        p.write("feed.xml", rss(item(1, "Outage at a port was cyber sabotage")))
        p.once_all()
        equal(len(subjects(p.mail)), 1, "on topic after an edit: delivered")
        p.write("feed.xml", rss(item(1, "Outage at a port: cyber sabotage?")))
        p.once_all()
        equal(len(subjects(p.mail)), 1, "and not again after another edit")


def test_latest():
    """A link that each story has only until the next one comes."""
    def document(n):
        return rss(*(item(i, "Number %d" % i, link="http://news.example/" + (
            "latest" if i == n else "number/%d" % i))
            for i in range(n, 0, -1)))

    with Place() as p:
        feed = p.write("feed.xml", document(1))
        p.conf("feeds: ['file://%s']\n" % feed)
        p.once()
        for n in (2, 3, 4):
            p.write("feed.xml", document(n))
            p.once_all()
        mails = maildir(p.mail)
        equal([m["Subject"] for m in mails],
              ["Number %d" % i for i in (1, 2, 3, 4)], "each comes once")
        equal(len({m["Message-ID"] for m in mails}), 4,
              "and has a Message-ID of its own")


def test_check():
    with Place() as p:
        p.conf("feeds: [http://127.0.0.1/a.xml]\n")
        run = p.once("-n", expect=0)
        ok("good: 1 feed, 0 topics" in run.stdout, "-n says what there is", run.stdout, run.stderr)
        p.write("file", "x")
        p.conf("deliver: maildir:%s/file/Mail\nfeeds: [http://h/a]\n" % p.dir,
               deliver=False)
        run = p.once("-n", expect=2)
        ok("newsieved.yaml:7:" in run.stderr and "written" in run.stderr,
           "-n finds a target that can't be written to", run.stderr)


run_tests(test_topics, test_empty, test_cut, test_due, test_exit, test_targets,
          test_everything, test_verbose, test_many, test_two_feeds,
          test_first, test_changes, test_repeated, test_late_topic,
          test_latest, test_check)
