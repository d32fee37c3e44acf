"""No floods: more old stories at once than a feed ever brought are held back,
one mail says so, and release or catchup decides."""

import email.utils
import os
import re
import signal
import sqlite3
import time

from kit import Place, equal, item, maildir, ok, rss, run_tests, subjects
from kit import wait_for

OLD = 30        # days


def old(n, first=100, days=OLD, title="Old", **kw):
    return [item(first + i, "%s story %d" % (title, i),
                 "Body of %s story %d." % (title, i), date=days, **kw)
            for i in range(n)]


def few(n=3, days=1):
    return [item(i, "Fresh story %d" % i, "Body %d." % i, date=days)
            for i in range(n)]


def with_feed(p, first, name="A", extra=""):
    feed = p.write("feed.xml", rss(*first))
    p.conf("feeds:\n  - {url: 'file://%s', name: \"%s\"%s}\n" % (
        feed, name, extra))
    p.once(expect=0)


def grow(p, *items):
    """A second poll of what was there with more before it."""
    p.write("feed.xml", rss(*items, *few()))
    return p.once_all()


def notices(p):
    return [m for m in maildir(p.mail) if "held back" in m["Subject"]]


def stories(p, title="Old"):
    return sorted(s for s in subjects(p.mail) if s.startswith(title))


def test_limits():
    """Twenty, and three times the largest poll so far, are no flood."""
    for first, n, held in ((3, 20, 0), (3, 21, 21), (7, 21, 0), (8, 24, 0),
                           (8, 25, 25)):
        with Place() as p:
            with_feed(p, few(first))
            p.write("feed.xml", rss(*old(n), *few(first)))
            run = p.once_all()
            name = "%d old stories after %d" % (n, first)
            equal(len(stories(p)), n - held, name + ": filed", run.stderr)
            equal(len(notices(p)), held and 1, name + ": notices")


def test_dates():
    """Only what has an old date can be a flood."""
    for days, held in ((1, 0), (3, 40), (False, 0)):
        with Place() as p:
            with_feed(p, few())
            grow(p, *old(40, days=days))
            equal(len(stories(p)), 40 - held, "dated %s: filed" % days)
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(40), item(99, "News of today", date=0))
        equal(subjects(p.mail).count("News of today"), 1,
              "what is new beside a flood arrives")
        equal(len(stories(p)), 0, "the flood doesn't")
    with Place() as p:
        with_feed(p, old(60))
        equal(len(stories(p)), 60, "a first poll is no flood")


def at(seconds):
    return email.utils.formatdate(seconds)


def change_state(p, *statements):
    db = sqlite3.connect(os.path.join(p.state, "state.db"))
    db.execute("PRAGMA foreign_keys = ON")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_two_days():
    """Two days before the last good poll, to the second; but not when that
    was in the future of a clock that was ahead."""
    now = int(time.time())
    good = now - 20 * 86400
    for last_good, date, held in (
            (now, at(now - 129600), 0), (now, at(now - 190000), 30),
            (good, at(good + 86400), 0), (good, at(good - 2 * 86400), 0),
            (good, at(good - 2 * 86400 - 1), 30),
            (now + 9 * 86400, at(now - 86400), 0)):
        with Place() as p:
            with_feed(p, few())
            change_state(p, "UPDATE feed SET last_good = %d" % last_good)
            grow(p, *old(30, days=date))
            equal(len(stories(p)), 30 - held, "polled at %s, dated %s: filed"
                  % (at(last_good), date))


def test_filed():
    """What all its targets have already is no part of a flood."""
    for spool, held in ((False, 0), (True, 40)):
        with Place() as p:
            b = p.write("b.xml", rss(*few(1)))
            with_feed(p, old(40))
            with open(p.conf_path, "a", encoding="ascii") as f:
                f.write("  - {url: 'file://%s', name: B, deliver: "
                        "['maildir:%s'%s]}\n" % (b, p.mail, spool and
                        ", 'spool:%s'" % p.path("spool") or ""))
            p.once()
            p.write("b.xml", rss(*old(40), *few(1)))
            run = p.once_all()
            equal("%d old stories are held" % held in run.stderr, held > 0,
                  "spool %s: held" % spool, run.stderr)
            equal(len(notices(p)), held and 1, "spool %s: notices" % spool)
    with Place() as p:
        with_feed(p, old(40))
        change_state(p, "DELETE FROM filing", "DELETE FROM story",
                     "UPDATE feed SET largest = 0")
        p.write("feed.xml", rss(*old(40), *few(1)))
        p.once_all()
        equal(len(notices(p)), 0, "nor what was found in them")
        equal(len(stories(p)), 40, "which is there once")


def test_topics():
    """What isn't on topic is no part of a flood."""
    with Place() as p:
        feed = p.write("feed.xml", rss(*few()))
        p.conf("topics:\n  rare: [story 7]\n"
               "feeds: [{url: 'file://%s', name: A}]\n" % feed)
        p.once()
        grow(p, *old(40))
        equal(stories(p), ["Old story 7"], "one on topic of forty")


def test_notice():
    """What, from which feed, since when, and the two commands."""
    with Place() as p:
        with_feed(p, few(), name="It's a feed")
        run = grow(p, *old(40))
        ok("a feed: 40 new, 0 filed" in run.stderr,
           "it isn't counted as a story", run.stderr)
        mail = notices(p)[0]
        equal(mail["Subject"], "It's a feed: 40 old stories held back",
              "the subject")
        equal(mail["Newsieve-Feed"], "It's a feed", "the feed's header")
        for what in ("newsievectl release 'It'\\''s a feed'",
                     "newsievectl catchup 'It'\\''s a feed'",
                     "Old story 0", "Old story 4"):
            ok(what in mail.text, "it says " + what, mail.text)
        ok("Old story 5" not in mail.text, "five of them are named")
        day = at(time.time() - OLD * 86400)
        ok("dated %s. They" % time.strftime("%Y-%m-%d", time.gmtime(
            email.utils.parsedate_to_datetime(day).timestamp()))
           in mail.text.replace("\n", " "), "it says how old", mail.text)
        p.once_all()
        grow(p, *old(41))
        equal(len(notices(p)), 1, "there is one notice")
        equal(len(stories(p)), 0, "what joins them is held, too")
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(40), *(item(90 + i, "New %d" % i, date=0)
                            for i in range(5)))
        equal(notices(p)[0]["Subject"], "A: 40 old stories held back",
              "only these are counted")
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(30, days="Sun, 01 Mar 1964 12:00:00 GMT"))
        ok("dated 1964-03-01. They" in notices(p)[0].text.replace(
            "\n", " "), "from before 1970", notices(p)[0].text)
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(5, title="&amp;lt; " * 45000), *old(20, first=300),
             item(99, "News of today", date=0))
        equal(len(notices(p)), 1, "titles without an end are cut")
        ok(len(notices(p)[0].raw) < 20000, "to what fits into a list")
        ok("News of today" in subjects(p.mail), "and what is new arrives")


def test_known():
    """Part of a flood came by another feed: the notice's number is of what
    the feed has brought."""
    with Place() as p:
        feeds = [p.write("feed.xml", rss(*few())),
                 p.write("other.xml", rss(*old(15)))]
        p.conf("feeds:\n  - {url: 'file://%s', name: A}\n"
               "  - {url: 'file://%s', name: B}\n" % tuple(feeds))
        p.once(expect=0)
        run = grow(p, *old(40))
        ok("25 old stories are held back" in run.stderr, "25 are held",
           run.stderr)
        text = " ".join(notices(p)[0].text.split())
        ok("A brought 40 old stories at once" in text and
           "but for those that another feed has brought before" in text,
           "of 40", text)


def held(p):
    run = p.ctl("--json", "status", "A")
    return run.stdout


def test_release():
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(70))
        d = p.start().wait_note("READY=1")
        for what in ('"stories":73', '"delivered":3', '"state":"held"', '"held":70', '"held_since":"2'):
            ok(what in held(p).replace(" ", ""), "status has " + what,
               held(p))
        ok(re.search(r"stories held back: 70, the first (now|\d+s ago); ",
                     p.ctl("status").stdout), "people are told, too")
        run = p.ctl("release", "A")
        equal((run.returncode, run.stdout), (0, "filing 70 stories\n"),
              "release", run.stderr)
        wait_for(lambda: len(stories(p)) == 70, "70 stories")
        equal(len(set(stories(p))), 70, "each of them once")
        ok('"held"' not in held(p), "nothing is held any more")
        equal(p.status("A")["delivered"], 73, "they count as delivered")
        ok("A: held stories released: 70" in d.log, "the log says so", d.log)
        run = p.ctl("release", "A")
        equal((run.returncode, run.stdout), (0, "filing 0 stories\n"),
              "there is nothing more to release", run.stderr)
        d.stop()
        grow(p, *old(70), *old(70, first=300, title="Later"))
        equal(len(stories(p, "Later")), 70,
              "as many once more are no flood any more")
        equal(len(stories(p)), 70, "nothing comes twice")


def test_elsewhere():
    """What one feed has held back is no reason to keep it from another."""
    for command in ("release", "catchup"):
        with Place() as p:
            p.write("a.xml", rss(*few()))
            with_feed(p, few(1))
            with open(p.conf_path, "a", encoding="ascii") as f:
                f.write("  - {url: 'file://%s', name: B}\n"
                        % p.path("a.xml"))
            p.once(expect=0)
            p.write("feed.xml", rss(*old(30)))
            p.once_all()
            p.write("a.xml", rss(*(
                item(i, "True story %d" % i, "What happened.", date=0,
                     guid="true-%d" % i) for i in range(100, 105))))
            p.once_all()
            equal(len(stories(p, "True")), 5, "five of thirty come by B")
            d = p.start().wait_note("READY=1")
            p.ctl(command, "A")
            d.stop()
            p.once_all()
            equal(len(stories(p)), command == "release" and 25,
                  command + ": the others")
            equal(len(stories(p, "True")), 5, "the five came once")


def test_catchup():
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(50))
        d = p.start().wait_note("READY=1")
        run = p.ctl("catchup", "A")
        equal((run.returncode, run.stdout), (0, "let go: 50 stories\n"),
              "catchup", run.stderr)
        equal(p.status("A")["delivered"], 3, "none counts as delivered")
        ok("A: held stories let go: 50" in d.log, "the log says so", d.log)
        ok('"held"' not in held(p), "nothing is held any more")
        d.stop()
        p.once_all()
        grow(p, *old(51))
        equal(stories(p), ["Old story 50"], "they never come, others do")
        grow(p, *old(60))
        equal(len(stories(p)), 10, "nine more are none, after 50")
        grow(p, *old(40, first=300, title="Later"))
        equal(len(notices(p)), 2, "what was let go is no measure")


def test_catchup_unheld():
    """All that a feed has now is taken for read."""
    with Place() as p:
        with_feed(p, few(), extra=", interval: 1h")
        p.write("feed.xml", rss(*old(4, days=1), *few()))
        d = p.start().wait_note("READY=1")
        run = p.ctl("catchup", "A")
        equal((run.returncode, run.stdout), (0, "polling 1 feed\n"),
              "catchup", run.stderr)
        wait_for(lambda: '"stories":7' in held(p).replace(" ", ""),
                 "the poll")
        d.stop()
        equal(len(stories(p)), 0, "nothing is filed")
        grow(p, *old(5, days=1))
        equal(stories(p), ["Old story 4"], "what comes later is")
        run = p.ctl("catchup", "A")
        equal(run.returncode, 3, "without a daemon it can't be done")


def test_catchup_old():
    """What is taken for read is no flood."""
    with Place() as p:
        with_feed(p, few(), extra=", interval: 1h")
        p.write("feed.xml", rss(*old(40), *few()))
        d = p.start().wait_note("READY=1")
        p.ctl("catchup", "A")
        wait_for(lambda: '"stories":43' in held(p).replace(" ", ""),
                 "the poll")
        ok('"held"' not in held(p), "a catchup of forty old ones holds none")
        d.stop()
        equal(len(notices(p)), 0, "and needs no notice")


def test_killed():
    """Held stories outlive a crash; released ones arrive once."""
    with Place() as p:
        with_feed(p, few())
        grow(p, *old(60))
        for _ in range(3):
            d = p.start().wait_note("READY=1")
            d.send(signal.SIGKILL)
            d.process.wait()
            d.kill()
        d = p.start().wait_note("READY=1")
        ok('"held":60' in held(p).replace(" ", ""), "60 are held still")
        os.chmod(p.mail, 0o500)
        try:
            p.ctl("release", "A")
        finally:
            os.chmod(p.mail, 0o700)
        d.send(signal.SIGKILL)
        d.process.wait()
        d.kill()
        p.once_all()
        equal(len(stories(p)), 60, "all of them arrive")
        equal(len(set(stories(p))), 60, "each of them once")


run_tests(test_limits, test_dates, test_two_days, test_filed, test_topics,
          test_notice, test_known, test_release, test_elsewhere, test_catchup,
          test_catchup_unheld, test_catchup_old, test_killed)
