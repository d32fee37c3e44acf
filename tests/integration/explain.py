#!/usr/bin/env python3
"""newsievectl explain: stories that a real daemon has filed, left out, seen
edited or forgotten, asked for by link and by mail."""

import contextlib
import http.client
import json
import os
import re
import socket
import sqlite3

from httpd import Server
from kit import (Place, equal, item, maildir, ok, rss, run_tests, subjects,
                 wait_for)

CRANE = item(1, "Harbour gets a new crane", "Officials in Beijing said the "
             "cyber-attack came late. Nobody was hurt.")
BREAD = item(2, "Bread prices rise", "Flour is dear.")
TOPICS = "topics:\n  cyber: [cyber]\n  China: [China, Beijing]\n  sea: [boat]\n"


def one_feed(server, topics=TOPICS, more="", keys=""):
    return "%s%sfeeds:\n  - {url: '%s', name: A, interval: 1s%s}\n" % (
        more, topics, server.url("/a"), keys)


def polled(p, name="A"):
    """Waits until the feed rests after a poll; what came is filed then."""
    def done():
        now = p.status(name)
        return now["last_poll"] and now["state"] == "idle"
    wait_for(done, "a poll of " + name)


@contextlib.contextmanager
def polling(*stories, **keys):
    """A daemon that has polled these stories as feed A, and their server."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(*stories))
        p.conf(one_feed(server, **keys))
        p.start().wait_note("READY=1")
        polled(p)
        yield p, server
        if p.daemon:
            p.daemon.stop()


def explain(p, what, *args, code=0):
    run = p.ctl("explain", "-f", p.conf_path, what, *args)
    equal(run.returncode, code, "explain exits with %d" % code, run.stdout,
          run.stderr)
    return run


def told(p, what, *args, code=0):
    return json.loads(explain(p, what, "--json", *args, code=code).stdout)


def url(number):
    return "http://news.example/story/%d" % number


def mail_of(p, subject):
    return next(m for m in maildir(p.mail) if m["Subject"] == subject)


def test_filed():
    with Place() as p, Server() as server:
        server.serve("/a", rss(CRANE, BREAD))
        server.serve("/b", rss(CRANE))
        p.conf(one_feed(server) + "  - {url: '%s', name: B, topics: [sea], "
               "interval: 1s}\n" % server.url("/b"))
        p.start().wait_note("READY=1")
        polled(p)
        polled(p, "B")
        out = explain(p, url(1)).stdout
        for want in (r"^Harbour gets a new crane\n  " + url(1) + "$",
                     r"^  seen +A +20\d\d-\d\d-\d\d \d\d:\d\d$",
                     r"^ +B +20\d\d-",
                     r"^  filed +" + p.mail + r" +20\d\d-.* as <\w+@",
                     r"^  cyber +body +cyber +Officials in Beijing said the "
                     r"cyber-attack came late\.$",
                     r"^  China +body +Beijing ",
                     r"^    not sea: no boat in any field$"):
            ok(re.search(want, out, re.M), "a filed story: " + want, out)
        ok("then" not in out, "nothing has changed", out)

        first = told(p, url(1))
        mail = mail_of(p, "Harbour gets a new crane")
        equal([s["feed"] for s in first["seen"]], ["A", "B"], "its feeds")
        equal([s["on_topic"] for s in first["seen"]], [True, False],
              "in which it was on topic")
        equal([(f["feed"], f["target"], "<%s>" % f["message_id"])
               for f in first["filed"]],
              [("A", p.mail, mail["Message-ID"])], "where it was filed")
        ok(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ",
                        first["filed"][0]["time"]), "and when", first)
        equal([(t["topic"], [m["text"] for m in t["matches"]])
               for t in first["topics"]],
              [("cyber", ["cyber"]), ("China", ["Beijing"])], "by which words")
        equal((first["feed"], first["id"], first["url"], first["published"],
               first["changed"], first["everything"]),
              ("A", "story-1", url(1), "2026-03-01T12:01:00Z", False, False),
              "what else is told of it")
        equal([(t["topic"], t["why"]) for t in first["missed"]],
              [("sea", "no boat in any field")], "what it isn't on")

        for same in ("https://NEWS.example:443/story/1?utm_source=x#top",
                     "https://www.google.com/url?rct=j&url=" + url(1)):
            equal(told(p, same)["id"], "story-1", "the same: " + same)

        out = explain(p, url(2)).stdout
        for want in (r"^  no topic$", r"^    not cyber: no cyber in any field",
                     r"^    not China: no China or Beijing in any field",
                     r"^not filed: it was on no topic$"):
            ok(re.search(want, out, re.M), "one left out: " + want, out)
        equal(told(p, url(2))["filed"], [], "which is filed nowhere")
        run = p.ctl("explain", url(2), "--topic", "bread AND dear")
        ok("bread AND dear" in run.stdout and "title" in run.stdout,
           "an expression can be tried on it", run.stdout, run.stderr)
        p.daemon.stop()


def rewritten(p, raw):
    """What clients do to a mail's file, and how it is called."""
    crlf = raw.replace(b"\n", b"\r\n")
    yield "as it is", "new/1.M2.host", raw
    yield "read and flagged", "cur/1.M2.host:2,FS", raw
    yield "with CRLF", "saved.eml", crlf
    yield "an mbox", "inbox", b"From a@b Thu Nov 26 07:00:00 2026\n" + raw
    yield "without its body", "head", raw.split(b"\n\n")[0]
    yield "folded anew", "folded", re.sub(
        rb"(?im)^(message-id|archived-at|newsieve-feed): ", rb"\1:\n\t", raw)
    yield "by its link", "no-id", re.sub(rb"(?im)^message-id:.*\n", b"", raw)


def test_mail():
    with polling(CRANE, BREAD) as (p, _):
        mail = maildir(p.mail)[0]
        for what, name, raw in rewritten(p, mail.raw):
            path = p.path("copy/" + name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(raw)
            now = told(p, path)
            equal((now["id"], now["mail"]["feed"]), ("story-1", "A"),
                  "a mail " + what)
        equal(told(p, mail.path)["mail"], {
            "message_id": mail["Message-ID"][1:-1], "feed": "A",
            "topics": "cyber, China", "match": "body: cyber, Beijing"},
              "what the mail says of itself")
        run = explain(p, p.path("nowhere"), code=1)
        ok("No such file" in run.stderr, "a file that isn't there")
        run = explain(p, p.write("x", "<rss/>\n"), code=1)
        ok("neither a mail nor an http: or https: URL" in run.stderr,
           "what is no mail", run.stderr)
        run = explain(p, p.write("x", "Subject: x\nMessage-ID: <a@b>\n\n"),
                      code=1)
        ok("no such mail, and it has no Newsieve-Feed field" in run.stderr,
           "somebody else's mail", run.stderr)
        old = mail.raw.replace(b"Message-ID: <", b"Message-ID: <0").replace(
            b"story/1>", b"story/9>")
        run = explain(p, p.write("x", old), code=1)
        ok("topics  cyber, China" in run.stdout and
           "remembers no such story since 20" in run.stderr,
           "a mail that was forgotten speaks for itself", run.stdout,
           run.stderr)
        p.daemon.stop()
        run = explain(p, mail.path, code=3)
        ok("words   body: cyber, Beijing" in run.stdout and
           "so says the mail itself" in run.stdout and
           "is it running?" in run.stderr, "so does one without a daemon",
           run.stdout, run.stderr)
        equal(told(p, mail.path, code=3)["mail"]["topics"], "cyber, China",
              "as JSON, too")
        explain(p, url(1), code=3)


def test_changed():
    with polling(CRANE, BREAD) as (p, server):
        mail = maildir(p.mail)[0].path

        p.conf(one_feed(server, "topics:\n  sea: [boat]\n"))
        out = explain(p, mail).stdout
        ok("filed for China, cyber then; now no topic holds" in out,
           "topics that have changed since", out)
        equal(told(p, mail)["changed"], True, "as JSON")
        p.conf(one_feed(server, "topics:\n  bread: [bread]\n"))
        out = explain(p, url(2)).stdout
        ok("not filed, and on no topic then; now bread" in out,
           "a story left out that would be filed now", out)
        p.conf(one_feed(server, ""))
        out = explain(p, url(2)).stdout
        ok("everything is taken" in out and "no topic then" in out,
           "by a configuration without topics", out)
        p.conf(one_feed(server, keys=", topics: [sea]"))
        out = explain(p, url(1)).stdout
        ok("not cyber: A isn't matched against it" in out,
           "a topic that isn't asked of the feed", out)
        p.write("newsieved.yaml", "feeds: {}\n")
        explain(p, url(1), code=2)


def test_edited():
    with polling(CRANE, BREAD) as (p, server):
        ok("no cyber" in explain(p, url(2)).stdout, "a story off topic")
        server.serve("/a", rss(
            item(1, "Harbour gets no crane", "All is well."),
            item(2, "Bread prices rise", "A cyber-baker is to blame.")))
        wait_for(lambda: len(subjects(p.mail)) == 2, "the edited story")
        now = told(p, url(2))
        equal([(t["topic"], t["matches"][0]["sentence"])
               for t in now["topics"]],
              [("cyber", "A cyber-baker is to blame.")],
              "an edited one is told by its new text")
        equal((now["changed"], len(now["seen"]), len(now["filed"])),
              (False, 1, 1), "that it was filed for")
        now = told(p, url(1))
        equal((now["title"], [t["topic"] for t in now["topics"]]),
              ("Harbour gets a new crane", ["cyber", "China"]),
              "one that was filed keeps the text it was filed for")


def test_unknown():
    with polling(CRANE) as (p, _):
        run = explain(p, url(3), code=1)
        ok(re.search(r"story/3: no feed has shown this link since 20\d\d-",
                     run.stderr) and run.stdout == "", "an unknown link",
           run.stderr, run.stdout)
        now = told(p, url(3), code=1)
        equal((now["seen"], now["filed"], now["topics"], now["url"]),
              ([], [], None, url(3)), "as JSON")
        explain(p, "http://", code=1)


def execute(p, sql):
    db = sqlite3.connect(os.path.join(p.state, "state.db"))
    with db:
        count = db.execute(sql).fetchone()
    db.close()
    return count


def test_expiry():
    with polling(CRANE, *(item(n, "Story %d" % n)
                          for n in range(10, 1300))) as (p, server):
        p.daemon.stop()
        equal(execute(p, "SELECT count(*) FROM archive")[0], 1291,
              "all stories are kept")
        execute(p, "UPDATE archive SET time = time - 31 * 86400 "
                "WHERE story IN (SELECT id FROM story WHERE "
                "message_id IS NOT NULL)")
        p.start().wait_note("READY=1")
        out = explain(p, url(1)).stdout
        ok(re.search(r"^  filed ", out, re.M) and
           "its text isn't in the archive, which goes back 30 days" in out,
           "after 30 days it is known where it was filed", out)
        now = told(p, url(1))
        equal((now["topics"], now["missed"], now["seen"][0]["archived"],
               len(now["filed"])), (None, None, None, 1), "as JSON")
        out = explain(p, maildir(p.mail)[0].path).stdout
        ok("the mail says: filed for cyber, China (body: cyber, Beijing)"
           in out, "and the mail says the rest", out)
        ok("Story 20" in explain(p, url(20)).stdout, "others are kept")
        p.daemon.stop()

        p.conf(one_feed(server, more="archive: 0s\n"))
        execute(p, "UPDATE archive SET time = time - 60")
        p.start().wait_note("READY=1")
        out = explain(p, maildir(p.mail)[0].path).stdout
        ok("texts aren't kept (archive: 0s)" in out, "without an archive",
           out)
        wait_for(lambda: execute(p, "SELECT count(*) FROM archive")[0] == 0,
                 "an empty archive")
        ok(True, "what there was is forgotten, a lot at a time")
        server.serve("/a", rss(BREAD, CRANE))
        wait_for(lambda: p.ctl("explain", "-f", p.conf_path,
                               url(2)).returncode == 0, "a new story")
        equal(execute(p, "SELECT count(*) FROM archive")[0], 0,
              "and nothing new is kept")


def test_once():
    """A pass that is over soon forgets all the same."""
    with Place() as p, Server() as server:
        server.serve("/a", rss(*(item(n, "Story %d" % n)
                                 for n in range(1300))))
        p.conf(one_feed(server))
        p.once(expect=0)
        execute(p, "UPDATE archive SET time = time - 31 * 86400 "
                "WHERE story & 1")
        p.once(expect=0)
        equal(execute(p, "SELECT count(*) FROM archive")[0], 650,
              "a single pass forgets all that is due")


def test_left_out():
    with polling(CRANE, keys=", first: none") as (p, _):
        out = explain(p, url(1)).stdout
        ok("  cyber " in out and 'not filed: "first" left it out' in out,
           "a story of the first poll", out)
        equal(told(p, url(1))["seen"][0]["left_out"], "first", "as JSON")


def test_waiting():
    with Place() as p, Server() as server:
        server.serve("/a", rss(CRANE))
        p.write("Mail", "a file where a maildir should be")
        p.conf(one_feed(server))
        d = p.start().wait_note("READY=1")
        d.wait_log("kept for later")
        polled(p)
        out = explain(p, url(1)).stdout
        ok("waits for its target" in out, "a mail that waits", out)
        equal(told(p, url(1))["filed"][0]["waiting"], True, "as JSON")
        d.stop()


def unfiled(p, what, left_out, says):
    """What is told of a story that was on topic and is filed nowhere."""
    out = explain(p, what).stdout
    ok("not filed: " + says in out and "  filed" not in out,
       "people are told that " + says, out)
    now = told(p, what)
    equal([s["left_out"] for s in now["seen"]], [left_out], "as JSON")
    return now


def test_held():
    """Stories of a flood, and those that catchup has let go."""
    fresh = [item(1, "Fresh", date=1)]
    flood = [item(i, "Old %d" % i, date=30) for i in range(100, 130)]
    with polling(*fresh, topics="",
                 keys=", topics: everything") as (p, server):
        server.serve("/a", rss(*flood, *fresh))
        wait_for(lambda: len(maildir(p.mail)) == 2, "a notice")
        ok("  held " in explain(p, url(101)).stdout, "where it would go")
        now = unfiled(p, url(101), None, "it is held back until")
        equal([(f["held"], f["waiting"]) for f in now["filed"]],
              [(True, False)], "it waits for nobody but its reader")
        p.ctl("catchup", "A")
        now = unfiled(p, url(101), "catchup", "newsievectl catchup has let")
        equal(now["filed"], [], "then it goes nowhere")
        equal(told(p, url(1))["seen"][0]["left_out"], None,
              "one that was filed wasn't left out")
    with Place() as p, Server() as server:
        server.serve("/a", rss(*fresh))
        p.conf(one_feed(server, "", keys=", topics: everything").replace(
            "1s", "1h"))
        d = p.start().wait_note("READY=1")
        polled(p)
        server.serve("/a", rss(item(2, "Later", date=0), *fresh))
        p.ctl("catchup", "A")
        wait_for(lambda: p.ctl("explain", "-f", p.conf_path,
                               url(2)).returncode == 0, "the poll")
        unfiled(p, url(2), "catchup", "newsievectl catchup has let")
        d.stop()


def test_copy():
    body = " ".join("word%d" % i for i in range(80))
    with Place() as p, Server() as server:
        for name in "ab":
            server.serve("/" + name, rss(item(
                1, "Story of " + name, body, guid=name,
                link="http://%s.example/" % name + "1")))
        p.conf("duplicates: drop\n" + one_feed(
            server, "", keys=", topics: everything"))
        p.once()
        p.conf("duplicates: drop\n" + one_feed(server, "") +
               "  - {url: '%s', name: B}\n" % server.url("/b"))
        d = p.start().wait_note("READY=1")
        polled(p, "B")
        unfiled(p, "http://b.example/1", "copy", "it is a copy of another")
        d.stop()


def test_long():
    with polling(item(1, "Long", "word " * 80000 + "cyber")) as (p, _):
        out = explain(p, url(1)).stdout
        ok("the archive has its first 256 kB only" in out and
           "filed for cyber then; now no topic holds" in out,
           "a text that was cut is told", out)


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("newsieved")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def test_protocol():
    with polling(CRANE) as (p, _):
        def ask(query):
            p.daemon.read_notes()
            c = Connection(p.socket)
            c.request("GET", "/v1/explain" + query)
            answer = c.getresponse()
            return answer.status, json.loads(answer.read())

        for query in ("", "?link=", "?link=12", "?link=" + "0" * 33,
                      "?link=" + "g" * 32, "?message-id=" + "x" * 3000,
                      "?message-id=x&message-id=y",
                      "?message-id=x&link=" + "0" * 32):
            status, answer = ask(query)
            ok(status == 400 and "error" in answer, "refused: " + query[:40],
               status, answer)
        status, answer = ask("?link=" + "0" * 32)
        equal((status, answer["stories"], answer["archive"]),
              (200, [], 30 * 86400), "an unknown key")
        mail_id = maildir(p.mail)[0]["Message-ID"][1:-1]
        status, answer = ask("?message-id=" + mail_id)
        equal((status, [(s["feed"], s["topics"], s["message_id"])
                        for s in answer["stories"]]),
              (200, [("A", ["cyber", "China"], mail_id)]), "a story")
        ok(isinstance(answer["stories"][0]["texts"], str), "with its texts")


run_tests(test_filed, test_mail, test_changed, test_edited, test_unknown,
          test_expiry, test_once, test_left_out, test_waiting, test_held,
          test_copy, test_long, test_protocol)
