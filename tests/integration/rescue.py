"""A state that is damaged, older than the mail, poorer or gone: nothing
floods, nothing is lost, and what was damaged is kept and told of."""

import glob
import os
import shutil
import sqlite3

from kit import (Place, equal, has_dbstat, item, leftovers, maildir, ok,
                 read_all, rss, run_tests, subjects, wait_for)


def stories(n, first=0):
    return [item(i, "Story %04d" % i, "The text of story %d." % i)
            for i in range(first, first + n)]


def titles(n, first=0):
    return ["Story %04d" % i for i in range(first, first + n)]


def prepare(p, n, conf="feeds: [{url: 'file://%s', name: A}]\n"):
    p.conf(conf % p.write("feed.xml", rss(*stories(n))))
    run = p.once_all()
    equal(run.returncode, 0, "a first pass", run.stderr)


def grow(p, n):
    p.write("feed.xml", rss(*stories(n)))
    return p.once_all()


def database(p):
    return os.path.join(p.state, "state.db")


def asides(p):
    return [f for f in glob.glob(database(p) + ".corrupt-*")
            if not f.endswith("-wal")]


def overwrite(p, at, data, size=None):
    with open(database(p), "r+b") as f:
        f.seek(at)
        f.write(data)
        if size is not None:
            f.truncate(size)


def is_whole(p, name):
    db = sqlite3.connect(database(p))
    equal(db.execute("PRAGMA integrity_check").fetchone()[0], "ok",
          name + ": the state is whole")
    db.close()


NOTICE = "The state of newsieve was damaged and is made anew"


def stories_of(p):
    """All subjects but that of the notice, of which there may be one."""
    return [s for s in subjects(p.mail) if s != NOTICE]


def notices(p, path=None):
    return [m for m in maildir(path or p.mail) if m["Subject"] == NOTICE]


def test_damaged_file():
    """Whatever stands in its place."""
    for name, at, data, size in (
            ("other bytes", 0, b"no data base at all", None),
            ("a file cut short", 0, b"", 6000),
            ("a schema that can't be read", 100, b"\xff" * 3000, None)):
        with Place() as p:
            prepare(p, 60)
            read_all(p)
            overwrite(p, at, data, size)
            with open(database(p), "rb") as f:
                was = f.read()
            run = grow(p, 65)
            equal(run.returncode, 0, name + ": the next pass", run.stderr)
            equal(stories_of(p), titles(65), name + ": all, once")
            ok(run.stderr.count("DAMAGED") == 1, name + ": said", run.stderr)
            kept = asides(p)
            ok(len(kept) == 1 and kept[0] in run.stderr,
               name + ": where it is kept", kept, run.stderr)
            with open(kept[0], "rb") as f:
                ok(f.read() == was, name + ": as it was")
            is_told(p, kept[0], 60, name)
            is_whole(p, name)
            equal(leftovers(p.mail), [], name + ": nothing in tmp/")
            run = grow(p, 65)
            ok("DAMAGED" not in run.stderr, name + ": once", run.stderr)
            equal(len(stories_of(p)), 65, name + ": nothing comes again")
            equal(len(notices(p)), 1, name + ": one mail says so")


def is_told(p, aside, found, name):
    """By a mail: what, when, where, what was found, and what it means."""
    told = notices(p)
    if not equal(len(told), 1, name + ": a mail"):
        return
    text = told[0].text
    for what in (aside, "%d mails" % found, "comes again", "held back",
                 "Nothing needs to be done"):
        ok(what in " ".join(text.split()), "%s: says %s" % (name, what), text)
    equal(told[0]["Newsieve-Feed"], "newsieve", name + ": of no feed")


def test_told_where():
    """In the global target, or where the first feed's stories go."""
    for conf, where in (
            ("deliver: maildir:%s\nfeeds: [{url: 'file://%s', name: A, "
             "deliver: 'maildir:%s'}]\n", "global"),
            ("# maildir:%s\nfeeds: [{url: 'file://%s', name: A, "
             "deliver: 'maildir:%s'}]\n", "own")):
        with Place() as p:
            feed = p.write("feed.xml", rss(*stories(5)))
            p.conf(conf % (p.path("global"), feed, p.path("own")),
                   deliver=False)
            p.once_all()
            overwrite(p, 0, b"\0" * 100)
            run = p.once_all()
            counts = [len(notices(p, p.path(n))) for n in ("global", "own")]
            equal(counts, [where == "global", where == "own"],
                  "the mail is in the %s target" % where, run.stderr)


def test_told_once():
    """Of each damage; also when the reader has deleted the mail, when the
    state is removed, and when it is restored from before."""
    with Place() as p:
        prepare(p, 5)
        shutil.copytree(p.state, p.path("backup"))
        overwrite(p, 0, b"\0" * 100)
        grow(p, 6)
        equal(len(notices(p)), 1, "a first damage")
        os.unlink(notices(p)[0].path)
        grow(p, 7)
        grow(p, 8)
        equal(len(notices(p)), 0, "it isn't told again")
        overwrite(p, 0, b"\0" * 100)
        grow(p, 9)
        kept = sorted(asides(p))
        equal(len(kept), 2, "a second damage")
        ok(len(notices(p)) == 1 and kept[1] in notices(p)[0].text,
           "is told, and only that")
        os.unlink(notices(p)[0].path)
        db = sqlite3.connect(os.path.join(p.path("backup"), "state.db"))
        db.execute("UPDATE self SET since = since - 3 * 86400")
        db.commit()
        db.close()
        for name in os.listdir(p.path("backup")):
            shutil.copy(os.path.join(p.path("backup"), name), p.state)
        for suffix in ("-wal", "-shm"):
            if os.path.exists(database(p) + suffix):
                os.unlink(database(p) + suffix)
        grow(p, 10)
        equal(len(notices(p)), 0, "a backup from before knows of none")


def damage_later(p):
    """Pages that are only read once a feed's stories are."""
    db = sqlite3.connect(database(p))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = [n for n, in db.execute(
        "SELECT pageno FROM dbstat WHERE name = 'story' AND "
        "pagetype = 'leaf'")]
    db.close()
    for page in pages[2:]:
        overwrite(p, (page - 1) * 4096, b"\0" * 4096)
    return len(pages)


def test_damaged_pages():
    """Met in a pass, it is set aside at its end; the next one is whole."""
    with Place() as p:
        prepare(p, 300)
        ok(damage_later(p) > 3, "pages to damage")
        run = grow(p, 305)
        equal(run.returncode, 1, "the pass fails")
        equal((run.stderr.count("DAMAGED"), len(asides(p))), (1, 1),
              "the state is set aside", run.stderr)
        run = grow(p, 305)
        equal(run.returncode, 0, "the next does not", run.stderr)
        equal(stories_of(p), titles(305), "all is there, once")
        is_whole(p, "after a pass")


def test_damaged_daemon():
    """The daemon goes on with a new one."""
    with Place() as p:
        prepare(p, 300, "feeds: [{url: 'file://%s', name: A, "
                "interval: 1s}]\n")
        damage_later(p)
        p.write("feed.xml", rss(*stories(305)))
        d = p.start().wait_note("READY=1", times=2)
        wait_for(lambda: len(stories_of(p)) >= 305, "the new stories")
        p.write("feed.xml", rss(*stories(306)))
        wait_for(lambda: len(stories_of(p)) >= 306, "one more")
        run = p.ctl("status", "--json")
        ok('"name":"A"' in run.stdout.replace(" ", ""), "it can be asked",
           run.stdout, run.stderr)
        equal(d.stop()[0], 0, "it ends well")
        equal(stories_of(p), titles(306), "all is there, once")
        equal(d.log.count("DAMAGED"), 1, "it has said so", d.log)
        is_told(p, asides(p)[0], 300, "in the daemon")
        is_whole(p, "after a day's work")


def test_older():
    """From a backup made before the last stories were filed."""
    with Place() as p:
        prepare(p, 40)
        shutil.copytree(p.state, p.path("backup"))
        grow(p, 90)
        read_all(p)
        grow(p, 100)
        shutil.rmtree(p.state)
        shutil.copytree(p.path("backup"), p.state)
        run = grow(p, 103)
        equal(run.returncode, 0, "with a restored state", run.stderr)
        ok("60 mails" in run.stderr, "what it doesn't know is found",
           run.stderr)
        equal(subjects(p.mail), titles(103), "nothing comes again")
        run = grow(p, 103)
        ok("mails that" not in run.stderr, "it is looked for once",
           run.stderr)


def test_gone():
    """Without any state, and without a feed's rows."""
    with Place() as p:
        prepare(p, 70)
        shutil.rmtree(p.state)
        grow(p, 72)
        equal(subjects(p.mail), titles(72), "the state was removed")
    for loss in ("DELETE FROM story; DELETE FROM feed",
                 "DELETE FROM story",
                 "DELETE FROM filing; DELETE FROM story; DELETE FROM feed "
                 "WHERE name = 'A'"):
        with Place() as p:
            prepare(p, 70)
            db = sqlite3.connect(database(p))
            db.execute("PRAGMA foreign_keys = ON")
            db.executescript(loss)
            db.close()
            run = grow(p, 72)
            equal(subjects(p.mail), titles(72), "after " + loss, run.stderr)


def test_targets():
    """What is in one topic's maildir is still filed in another's."""
    conf = ("deliver: maildir:%s/{topic}\ntopics:\n  four: [story 000*]\n"
            "  five: [story 0005]\n  all: [story]\n"
            "feeds: [{url: 'file://%%s', name: A}]\n")
    with Place() as p:
        feed = p.write("feed.xml", rss(*stories(12)))
        p.conf((conf % p.path("M")) % feed, deliver=False)
        p.once_all()
        counts = [len(maildir(p.path("M/" + t)))
                  for t in ("four", "five", "all")]
        equal(counts, [10, 1, 12], "three maildirs")
        shutil.rmtree(p.path("M/five"))
        overwrite(p, 0, b"\0" * 100)
        run = p.once_all()
        counts = [len(maildir(p.path("M/" + t)))
                  for t in ("four", "five", "all")]
        equal(counts, [10, 1, 12], "each has its own again", run.stderr)


if has_dbstat():
    run_tests(test_damaged_file, test_told_where, test_told_once,
              test_damaged_pages, test_damaged_daemon, test_older, test_gone,
              test_targets)
else:
    run_tests(test_damaged_file, test_told_where, test_told_once,
              test_older, test_gone, test_targets)
