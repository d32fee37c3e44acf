"""Mail servers as targets: SMTP and IMAP, each mail once as far as the
protocol lets that be known."""

import json
import os
import re
import signal

from httpd import certificate
from kit import (Place, equal, few_kills, item, ok, rss, run_tests, wait_for)
from mailserver import Hold, MailServer, drop, reply, take_and_drop

TO = "me@example.org"


def conf(p, server, items, extra="", place=None, topics="", feed=""):
    path = p.write("feed.xml", rss(*items))
    place = place or (TO if server.protocol == "smtp" else "News")
    p.conf("accounts:\n  - {url: '%s'%s}\ndeliver: '%s/%s'\n%sfeeds:\n"
           "  - {url: 'file://%s', name: A%s}\n" % (
               server.url, extra, server.url, place, topics, path, feed),
           deliver=False)


def stories(n):
    return [item(i, "Story %d" % i) for i in range(n)]


def names(n):
    return ["Story %d" % i for i in range(n)]


def got(server, box="News"):
    return sorted(server.subjects(None if server.protocol == "smtp"
                                  else box))


def waiting(p):
    return json.loads(p.ctl("--json", "status").stdout)[0].get("waiting")


def test_smtp():
    with Place() as p, MailServer("smtp") as s:
        conf(p, s, stories(3) + [item(9, "Dots \u00e9", "&lt;pre&gt;.\n.a\n"
                                      "b\n..\n.&lt;/pre&gt;")],
             extra=", from: desk@example.net", feed=", encoding: 8bit")
        p.once(expect=0)
        equal(len(s.mails), 4, "all mails, once")
        equal(s.connections, 1, "over one connection")
        equal(s.subjects()[:3], names(3), "in the feed's order")
        equal({(m.sender, m.to) for m in s.mails}, {("desk@example.net", TO)},
              "the envelope")
        dots = s.mails[3].data
        ok(b"\r\n.\r\n" in dots and b"\r\n.a\r\nb\r\n..\r\n" in dots,
           "dots at the beginning of lines", dots)
        equal(dots.count(b"\n"), dots.count(b"\r\n"), "CRLF everywhere")
        ok(dots.endswith(b"--\r\n") or dots.endswith(b"\r\n"), "the end")
        ok("EHLO news.example" in s.said, "who we are", s.said)
        sizes = re.findall(r"SIZE=(\d+)", "\n".join(s.said))
        equal(len(sizes), 4, "SIZE is told")
        equal([c.endswith("BODY=8BITMIME") for c in s.said if "MAIL" in c],
              [False] * 3 + [True], "and 8BITMIME where it is needed")
        p.once_all()
        equal(len(s.mails), 4, "none comes again")


def test_smtp_to():
    """The feed's own address, and two addresses over one connection."""
    with Place() as p, MailServer("smtp", extensions=()) as s:
        path = p.write("feed.xml", rss(*stories(2)))
        p.conf("deliver: ['%s', '%s/b@example.org']\nfeeds:\n"
               "  - {url: 'file://%s', name: A, to: a@example.org}\n"
               % (s.url, s.url, path), deliver=False)
        p.once(expect=0)
        equal(sorted((m.to, m.subject) for m in s.mails),
              [(to, t) for to in ("a@example.org", "b@example.org")
               for t in names(2)], "each to each, without an account")
        equal({m.sender for m in s.mails}, {"newsieve@news.example"},
              "a sender of ours")
        equal(s.connections, 1, "over one connection")
        ok(not any("SIZE" in c or "BODY" in c for c in s.said),
           "nothing that wasn't offered", s.said)


def test_smtp_replies():
    with Place() as p, MailServer("smtp") as s:
        s.script["RCPT"] = [reply("450 4.2.0 greylisted")]
        s.script["body"] = [reply("552 5.2.2 mailbox full"),
                            reply("554 5.7.1 spam\x1b[2J")]
        conf(p, s, stories(4))
        run = p.once(expect=0)
        equal(got(s), ["Story 3"], "one of four is taken")
        ok(re.search("A: waits for smtp://.*: 450 4.2.0 greylisted",
                     run.stderr) and "552 5.2.2 mailbox full" in run.stderr,
           "temporary refusals are said", run.stderr)
        ok(re.search("A: refused for good by smtp://.*: 554 5.7.1 spam",
                     run.stderr) and "\x1b" not in run.stderr,
           "so is one for good", run.stderr)
        equal(s.connections, 1, "the connection stays")
        p.once_all()
        equal(got(s), ["Story 0", "Story 1", "Story 3"], "the others come")
        p.once_all()
        equal(len(s.mails), 3, "once, and the refused one never")


def test_smtp_trouble():
    """What isn't this mail's fault leaves all waiting, and is asked little."""
    for step, line in (("MAIL", "451 4.3.0 disk"), ("MAIL", "530 5.7.0 no"),
                       ("RCPT", "421 4.3.2 going down"),
                       ("connect", "554 no service")):
        with Place() as p, MailServer("smtp") as s:
            s.script[step] = [reply(line)] * 100
            conf(p, s, stories(20))
            p.once(expect=0)
            equal(len(s.mails), 0, "%s: %s: none" % (step, line))
            ok(s.connections <= 2, "few connections", s.connections)
            s.script.clear()
            p.once_all()
            equal(s.subjects(), names(20), "then all, in order")
    with Place() as p, MailServer("smtp", extensions=["SIZE 100"]) as s:
        conf(p, s, stories(1))
        run = p.once(expect=0)
        ok("refused for good" in run.stderr and "takes 100" in run.stderr,
           "larger than the server takes", run.stderr)
        ok(not any("MAIL" in c for c in s.said), "it wasn't asked")
    with Place() as p, MailServer("smtp") as s:
        s.script["RCPT"] = [reply("550 5.1.1 unknown")] * 5
        conf(p, s, stories(20))
        p.once(expect=0)
        equal(len(s.mails), 0, "five in a row are enough")
        p.once_all()
        equal(len(s.mails), 20, "none is lost")


def test_drops():
    """The connection ends at every step.  What SMTP can't know comes twice
    with one Message-ID, and IMAP is asked."""
    steps = {"smtp": ["connect", "EHLO", "MAIL", "RCPT", "DATA", "body"],
             "imap": ["connect", "CAPABILITY", "LIST", "EXAMINE", "CREATE",
                      "SUBSCRIBE", "SEARCH", "APPEND", "literal"]}
    for protocol, names_ in steps.items():
        for step in names_:
            with Place() as p, MailServer(protocol) as s:
                s.script[step] = [drop]
                conf(p, s, stories(3))
                p.once(expect=0)
                p.once_all()
                equal(got(s), names(3), "%s: lost at %s" % (protocol, step))
    for protocol, step in (("smtp", "MAIL"), ("imap", "SEARCH")):
        with Place() as p, MailServer(protocol) as s:
            s.script[step] = [None, drop]
            conf(p, s, stories(3))
            run = p.once(expect=0)
            equal((got(s), s.connections, "waits for" in run.stderr),
                  (names(3), 2, False), "%s: the end of a connection that "
                  "was kept is no trouble" % protocol)
    for protocol, step, twice in (("smtp", "body", 1), ("imap", "CREATE", 0),
                                  ("imap", "literal", 0)):
        with Place() as p, MailServer(protocol) as s:
            s.script[step] = [take_and_drop]
            conf(p, s, stories(3))
            run = p.once(expect=0)
            p.once_all()
            equal(got(s), sorted(names(3) + ["Story 0"] * twice),
                  "%s: taken, but not answered at %s" % (protocol, step))
            if twice:
                ids = {m.field("Message-ID") for m in s.mails
                       if m.subject == "Story 0"}
                equal(len(ids), 1, "under one Message-ID")
                ok("it may have been taken" in run.stderr, "said",
                   run.stderr)


def test_imap():
    with Place() as p, MailServer("imap", divider=".") as s:
        conf(p, s, stories(2) + [item(3, "News of x")],
             place="News/{topic}/\u00fc%20%26%22x",
             topics="topics:\n  story: [story]\n  'x/..': ['x']\n")
        p.once(expect=0)
        equal(sorted(s.boxes), ["INBOX", 'News.story.&APw- &-"x',
                                'News.x-.&APw- &-"x'],
              "a mailbox for each topic, made as the server divides")
        box = 'News.story.&APw- &-"x'
        equal(s.subjects(box), names(2), "the mails")
        ok(box in s.subscribed, "subscribed")
        equal([m.flags for m in s.boxes[box]], ["", ""], "unread")
        equal(s.connections, 1, "over one connection")
        ok(all(b"\r\n" in m.data and m.data.count(b"\n") ==
               m.data.count(b"\r\n") for m in s.boxes[box]), "CRLF")
        p.once_all()
        equal(len(s.boxes[box]), 2, "none comes again")
        os.rename(p.state, p.path("old"))
        p.once_all()
        equal(s.subjects(box), names(2), "nor without the state")


def test_imap_replies():
    with Place() as p, MailServer("imap") as s:
        s.boxes["News"] = []
        s.script["APPEND"] = [reply("NO [OVERQUOTA] full")]
        s.script["literal"] = [reply("NO [TOOBIG] too big")]
        conf(p, s, stories(3))
        run = p.once(expect=0)
        equal(s.subjects("News"), ["Story 2"], "one is taken")
        ok('"News": NO [OVERQUOTA] full' in run.stderr and
           "refused for good" in run.stderr, "said", run.stderr)
        p.once_all()
        equal(got(s), ["Story 0", "Story 2"], "the other comes")
    with Place() as p, MailServer("imap") as s:
        s.script["CREATE"] = [reply("NO you may not")] * 3
        conf(p, s, stories(3))
        run = p.once(expect=0)
        ok("NO you may not" in run.stderr, "no mailbox", run.stderr)
        p.once_all()
        equal(got(s), names(3), "it can be made")
    with Place() as p, MailServer("imap") as s:
        s.boxes["News"] = []
        conf(p, s, stories(30))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: len(s.boxes["News"]) == 30, "mails")
        del s.boxes["News"]
        p.write("feed.xml", rss(*stories(31)))
        p.ctl("poll", "A")
        wait_for(lambda: s.subjects("News") == ["Story 30"],
                 "a mailbox that was deleted is made again")
        d.stop()


def test_tls():
    with Place() as p:
        cert = certificate(p.dir)
        if cert is None:
            ok(True, "TLS # SKIP no openssl command")
            return
        p.write("password", "se cret\n")
        os.chmod(p.path("password"), 0o600)
        auth = ", auth: {user: u, password_file: %s}" % p.path("password")
        ca = ", tls: {ca: %s}" % cert[0]
        for protocol in ("smtp", "imap"):
            for implicit in (False, True):
                with MailServer(protocol, cert=cert, implicit=implicit,
                                login=("u", "se cret")) as s:
                    conf(p, s, stories(2), extra=auth + ca)
                    p.once_all()
                    equal(got(s), names(2), s.url + ": taken")
                    conf(p, s, stories(3), extra=auth)
                    run = p.once_all()
                    ok("certificate not trusted" in run.stderr,
                       "an authority that isn't known", run.stderr)
                    p.write("password", "wrong\n")
                    conf(p, s, stories(4), extra=auth + ca)
                    run = p.once_all()
                    ok("login refused" in run.stderr and "wrong" not in
                       run.stderr, "a wrong password", run.stderr)
                    p.write("password", "se cret\n")
                    p.once_all()
                    equal(got(s), names(4), "all is well again")
                    os.rename(p.state, p.path("state-" + protocol +
                                              str(implicit)))
            with MailServer(protocol, login=("u", "se cret")) as s:
                conf(p, s, stories(1), extra=auth)
                run = p.once_all()
                ok("offers no STARTTLS" in run.stderr, "no TLS, no password",
                   run.stderr)
                ok("AUTH" not in s.said and "LOGIN" not in s.said,
                   "it isn't said", s.said)
                os.rename(p.state, p.path("state-" + protocol))


def test_away():
    """A server that isn't there; status; and it comes back."""
    for protocol in ("smtp", "imap"):
        with Place() as p, MailServer(protocol) as s:
            conf(p, s, stories(30))
            s.script["connect"] = [drop] * 2
            d = p.start().wait_note("READY=1")
            wait_for(lambda: len(got(s)) == 30, "all arrive")
            wait_for(lambda: waiting(p) is None, "nothing waits")
            equal(got(s), sorted(names(30)), "each once")
            ok("waits for" in d.log, "it was said", d.log)
            # What was kept may be at its end: no trouble, and no loss.
            s.hang_up()
            p.write("feed.xml", rss(*stories(31)))
            p.ctl("poll", "A")
            wait_for(lambda: len(got(s)) == 31, "over a new connection")
            equal(d.log.count("waits for"), 1, "no trouble", d.log)
            d.stop()
        with Place() as p:
            s = MailServer(protocol)
            s.listener.close()
            conf(p, s, stories(2))
            d = p.start().wait_note("READY=1")
            told = wait_for(lambda: [w for w in waiting(p) or []
                                     if w["error"]], "status")
            ok(told[0]["mails"] == 2 and "can't connect" in told[0]["error"]
               and told[0]["next_try"], "status tells", told)
            equal(d.stop()[0], 0, "it ends at once")


def test_slow():
    """A mail has its time; a reload and the end wait for one."""
    for protocol, step in (("smtp", "body"), ("imap", "literal")):
        with Place() as p, MailServer(protocol) as s:
            hold = Hold()
            s.script[step] = [hold]
            conf(p, s, stories(1), extra=", timeout: 1s")
            run = p.once(expect=0)
            ok("not sent within 1 s; it may" in run.stderr, "it is late",
               run.stderr)
            hold.go.set()
            conf(p, s, stories(1))
            p.once_all()
            equal(len(got(s)), 2 if protocol == "smtp" else 1,
                  "sent again")
        with Place() as p, MailServer(protocol) as s:
            hold, last = Hold(), Hold()
            s.script[step] = [hold]
            conf(p, s, stories(1))
            d = p.start().wait_note("READY=1")
            hold.here.wait(30)
            s.script[step] = [last]
            d.send(signal.SIGHUP)
            d.wait_note("RELOADING")
            hold.go.set()
            d.wait_log("the configuration is reloaded")
            p.write("feed.xml", rss(*stories(2)))
            p.ctl("poll", "A")
            last.here.wait(30)
            d.send(signal.SIGTERM)
            d.wait_log("stopping on signal")
            last.go.set()
            d.stop(0)
            p.once_all()
            equal(got(s), names(2), "neither broke one off")


def test_killed():
    """kill -9 of the daemon, and of fetch, at every step."""
    steps = [("smtp", "RCPT", False, 0), ("smtp", "DATA", False, 0),
             ("smtp", "body", False, 0), ("smtp", "body", True, 1),
             ("imap", "EXAMINE", False, 0), ("imap", "CREATE", True, 0),
             ("imap", "SEARCH", False, 0), ("imap", "APPEND", False, 0),
             ("imap", "literal", False, 0), ("imap", "literal", True, 0)]
    for protocol, step, done, twice in steps[::3 if few_kills() else 1]:
        for victim in ("parent", "fetch"):
            with Place() as p, MailServer(protocol) as s:
                hold = Hold(done)
                s.script[step] = [hold]
                conf(p, s, stories(3))
                d = p.start().wait_note("READY=1")
                ok(hold.here.wait(30), "it is at " + step)
                if victim == "parent":
                    d.kill()
                else:
                    os.kill(d.children("fetch")[0], signal.SIGKILL)
                    d.wait_log("the fetch process is lost")
                # What comes too late for the dead connection isn't taken.
                s.hang_up()
                if done:
                    hold.go.set()
                if victim == "parent":
                    p.start().wait_note("READY=1")
                wait_for(lambda: waiting(p) is None and
                         len(got(s)) >= 3, "the rest")
                equal(got(s), sorted(names(3) + ["Story 0"] * twice),
                      "%s, %s killed at %s %s" % (
                          protocol, victim, step,
                          "when it was done" if done else ""))
                p.daemon.stop()
                hold.done = True
                hold.go.set()


def test_orphans():
    """Another server for what waits."""
    with Place() as p, MailServer("smtp") as s, MailServer("imap") as t:
        s.script["connect"] = [drop] * 9
        conf(p, s, stories(3))
        p.once(expect=0)
        conf(p, t, stories(3))
        p.once_all()
        equal((got(s), got(t)), ([], names(3)), "they go there")


def test_copies():
    """A copy in another feed is a reply, and the same link comes once."""
    body = " ".join("word%d" % (i * i % 997) for i in range(90))
    with Place() as p, MailServer("smtp") as s:
        for name, link in (("A", "http://a.example/"),
                           ("B", "http://b.example/")):
            p.write(name + ".xml", rss(
                item(1, "Of " + name, body, link=link, guid=name),
                item(2, "Shared", link="http://c.example/", guid=name + "2")))
        p.conf("deliver: '%s/%s'\nfeeds:\n%s" % (s.url, TO, "".join(
            "  - {url: 'file://%s', name: %s}\n" % (p.path(n + ".xml"), n)
            for n in "AB")), deliver=False)
        p.once(expect=0)
        equal(sorted(s.subjects()), ["Of A", "Of B", "Shared"], "three mails")
        copy = [m for m in s.mails if m.field("In-Reply-To")]
        ok(len(copy) == 1 and copy[0].field("In-Reply-To") in
           [m.field("Message-ID") for m in s.mails], "one is a reply")


def test_updates():
    """An edit is told by a reply; a mail on a server isn't replaced."""
    for mode, times in (("reply", 2), ("replace", 1)):
        for protocol in ("smtp", "imap"):
            with Place() as p, MailServer(protocol) as s:
                for body in ("Two piers burnt.", "Three piers sank."):
                    conf(p, s, [item(1, "Harbour closed", body)],
                         feed=", updates: " + mode)
                    p.once_all()
                mails = s.mails or s.boxes["News"]
                equal(len(mails), times, "%s: updates: %s" % (protocol, mode))
                equal(mails[-1].field("In-Reply-To"), mails[0].field(
                    "Message-ID") if times == 2 else None, "in its thread")


run_tests(test_smtp, test_smtp_to, test_smtp_replies, test_smtp_trouble,
          test_drops, test_imap, test_imap_replies, test_tls, test_away,
          test_slow, test_killed, test_orphans, test_copies,
          test_updates)
