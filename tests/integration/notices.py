"""What readers are told of their feeds: those that fail for days, are gone,
quarantined or moved, work again; and of a state that was damaged."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess

from httpd import Answer, Server
from kit import (DEADLINE, NEWSIEVED, Place, can_trace, equal, few_kills, item,
                 leftovers, maildir, ok, read_all, rss, run_tests, subjects,
                 wait_for)

DAY = 86400


def database(p):
    return os.path.join(p.state, "state.db")


def ask(p, sql, *values):
    with contextlib.closing(sqlite3.connect(database(p), timeout=DEADLINE)
                            ) as db, db:
        return db.execute(sql, values).fetchall()


def later(p, days, where="1"):
    """So many days go by: all that is remembered becomes that much older."""
    ask(p, "UPDATE feed SET last_poll = last_poll - ?1, last_good = "
        "last_good - ?1, next_poll = next_poll - ?1, last_read = last_read "
        "- ?1, turned = turned - ?1, told_since = CASE told_since WHEN 0 "
        "THEN 0 ELSE told_since - ?1 END, moved_since = moved_since - ?1 "
        "WHERE " + where, int(days * DAY))


def fail_days(p, days=4):
    """Fails now and once a day, for so many days."""
    for _ in range(days):
        p.once_all()
        later(p, 1)
    return p.once_all()


def is_notice(mail):
    return "Text" not in mail.text


def notices(p, path=None):
    """Without the stories, in the order they came."""
    found = [m for m in maildir(path or p.mail) if is_notice(m)]
    return sorted(found, key=lambda m: os.stat(m.path).st_mtime_ns)


def titles(p, path=None):
    return [m["Subject"] for m in notices(p, path)]


def story(number):
    return item(number, "Story %d" % number, "Text of %d." % number)


def one_feed(p, url, name="A", extra=""):
    p.conf("feeds: [{url: '%s', name: %s%s}]\n" % (url, name, extra))


def is_reply(mail, to, name):
    equal((mail["In-Reply-To"], mail["References"]),
          (to["Message-ID"], to["Message-ID"]), name)


def test_failing():
    """One mail after three days, one when it works again."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(story(1)))
        one_feed(p, server.url("/a"))
        p.once(expect=0)
        server.serve("/a", b"", status=500)
        for day in range(3):
            p.once_all()
            equal(titles(p), [], "nothing on day %d" % day)
            later(p, 1)
        run = p.once_all()
        equal(titles(p), ["A has failed for 3 days"], "a mail on day 3",
              run.stderr)
        mail = notices(p)[0]
        for what in (server.url("/a"), "4 times in a row",
                     "HTTP 500 Internal Server Error", "tried again on",
                     "newsievectl poll A", "enabled: no"):
            ok(what in " ".join(mail.text.split()), "it says " + what,
               mail.text)
        equal((mail["Newsieve-Feed"], mail["In-Reply-To"]), ("A", None),
              "it begins a thread")
        fail_days(p, 5)
        equal(len(titles(p)), 1, "it isn't repeated")
        server.serve("/a", rss(story(2), story(1)))
        p.once_all()
        equal(titles(p), ["A has failed for 3 days", "A works again"],
              "a mail when it works")
        is_reply(notices(p)[1], mail, "which is a reply")
        p.once_all()
        equal(len(titles(p)), 2, "once")
        equal(subjects(p.mail).count("Story 2"), 1, "its story is there")
        server.serve("/a", b"", status=500)
        fail_days(p)
        equal(titles(p)[2:], ["A has failed for 3 days"], "and it fails again")
        is_reply(notices(p)[2], mail, "in the same thread")


def test_few_failures():
    """What was only asked twice in three days may have had bad luck."""
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=500)
        one_feed(p, server.url("/a"))
        p.once_all()
        later(p, 5)
        p.once_all()
        equal(titles(p), [], "two failures, five days apart")
        p.once_all()
        p.once_all()
        equal(titles(p), ["A has failed for 5 days"], "four are enough")


def test_gone():
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=410)
        one_feed(p, server.url("/a"))
        p.once_all()
        equal(titles(p), ["A is gone"], "told at once")
        for what in ("HTTP 410", "newsievectl poll A", "polled no more"):
            ok(what in notices(p)[0].text, "it says " + what,
               notices(p)[0].text)
        p.once_all()
        equal(len(titles(p)), 1, "once")
        server.serve("/b", rss(story(1)))
        one_feed(p, server.url("/b"))
        p.once_all()
        equal(titles(p), ["A is gone", "A works again"],
              "at another address it works again")
        is_reply(notices(p)[1], notices(p)[0], "which is a reply")


def test_explain():
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=410)
        one_feed(p, server.url("/a"))
        p.once_all()
        p.start().wait_note("READY=1")
        out = p.ctl("explain", "-f", p.conf_path, notices(p)[0].path).stdout
        ok("\nno topic can be tried: it is a notice, or its text isn't in the "
           "archive" in out, "explain takes no notice for a story", out)


def test_moved():
    with Place() as p, Server() as server:
        server.serve("/a", rss(story(1)))
        server.redirect("/old", "/a", status=301)
        one_feed(p, server.url("/old"))
        for _ in range(4):
            p.once_all()
            later(p, 1)
        equal(titles(p), [], "four sightings aren't enough")
        p.once_all()
        equal(titles(p), ["A has moved"], "the fifth is told")
        ok("url: " + server.url("/a") in notices(p)[0].text,
           "with the line to write", notices(p)[0].text)
        p.once_all()
        equal(len(titles(p)), 1, "once")


def test_quarantined():
    """Two workers that are killed while they read it."""
    with Place() as p, Server() as server:
        server.route("/a", lambda r: Answer(rss(story(len(
            server.requests)))))
        one_feed(p, server.url("/a"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["Story 1"], "a story")
        for n in range(2):
            worker = wait_for(lambda: d.children("parse"), "a worker")[0]
            os.kill(worker, signal.SIGSTOP)
            p.ctl("poll", "A")
            wait_for(lambda: '"parsing"' in p.ctl("--json", "status").stdout,
                     "a document")
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda n=n: ask(p, "SELECT kills FROM feed") ==
                     [(n + 1,)], "its end")
        wait_for(lambda: titles(p) == ["A is quarantined"], "the notice")
        text = notices(p)[0].text
        ok("killed by signal 9" in text and "newsievectl poll A" in text,
           "with the error and what to do", text)
        p.ctl("poll", "A")
        wait_for(lambda: "A works again" in titles(p), "its recovery")
        is_reply(notices(p)[1], notices(p)[0], "which is a reply")
        d.stop()


def test_held_joins():
    """A flood's notice is in the feed's thread."""
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=500)
        one_feed(p, server.url("/a"))
        fail_days(p)
        few = [item(i, "F%d" % i, "Text.", date=1) for i in range(3)]
        server.serve("/a", rss(*few))
        p.once_all()
        later(p, 1)
        server.serve("/a", rss(*[item(100 + i, "Old %d" % i, "Text.", date=30)
                                 for i in range(40)], *few))
        p.once_all()
        first, second, third = notices(p)
        equal(third["Subject"], "A: 40 old stories held back", "a flood")
        is_reply(second, first, "the recovery is a reply")
        is_reply(third, first, "and so is the flood's notice")


def many(server, n, first=0):
    return "".join("  - {url: '%s', name: F%02d}\n" % (
        server.url("/f%d" % i), i) for i in range(first, first + n))


def serve_many(server, n, first=0, **kw):
    for i in range(first, first + n):
        server.serve("/f%d" % i, b"" if kw else rss(story(1000 + i)), **kw)


def test_host():
    """Fifty feeds of one host are one mail, and one when they work again."""
    with Place() as p, Server() as server:
        serve_many(server, 50, status=503)
        p.conf("feeds:\n" + many(server, 50))
        fail_days(p)
        equal(titles(p), ["127.0.0.1: 50 feeds have failed for 3 days"],
              "one mail")
        mail = notices(p)[0]
        ok(all("F%02d (http" % i in mail.text for i in range(50)),
           "which names all", mail.text)
        equal(mail["Newsieve-Feed"], "F00", "it is the first one's")
        serve_many(server, 47)
        p.once_all()
        equal(titles(p)[1:], ["127.0.0.1: 47 feeds work again"], "one reply")
        reply = notices(p)[1]
        is_reply(reply, mail, "in the thread")
        ok("Of those told of with them still fail" in reply.text and
           "F48 (http" in reply.text, "that says which don't", reply.text)
        serve_many(server, 50)
        p.once_all()
        equal(titles(p)[2:], ["127.0.0.1: 3 feeds work again"], "the rest")
        p.once_all()
        equal(len(titles(p)), 3, "that's all")


def test_targets():
    """Feeds that are filed elsewhere have a notice of their own."""
    with Place() as p, Server() as server:
        serve_many(server, 4, status=503)
        p.conf("feeds:\n" + many(server, 2) + "  - group: G\n"
               "    deliver: maildir:%s/{feed}\n    feeds:\n" % p.path("G") +
               many(server, 2, first=2).replace("  -", "      -"))
        fail_days(p)
        equal(titles(p), ["127.0.0.1: 2 feeds have failed for 3 days"],
              "two here")
        equal(titles(p, p.path("G/F02")),
              ["127.0.0.1: 2 feeds have failed for 3 days"], "two there")
        ok(not os.path.exists(p.path("G/F03")), "where the first of them is")


def test_topics():
    """Without a target of its own, where its first topic's stories go."""
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=410)
        p.conf("topics:\n  one: {any: [x], deliver: 'maildir:%s'}\n"
               "  two: {any: [y], deliver: ['maildir:%s', 'spool:%s']}\n"
               "feeds:\n  - {url: '%s', name: A, topics: [two]}\n" % (
                   p.path("one"), p.path("two"), p.path("spool"),
                   server.url("/a")), deliver=False)
        p.once_all()
        equal(titles(p, p.path("two")), ["A is gone"], "in its topic's")
        ok(not os.path.exists(p.path("one")), "and nowhere else")
        items = os.listdir(p.path("spool/new"))
        equal(len(items), 1, "programs are told, too")
        with open(p.path("spool/new/") + items[0], encoding="utf-8") as f:
            ok('"A is gone"' in f.read(), "the same")


def dead_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_uplink():
    """When no host answers it is our own line."""
    with Place() as p, Server(address="127.0.0.9") as server:
        hosts = ["127.0.0.%d" % i for i in range(1, 6)]
        port = dead_port()
        conf = "feeds:\n" + "".join(
            "  - {url: 'http://%s:%d/%s', name: 'H%s'}\n" % (h, port, h, h)
            for h in hosts)
        p.conf(conf)
        fail_days(p, 6)
        equal(titles(p), [], "five hosts that all fail are none")
        equal(ask(p, "SELECT max(failures) FROM feed"), [(1,)],
              "nothing is held against them")
        server.serve("/z", rss(story(1)))
        conf += "  - {url: '%s', name: Z}\n" % server.url("/z")
        p.conf(conf)
        p.once_all()
        equal(titles(p), [], "when the line is back, they have time")
        fail_days(p)
        equal(titles(p), ["5 feeds have failed for 3 days"],
              "then they have failed by themselves, which is one mail")


def test_hosts():
    """Four hosts are a mail each, more of them at once are one."""
    for n in (4, 5):
        with contextlib.ExitStack() as stack:
            p = stack.enter_context(Place())
            conf = "feeds:\n"
            for i in range(n):
                server = stack.enter_context(
                    Server(address="127.0.0.%d" % (i + 2)))
                server.serve("/a", b"", status=410)
                conf += "  - {url: '%s', name: H%d}\n" % (
                    server.url("/a"), i)
            p.conf(conf)
            p.once_all()
            equal(sorted(titles(p)), ["5 feeds are gone"] if n == 5 else
                  ["H%d is gone" % i for i in range(4)], "%d hosts" % n)
            p.once_all()
            equal(len(titles(p)), 1 if n == 5 else 4, "told once")


def test_daemon():
    """The daemon tells, restarts, is reloaded and killed; each is told once."""
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=500)
        server.serve("/b", rss(story(1)), etag='"1"')
        p.conf("feeds:\n  - {url: '%s', name: A, interval: 1s}\n"
               "  - {url: '%s', name: B, interval: 1s}\n" % (
                   server.url("/a"), server.url("/b")))
        for _ in range(4):
            p.once_all()
        later(p, 4)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: titles(p) == ["A has failed for 4 days"],
                 "the notice")
        d.send(signal.SIGHUP)
        d.wait_note("READY=1", times=2)
        for _ in range(2):
            d.kill()
            d = p.start().wait_note("READY=1")
            before = len(server.seen("/a"))
            p.ctl("poll", "A")
            wait_for(lambda: len(server.seen("/a")) > before, "a poll")
        server.serve("/a", rss(story(2)))
        p.ctl("poll", "A")
        wait_for(lambda: len(titles(p)) == 2, "the recovery")
        server.serve("/b", b"", status=410)
        wait_for(lambda: len(titles(p)) == 3, "the other is gone")
        equal(titles(p), ["A has failed for 4 days", "A works again",
                          "B is gone"], "all are told once")
        equal(d.stop()[0], 0, "it ends well")
        equal(leftovers(p.mail), [], "nothing is left in tmp/")


def test_worker_killed():
    """A worker that dies over a notice is followed by another."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(story(1)))
        one_feed(p, server.url("/a"))
        d = p.start("-v").wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["Story 1"], "a story")
        server.serve("/a", b"", status=410)
        worker = d.children("parse")[0]
        os.kill(worker, signal.SIGSTOP)
        p.ctl("poll", "A")
        d.wait_log("a worker is asked for a notice")
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: titles(p) == ["A is gone"], "the notice")
        ok(d.log.count("a worker is asked for a notice") == 2,
           "another was asked", d.log)
        equal(d.stop()[0], 0, "it ends well")


def prepared(p, server):
    """One poll before the notice."""
    server.serve("/a", b"", status=410)
    one_feed(p, server.url("/a"))


def traced(p, call, number):
    return subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "trace=" + call, "-e",
         "inject=%s:signal=KILL:when=%d" % (call, number), NEWSIEVED, "-f",
         p.conf_path, "--once=all"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        timeout=DEADLINE, check=False,
        env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))


def test_kills():
    """kill -9 at each change of a file: the notice arrives once."""
    if not can_trace() or few_kills():
        ok(True, "kills are made elsewhere")
        return
    for call in ("fsync", "fdatasync", "pwrite64", "link,linkat",
                 "unlink,unlinkat"):
        wrong, number, step = [], 1, 3 if call == "pwrite64" else 1
        while number < 200:
            with Place() as p, Server() as server:
                prepared(p, server)
                run = traced(p, call, number)
                if number % 2:
                    read_all(p)
                p.once_all()
                p.once_all()
                if titles(p) != ["A is gone"] or leftovers(p.mail):
                    wrong.append((number, titles(p), leftovers(p.mail),
                                  run.stderr))
            if run.returncode not in (-9, 137):
                break
            number += step
        equal(wrong, [], "killed before each %s, %d times" % (
            call, number // step))


def test_full():
    """A target that can't take it gets it later, once."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(story(1)))
        one_feed(p, server.url("/a"))
        p.once(expect=0)
        server.serve("/a", b"", status=410)
        shutil.move(p.mail, p.path("away"))
        p.write("Mail", "")
        run = p.once_all()
        ok("waits for its target" in run.stderr, "it waits", run.stderr)
        os.unlink(p.mail)
        shutil.move(p.path("away"), p.mail)
        p.once_all()
        p.once_all()
        equal(titles(p), ["A is gone"], "and arrives")


run_tests(test_failing, test_few_failures, test_gone, test_explain, test_moved,
          test_quarantined, test_held_joins, test_host, test_targets,
          test_topics, test_uplink, test_hosts, test_daemon,
          test_worker_killed, test_kills, test_full)
