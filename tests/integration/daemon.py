"""The daemon: readiness, polls on timers, reload, signals, children that die,
and what the control socket says of it all."""

import os
import signal
import threading

from httpd import Answer, Server
from kit import (Place, equal, item, maildir, ok, rss, run_tests, subjects,
                 wait_for)


def feed(server, path, name, interval="1s"):
    return "  - {url: '%s', name: %s, interval: %s}\n" % (
        server.url(path), name, interval)


def wait_status(place, name, **want):
    def matches():
        now = place.status(name)
        return now if all(now.get(k) == v for k, v in want.items()) else None
    return wait_for(matches, "status %s of %s, is %s" % (
        want, name, place.status(name)))


def test_polls():
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "First")), etag='"1"',
                     last_modified="Sun, 01 Mar 2026 12:00:00 GMT")
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1").wait_note("STATUS=")
        wait_for(lambda: subjects(p.mail) == ["First"], "the first story")
        wait_for(lambda: len(server.seen("/a")) >= 3, "three polls")
        second = server.seen("/a")[1]
        equal(second["If-None-Match"], '"1"', "the ETag is sent back")
        equal(second["If-Modified-Since"], "Sun, 01 Mar 2026 12:00:00 GMT",
              "and Last-Modified")
        now = wait_status(p, "A", last_result="unchanged")
        equal((now["last_status"], now["stories"], now["delivered"]),
              (304, 1, 1), "status tells of the 304")
        server.serve("/a", rss(item(2, "Second"), item(1, "First")))
        wait_for(lambda: len(subjects(p.mail)) == 2, "the second story")
        wait_status(p, "A", last_result="same-body")
        ok(True, "a body with the same bytes isn't parsed again")
        first, second = server.seen("/a")[:2]
        equal(first.connection, second.connection,
              "the connection is kept between polls")
        code, took = d.stop()
        equal(code, 0, "SIGTERM: exit 0")
        ok(took < 2, "SIGTERM: within 2 s (%.2f)" % took)
        ok(d.noted("STOPPING=1"), "SIGTERM: STOPPING is told")
        ok(not os.path.exists(p.socket), "SIGTERM: the socket is removed")


def test_location():
    """Relative links stand in the place that the server names, on its host."""
    with Place() as p, Server() as server:
        text = rss(item(1, "Story", link="story"))
        server.serve("/a/feed", text,
                     headers={"Content-Location": "/en/feed"})
        server.serve("/b/feed", text.replace("Story", "Inner"),
                     headers={"Content-Location": "http://10.0.0.5/x/feed"})
        server.route("/c", Answer(status=302, headers={
            "Location": "/d/feed", "Content-Location": "/no/feed"}))
        server.serve("/d/feed", text.replace("Story", "Moved"))
        p.conf("feeds: ['%s', '%s', '%s']\n" % tuple(
            server.url(path) for path in ("/a/feed", "/b/feed", "/c")))
        p.once(expect=0)
        bodies = {m["Subject"]: m.text for m in maildir(p.mail)}
        for title, path in (("Story", "/en/story"), ("Inner", "/b/story"),
                            ("Moved", "/d/story")):
            ok(server.url(path) in bodies[title], title + " is at " + path,
               bodies[title])


def test_one_connection():
    """One body at a time: each end of a poll must let the next one begin."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "A")))
        server.serve("/b", b"<html><title>No feed</title></html>")
        server.serve("/c", b"", status=404)
        server.serve("/d", rss(item(2, "D")), etag='"d"')
        server.serve("/e", rss(item(3, "E")))
        p.conf("max_connections: 1\nfeeds:\n" + "".join(
            feed(server, "/" + n, n) for n in "abcde"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["A", "D", "E"], "all stories")
        wait_for(lambda: min(len(server.seen("/" + n)) for n in "ade") > 2,
                 "three polls of each")
        equal(server.most_active, 1, "max_connections: 1 holds, and all "
              "feeds have their turn")
        d.stop()


def test_sigint_while_busy():
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "First")), hold=threading.Event())
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: server.seen("/a"), "a poll under way")
        code, took = d.stop(signal.SIGINT)
        equal(code, 0, "SIGINT amid a transfer: exit 0")
        ok(took < 2, "within 2 s (%.2f)" % took)


def test_sigterm_while_filing():
    with Place() as p, Server() as server:
        server.serve("/a", rss(*[item(i, "Story %d" % i)
                                 for i in range(3000)]))
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: os.path.isdir(p.mail + "/new") and
                 os.listdir(p.mail + "/new"), "the first mails")
        code, took = d.stop()
        equal(code, 0, "SIGTERM amid a delivery: exit 0")
        ok(took < 2, "within 2 s (%.2f)" % took)
        filed = len(os.listdir(p.mail + "/new"))
        p.start().wait_note("READY=1")
        wait_for(lambda: len(os.listdir(p.mail + "/new")) >= 3000, "the rest")
        names = subjects(p.mail)
        equal(len(names), len(set(names)), "no story twice after %d" % filed)
        p.daemon.stop()


def test_watchdog():
    with Place() as p:
        p.conf("feeds: []\n")
        d = p.start(env={"WATCHDOG_USEC": "200000"})
        d.wait_note("WATCHDOG=1", times=3)
        ok(True, "WATCHDOG=1 comes and comes again")
        d.stop()


def test_reload():
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "A one")), etag='"a"')
        server.serve("/b", rss(item(2, "B one")), etag='"b"')
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["A one"], "the first story")

        p.conf("feeds:\n  - {url: 'http://x/', nmae: B}\n")
        d.send(signal.SIGHUP)
        d.wait_log(r"reload refused: .*newsieved\.yaml:\d+:\d+: .*nmae.*name")
        polls = len(server.seen("/a"))
        wait_for(lambda: len(server.seen("/a")) > polls + 1, "more polls")
        ok(True, "a bad file is refused and the old one runs on")
        run = p.ctl("reload")
        ok(run.returncode != 0 and "nmae" in run.stderr,
           "newsievectl reload says why", run.stderr)

        p.conf("feeds:\n" + feed(server, "/a", "A") + feed(server, "/b", "B"))
        ready = sum("READY=1" in n for n in d.notes)
        d.send(signal.SIGHUP)
        d.wait_note("RELOADING=1").wait_note("READY=1", times=ready + 1)
        ok(any("MONOTONIC_USEC=" in n for n in d.notes if "RELOADING" in n),
           "RELOADING comes with MONOTONIC_USEC")
        wait_for(lambda: subjects(p.mail) == ["A one", "B one"],
                 "the new feed's story")
        d.wait_note("STATUS=feeds: 2")
        ok(server.seen("/a")[-1]["If-None-Match"] == '"a"',
           "the memory of a feed that stays is kept")

        p.conf("topics:\n  bread: [bread]\nfeeds:\n" +
               feed(server, "/b", "B"))
        equal(p.ctl("reload").returncode, 0, "newsievectl reload")
        d.wait_note("READY=1", times=ready + 2)
        server.serve("/b", rss(item(3, "B two"), item(4, "Bread"),
                               item(2, "B one")))
        wait_for(lambda: "Bread" in subjects(p.mail), "the story on topic")
        equal(subjects(p.mail), ["A one", "B one", "Bread"],
              "new topics hold for stories from then on")
        d.stop()


def test_limits():
    with Place() as p, Server() as server:
        def conf(limits):
            p.conf("feeds:\n  - {url: '%s', name: A, interval: 1s, "
                   "limits: {%s}}\n" % (server.url("/a"), limits))

        def told(log):
            return [line for line in log.splitlines() if " met its " in line]

        stories = [item(n, "Story %d" % n) for n in range(5)]
        server.serve("/a", rss(*stories[:3]), etag='"1"')
        conf("stories: 2")
        d = p.start().wait_note("READY=1")
        now = wait_status(p, "A", last_result="unchanged")
        equal((now["stories"], now["limits"]), (2, ["stories"]),
              "what is past a limit is left out, and status says so")
        ok("met its limit: stories" in p.ctl("status").stdout,
           "to people, too")
        server.serve("/a", rss(*stories[:3]) + "\n")
        wait_status(p, "A", last_result="same-body")
        equal(len(told(d.log)), 1, "it is logged once", d.log)
        ok("A: met its limit of 2 stories; the rest is left out" in d.log,
           "with the number", d.log)
        server.serve("/a", rss(stories[3], *stories[:3]), etag='"2"')
        wait_for(lambda: len(subjects(p.mail)) == 3, "the new story")
        wait_status(p, "A", last_result="unchanged")
        equal(len(told(d.log)), 2, "and again with news", d.log)
        d.stop()

        d = p.start().wait_note("READY=1")
        polls = len(server.seen("/a"))
        wait_for(lambda: len(server.seen("/a")) > polls, "a poll")
        equal(server.seen("/a")[polls]["If-None-Match"], '"2"',
              "after a restart the same document isn't read again")
        equal(wait_status(p, "A", last_result="unchanged")["limits"],
              ["stories"], "and what it met is still known")

        conf("stories: 3, memory: 1G")
        equal(p.ctl("reload").returncode, 0, "reload with other limits")
        wait_for(lambda: server.seen("/a")[-1]["If-None-Match"] is None,
                 "the document, asked for anew")
        wait_status(p, "A", last_result="unchanged", last_status=304)
        equal(len(told(d.log)), 2, "nothing new, and not told again", d.log)
        with open("/proc/%d/limits" % d.children("parse")[0],
                  encoding="ascii") as f:
            space = next(line.split()[3] for line in f
                         if line.startswith("Max address space"))
        ok(space == "unlimited" or
           (1024 + 768) << 20 <= int(space) < (1024 + 1024) << 20,
           "a worker's address space follows from memory", space)
        conf("stories: 4")
        p.ctl("reload")
        wait_for(lambda: len(subjects(p.mail)) == 4, "what was left out")
        ok("limits" not in wait_status(p, "A", last_status=304),
           "a higher limit brings what was left out, and isn't met", d.log)
        d.stop()


def test_memory_limit():
    with Place() as p, Server() as server:
        server.serve("/a", rss(*[item(n, "Story %d" % n, "word " * 200)
                                 for n in range(6000)]))
        p.conf("topics:\n  none: [zzz]\nfeeds:\n  - {url: '%s', name: A, "
               "limits: {memory: 4M}}\n" % server.url("/a"))
        run = p.once(expect=1)
        ok("needs more memory than it may have (limits: memory, 4M)" in
           run.stderr, "a document that needs more is refused", run.stderr)


def test_reload_while_busy():
    with Place() as p, Server() as server:
        gate = threading.Event()
        server.serve("/a", rss(item(1, "A one")), hold=gate)
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: server.seen("/a"), "a poll under way")
        d.send(signal.SIGHUP)
        d.wait_note("RELOADING=1")
        gate.set()
        d.wait_note("READY=1", times=2)
        wait_for(lambda: subjects(p.mail) == ["A one"], "the story")
        ok("is lost" not in d.log, "a poll under way ends in peace", d.log)
        d.stop()


def test_reload_while_queued():
    with Place() as p, Server() as server:
        for name in "abc":
            server.serve("/" + name, rss(item(1, "Story")))
        p.conf("defaults: {interval: 1h}\nfeeds: [%s]\n" % ", ".join(
            server.url("/" + name) for name in "abc"))
        with open(p.conf_path, encoding="utf-8") as f:
            text = f.read().replace("host_interval: 0s", "host_interval: 1h")
        p.write("newsieved.yaml", text)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: len(maildir(p.mail)) == 1, "the first story")
        d.send(signal.SIGHUP)
        d.wait_note("READY=1", times=2, seconds=8)
        ok(True, "polls that wait for their host don't hold up a reload")
        d.stop()


def many_topics(wanted, salt=0, n=10000):
    """So many that compiling them takes a while; one that holds."""
    out = "topics:\n  wanted: [%s]\n" % wanted
    for i in range(n):
        out += "  t%d: {match: no%dx%d AND (y%d OR z%d)}\n" % (
            i, salt, i, i * 7, i * 3)
    return out


def images(pid):
    """The inodes of the topics a worker has mapped."""
    with open("/proc/%d/maps" % pid, encoding="utf-8") as f:
        return {line.split()[4] for line in f if "memfd:topics" in line}


def all_images(d):
    return [images(pid) for pid in d.children("parse")]


def stop_compiler(p, d, feeds, wanted):
    """Reloads until the process that compiles is caught and stopped."""
    for salt in range(1, 50):
        p.conf(many_topics(wanted, salt) + feeds)
        ready = sum("READY=1" in n for n in d.notes)
        d.send(signal.SIGHUP)
        while not d.noted("READY=1", ready + 1):
            for pid in d.children("compile"):
                try:
                    os.kill(pid, signal.SIGSTOP)
                except ProcessLookupError:
                    continue
                with open("/proc/%d/stat" % pid, encoding="ascii") as f:
                    if " T " in f.read():
                        return pid, ready
    raise RuntimeError("no compile process was seen")


def test_shared_topics():
    """One image for all workers, which a lost one's heir gets, too."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "A cat"), item(2, "A dog")))
        p.conf("topics:\n  cats: [cat]\nfeeds:\n" +
               feed(server, "/a", "A"), workers=2)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["A cat"], "the story on topic")
        first = wait_for(lambda: [i for i in all_images(d) if i][1:],
                         "two workers with topics")[0]
        equal(all_images(d), [first] * 2, "all have mapped the same")
        lost = d.children("parse")[0]
        os.kill(lost, signal.SIGKILL)
        wait_for(lambda: lost not in d.children("parse") and
                 all_images(d) == [first] * 2, "an heir with the same topics")
        equal(d.children("compile"), [], "nothing is compiled again")
        p.ctl("reload")
        d.wait_note("READY=1", times=2)
        wait_for(lambda: all_images(d) == [first] * 2,
                 "nor for a reload that leaves the topics as they are")
        p.conf("topics:\n  dogs: [dog]\nfeeds:\n" +
               feed(server, "/a", "A"), workers=2)
        p.ctl("reload")
        d.wait_note("READY=1", times=3)
        second = wait_for(lambda: [i for i in all_images(d) if i][1:],
                          "two workers with topics")[0]
        ok(second != first and all_images(d) == [second] * 2,
           "new topics are another image", first, second)
        equal(len(d.children("parse")), 2, "no process is left over")
        d.stop()


def test_reload_beside():
    """Stories go on being filed while new topics are compiled."""
    with Place() as p, Server() as server:
        feeds = "feeds:\n" + feed(server, "/a", "A")
        server.serve("/a", rss(item(1, "A cat"), item(2, "A dog")))
        p.conf("topics:\n  wanted: [cat]\n" + feeds)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["A cat"], "the story on topic")
        pid, ready = stop_compiler(p, d, feeds, "dog")
        server.serve("/a", rss(item(3, "Another cat"), item(4, "No dog")))
        wait_for(lambda: "Another cat" in subjects(p.mail),
                 "a story that the old topics want")
        ok(not d.noted("READY=1", ready + 1), "the reload isn't over")
        os.kill(pid, signal.SIGCONT)
        d.wait_note("READY=1", times=ready + 1)
        server.serve("/a", rss(item(5, "Last cat"), item(6, "Last dog")))
        wait_for(lambda: "Last dog" in subjects(p.mail),
                 "a story that the new topics want")
        equal(sorted(subjects(p.mail)), ["A cat", "Another cat", "Last dog"],
              "old and new topics each in their time")
        d.stop()


def test_reload_upon_drain():
    """A reload while another waits for a poll disturbs none."""
    with Place() as p, Server() as server:
        gate = threading.Event()
        server.serve("/a", rss(item(1, "A cat")), hold=gate)
        server.serve("/b", rss(item(2, "B cat")))
        feeds = "defaults: {interval: 1h}\nfeeds: ['%s', '%s']\n" % (
            server.url("/a"), server.url("/b"))
        p.conf("topics:\n  wanted: [cat]\n" + feeds)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: server.seen("/a") or server.seen("/b"),
                 "a poll under way")
        d.send(signal.SIGHUP)
        d.wait_note("RELOADING=1")
        p.conf(many_topics("cat") + feeds)
        d.send(signal.SIGHUP)
        d.wait_note("RELOADING=1", times=2)
        gate.set()
        wait_for(lambda: sorted(subjects(p.mail)) == ["A cat", "B cat"],
                 "both stories")
        d.wait_log(r"is reloaded; feeds: 2, topics: 10001")
        ok("is lost" not in d.log, "no process is killed for it", d.log)
        d.stop()


def test_reload_uncompiled():
    """Topics that can't be compiled are refused, the old ones stay."""
    with Place() as p, Server() as server:
        feeds = "feeds:\n" + feed(server, "/a", "A")
        server.serve("/a", rss(item(1, "A cat")))
        p.conf("topics:\n  wanted: [cat]\n" + feeds)
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["A cat"], "the story on topic")
        pid, ready = stop_compiler(p, d, feeds, "dog")
        os.kill(pid, signal.SIGKILL)
        d.wait_log("reload refused: killed by signal 9")
        d.wait_note("READY=1", times=ready + 1)
        server.serve("/a", rss(item(2, "B cat"), item(3, "B dog")))
        wait_for(lambda: "B cat" in subjects(p.mail),
                 "a story that the old topics want")
        equal(d.children("compile"), [], "it isn't tried again")
        pid, ready = stop_compiler(p, d, feeds, "dog")
        p.conf("topics:\n  wanted: [bird]\n" + feeds)
        equal(p.ctl("reload").returncode, 0, "a reload upon a reload")
        d.wait_note("READY=1", times=ready + 1)
        server.serve("/a", rss(item(4, "C cat"), item(5, "C bird")))
        wait_for(lambda: "C bird" in subjects(p.mail),
                 "a story that the newest topics want")
        equal(sorted(subjects(p.mail)), ["A cat", "B cat", "C bird"],
              "the last one counts")
        wait_for(lambda: not os.path.exists("/proc/%d" % pid),
                 "the end of the one that was given up")
        d.stop()


def test_start_uncompiled():
    """A compile process that is lost at the start is followed by another."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "A cat")))
        p.conf(many_topics("cat") + "feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        pid = wait_for(lambda: d.children("compile"), "a compile process")[0]
        os.kill(pid, signal.SIGKILL)
        d.wait_log("the compile process is lost: killed by signal 9")
        wait_for(lambda: subjects(p.mail) == ["A cat"],
                 "stories once there are topics")
        d.stop()


def test_one_state():
    with Place() as p:
        p.conf("feeds: []\n")
        d = p.start().wait_note("READY=1")
        run = p.once()
        ok(run.returncode == 1 and str(d.process.pid) in run.stderr,
           "a second one on the same state is refused and told who holds it",
           run.returncode, run.stderr)
        d.stop()


def test_gone():
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=410)
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        now = wait_status(p, "A", state="gone")
        ok("410" in now["last_error"], "410: the feed is gone")
        server.serve("/b", rss(item(1, "B")))
        p.conf("feeds:\n" + feed(server, "/a", "A") + feed(server, "/b", "B"))
        p.ctl("reload")
        wait_for(lambda: subjects(p.mail) == ["B"], "another feed's story")
        equal(len(server.seen("/a")), 1, "and isn't asked again")
        d.stop()


def test_backoff():
    with Place() as p, Server() as server:
        server.serve("/a", b"", status=500)
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: p.status("A")["failures"] >= 2, "two failures")
        now = p.status("A")
        equal(now["last_status"], 500, "the status is told")
        ok("back-off after" in now["why"], "and why the next poll is then",
           now["why"])
        server.serve("/a", rss(item(1, "Back")))
        run = p.ctl("poll", "A")
        equal(run.returncode, 0, "newsievectl poll", run.stderr)
        wait_for(lambda: subjects(p.mail) == ["Back"], "the story")
        equal(wait_status(p, "A", failures=0)["state"], "idle",
              "a success ends the back-off")
        equal(p.ctl("poll", "B").returncode != 0, True,
              "an unknown feed is an error")
        d.stop()


def test_fetch_killed():
    with Place() as p, Server() as server:
        gate = threading.Event()
        server.serve("/a", rss(item(1, "First")), hold=gate)
        p.conf("feeds:\n" + feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: server.seen("/a"), "a poll under way")
        for pid in d.children("fetch"):
            os.kill(pid, signal.SIGKILL)
        d.wait_log("the fetch process is lost")
        wait_for(lambda: len(server.seen("/a")) == 2, "the poll tried again")
        gate.set()
        wait_for(lambda: subjects(p.mail) == ["First"], "the story")
        ok(True, "a fetch process that dies is replaced, its poll repeated")
        d.stop()


def test_worker_killed():
    with Place() as p, Server() as server:
        server.route("/a", lambda r: Answer(
            rss(item(len(server.requests), "Story %d" % len(
                server.requests)))))
        server.serve("/b", rss(item(90, "Other")))
        p.conf("feeds:\n" + feed(server, "/a", "A") +
               feed(server, "/b", "B", "1h"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: "Other" in subjects(p.mail), "the other's story")
        for _ in range(2):
            worker = wait_for(lambda: d.children("parse"), "a worker")[0]
            os.kill(worker, signal.SIGSTOP)
            wait_status(p, "A", state="parsing")
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda w=worker: w not in d.children("parse"), "its end")
        now = wait_status(p, "A", state="quarantined")
        ok("parse worker was lost" in now["last_error"],
           "a feed that kills two workers is quarantined", now)
        server.serve("/b", rss(item(91, "Later")))
        p.ctl("poll", "B")
        wait_for(lambda: "Later" in subjects(p.mail), "the other goes on")
        ok(True, "and the others go on")
        before = len(maildir(p.mail))
        p.ctl("poll", "A")
        wait_for(lambda: len(maildir(p.mail)) > before, "a story of it")
        wait_status(p, "A", state="idle")
        ok(True, "newsievectl poll lets it out")
        d.stop()


def test_full_target():
    with Place() as p, Server() as server:
        server.serve("/a", rss(item(1, "First"), item(2, "Second")))
        p.write("Blocked", "a file where a maildir should be")
        p.conf("topics:\n  one: {any: [first], deliver: 'maildir:%s'}\n"
               "  two: [second]\nfeeds:\n" % p.path("Blocked") +
               feed(server, "/a", "A"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.mail) == ["Second"], "the other story")
        d.wait_log("kept for later: .*Blocked")
        d.stop()
        os.unlink(p.path("Blocked"))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: subjects(p.path("Blocked")) == ["First"],
                 "the mail that waited")
        ok(True, "a target that can't take its mail gets it later")
        d.stop()


run_tests(test_polls, test_location, test_one_connection,
          test_sigint_while_busy, test_sigterm_while_filing, test_watchdog, test_reload,
          test_limits, test_memory_limit, test_reload_while_busy,
          test_reload_while_queued, test_shared_topics, test_reload_beside,
          test_reload_upon_drain,
          test_reload_uncompiled, test_start_uncompiled, test_one_state,
          test_gone, test_backoff, test_fetch_killed, test_worker_killed,
          test_full_target)
