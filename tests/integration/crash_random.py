"""kill -9 at random moments, hundreds of times: no story is lost, none comes
twice, nothing stays in tmp/, and the state is whole after each."""

import os
import random
import sqlite3
import subprocess
import time

from kit import (DEADLINE, NEWSIEVED, Place, equal, few_kills, item,
                 kill_within, leftovers, maildir, ok, rss, run_tests, subjects)

SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 10**6)
KILLS = 100
rng = random.Random(SEED)
print("# CRASH_SEED=%d" % SEED)


def write_feed(p, name, first, last):
    """Stories of today, which are no flood however many they are."""
    return p.write(name, rss(*[
        item(i, "Story %04d" % i, "The text of story %d." % i, date=0)
        for i in range(last - 1, first - 1, -1)]))


def read_some(p):
    """A mail client moves about half of what is new."""
    new = os.path.join(p.mail, "new")
    for name in os.listdir(new) if os.path.isdir(new) else ():
        if rng.random() < 0.5:
            os.rename(os.path.join(new, name),
                      os.path.join(p.mail, "cur", name + ":2,S"))


def integrity(p):
    path = os.path.join(p.state, "state.db")
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return "ok"
    db = sqlite3.connect(path, timeout=DEADLINE)
    try:
        return db.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        db.close()


DAMAGED = "The state of newsieve was damaged and is made anew"


def killed_pass(p, seconds):
    """Whether it was still running when it was killed."""
    run = subprocess.Popen(
        [NEWSIEVED, "-f", p.conf_path, "--once=all"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return kill_within(run, rng.uniform(0, seconds))


def problems(p, want, last=False):
    found = []
    got = [s for s in subjects(p.mail) if s != DAMAGED]
    if len(set(got)) != len(got):
        found.append("twice: %r" % sorted(s for s in got
                                          if got.count(s) > 1))
    if last and sorted(set(got)) != want:
        found.append("lost: %r" % sorted(set(want) - set(got)))
    if last and leftovers(p.mail):
        found.append("in tmp/: %r" % leftovers(p.mail))
    if integrity(p) != "ok":
        found.append("integrity_check: " + integrity(p))
    return found


def duration(p):
    begin = time.monotonic()
    p.once_all()
    return time.monotonic() - begin


def test_passes():
    """A state that goes on from kill to kill; two feeds share stories."""
    wrong, killed, count = [], 0, 6
    with Place() as p:
        p.conf("feeds:\n  - {url: 'file://%s', name: A}\n"
               "  - {url: 'file://%s', name: B}\n" % (
                   write_feed(p, "a.xml", 0, count),
                   write_feed(p, "b.xml", 3, count + 2)))
        seconds = duration(p)
        for number in range(KILLS):
            count += 1
            write_feed(p, "a.xml", 0, count)
            write_feed(p, "b.xml", count - 3, count + 2)
            dead = killed_pass(p, seconds)
            killed += dead
            # As long as a pass takes, on whatever machine, just now.
            seconds *= 1.04 if dead else 0.9
            if rng.random() < 0.3:
                read_some(p)
            wrong += ["%d: %s" % (number, f) for f in problems(p, [])]
        run = p.once_all()
        equal(run.returncode, 0, "the last pass ends well", run.stderr)
        wrong += problems(p, ["Story %04d" % i for i in range(count + 2)],
                          last=True)
        equal(wrong, [], "%d passes killed of %d" % (killed, KILLS))
        ok(killed > KILLS / 2, "most were killed before their end")


def test_release():
    """A flood that is held, and released by a daemon that is killed."""
    wrong, want = [], sorted("Old %03d" % i for i in range(60))
    for number in range(12):
        with Place() as p:
            few = [item(i, "Fresh", date=0) for i in range(900, 903)]
            p.conf("feeds: [{url: 'file://%s', name: A}]\n" % p.write(
                "feed.xml", rss(*few)))
            p.once_all()
            p.write("feed.xml", rss(*[item(i, "Old %03d" % i, date=30)
                                      for i in range(60)], *few))
            if number % 2:
                killed_pass(p, 0.3)
            p.once_all()
            before = sum(s.startswith("Old") for s in subjects(p.mail))
            d = p.start().wait_note("READY=1")
            p.ctl("release", "A")
            kill_within(d.process, rng.uniform(0, 0.1))
            d.kill()
            p.once_all()
            got = sorted(m["Subject"] for m in maildir(p.mail)
                         if m["Subject"].startswith("Old"))
            if before or got != want or leftovers(p.mail) or \
                    integrity(p) != "ok":
                wrong.append((number, before, got, leftovers(p.mail)))
    equal(wrong, [], "12 floods released and killed")


def test_damaged():
    """A state that is damaged, and whose rebuilding is killed."""
    wrong, count = [], 30
    with Place() as p:
        p.conf("feeds: [{url: 'file://%s', name: A}]\n" % write_feed(
            p, "a.xml", 0, count))
        seconds = duration(p)
        for number in range(15):
            with open(os.path.join(p.state, "state.db"), "r+b") as f:
                f.write(rng.randbytes(4096))
            count += 1
            write_feed(p, "a.xml", 0, count)
            killed_pass(p, seconds)
            read_some(p)
            killed_pass(p, seconds)
            run = p.once_all()
            if run.returncode != 0:
                wrong.append("%d: %s" % (number, run.stderr))
            wrong += ["%d: %s" % (number, f) for f in problems(
                p, ["Story %04d" % i for i in range(count)], last=True)]
            told = [m["Message-ID"] for m in maildir(p.mail)
                    if m["Subject"] == DAMAGED]
            if not number < len(set(told)) == len(told) <= number + 1:
                wrong.append("%d: told of: %r" % (number, told))
    equal(wrong, [], "15 times damaged, and killed twice each")


if few_kills():
    run_tests(test_release)
else:
    run_tests(test_passes, test_release, test_damaged)
