"""What the integration tests share: TAP, a scratch directory with a
configuration, newsieved run once or as a daemon, and looks into maildirs."""

import email
import email.policy
import email.utils
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

BUILD = os.environ.get("top_builddir", ".")
SOURCE = os.environ.get("top_srcdir", ".")
NEWSIEVED = os.path.join(BUILD, "newsieved")
NEWSIEVECTL = os.path.join(BUILD, "newsievectl")
DEADLINE = 60

_count = 0
_failed = 0


def ok(good, name, *details):
    """One check; details are printed where it fails."""
    global _count, _failed
    _count += 1
    if not good:
        _failed += 1
    print(("ok" if good else "not ok"), _count, "-", name)
    if not good:
        caller = traceback.extract_stack()[-2]
        if caller.name == "equal":
            caller = traceback.extract_stack()[-3]
        print("#   at line", caller.lineno)
        for d in details:
            for line in str(d).splitlines():
                print("#   " + line)
    sys.stdout.flush()
    return good


def equal(got, want, name, *details):
    return ok(got == want, name, "got:  %r" % (got,), "want: %r" % (want,),
              *details)


def skip_all(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def done():
    print("1..%d" % _count)
    sys.exit(1 if _failed else 0)


def run_tests(*tests):
    """Calls each; one that raises counts as failed."""
    for test in tests:
        try:
            test()
        except Exception:  # pylint: disable=broad-except
            ok(False, test.__name__ + " raised", traceback.format_exc())
    done()


def wait_for(condition, what, seconds=DEADLINE):
    """Polls until condition() is true and returns it; raises after that."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError("waited %d s for %s" % (seconds, what))
        time.sleep(0.01)


def is_sanitized():
    """Whether the programs are built with the address sanitizer."""
    with open(NEWSIEVED, "rb") as program:
        return b"__asan_init" in program.read()


def few_kills():
    """Whether each start takes long, or all kills are made elsewhere."""
    return is_sanitized() or "NEWSIEVE_FEW_KILLS" in os.environ


def must_be_sane(output):
    """A sanitizer's word counts wherever it is heard, whatever the exit
    status: a process that died of it may look like a feed that failed."""
    if re.search(r"runtime error:|(Address|Leak|UndefinedBehavior)Sanitizer",
                 output):
        raise RuntimeError(output)


def kill_within(process, seconds):
    """kill -9 unless it ends by itself before; whether that was needed."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() == -signal.SIGKILL


class Mail:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as f:
            self.raw = f.read()
        self.message = email.message_from_bytes(
            self.raw, policy=email.policy.default)

    def __getitem__(self, name):
        value = self.message[name]
        return None if value is None else str(value)

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()


def maildir(path):
    """All mails of new/ and cur/, by subject."""
    mails = []
    for sub in ("new", "cur"):
        folder = os.path.join(path, sub)
        if os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                mails.append(Mail(os.path.join(folder, name)))
    return sorted(mails, key=lambda m: m["Subject"] or "")


def subjects(path):
    return [m["Subject"] for m in maildir(path)]


def leftovers(path):
    folder = os.path.join(path, "tmp")
    return os.listdir(folder) if os.path.isdir(folder) else []


def has_dbstat():
    """Whether SQLite tells which page holds what."""
    db = sqlite3.connect(":memory:")
    try:
        db.execute("SELECT * FROM dbstat")
    except sqlite3.OperationalError:
        return False
    finally:
        db.close()
    return True


def can_trace():
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"],
                          stderr=subprocess.DEVNULL, check=False
                          ).returncode == 0


def read_all(p):
    """A mail client comes by: everything in new/ is moved to cur/."""
    new = os.path.join(p.mail, "new")
    if os.path.isdir(new):
        for name in os.listdir(new):
            os.rename(os.path.join(new, name),
                      os.path.join(p.mail, "cur", name + ":2,S"))


class Place:
    """A scratch directory with configuration, state and mail; with memory
    it is no disk's, where the system has such a place."""

    def __init__(self, memory=False):
        # Short, since a Unix socket's path must fit into 107 bytes.
        self.dir = tempfile.mkdtemp(
            prefix="nsv", dir="/dev/shm" if memory and
            os.access("/dev/shm", os.W_OK | os.X_OK) else "/tmp")
        self.conf_path = os.path.join(self.dir, "newsieved.yaml")
        self.mail = os.path.join(self.dir, "Mail")
        self.socket = os.path.join(self.dir, "sock")
        self.state = os.path.join(self.dir, "state")
        self.daemon = None

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.daemon:
            self.daemon.kill()
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, data):
        path = self.path(name)
        with open(path + "~", "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        os.rename(path + "~", path)
        return path

    def conf(self, text, deliver=True, workers=1):
        """Writes the configuration: the usual head, then text."""
        head = "state: %s\nsocket: %s\ndomain: news.example\n" % (
            self.state, self.socket)
        head += "workers: %d\nhost_interval: 0s\nallow_private: yes\n" % (
            workers)
        if deliver:
            head += "deliver: maildir:%s\n" % self.mail
        self.write("newsieved.yaml", head + text)
        return self

    def once(self, *args, expect=None, env=None, wrap=()):
        """One pass; returns the CompletedProcess, text decoded."""
        p = subprocess.run(
            [*wrap, NEWSIEVED, "-f", self.conf_path, "--once", *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=DEADLINE * 2, text=True,
            env=dict(os.environ, **(env or {})), check=False)
        must_be_sane(p.stderr)
        if expect is not None:
            equal(p.returncode, expect, "--once exits with %d" % expect,
                  p.stdout, p.stderr)
        return p

    def once_all(self, **kw):
        p = subprocess.run(
            [NEWSIEVED, "-f", self.conf_path, "--once=all"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=DEADLINE * 2, text=True,
            check=False, **kw)
        must_be_sane(p.stderr)
        return p

    def start(self, *args, env=None):
        self.daemon = Daemon(self, args, env or {})
        return self.daemon

    def ctl(self, *args):
        if self.daemon:
            self.daemon.read_notes()
        return subprocess.run(
            [NEWSIEVECTL, "-s", self.socket, *args], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=DEADLINE, check=False)

    def status(self, name):
        """What newsievectl says of a feed."""
        run = self.ctl("--json", "status", name)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        return json.loads(run.stdout)[0]


class Daemon:
    """newsieved with a notification socket; ready when it said so."""

    def __init__(self, place, args, env):
        self.notes = []
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(place.path("notify"))
        self.notify.setblocking(False)
        self.log_path = place.path("log")
        self.log_file = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [NEWSIEVED, "-f", place.conf_path, *args],
            stdin=subprocess.DEVNULL, stdout=self.log_file,
            stderr=self.log_file,
            env=dict(os.environ, NOTIFY_SOCKET=place.path("notify"), **env))
        self.place = place

    @property
    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def read_notes(self):
        """A full queue of them would hold up the daemon."""
        while self.notify.fileno() != -1:
            try:
                self.notes.append(self.notify.recv(4096).decode())
            except BlockingIOError:
                return

    def noted(self, word, times=1):
        """Whether a notification with word came at least so many times."""
        self.read_notes()
        return sum(word in n for n in self.notes) >= times

    def wait_note(self, word, times=1, seconds=DEADLINE):
        def arrived():
            if self.noted(word, times):
                return True
            if self.process.poll() is not None:
                raise RuntimeError("newsieved ended:\n" + self.log)
            return False
        wait_for(arrived, "notification " + word, seconds)
        return self

    def wait_log(self, pattern):
        return wait_for(lambda: re.search(pattern, self.log),
                        "log line %s; the log:\n%s" % (pattern, self.log))

    def children(self, role):
        """Process ids of the children of this role."""
        pids = []
        for pid in os.listdir("/proc"):
            if not pid.isdigit():
                continue
            try:
                with open("/proc/%s/stat" % pid, encoding="ascii",
                          errors="replace") as f:
                    ppid = int(f.read().rsplit(")", 1)[1].split()[1])
                with open("/proc/%s/cmdline" % pid, "rb") as f:
                    title = f.read().split(b"\0")[0].decode()
            except (OSError, ValueError, IndexError):
                continue
            if ppid == self.process.pid and title == "newsieved: " + role:
                pids.append(int(pid))
        return pids

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Ends it; returns exit status and seconds it took."""
        self.read_notes()
        begin = time.monotonic()
        self.send(number)
        status = self.process.wait(timeout=DEADLINE)
        self.read_notes()
        took = time.monotonic() - begin
        self._close()
        must_be_sane(self.log)
        return status, took

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._close()

    def _close(self):
        self.notify.close()
        self.log_file.close()
        if os.path.exists(self.place.path("notify")):
            os.unlink(self.place.path("notify"))
        if self.place.daemon is self:
            self.place.daemon = None


def rss(*items, title="A feed", extra=""):
    """An RSS 2.0 document of items made by item()."""
    return ("<?xml version='1.0' encoding='utf-8'?>\n"
            "<rss version='2.0'><channel><title>%s</title>"
            "<link>http://news.example/</link>%s%s</channel></rss>\n"
            % (title, extra, "".join(items)))


def item(number, title, body="", guid=True, link=True, date=True):
    """A story; guid, link and date may be False, True or a text of their
    own, a date also days before now."""
    out = "<item><title>%s</title>" % title
    if link:
        out += "<link>%s</link>" % (
            link if isinstance(link, str) else
            "http://news.example/story/%d" % number)
    if guid:
        out += "<guid isPermaLink='false'>%s</guid>" % (
            guid if isinstance(guid, str) else "story-%d" % number)
    if isinstance(date, int) and not isinstance(date, bool):
        date = email.utils.formatdate(time.time() - date * 86400)
    if isinstance(date, str):
        out += "<pubDate>%s</pubDate>" % date
    elif date:
        out += "<pubDate>Sun, 01 Mar 2026 12:%02d:00 GMT</pubDate>" % (
            number % 60)
    return out + "<description>%s</description></item>" % body
