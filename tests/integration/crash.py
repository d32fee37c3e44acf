"""kill -9 before every system call of a delivery that changes a file, one
run each: no story is lost, none comes twice, nothing stays in tmp/.

The kills are placed by strace's fault injection into the parent process,
which is the only one that writes files."""

import os
import sqlite3
import subprocess

from kit import (DEADLINE, NEWSIEVED, Place, can_trace, equal, few_kills, item,
                 leftovers, maildir, ok, read_all, rss, run_tests, skip_all,
                 subjects)

STORIES = [item(i, "Story %d of the crash" % i, "Text %d." % i)
           for i in range(1, 6)]
NOTICE = "The state of newsieve was damaged and is made anew"
WANT = sorted("Story %d of the crash" % i for i in range(1, 6))

# Calls that create, fill, name or remove files; others change nothing.
KILLED = ("fsync", "fdatasync", "pwrite64", "link,linkat", "unlink,unlinkat",
          "write", "open,openat", "mkdir,mkdirat", "ftruncate")
FAILED = (("fsync", "EIO"), ("link,linkat", "ENOSPC"),
          ("fdatasync", "EIO"), ("pwrite64", "ENOSPC"))


def prepare(p, stories=None):
    feed = p.write("feed.xml", rss(*(stories or STORIES)))
    p.conf("feeds:\n  - {url: 'file://%s', name: A}\n" % feed)


def traced(p, call, action):
    return subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "trace=" + call, "-e",
         "inject=%s:%s" % (call, action), NEWSIEVED, "-f", p.conf_path,
         "--once=all"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, timeout=DEADLINE, check=False,
        env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))


def problems(p, want=None):
    """What is wrong after recovery, in words; nothing when all is well."""
    run = p.once_all()
    found = []
    if run.returncode != 0:
        found.append("recovery exits with %d: %s" % (run.returncode,
                                                     run.stderr))
    got = subjects(p.mail)
    if got != (want or WANT):
        found.append("mails: %r %s" % (got, run.stderr))
    if leftovers(p.mail):
        found.append("left in tmp/: %r" % leftovers(p.mail))
    for name in os.listdir(p.state):
        if name.endswith((".db", ".sqlite", ".sqlite3")):
            db = sqlite3.connect(os.path.join(p.state, name))
            answer = db.execute("PRAGMA integrity_check").fetchone()[0]
            db.close()
            if answer != "ok":
                found.append("integrity_check: " + answer)
    return found


def kill_at(call, number, reader):
    """Whether the run was killed, and what was wrong after it."""
    with Place() as p:
        prepare(p)
        run = traced(p, call, "signal=KILL:when=%d" % number)
        killed = run.returncode in (-9, 137)
        if reader:
            read_all(p)
        return killed, problems(p)


def first_number(call):
    """Of the first of these calls after the program has been loaded."""
    with Place() as p:
        prepare(p)
        subprocess.run(
            ["strace", "-o", p.path("calls"), "-e", "trace=openat," + call,
             NEWSIEVED, "-f", p.conf_path, "--once=all"], check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=DEADLINE,
            env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        counts = dict.fromkeys(call.split(","), 0)
        with open(p.path("calls"), encoding="utf-8") as calls:
            for line in calls:
                name = line.split("(")[0]
                if "state.lock" in line:
                    break
                if name in counts:
                    counts[name] += 1
        return max(counts.values()) or 1


def test_kills():
    total = 0
    for call in KILLED:
        begin = first_number(call)
        wrong, number = [], begin
        while True:
            killed, found = kill_at(call, number, number % 2 == 0)
            wrong += ["%s %d: %s" % (call, number, f) for f in found]
            if not killed or number > 400:
                break
            number += 1
            total += 1
        equal(wrong, [], "killed before each %s, %d times" % (
            call, number - begin))
    ok(total > 150, "the kills were many: %d" % total)


def test_failures():
    for call, error in FAILED:
        wrong = []
        for number in range(1, 13):
            with Place() as p:
                prepare(p)
                traced(p, call, "error=%s:when=%d" % (error, number))
                wrong += ["%s %d: %s" % (call, number, f)
                          for f in problems(p)]
        equal(wrong, [], "%s fails with %s at each of 12 places" % (call,
                                                                    error))


def test_killed_twice():
    """A crash in the recovery from a crash."""
    wrong = []
    for first in range(1, 8):
        for second in range(1, 4):
            with Place() as p:
                prepare(p)
                traced(p, "fsync", "signal=KILL:when=%d" % first)
                traced(p, "fsync,fdatasync,unlink,unlinkat",
                       "signal=KILL:when=%d" % second)
                wrong += ["%d, %d: %s" % (first, second, f)
                          for f in problems(p)]
    equal(wrong, [], "killed again while recovering")


def test_slices():
    """A document of more mails than are filed in one turn."""
    many = [item(i, "Story %03d of many" % i) for i in range(150)]
    want = ["Story %03d of many" % i for i in range(150)]
    wrong, between = [], 0
    for number in range(20, 170, 10):
        with Place() as p:
            prepare(p, many)
            traced(p, "fsync", "signal=KILL:when=%d" % number)
            new = os.path.join(p.mail, "new")
            filed = len(os.listdir(new)) if os.path.isdir(new) else 0
            between += 0 < filed < 150
            wrong += ["%d: %s" % (number, f) for f in problems(p, want)]
    equal(wrong, [], "killed amid the slices of a large document")
    ok(between > 3, "and with a part of it filed: %d times" % between)


def test_rebuilding():
    """Killed while a damaged state is replaced."""
    for call in ("rename,renameat2", "fsync", "fdatasync", "unlink,unlinkat"):
        wrong, number = [], 1
        while True:
            with Place() as p:
                prepare(p, STORIES[:4])
                p.once_all()
                with open(os.path.join(p.state, "state.db"), "r+b") as f:
                    f.write(b"no data base")
                prepare(p)
                run = traced(p, call, "signal=KILL:when=%d" % number)
                wrong += ["%s %d: %s" % (call, number, f)
                          for f in problems(p, sorted([*WANT, NOTICE]))]
            if run.returncode not in (-9, 137) or number > 60:
                break
            number += 1
        equal(wrong, [], "rebuilding killed before each %s, %d times" % (
            call, number - 1))


EDITED = [item(i, "Story %d of the crash" % i, "Words, %s." % word)
          for i, word in enumerate(("one", "two", "three", "four", "five"), 1)]


def edit_problems(p, mode, seen):
    """After an edit of all stories: none is lost, untold or told twice, and
    flags are as they were."""
    found = problems(p, sorted(WANT + ["Re: " + w for w in WANT])
                     if mode == "reply" else None)
    for mail in maildir(p.mail):
        name = os.path.basename(mail.path)
        reply = mail["Subject"].startswith("Re:")
        if mode == "replace" and ("Words" not in mail.text or
                                  "Text" in mail.text):
            found.append("the old text: " + name)
        if seen and not reply and not name.endswith(":2,S"):
            found.append("without its flags: " + name)
    return found


def kill_edit(mode, call, number):
    with Place() as p:
        feed = p.write("feed.xml", rss(*STORIES))
        p.conf("feeds:\n  - {url: 'file://%s', name: A, updates: %s}\n" % (
            feed, mode))
        p.once_all()
        if number % 2 == 0:
            read_all(p)
        p.write("feed.xml", rss(*EDITED))
        run = traced(p, call, "signal=KILL:when=%d" % number)
        return run.returncode in (-9, 137), edit_problems(
            p, mode, number % 2 == 0)


def test_edits():
    """Killed while edits are told, or put in the old mails' places."""
    for mode in ("reply", "replace"):
        total, wrong = 0, []
        for call in ("rename,renameat2", "link,linkat", "fsync", "fdatasync",
                     "unlink,unlinkat"):
            number, killed = 1, True
            while killed and number < 200:
                killed, found = kill_edit(mode, call, number)
                wrong += ["%s %d: %s" % (call, number, f) for f in found]
                total += killed
                number += 1
        equal(wrong, [], "edits, %s: killed at %d calls" % (mode, total))
        ok(total > 20, "the kills were many: %d" % total)


if not can_trace():
    skip_all("strace is missing or may not trace")
if few_kills():
    run_tests(test_failures)
else:
    run_tests(test_kills, test_failures, test_killed_twice, test_slices,
              test_rebuilding, test_edits)
