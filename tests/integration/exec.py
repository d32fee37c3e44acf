"""Commands as targets: each story's item on their standard input, once as
far as they say that they have it."""

import json
import os
import random
import re
import signal
import subprocess
import time

from kit import (NEWSIEVED, Place, equal, few_kills, is_sanitized, item,
                 kill_within, maildir, ok, rss, run_tests, wait_for)


def script(p, text, name="cmd"):
    path = p.write(name, "#!/bin/sh\n" + text)
    os.chmod(path, 0o755)
    return path


def stories(n, first=0):
    return [item(i, "Story %d" % i) for i in range(first, first + n)]


def conf(p, command, items, extra="", more=""):
    feed = p.write("feed.xml", rss(*items))
    p.conf("%sdeliver: [\"exec:%s\"%s]\nfeeds:\n"
           "  - {url: 'file://%s', name: A}\n" % (
               extra, command.replace("\\", "\\\\").replace('"', '\\"'),
               more, feed), deliver=False)


def taken(p, name="out"):
    """Titles in the order they came, from items one behind the other."""
    if not os.path.exists(p.path(name)):
        return []
    with open(p.path(name), encoding="utf-8") as f:
        text = f.read()
    found, decoder, at = [], json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value["title"])
        at = re.compile(r"\s*").match(text, at).end()
    return found


def waiting(p):
    feeds = json.loads(p.ctl("--json", "status").stdout)
    return feeds[0].get("waiting")


def running(p, word):
    """Processes whose arguments hold word."""
    found = []
    for pid in os.listdir("/proc"):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                if word.encode() in f.read():
                    found.append(int(pid))
        except OSError:
            continue
    return [i for i in found if i != os.getpid()]


def test_items():
    with Place() as p:
        cmd = script(p, 'cat >> "$1"; printf "%s\\n" "$2" "$3" > "$1.args"\n'
                     'env > "$1.env"; ls /proc/self/fd > "$1.fd"; pwd >> '
                     '"$1.fd"; ulimit -n >> "$1.fd"\n', name="a b")
        conf(p, "'%s' %s \"it's\" \\$HOME*" % (cmd, p.path("out")),
             stories(3), more=", 'maildir:%s'" % p.mail)
        check = subprocess.run([NEWSIEVED, "-n", "-f", p.conf_path],
                               capture_output=True, text=True, check=False)
        equal(check.returncode, 0, "the configuration is good", check.stderr)
        p.once(expect=0, env={"SECRET": "x", "TZ": "UTC"})
        equal(taken(p), ["Story 0", "Story 1", "Story 2"],
              "all items, in the feed's order")
        equal(len(maildir(p.mail)), 3, "mails beside them")
        with open(p.path("out.args"), encoding="ascii") as f:
            equal(f.read(), "it's\n$HOME*\n", "words, without a shell")
        with open(p.path("out.env"), encoding="ascii") as f:
            names = {line.split("=")[0] for line in f}
        ok("SECRET" not in names and "PATH" in names and "TZ" in names,
           "a clean environment", names)
        with open(p.path("out.fd"), encoding="ascii") as f:
            got = f.read().split()
        equal((got[:3], got[-2:]), (["0", "1", "2"], ["/", "1024"]),
              "standard descriptors, / and a common limit")
        ok(len(got) <= 7, "no descriptor of ours", got)
        p.once_all()
        equal(len(taken(p)), 3, "none comes again")


def test_failing():
    """What fails is tried again; 65 is refused for good; others go on."""
    with Place() as p:
        cmd = script(p, 'i=$(cat)\ncase $i in *"Story 1"*)\n'
                     '  test -e %s || { echo no room >&2; echo more >&2; '
                     'exit 75; };;\n*"Story 2"*) echo bad >&2; exit 65;; '
                     'esac\necho "$i" >> %s\n' % (p.path("go"),
                                                  p.path("out")))
        conf(p, cmd, stories(4))
        run = p.once(expect=0)
        equal(taken(p), ["Story 0", "Story 3"], "the others arrive")
        ok(re.search("A: waits for exec:.*: exited with 75: no room\n",
                     run.stderr), "why, in its words", run.stderr)
        ok(re.search("A: refused for good by exec:.*: exited with 65: bad\n",
                     run.stderr), "what is refused is said", run.stderr)
        p.once_all()
        equal(len(taken(p)), 2, "it waits on")
        d = p.start().wait_note("READY=1")
        told = wait_for(lambda: [w for w in waiting(p) or [] if w["error"]],
                        "status")
        equal((told[0]["mails"], told[0]["error"]),
              (1, "exited with 75: no room"), "status tells")
        ok("1 mail waits for exec:" in p.ctl("status").stdout,
           "also people", p.ctl("status").stdout)
        p.write("go", "")
        wait_for(lambda: len(taken(p)) == 3, "the one that waited")
        wait_for(lambda: waiting(p) is None, "nothing waits")
        equal(d.stop()[0], 0, "the end")
        p.once_all()
        equal(sorted(taken(p)), ["Story 0", "Story 1", "Story 3"],
              "each once, the refused one never")


def test_broken():
    """A command that isn't there holds up nothing else."""
    with Place() as p:
        conf(p, p.path("none"), stories(30), more=", 'maildir:%s'" % p.mail)
        run = p.once(expect=0)
        equal(len(maildir(p.mail)), 30, "mails are filed")
        equal(run.stderr.count("No such file"), 1, "said once", run.stderr)
        check = subprocess.run([NEWSIEVED, "-n", "-f", p.conf_path],
                               capture_output=True, text=True, check=False)
        ok(check.returncode == 2 and re.search(
            r"newsieved.yaml:7:\d+: deliver: .*/none can't be run: No such",
            check.stderr), "-n says so", check.stderr)
        script(p, "cat >> %s\n" % p.path("out"), name="none")
        p.once_all()
        equal(taken(p), ["Story %d" % i for i in range(30)],
              "it is tried again, in order")


def test_all_fail():
    with Place() as p:
        cmd = script(p, "echo x >> %s; exit 1\n" % p.path("runs"))
        conf(p, cmd, stories(50))
        p.once(expect=0)
        with open(p.path("runs"), encoding="ascii") as f:
            equal(len(f.readlines()), 5, "five in a row are enough")


def test_hanging():
    """One that hangs, and what it has started, is killed."""
    with Place() as p:
        mark = "12%05d" % os.getpid()
        cmd = script(p, "case $(cat) in *'Story 0'*) "
                     "sleep %s & sleep %s;; esac\necho >> %s\n"
                     % (mark, mark, p.path("done")))
        conf(p, cmd, stories(2), extra="exec_timeout: 1s\n")
        begin = time.monotonic()
        run = p.once(expect=0)
        ok(time.monotonic() - begin < 30, "its time is limited")
        ok("not done within its time" in run.stderr, "said", run.stderr)
        ok(os.path.exists(p.path("done")), "the next had its turn")
        wait_for(lambda: not running(p, mark), "its processes are gone")


def test_forking():
    """What a command leaves running ends with it, and isn't waited for."""
    with Place() as p:
        mark = "13%05d" % os.getpid()
        cmd = script(p, "cat >> %s; sleep %s & sleep %s & exit 0\n"
                     % (p.path("out"), mark, mark))
        conf(p, cmd, stories(3))
        p.once(expect=0)
        equal(len(taken(p)), 3, "taken")
        wait_for(lambda: not running(p, mark), "nothing is left")


def test_output():
    """Much output stops nothing, and forges no line of the log."""
    with Place() as p:
        cmd = script(p, "head -c 3000000 /dev/zero | tr '\\0' x >&2\n"
                     "head -c 3000000 /dev/zero\n"
                     "cat > /dev/null; exit 3\n")
        conf(p, cmd, stories(1))
        run = p.once(expect=0)
        ok("exited with 3: xxx" in run.stderr and len(run.stderr) < 2000,
           "the beginning of a line", run.stderr[:3000])
        script(p, "printf 'a\\033[2J\\rnewsieved: forged\\nb' >&2; kill -9 $$")
        run = p.once_all()
        ok("\x1b" not in run.stderr and "(Killed): a" in run.stderr,
           "cleaned", run.stderr)
        script(p, "exec <&- >&- 2>&-; exit 0\n")
        p.once_all()
        script(p, "touch %s\n" % p.path("x"))
        p.once_all()
        ok(not os.path.exists(p.path("x")), "taken unread is taken, too")


def test_changed():
    """A target that is gone gives its stories back."""
    with Place() as p:
        conf(p, p.path("none"), stories(3))
        p.once(expect=0)
        cmd = script(p, "cat >> %s\n" % p.path("out"))
        conf(p, cmd, stories(3))
        run = p.once_all()
        ok("3 mails waited for targets" in run.stderr, "said", run.stderr)
        equal(taken(p), ["Story 0", "Story 1", "Story 2"],
              "they go where it says now")
        p.once_all()
        equal(len(taken(p)), 3, "once")


def test_reload():
    """A reload and the end wait for a command; a pause is over at reload."""
    with Place() as p:
        cmd = script(p, "touch %s; while ! test -e %s; do sleep 0.05; done; "
                     "cat >> %s\n" % (p.path("begun"), p.path("go"),
                                      p.path("out")))
        conf(p, cmd, stories(1))
        d = p.start().wait_note("READY=1")
        wait_for(lambda: os.path.exists(p.path("begun")), "it runs")
        d.send(signal.SIGHUP)
        d.wait_note("RELOADING")
        p.write("go", "")
        d.wait_log("the configuration is reloaded")
        equal(taken(p), ["Story 0"], "it wasn't broken off")
        os.unlink(p.path("go"))
        os.unlink(p.path("begun"))
        p.write("feed.xml", rss(*stories(2)))
        p.ctl("poll", "A")
        wait_for(lambda: os.path.exists(p.path("begun")), "the next")
        d.send(signal.SIGTERM)
        d.wait_log("stopping on signal")
        p.write("go", "")
        equal(d.stop(0)[0], 0, "the end")
        p.once_all()
        equal(taken(p), ["Story 0", "Story 1"], "nor was this one")


def test_updates():
    """A command gets an edited story again."""
    for mode, times in (("ignore", 1), ("reply", 2), ("replace", 2)):
        with Place() as p:
            cmd = script(p, "cat >> %s\n" % p.path("out"))
            extra = "defaults: {updates: %s}\n" % mode
            conf(p, cmd, [item(1, "Harbour closed", "Two piers burnt.")],
                 extra=extra)
            p.once(expect=0)
            conf(p, cmd, [item(1, "Harbour closed", "Three piers sank.")],
                 extra=extra)
            p.once_all()
            equal(taken(p), ["Harbour closed"] * times, "updates: " + mode)


def test_flood():
    """What is held back is carried when it is released."""
    with Place() as p:
        cmd = script(p, "cat >> %s\n" % p.path("out"))
        few = [item(i, "Fresh %d" % i, date=0) for i in range(3)]
        conf(p, cmd, few)
        p.once(expect=0)
        conf(p, cmd, few + [item(i, "Old %d" % i, date=30)
                            for i in range(100, 130)])
        p.once_all()
        equal(len(taken(p)), 4, "a notice, no old ones")
        p.start().wait_note("READY=1")
        p.ctl("release", "A")
        wait_for(lambda: len(taken(p)) == 34, "released")


def test_killed():
    """kill -9 at random moments: nothing is lost, and no more comes twice
    than what was under way then."""
    rng, seconds, kills, passes = random.Random(), 0.3, 0, 0
    with Place() as p:
        cmd = script(p, "i=$(cat)\necho \"$i\" >> %s\n" % p.path("out"))
        while kills < (5 if few_kills() else 25) and passes < 200:
            passes += 1
            conf(p, cmd, [item(i, "Story %d" % i, date=0)
                          for i in range(4 * passes)])
            with open(p.path("log"), "ab") as log:
                run = subprocess.Popen(
                    [NEWSIEVED, "-f", p.conf_path, "--once=all"],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)
                killed = kill_within(run, rng.uniform(0, seconds))
            kills += killed
            seconds *= 1.1 if killed else 0.9
        p.once_all()
        got = taken(p)
        equal(set(got), {"Story %d" % i for i in range(4 * passes)},
              "%d of %d passes killed, nothing is lost" % (kills, passes))
        ok(len(got) - len(set(got)) <= kills, "%d came twice" % (
            len(got) - len(set(got))))


if is_sanitized():
    tests = [test_items, test_failing, test_hanging, test_forking,
             test_reload, test_killed]
else:
    tests = [test_items, test_failing, test_broken, test_all_fail,
             test_hanging, test_forking, test_output, test_changed,
             test_reload, test_updates, test_flood, test_killed]
run_tests(*tests)
