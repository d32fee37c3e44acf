"""Spools: a story is one JSON Feed item in a file of its own, for programs
that take and delete what they have read, and each gets it once."""

import json
import os
import random
import shutil
import subprocess

from kit import (NEWSIEVED, Place, equal, item, kill_within, maildir, ok, rss,
                 run_tests, subjects)


def files(p, name="Spool", sub="new"):
    folder = os.path.join(p.path(name), sub)
    return sorted(os.path.join(folder, f) for f in os.listdir(folder)) \
        if os.path.isdir(folder) else []


def items(p, name="Spool"):
    found = []
    for path in files(p, name):
        with open(path, "rb") as f:
            data = f.read()
        ok(data.startswith(b"{") and data.endswith(b"}\n"), "a whole file")
        found.append(json.loads(data))
    return found


def titles(p, name="Spool"):
    return sorted(i["title"] for i in items(p, name))


def test_item():
    with Place() as p:
        feed = p.write("feed.xml", rss(
            item(1, "Hackers in Beijing", "A &lt;b&gt;ransom&lt;/b&gt;ware "
                 "story. \"Quotes\" &amp;amp; more."),
            item(2, "Nothing of it")))
        p.conf("deliver: spool:%s\ntopics:\n  cyber: [ransomware, hackers]\n"
               "  'Ch\"ina': [Beijing]\nfeeds: [{url: 'file://%s', name: A}]\n"
               % (p.path("Spool"), feed), deliver=False)
        p.once(expect=0)
        got = items(p)
        equal(len(got), 1, "one story is on topic")
        i = got[0]
        equal(i["id"], "story-1", "the id")
        equal(i["title"], "Hackers in Beijing", "the title")
        equal(i["url"], "http://news.example/story/1", "the link")
        ok(i["content_text"].startswith("A ransomware story"), "the text")
        ok(i["date_published"].endswith("Z"), "the date")
        n = i["_newsieve"]
        equal(n["feed"], "A", "the feed")
        equal(n["topics"], ["cyber", "Ch\"ina"], "the topics")
        equal(n["matches"][0],
              {"topic": "cyber", "term": "hackers", "field": "title",
               "text": "Hackers", "sentence": "Hackers in Beijing"},
              "what matched, and where")
        equal(len(n["matches"]), 3, "all that matched")
        ok(n["message_id"].endswith("@news.example"), "the Message-ID")
        name = files(p)[0]
        ok(name.endswith(".json"), "the file's name")
        equal(os.stat(name).st_mode & 0o777, 0o600, "it is the user's alone")
        equal(files(p, sub="tmp"), [], "nothing is left in tmp/")
        os.unlink(name)
        p.once_all()
        equal(files(p), [], "what was taken doesn't come again")


def test_targets():
    """A maildir and a spool beside each other, by topic, by placeholder."""
    with Place() as p:
        feed = p.write("feed.xml", rss(item(1, "One alpha"),
                                       item(2, "Two beta"),
                                       item(3, "Three gamma")))
        p.conf("deliver: ['maildir:%s', 'spool:%s']\ntopics:\n"
               "  alpha: [alpha]\n"
               "  beta:\n    match: beta\n    deliver: 'spool:%s/{topic}'\n"
               "  gamma:\n    match: gamma\n    deliver: 'maildir:%s'\n"
               "feeds: [{url: 'file://%s', name: A}]\n" % (
                   p.mail, p.path("Spool"), p.path("By"), p.path("G"), feed),
               deliver=False)
        p.once(expect=0)
        equal((subjects(p.mail), titles(p)), (["One alpha"], ["One alpha"]),
              "one in both")
        equal(titles(p, "By/beta"), ["Two beta"], "one in a spool only")
        equal(subjects(p.path("G")), ["Three gamma"], "one in a maildir only")
        mail = maildir(p.mail)[0]["Message-ID"]
        equal("<%s>" % items(p)[0]["_newsieve"]["message_id"], mail,
              "mail and item have one Message-ID")
        shutil.rmtree(p.state)
        p.once_all()
        equal((len(maildir(p.mail)), len(files(p)),
               len(files(p, "By/beta")), len(maildir(p.path("G")))),
              (1, 1, 1, 1), "without the state nothing comes again")


def test_flood():
    """Held stories of a spool, with a notice as an item."""
    with Place() as p:
        few = [item(i, "Fresh %d" % i, date=0) for i in range(3)]
        feed = p.write("feed.xml", rss(*few))
        p.conf("deliver: spool:%s\nfeeds: [{url: 'file://%s', name: A}]\n" % (
            p.path("Spool"), feed), deliver=False)
        p.once(expect=0)
        p.write("feed.xml", rss(*few, *[item(i, "Old %d" % i, date=30)
                                        for i in range(100, 140)]))
        p.once_all()
        equal([t for t in titles(p) if not t.startswith("Fresh")],
              ["A: 40 old stories held back"], "a notice")
        d = p.start().wait_note("READY=1")
        p.ctl("release", "A")
        d.stop()
        p.once_all()
        equal(sum(t.startswith("Old") for t in titles(p)), 40, "released")


def test_full():
    """A spool that takes nothing waits, and gets each story once."""
    with Place() as p:
        feed = p.write("feed.xml", rss(*[item(i, "Story %d" % i)
                                         for i in range(5)]))
        p.conf("deliver: spool:%s\nfeeds: [{url: 'file://%s', name: A}]\n" % (
            p.path("Spool"), feed), deliver=False)
        with open(p.path("Spool"), "w", encoding="ascii"):
            pass
        run = p.once_all()
        ok("kept for later" in run.stderr, "it waits", run.stderr)
        os.unlink(p.path("Spool"))
        p.once_all()
        equal(titles(p), ["Story %d" % i for i in range(5)], "it arrives")


def take(p, taken):
    """A program: reads and deletes whatever is there."""
    for path in files(p):
        with open(path, encoding="utf-8") as f:
            taken.append(json.load(f)["title"])
        os.unlink(path)


def test_killed():
    """kill -9 at random moments while a program takes what it finds."""
    rng, taken, seconds = random.Random(), [], 0.2
    with Place() as p:
        for number in range(40):
            count = 3 * (number + 1)
            feed = p.write("feed.xml", rss(*[
                item(i, "Story %d" % i, date=0) for i in range(count)]))
            p.conf("deliver: spool:%s\nfeeds: [{url: 'file://%s', "
                   "name: A}]\n" % (p.path("Spool"), feed), deliver=False)
            run = subprocess.Popen(
                [NEWSIEVED, "-f", p.conf_path, "--once=all"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            seconds *= 1.1 if kill_within(run, rng.uniform(0, seconds)) \
                else 0.8
            take(p, taken)
        p.once_all()
        take(p, taken)
        equal(sorted(taken), sorted("Story %d" % i for i in range(120)),
              "40 passes killed, every story taken once")
        equal(files(p, sub="tmp"), [], "nothing is left in tmp/")


run_tests(test_item, test_targets, test_flood, test_full, test_killed)
