"""Syndicated copies: one thread, or dropped, or delivered, as the topic says,
for each target; never within a feed, and never by what a template shares."""

import os
import random
import sqlite3
import subprocess

from kit import (DEADLINE, NEWSIEVED, Place, can_trace, equal, few_kills,
                 has_dbstat, item, leftovers, maildir, ok, read_all, rss,
                 run_tests)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words(n, seed):
    """Text of one vocabulary for all seeds."""
    r = random.Random(seed)
    book = ["".join(random.Random(i).choices(LETTERS, k=2 + i % 7))
            for i in range(600)]
    return r.choices(book, k=n)


def text(n, seed):
    return " ".join(words(n, seed)) + "."


def lightly(body, seed=1):
    """One word of 25 is another."""
    out, r = body.split(), random.Random(seed)
    for i in range(r.randrange(25), len(out), 25):
        out[i] = "altered%d" % i
    return " ".join(out)


def story(number, site, body, title=None, **kw):
    return item(number, title or "Story %d of %s" % (number, site), body,
                link="http://%s.example/%d" % (site, number),
                guid="%s-%d" % (site, number), **kw)


class Desk(Place):
    """Feeds A, B ... whose documents come one after the other."""

    def feeds(self, conf="", topics="", names="AB"):
        self.names = names
        for name in names:
            self.write(name + ".xml", rss())
        return self.conf(conf + "feeds:\n" + "".join(
            "  - {url: 'file://%s', name: %s%s}\n" % (
                self.path(n + ".xml"), n, topics and topics[n])
            for n in names))

    def brings(self, name, *items):
        self.write(name + ".xml", rss(*items))
        run = self.once_all()
        equal(run.returncode, 0, "feed %s is read" % name, run.stderr)
        return self

    def box(self, name="Mail"):
        return maildir(self.path(name))


def replies(mails):
    """Subject of a mail to the subject of what it is a reply to."""
    of = {m["Message-ID"]: m["Subject"] for m in mails}
    return {m["Subject"]: of.get(m["In-Reply-To"]) for m in mails
            if m["In-Reply-To"]}


BODY = text(300, 1)
EDITS = (
    ("the same", BODY),
    ("lightly edited", lightly(BODY)),
    ("cut to its first half", " ".join(BODY.split()[:150])),
    ("cut to its second half", " ".join(BODY.split()[150:])),
    ("with an agency's tag", "LONDON (Agency) - " + BODY +
     " Reporting by A. Writer, editing by B. Reader."),
    ("marked up", "&lt;p&gt;&lt;b&gt;" + BODY.replace(
        ". ", ".&lt;/b&gt;&lt;/p&gt;&lt;p&gt;&lt;b&gt;") +
     "&lt;/b&gt;&lt;/p&gt;"),
)


def test_thread():
    for what, copy in EDITS:
        with Desk() as p:
            p.feeds()
            p.brings("A", story(1, "a", BODY, "The first"),
                     story(2, "a", text(300, 2)))
            p.brings("B", story(3, "b", copy, "Another headline"),
                     story(4, "b", text(300, 4)))
            mails = p.box()
            equal(len(mails), 4, what + ": all are filed")
            equal(replies(mails), {"Another headline": "The first"},
                  what + ": a reply to the first")
            for m in mails:
                equal(m["References"], m["In-Reply-To"],
                      "%s: References of %s" % (what, m["Subject"]))


def test_copy_first():
    """The short copy comes before the whole text."""
    with Desk() as p:
        p.feeds()
        p.brings("A", story(1, "a", " ".join(BODY.split()[:150]), "Short"))
        p.brings("B", story(2, "b", BODY, "Long"))
        equal(replies(p.box()), {"Long": "Short"}, "a reply to the short one")


def test_chain():
    """All copies are replies to the first; its id is what it always was."""
    with Desk() as p:
        p.feeds(names="ABCD")
        for i, name in enumerate("ABCD"):
            p.brings(name, story(i, name.lower(),
                                 lightly(BODY, i) if i else BODY))
        equal(replies(p.box()), {"Story %d of %s" % (i, s): "Story 0 of a"
                                 for i, s in ((1, "b"), (2, "c"), (3, "d"))},
              "three replies to the first")
        ids = {m["Subject"]: m["Message-ID"] for m in p.box()}
    with Desk() as p:
        p.feeds(names="D")
        p.brings("D", story(3, "d", lightly(BODY, 3)))
        equal([m["Message-ID"] for m in p.box()], [ids["Story 3 of d"]],
              "a copy's Message-ID is its own")


def test_modes():
    for where, mode in (("global", "drop"), ("global", "deliver"),
                        ("topic", "drop"), ("topic", "deliver"),
                        ("topic", "thread")):
        other = {"drop": "deliver", "deliver": "drop", "thread": "drop"}[mode]
        conf = "duplicates: %s\n" % (mode if where == "global" else other)
        if where == "topic":
            conf += ("topics:\n  t: {any: ['*'], duplicates: %s}\n"
                     % mode).replace("'*'", "story")
        with Desk() as p:
            p.feeds(conf)
            p.brings("A", story(1, "a", BODY))
            p.brings("B", story(2, "b", lightly(BODY)))
            name = "duplicates: %s of the %s" % (mode, where)
            mails = p.box()
            equal(len(mails), 1 if mode == "drop" else 2, name)
            equal(len(replies(mails)), int(mode == "thread"),
                  name + ": replies")
            p.brings("B", story(2, "b", lightly(BODY, 7)))
            p.brings("B", story(2, "b", text(300, 8)))
            equal(len(p.box()), len(mails), name + ": nothing comes later")


def test_per_target():
    """What is known in one mailbox is still new in another."""
    with Desk() as p:
        box = "maildir:" + p.path("Other")
        p.feeds("duplicates: drop\n"
                "topics:\n  red: {any: [redword]}\n"
                "  blue: {any: [blueword], deliver: '%s'}\n" % box,
                names="ABC")
        p.brings("A", story(1, "a", BODY + " redword"))
        p.brings("B", story(2, "b", BODY + " blueword"))
        equal([len(p.box()), len(p.box("Other"))], [1, 1],
              "a copy goes into another mailbox")
        equal(replies(p.box("Other")), {}, "and is no reply there")
        p.brings("C", story(3, "c", BODY + " redword blueword"))
        equal([len(p.box()), len(p.box("Other"))], [1, 1],
              "a third is known in both")
    for word in ("redword", "blueword"):
        with Desk() as p:
            p.feeds("duplicates: drop\n"
                    "topics:\n  red: {any: [redword]}\n"
                    "  blue: {any: [blueword], deliver: 'maildir:%s'}\n"
                    % p.path("Other"))
            p.brings("A", story(1, "a", BODY + " " + word))
            p.brings("B", story(2, "b", BODY + " redword blueword"))
            equal([len(p.box()), len(p.box("Other"))], [1, 1],
                  "one for both, known where %s leads" % word)


def test_topics_of_one_target():
    """deliver wins over thread, and thread over drop."""
    for modes, filed, reply in (("drop thread", 2, 1), ("drop deliver", 2, 0),
                                ("thread deliver", 2, 0), ("drop drop", 1, 0)):
        with Desk() as p:
            one, two = modes.split()
            p.feeds("topics:\n  one: {any: [story], duplicates: %s}\n"
                    "  two: {any: [story], duplicates: %s}\n" % (one, two))
            p.brings("A", story(1, "a", BODY))
            p.brings("B", story(2, "b", BODY))
            equal([len(p.box()), len(replies(p.box()))], [filed, reply],
                  "topics of %s and %s" % (one, two))


def test_off_topic():
    """A first copy that no topic wanted is none."""
    with Desk() as p:
        p.feeds("duplicates: drop\ntopics:\n  t: [redword]\n")
        p.brings("A", story(1, "a", BODY))
        p.brings("B", story(2, "b", BODY + " redword"))
        equal(len(p.box()), 1, "the copy on topic arrives")


def test_one_feed():
    with Desk() as p:
        p.feeds("duplicates: drop\n")
        p.brings("A", story(1, "a", BODY), story(2, "a", lightly(BODY)))
        p.brings("A", story(3, "a", lightly(BODY, 5)))
        equal([len(p.box()), replies(p.box())], [3, {}],
              "like stories of one feed are stories of their own")


def test_short():
    for n, copies in ((59, 0), (60, 1), (75, 1)):
        with Desk() as p:
            p.feeds()
            p.brings("A", story(1, "a", text(n, n)))
            p.brings("B", story(2, "b", text(n, n)))
            equal(len(replies(p.box())), copies, "texts of %d words" % n)


def test_footers():
    """A licence under short stories of its own, in both feeds."""
    footer = " " + text(130, 99)
    with Desk() as p:
        p.feeds("duplicates: drop\n")
        for name in "AB":
            p.brings(name, *[story(i, name.lower(), text(25, name + str(i)) +
                                   footer) for i in range(5)])
        equal(len(p.box()), 10, "a footer makes no copies")
    with Desk() as p:
        p.feeds()
        for name in "AB":
            p.brings(name, *[story(i, name.lower(), text(200, i) + footer)
                             for i in range(5)])
        equal(replies(p.box()), {"Story %d of b" % i: "Story %d of a" % i
                                 for i in range(5)},
              "texts of their own above it do")


def test_template():
    """Reports that differ in their figures alone."""
    def report(n):
        return text(120, 50).replace(" ", " %d " % n, 4)
    with Desk() as p:
        p.feeds("duplicates: drop\n")
        for n in range(4):
            p.brings("A", story(n, "a", report(n)))
        p.brings("B", story(9, "b", report(9)))
        equal(len(p.box()), 5, "a report like three of a feed is no copy")


def test_unrelated():
    with Desk() as p:
        p.feeds("duplicates: drop\n")
        for name in "AB":
            p.brings(name, *[story(i, name.lower(), date=0, body=text(
                80 + 9 * i, name + str(i))) for i in range(60)])
        equal(len(p.box()), 120, "unrelated stories of one vocabulary")


def test_link():
    """The same link elsewhere is filed once in each target."""
    with Desk() as p:
        p.feeds()
        p.brings("A", item(1, "A story", BODY))
        p.brings("B", item(1, "A story", BODY))
        equal(len(p.box()), 1, "the same link is filed once")
        equal(p.box()[0]["Newsieve-Also-In"], None, "no other was known yet")
    with Desk() as p:
        p.feeds("topics:\n  t: {any: [redword], deliver: 'maildir:%s'}\n"
                % p.path("Other"),
                topics={"A": ", topics: everything", "B": "", "C": ""},
                names="ABC")
        p.brings("A", item(1, "A story", BODY))
        p.brings("B", item(1, "A story", BODY))
        equal(len(p.box("Other")), 0, "known, and off topic")
        p.brings("C", item(1, "A story of redword", BODY))
        mail = p.box("Other")[0]
        equal([mail["Newsieve-Feed"], mail["Newsieve-Also-In"]],
              ["C", "A, B"], "another mailbox is told who had it before")
        ok(mail.text.endswith("\n\nAlso in:  A, B\n"), "by its text, too",
           mail.text)
        ok("<p>Also in: A, B</p>" in mail.html, "and by its HTML", mail.html)
        equal(mail.message.defects, [], "without defect")
        equal(mail["Message-ID"], p.box()[0]["Message-ID"],
              "it is the same story")


def test_answers():
    """What a publisher calls a reply is one, also to another feed's story."""
    with Desk() as p:
        p.feeds()
        p.brings("A", item(1, "A story", BODY, link="http://a.example/1"))
        p.write("B.xml", """<feed xmlns='http://www.w3.org/2005/Atom'
            xmlns:thr='http://purl.org/syndication/thread/1.0'>
            <entry><id>c1</id><title>A comment</title><thr:in-reply-to
             ref='tag:x' href='https://a.example/1?utm_source=b'/></entry>
            <entry><id>c2</id><title>A comment on it</title>
            <thr:in-reply-to ref='c1'/></entry></feed>""")
        p.once_all()
        equal(replies(p.box()), {"A comment": "A story",
                                 "A comment on it": "A comment"},
              "replies by link and by id")


def test_reload():
    """A daemon knows what was filed before it started, and after a reload."""
    with Desk() as p:
        p.feeds()
        p.brings("A", story(1, "a", BODY))
        d = p.start().wait_note("READY=1")
        p.write("B.xml", rss(story(2, "b", lightly(BODY))))
        equal(p.ctl("poll", "B").returncode, 0, "poll")
        d.wait_log(r"B: 1 new, 1 filed")
        equal(len(replies(p.box())), 1, "after a restart")
        d.stop()


def test_expiry():
    """What goes with a story: its sketch and its keys."""
    with Desk() as p:
        p.feeds()
        p.brings("A", story(1, "a", BODY))
        db = sqlite3.connect(os.path.join(p.state, "state.db"))
        db.execute("PRAGMA foreign_keys = ON")
        rows = "SELECT (SELECT count(*) FROM sketch) + " \
               "(SELECT count(*) FROM band)"
        equal(db.execute(rows).fetchone()[0], 2, "a sketch and its keys")
        db.execute("DELETE FROM filing")
        db.execute("DELETE FROM story")
        db.commit()
        equal(db.execute(rows).fetchone()[0], 0, "go with their story")
        db.close()
        p.brings("B", story(2, "b", BODY))
        equal(replies(p.box()), {}, "then its copy is a first one")


def remember_many(p, n):
    """As many stories of A more, each with keys of its own; returns the pages
    of the keys, in their order."""
    db = sqlite3.connect(os.path.join(p.state, "state.db"))
    first = 1 << 40 | 1000
    db.executemany(
        "INSERT INTO story (id, date, flags, first_seen, last_seen) "
        "SELECT ?, date, flags, first_seen, last_seen FROM story LIMIT 1",
        ((first + i,) for i in range(n)))
    r = random.Random(5)
    db.executemany("INSERT INTO band VALUES (?, ?)",
                   ((first + i, r.randbytes(64)) for i in range(n)))
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = [] if not has_dbstat() else [page for page, in db.execute(
        "SELECT pageno FROM dbstat WHERE name = 'band' AND "
        "pagetype = 'leaf' ORDER BY path")]
    db.close()
    return pages


def test_many():
    """Keys are read in slices, for which deliveries wait."""
    with Desk() as p:
        p.feeds(names="ABCD")
        p.brings("A", story(1, "a", text(300, 2)))
        p.brings("B", story(2, "b", BODY, "The first"))
        remember_many(p, 9000)
        p.write("D.xml", rss(story(4, "d", text(20, 5))))
        p.brings("C", story(3, "c", lightly(BODY), "A copy"),
                 story(5, "c", text(300, 3)))
        equal(len(p.box()), 5, "all are filed")
        equal(replies(p.box()), {"A copy": "The first"},
              "a copy of what the last slice has")


def test_many_damaged():
    """A slice that can't be read ends the polls that wait for it."""
    if not has_dbstat():
        ok(True, "no damage # SKIP SQLite has no dbstat")
        return
    with Desk() as p:
        p.feeds(names="ABC")
        p.brings("A", story(1, "a", text(300, 2)))
        p.brings("B", story(2, "b", BODY))
        page = remember_many(p, 9000)[-2]
        with open(os.path.join(p.state, "state.db"), "r+b") as f:
            f.seek((page - 1) * 4096)
            f.write(b"\0" * 4096)
        p.write("C.xml", rss(story(3, "c", lightly(BODY))))
        run = p.once_all()
        equal((run.returncode, run.stderr.count("DAMAGED")), (1, 1),
              "the pass fails and tells why", run.stderr)
        equal(len(p.box()), 2, "nothing is filed past it")
        p.brings("C", story(3, "c", lightly(BODY)))
        of = sorted(m["Newsieve-Feed"] for m in p.box())
        equal(of, ["A", "B", "C", "newsieve"],
              "all is there, once, and what was damaged told of")


CALLS = ("fsync", "pwrite64", "link,linkat", "unlink,unlinkat", "write",
         "open,openat")


def killed_copy(mode, call, number):
    """Whether the delivery of a copy was killed, and what was wrong then."""
    with Desk() as p:
        p.names = "AB"
        p.feeds("duplicates: %s\n" % mode)
        for name, n in (("A", 1), ("B", 2)):
            p.write(name + ".xml", rss(story(n, name.lower(), BODY)))
            args = [NEWSIEVED, "-f", p.conf_path, "--once=all"]
            if name == "B":
                args = ["strace", "-o", "/dev/null", "-e", "trace=" + call,
                        "-e", "inject=%s:signal=KILL:when=%d" % (
                            call, number)] + args
            run = subprocess.run(
                args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, timeout=DEADLINE,
                check=False, env=dict(os.environ,
                                      ASAN_OPTIONS="detect_leaks=0"))
        if number % 2 == 0:
            read_all(p)
        p.once_all()
        mails, found = p.box(), []
        want = {"drop": (1, 0), "thread": (2, 1)}[mode]
        if (len(mails), len(replies(mails))) != want:
            found.append("%s %d: %r %r" % (
                call, number, [m["Subject"] for m in mails], replies(mails)))
        if leftovers(p.mail):
            found.append("%s %d: left in tmp/" % (call, number))
        return run.returncode in (-9, 137), found


def test_kills():
    if not can_trace():
        ok(True, "no kills # SKIP strace can't trace here")
        return
    step = 5 if few_kills() else 1
    for mode in ("thread", "drop"):
        total, wrong = 0, []
        for call in CALLS:
            number, killed = 1, True
            while killed and number < 200:
                killed, found = killed_copy(mode, call, number)
                wrong += found
                total += killed
                number += step
        equal(wrong, [], "%s: killed at %d calls" % (mode, total))
        ok(total > 20 // step, "%s: the kills were many" % mode)


run_tests(test_thread, test_copy_first, test_chain, test_modes,
          test_per_target, test_topics_of_one_target, test_off_topic,
          test_one_feed, test_short, test_footers, test_template,
          test_unrelated, test_link, test_answers, test_reload, test_expiry,
          test_many, test_many_damaged, test_kills)
