"""The wire between the roles, spoken from Python: base/pack.h, ipc/wire.h,
ipc/message.h and the fetch role's part of conf/slice.h."""

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import time

VERSION = 1
CONFIG, FETCH, FETCH_STARTED, FETCH_DONE, TAKEN = 1, 2, 3, 4, 7
FETCH_OK, FETCH_UNCHANGED, FETCH_STATUS, FETCH_FAILED = range(4)
SLICE_FETCH = 0xf2                      # version of the slice
MESSAGE_MAX = 64 * 1024
DEADLINE = 30

# Linux's, which Python's fcntl knows from 3.9 on.
SEALS = (fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW |
         fcntl.F_SEAL_WRITE)


def u8(n):
    return struct.pack("<B", n)


def u16(n):
    return struct.pack("<H", n)


def u32(n):
    return struct.pack("<I", n)


def u64(n):
    return struct.pack("<Q", n)


def i64(n):
    return struct.pack("<q", n)


def data(b):
    b = b.encode() if isinstance(b, str) else b
    return u32(len(b)) + b


def string(s):
    if s is None:
        return u32(0xffffffff)
    s = s.encode() if isinstance(s, str) else s
    return data(s + b"\0")


class Reader:
    def __init__(self, raw):
        self.raw = raw

    def take(self, n):
        if n > len(self.raw):
            raise ValueError("the message is short")
        head, self.raw = self.raw[:n], self.raw[n:]
        return head

    def number(self, form):
        return struct.unpack("<" + form,
                             self.take(struct.calcsize("<" + form)))[0]

    def data(self):
        return self.take(self.number("I"))

    def string(self):
        n = self.number("I")
        if n == 0xffffffff:
            return None
        s = self.take(n)
        if s[-1:] != b"\0" or b"\0" in s[:-1]:
            raise ValueError("a string without its end")
        return s[:-1].decode("utf-8", "surrogateescape")

    def end(self):
        if self.raw:
            raise ValueError("the message is long")


def memfd(content):
    fd = os.memfd_create("test", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(fd, content)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, SEALS)
    return fd


def header(kind, poll):
    return u8(VERSION) + u8(kind) + u64(poll)


def fetch(poll, url, feed=0, etag=b"", last_modified=b"", kind=0):
    return (header(FETCH, poll) + u8(kind) + u32(feed) + string(url) +
            data(etag) + data(last_modified))


class Done:
    """WIRE_FETCH_DONE; body is the memfd's content, or None."""

    def __init__(self, poll, raw, fds):
        r = Reader(raw)
        self.poll = poll
        self.result = r.number("B")
        self.status = r.number("H")
        self.error = r.string()
        self.url = r.string()
        self.moved = r.string()
        self.content_type = r.string()
        self.content_location = r.string()
        self.etag = r.data()
        self.last_modified = r.data()
        self.max_age = r.number("q")
        self.retry_after = r.number("q")
        self.size = r.number("Q")
        self.received = r.number("Q")
        self.digest = r.take(16)
        r.end()
        self.sealable = None
        self.body = None
        self.at = time.monotonic()
        if fds:
            self.sealable = fcntl.fcntl(fds[0], fcntl.F_ADD_SEALS, SEALS) == 0
            self.body = os.pread(fds[0], os.fstat(fds[0]).st_size, 0)

    def __repr__(self):
        return "<Done %s>" % {k: v if not isinstance(v, bytes) or
                              len(v) < 100 else "%d bytes" % len(v)
                              for k, v in vars(self).items()}


class Feed:
    """A feed of the slice; the defaults let a test reach its own server."""

    def __init__(self, name="feed", user_agent="newsieve/test", headers=(),
                 user=None, password=None, proxy=None, ca=None, cert=None,
                 key=None, verify=True, timeout=20000, max_size=1 << 20,
                 allow_private="yes"):
        self.__dict__.update(locals())

    def packed(self):
        out = string(self.name) + string(self.user_agent)
        out += u32(len(self.headers))
        for name, value in self.headers:
            out += string(name) + string(value)
        out += string(self.user) + string(self.password)
        out += string(self.proxy)
        out += string(self.ca) + string(self.cert) + string(self.key)
        out += u8(self.verify) + i64(self.timeout) + u64(self.max_size)
        return out + self._packed_private()

    def _packed_private(self):
        if isinstance(self.allow_private, str):
            return u8(("no", "yes").index(self.allow_private)) + u32(0)
        out = u8(2) + u32(len(self.allow_private))
        for text in self.allow_private:
            address, bits = text.split("/")
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            raw = socket.inet_pton(family, address)
            out += u8(":" in address)
            out += raw.ljust(16, b"\0") + u8(int(bits))
        return out


def slice_of(feeds, max_connections=64, host_connections=1, host_interval=0):
    return (u8(SLICE_FETCH) + u64(max_connections) + u64(host_connections) +
            i64(host_interval) + u32(len(feeds)) +
            b"".join(f.packed() for f in feeds) +
            string("news.example") + u32(0))    # no accounts


class Role:
    """A role as a process, spoken to over its descriptor 3."""

    def __init__(self, argv, env=None):
        self.sock, theirs = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # A shell's redirections know only descriptors of one digit.
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import os, sys\n"
             "os.dup2(int(sys.argv[1]), 3)\n"
             "os.execv(sys.argv[2], sys.argv[2:])",
             str(theirs.fileno()), *argv],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=dict(os.environ, **(env or {})))
        theirs.close()
        self.started = []
        self.done = {}
        self.takes = True               # bodies are taken as they come

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def send(self, raw, *fds):
        socket.send_fds(self.sock, [raw], list(fds))

    def configure(self, content):
        fd = memfd(content)
        self.send(header(CONFIG, 0), fd)
        os.close(fd)

    def receive(self, seconds=DEADLINE):
        """Takes one message in; False at the end or when none came."""
        if not select.select([self.sock], [], [], max(0, seconds))[0]:
            return False
        raw, fds, flags, _ = socket.recv_fds(self.sock, MESSAGE_MAX, 4)
        if not raw:
            return False
        if raw[0] != VERSION or flags & socket.MSG_CTRUNC:
            raise ValueError("no message of ours")
        poll = struct.unpack("<Q", raw[2:10])[0]
        if raw[1] == FETCH_STARTED:
            self.started.append((poll, time.monotonic()))
        elif raw[1] == FETCH_DONE:
            if poll in self.done:
                raise ValueError("poll %d is done twice" % poll)
            self.done[poll] = Done(poll, raw[10:], fds)
            if fds and self.takes:
                self.take()
        else:
            raise ValueError("a message of type %d" % raw[1])
        for fd in fds:
            os.close(fd)
        return True

    def take(self):
        """Says that a body that came waits no more."""
        self.send(header(TAKEN, 0))

    def has_started(self, poll):
        return any(p == poll for p, _ in self.started)

    def wait(self, poll, seconds=DEADLINE):
        """The answer to this poll."""
        end = time.monotonic() + seconds
        while poll not in self.done:
            if not self.receive(end - time.monotonic()):
                raise TimeoutError("no answer to poll %d: %s" % (
                    poll, self.end()))
        return self.done[poll]

    def end(self):
        """Closes the wire; what the process says at its end."""
        self.sock.close()
        try:
            text = self.process.communicate(timeout=DEADLINE)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            text = self.process.communicate()[1]
        return "exit status %d: %s" % (self.process.returncode, text.decode())

    def close(self):
        if self.process.returncode is None:
            self.end()
        self.process.stderr.close()
