"""Edits of filed stories: ignored, told by a reply, or put in the old mail's
place, and never for what pages change by themselves."""

import json
import os
import sqlite3

from kit import (Place, equal, item, leftovers, maildir, ok, rss, run_tests,
                 subjects, wait_for)

BODY = ("The ferry to the islands was cancelled. Forty people waited in the "
        "harbour. The company gave no reason.")


class Desk(Place):
    def feed(self, mode, conf="", feed=""):
        self.write("a.xml", rss())
        return self.conf(conf + "feeds:\n  - {url: 'file://%s', name: A, "
                         "updates: %s%s}\n" % (self.path("a.xml"), mode, feed))

    def feed_in(self, mode, spool):
        self.write("a.xml", rss())
        self.conf("deliver: spool:%s\nfeeds:\n  - {url: 'file://%s', "
                  "name: A, updates: %s}\n" % (spool, self.path("a.xml"),
                                              mode), deliver=False)

    def maildir(self):
        return maildir(self.mail)

    def brings(self, *stories):
        """The document has just these; the log of a pass over it."""
        self.write("a.xml", rss(*stories))
        run = self.once_all()
        equal(run.returncode, 0, "a pass", run.stderr)
        return run.stderr

    def says(self, body, title="Ferry cancelled", **kw):
        return self.brings(item(1, title, body, **kw))


def files(p, sub):
    folder = os.path.join(p.mail, sub)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def flagged(p, flags):
    """A reader has seen all there is."""
    for sub in ("new", "cur"):
        for name in files(p, sub):
            os.rename(os.path.join(p.mail, sub, name), os.path.join(
                p.mail, "cur", name.split(":")[0] + ":2," + flags))


def test_ignore():
    with Desk() as p:
        p.feed("ignore")
        p.says(BODY)
        p.says(BODY.replace("Forty", "Fifty"))
        equal(len(p.maildir()), 1, "an edit is ignored")


def test_reply():
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        first = p.maildir()[0]
        p.says(BODY.replace("Forty", "Fifty"))
        mails = p.maildir()
        equal(len(mails), 2, "an edit is told by one mail more")
        told = [m for m in mails if m["In-Reply-To"]][0]
        equal(told["Subject"], "Re: Ferry cancelled", "a reply")
        equal(told["In-Reply-To"], first["Message-ID"], "to the story")
        ok("[-Forty-] {+Fifty+} people waited" in told.text, "shows what "
           "changed", told.text)
        ok(">Forty</del> <ins" in told.html, "in HTML, too")
        ok("The company gave no reason." in told.text, "and the story whole")
        p.says(BODY.replace("Forty", "Fifty"))
        equal(len(p.maildir()), 2, "once")
        p.says(BODY.replace("Forty", "Sixty"), title="Ferry still cancelled")
        mails = p.maildir()
        equal(len(mails), 3, "the next edit by another")
        last = [m for m in mails if m["In-Reply-To"] == told["Message-ID"]]
        equal(len(last), 1, "which replies to the last")
        equal(last[0]["References"], "%s %s" % (
            first["Message-ID"], told["Message-ID"]), "in the thread")
        ok("Title: Ferry {+still+} cancelled" in last[0].text and
           "[-Fifty-] {+Sixty+}" in last[0].text,
           "with what changed since that", last[0].text)
        p.says(BODY.replace("Forty", "Fifty"))
        equal(len(p.maildir()), 3, "what was told before isn't told again")
        equal(leftovers(p.mail), [], "nothing stays in tmp/")


def test_noise():
    with Desk() as p:
        p.feed("reply", conf="archive: 0s\n")
        p.says(BODY + " 12 comments")
        for body in (BODY + " 13 comments", BODY + " 3 min ago",
                     BODY + " Updated 24 Nov 2026, 10:45 GMT",
                     "&lt;p&gt;%s&lt;/p&gt;" % BODY, BODY.upper(),
                     BODY.replace(".", "!"), BODY + " 1,017 comments", "",
                     BODY + " Posted on Monday"):
            p.says(body)
            equal(len(p.maildir()), 1, "no mail for %r" % body[-30:])
        db = sqlite3.connect(os.path.join(p.state, "state.db"))
        looked, = db.execute("SELECT hex(looked) FROM told").fetchone()
        p.says(BODY + " Posted on Tuesday")
        ok(db.execute("SELECT hex(looked) FROM told").fetchone() != (looked,),
           "what was looked at is remembered")
        db.close()
        p.says(BODY.replace("Forty", "Fifty") + " Posted on Tuesday")
        ok("[-Forty-] {+Fifty+}" in p.maildir()[-1].text,
           "an edit after all these is compared with what was told")


def test_replace():
    with Desk() as p:
        p.feed("replace")
        p.says(BODY)
        before = files(p, "new")
        identity = p.maildir()[0]["Message-ID"]
        p.says(BODY.replace("Forty", "Fifty"))
        after = files(p, "new")
        ok(len(after) == 1 and after != before, "one file of another name")
        mail = p.maildir()[0]
        equal(mail["Message-ID"], identity, "the same Message-ID")
        ok("Fifty people" in mail.text and "Forty" not in mail.text,
           "the new text")
        flagged(p, "FS")
        p.says(BODY.replace("Forty", "Sixty"))
        equal(files(p, "new"), [], "not in new/ once it was read")
        ok(len(files(p, "cur")) == 1 and
           files(p, "cur")[0].endswith(":2,FS"), "flags stay",
           files(p, "cur"))
        ok("Sixty people" in p.maildir()[0].text, "with the new text")
        name = files(p, "cur")[0]
        os.rename(os.path.join(p.mail, "cur", name), os.path.join(
            p.mail, "cur", name.split(":")[0] + ",S=1234,W=1300:2,RS"))
        p.says(BODY)
        ok("S=" not in files(p, "cur")[0] and
           files(p, "cur")[0].endswith(":2,RS"),
           "sizes in a name are not those of the new file", files(p, "cur"))
        equal(leftovers(p.mail), [], "nothing stays in tmp/")


def test_removed():
    with Desk() as p:
        p.feed("replace")
        p.says(BODY)
        out = p.path("Archive")
        os.mkdir(out)
        for name in files(p, "new"):
            os.rename(os.path.join(p.mail, "new", name),
                      os.path.join(out, name))
        p.says(BODY.replace("Forty", "Fifty"))
        equal(p.maildir(), [], "what a reader moved away doesn't come back")
        p.says(BODY.replace("Forty", "Sixty"))
        equal(p.maildir(), [], "nor later")
        equal(leftovers(p.mail), [], "nothing stays in tmp/")


def test_topics():
    """An edit that meets another topic is delivered there, too."""
    conf = ("topics:\n  ferry: [ferry]\n  strike: {any: strike, "
            "deliver: 'maildir:%s'}\n")
    for mode, want in (("ignore", 0), ("reply", 1), ("replace", 1)):
        with Desk() as p:
            other = p.path("Strike")
            p.feed(mode, conf=conf % other)
            p.says(BODY)
            p.says(BODY + " There is a strike.")
            equal(len(maildir(other)), want, mode + ": in the other target")
            if want:
                equal(maildir(other)[0]["Subject"], "Ferry cancelled",
                      "as the story it is")
            p.says("The boat was late.", title="Boat")
            equal(len(p.maildir()), {"ignore": 1, "reply": 3, "replace": 1}[
                mode], mode + ": off topic, it is still told")
            if mode == "replace":
                equal(p.maildir()[0]["Subject"], "Boat", "in its place")


def test_off_topic():
    with Desk() as p:
        p.feed("reply", conf="topics: {strike: [strike]}\n")
        p.says(BODY)
        equal(p.maildir(), [], "off topic")
        p.says(BODY + " There is a strike.")
        equal(subjects(p.mail), ["Ferry cancelled"], "then on it")


def test_template():
    """What several stories get at once is none of theirs."""
    def stories(end, extra=""):
        return [item(i, "Story %d" % i, "%sAll of %s number %d. %s" % (
            extra if i == 4 else "", "abcdefghij"[i], i, end))
                for i in range(1, 7)]
    with Desk() as p:
        p.feed("reply")
        p.brings(*stories(""))
        p.brings(*stories("Follow us on all channels."))
        equal(len(p.maildir()), 6, "a line below each isn't told")
        p.brings(*stories("Read our new newsletter.", "It burned down. "))
        mails = [m for m in p.maildir() if m["In-Reply-To"]]
        equal([m["Subject"] for m in mails], ["Re: Story 4"],
              "but what one of them has beside it")
        ok(mails and "newsletter" not in mails[0].text.split("----")[0] and
           "{+It burned down.+}" in mails[0].text, "without the line",
           mails and mails[0].text)


def test_many():
    def stories(n, verb):
        return [item(i, "Story %d" % i, "It is story %d, which %s%d a place." %
                     (i, verb, i)) for i in range(n)]
    with Desk() as p:
        p.feed("reply")
        p.brings(*stories(30, "made"))
        p.write("a.xml", rss(*stories(30, "took")))
        run = p.once_all()
        ok("1 with news, 0 unchanged" in run.stdout and
           "A: many edits at once: one mail tells of them\n" in run.stderr,
           "30 edits at once are news", run.stdout + run.stderr)
        mails = p.maildir()
        equal(len(mails), 31, "and one mail")
        ok("edited at once, as was seen on 20" in [
            m for m in mails if "Story" not in m["Subject"]][0].text.replace(
                "\n", " "), "with the time")
        equal([m["Subject"] for m in mails if "Story" not in m["Subject"]],
              ["A: 30 stories edited at once"], "that says so")
        p.brings(*stories(20, "found"), *stories(30, "took")[20:])
        equal(len(p.maildir()), 51, "20 are told one by one")
    with Desk() as p:
        p.feed("replace")
        p.brings(*stories(100, "made"))
        flagged(p, "S")
        p.brings(*stories(100, "took"))
        mails = p.maildir()
        ok(len(mails) == 100 and all("took" in m.text for m in mails),
           "in their places all are put")
        ok(all(n.endswith(":2,S") for n in files(p, "cur")), "with flags")


def test_switched_on():
    """Edits count from then on, and from what the archive has."""
    with Desk() as p:
        p.feed("ignore", conf="archive: 0s\n")
        p.says(BODY)
        p.feed("reply", conf="archive: 0s\n")
        p.says(BODY + " Yes.", date="Mon, 02 Mar 2026 12:00:00 GMT")
        p.says(BODY + " Yes, indeed.")
        ok("{+indeed+}" in p.maildir()[-1].text, "told from then on")
    with Desk() as p:
        p.feed("ignore")
        p.says(BODY)
        p.feed("reply")
        p.says(BODY.replace("Forty", "Fifty"))
        ok("[-Forty-] {+Fifty+}" in p.maildir()[-1].text,
           "an edit since it was archived")


def test_copy():
    """The reply that a copy is stays one in its place."""
    text = " ".join("word%d" % (i * 7 % 101) for i in range(90))
    with Desk() as p:
        p.write("a.xml", rss())
        p.write("b.xml", rss())
        p.conf("defaults: {updates: replace}\nfeeds:\n" + "".join(
            "  - {url: 'file://%s', name: %s}\n" % (p.path(n + ".xml"), n)
            for n in "ab"))
        p.brings(item(1, "First", text))
        p.write("b.xml", rss(item(2, "Second", text)))
        p.once_all()
        before = [m["In-Reply-To"] for m in p.maildir()]
        ok(any(before), "a copy is a reply")
        p.write("b.xml", rss(item(2, "Second", text + " more of it")))
        p.once_all()
        mails = p.maildir()
        equal([m["In-Reply-To"] for m in mails], before, "still")
        ok("more of it" in mails[1].text, "with its new text")


def test_spool():
    for mode in ("reply", "replace"):
        with Desk() as p:
            spool = p.path("spool")
            p.feed_in(mode, spool)
            p.says(BODY)
            new = os.path.join(spool, "new")
            for name in os.listdir(new):
                os.unlink(os.path.join(new, name))
            p.says(BODY.replace("Forty", "Fifty"))
            names = os.listdir(new)
            equal(len(names), 1, mode + ": a program gets the item again")
            with open(os.path.join(new, names[0]), encoding="utf-8") as f:
                got = json.load(f)
            ok("Fifty" in got["content_text"] and "date_modified" in got,
               "as it is now, and when it was edited", got)


def test_waiting():
    """What its target couldn't take yet is changed where it waits."""
    for mode in ("reply", "replace"):
        with Desk() as p:
            p.feed(mode)
            with open(p.mail, "wb"):
                pass
            p.write("a.xml", rss(item(1, "Ferry cancelled", BODY)))
            p.once_all()
            p.write("a.xml", rss(item(1, "Ferry cancelled", BODY.replace(
                "Forty", "Fifty"))))
            p.once_all()
            os.unlink(p.mail)
            p.once_all()
            mails = p.maildir()
            ok(len(mails) == 1 and "Fifty" in mails[0].text,
               mode + ": one mail, of the last text", mails)


def test_under_way():
    """What a command is given right now can't be changed any more."""
    for mode in ("reply", "replace"):
        with Desk() as p:
            got, go = p.path("got"), p.path("go")
            command = p.write("command", "#!/bin/sh\ncat >>%s\nwhile ! test -e "
                              "%s\ndo sleep 0.05\ndone\n" % (got, go))
            os.chmod(command, 0o755)
            p.write("a.xml", rss(item(1, "Ferry cancelled", BODY)))
            p.conf("deliver: 'exec:%s'\nfeeds:\n  - {url: 'file://%s', "
                   "name: A, updates: %s}\n" % (command, p.path("a.xml"),
                                               mode), deliver=False)
            d = p.start().wait_note("READY=1")
            wait_for(lambda got=got: os.path.exists(got) and
                     os.path.getsize(got), "the item")
            p.write("a.xml", rss(item(1, "Ferry cancelled", BODY.replace(
                "Forty", "Fifty"))))
            equal(p.ctl("poll", "A").returncode, 0, mode + ": an edit")
            d.wait_log("1 edit told")
            with open(go, "wb"):
                pass
            wait_for(lambda got=got: b"Fifty" in open(got, "rb").read(),
                     "the edited item")
            with open(got, encoding="utf-8") as f:
                text = f.read()
            ok(text.count("Forty") == text.count("Fifty"),
               mode + ": comes as another", text)


def test_gone_target():
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        old, p.mail = p.mail, p.path("Other")
        os.rename(old, p.path("Away"))
        p.feed("reply")
        p.says(BODY.replace("Forty", "Fifty"))
        ok(not os.path.exists(old), "a target that is no more isn't made")


def test_quiet():
    with Desk() as p:
        p.feed("reply", feed=", first: none")
        p.says(BODY)
        p.says(BODY.replace("Forty", "Fifty"))
        equal(p.maildir(), [], "what was left out isn't told of")
    with Desk() as p:
        p.feed("reply", feed=", first: none")
        p.brings(*(item(i, "Story %d" % i, "It was %d." % i)
                   for i in range(30)))
        p.brings(*(item(i, "Story %d" % i, "It is %d%d." % (i, i))
                   for i in range(30)))
        equal(p.maildir(), [], "nor are many such edits")


def test_held():
    """What is held back is edited there, however many are at once."""
    def stories(verb):
        return [item(i, "Story %d" % i, "It %s%d so." % (verb, i),
                     date=9)
                for i in range(2, 32)]
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        for verb in ("was", "is", "was"):
            p.brings(*stories(verb))
        p.brings(*stories("has"))
        equal(len(p.maildir()), 2, "a story, and the notice of a flood")
        p.start().wait_note("READY=1")
        equal(p.ctl("release", "A").returncode, 0, "released")
        wait_for(lambda: len(p.maildir()) == 32, "30 mails more")
        ok(all("has" in m.text for m in p.maildir()
               if m["Subject"].startswith("Story")), "of the last text")


def test_said():
    """A pass that brought an edit is one with news, and the log says what."""
    with Desk() as p:
        p.feed("reply", conf="topics: {boat: [boat]}\n")
        p.brings(item(1, "Boat", "It is late."), item(2, "Ferry", "Late."))
        p.write("a.xml", rss(item(1, "Boat", "It was early."),
                             item(2, "Ferry", "A boat was late.")))
        run = p.once_all()
        ok("1 with news, 0 unchanged" in run.stdout, "an edit is news",
           run.stdout)
        ok("A: 0 new, 1 filed\n" in run.stderr and
           "A: 1 edit told\n" in run.stderr,
           "a story is on a topic now, another was edited", run.stderr)
        p.write("a.xml", rss(item(1, "Boat", "It was EARLY."),
                             item(2, "Ferry", "A boat was late.")))
        run = p.once_all()
        ok("0 with news, 1 unchanged" in run.stdout and
           "filed\n" not in run.stderr, "a document that brings nothing",
           run.stdout + run.stderr)


def test_explain():
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        p.says(BODY.replace("Forty", "Fifty"))
        told = [m for m in p.maildir() if m["In-Reply-To"]][0]
        p.start().wait_note("READY=1")
        got = json.loads(p.ctl("explain", "-f", p.conf_path, "--json",
                               "http://news.example/story/1").stdout)
        equal([f["edit"] for f in got["filed"]], [False, True],
              "explain tells the story's mail from the edit's")
        ok(got["seen"][0]["edits"] == 1 and got["seen"][0]["edited"],
           "and when there was one", got["seen"])
        text = p.ctl("explain", "-f", p.conf_path, told.path).stdout
        ok("telling of an edit" in text and "1 time, last" in text,
           "for people, by the edit's mail", text)


def test_explain_off_topic():
    with Desk() as p:
        p.feed("reply", conf="topics: {boat: [boat]}\n")
        p.says("A boat was late.")
        p.says("A ferry was late.")
        p.start().wait_note("READY=1")
        text = p.ctl("explain", "-f", p.conf_path,
                     "http://news.example/story/1").stdout
        ok("\nfiled before it was edited; now no topic holds\n" in text,
           "explain tells that an edit took a story off its topic", text)


def test_forgotten():
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        db = sqlite3.connect(os.path.join(p.state, "state.db"))
        count = "SELECT count(*) FROM told"
        equal(db.execute(count).fetchone()[0], 1, "texts are told")
        p.feed("ignore")
        p.once_all()
        equal(db.execute(count).fetchone()[0], 0,
              "and forgotten where edits are ignored")
        db.close()


def test_switched_off():
    """Texts are forgotten while edits are ignored, mails about them not."""
    with Desk() as p:
        p.feed("reply")
        p.says(BODY)
        p.says(BODY.replace("Forty", "Fifty"))
        p.feed("ignore")
        p.once_all()
        p.feed("reply")
        p.says(BODY.replace("Forty", "Sixty"))
        p.says(BODY.replace("Forty", "Seventy"))
        mails = [m for m in p.maildir() if m["In-Reply-To"]]
        equal(len(mails), 3, "edits are told again, each by a mail")


run_tests(test_ignore, test_reply, test_noise, test_replace, test_removed,
          test_topics, test_off_topic, test_template, test_many,
          test_switched_on, test_copy, test_spool, test_waiting,
          test_under_way, test_gone_target, test_quiet, test_held, test_said,
          test_explain, test_explain_off_topic, test_forgotten,
          test_switched_off)
