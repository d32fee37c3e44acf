#!/usr/bin/env python3
"""The fetch role by itself, against a scripted server."""

import hashlib
import os
import shutil
import tempfile
import threading

import wire
from httpd import Answer, Server, bomb, certificate, tls_context
from kit import BUILD, equal, ok, run_tests, wait_for
from wire import (FETCH_FAILED, FETCH_OK, FETCH_STATUS, FETCH_UNCHANGED, Feed)

RUN = os.path.join(BUILD, "tests/integration/run_fetch")
BODY = b"<rss version='2.0'>" + b"x" * 5000 + b"</rss>"

# What must never be listened to.
ENV = {"http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1",
       "all_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1"}


class Fetcher(wire.Role):
    """The role, configured with these feeds."""

    def __init__(self, *feeds, **limits):
        super().__init__([RUN], ENV)
        self.configure(wire.slice_of(feeds or [Feed()], **limits))
        self.last = 0

    def __exit__(self, *exc):
        if self.process.returncode is None:
            text = self.end()
            ok(text.startswith("exit status 0: ") and
               "runtime error" not in text, "it ends well", text)
        self.close()

    def ask(self, url, **more):
        """Sends a fetch; its poll."""
        self.last += 1
        self.send(wire.fetch(self.last, url, **more))
        return self.last

    def get(self, url, **more):
        return self.wait(self.ask(url, **more))


def equal_error(done, want, name, result=FETCH_FAILED):
    ok(done.result == result and want in (done.error or "") and
       done.body is None, name, done)


def test_plain():
    with Server() as s, Fetcher() as f:
        s.serve("/feed", BODY, etag='W/"a b\xe9"', last_modified="yesterday",
                headers=[("Content-Type", "text/xml; charset=x"),
                         ("Content-Location", "/en/\xe9"),
                         ("Cache-Control", "max-age=90"), ("Age", "30")])
        d = f.get(s.url("/feed"))
        equal(d.result, FETCH_OK, "a 200 is a body", d)
        ok(f.has_started(1), "its start was told")
        equal(d.body, BODY, "the body's bytes")
        ok(d.sealable, "the parent can seal it")
        equal((d.status, d.size, d.received), (200, len(BODY), len(BODY)),
              "status and sizes")
        equal(d.digest, hashlib.sha256(BODY).digest()[:16], "digest")
        equal((d.url, d.moved, d.error), (s.url("/feed"), None, None),
              "where it came from")
        equal(d.content_type, "text/xml; charset=x", "content type")
        equal(d.content_location, "/en/\udce9", "content location, as bytes")
        equal((d.etag, d.last_modified), (b'W/"a b\xe9"', b"yesterday"),
              "validators are bytes")
        equal((d.max_age, d.retry_after), (60, -1), "max-age less Age")
        r = s.requests[0]
        equal(r["User-Agent"], "newsieve/test", "user agent")
        ok("application/atom+xml" in r["Accept"], "Accept lists feed types")
        ok("gzip" in r["Accept-Encoding"], "Accept-Encoding")
        equal((r["Cookie"], r["Referer"], r["Authorization"],
               r["If-None-Match"], r["If-Modified-Since"]), (None,) * 5,
              "nothing else is said")
        u = f.get(s.url("/feed"), etag=d.etag, last_modified=d.last_modified)
        equal((u.result, u.status, u.body, u.size), (FETCH_UNCHANGED, 304,
              None, 0), "the validators bring a 304", u)
        equal(u.etag, d.etag, "which repeats them")
        r = s.requests[1]
        equal((r["If-None-Match"], r["If-Modified-Since"]),
              ('W/"a b\xe9"', "yesterday"), "as they were received")
        equal(r.connection, 0, "on the kept connection")


def test_bodies():
    with Server() as s, Fetcher() as f:
        s.serve("/empty", b"")
        d = f.get(s.url("/empty"))
        equal((d.result, d.body, d.size), (FETCH_OK, b"", 0),
              "an empty 200 is an empty body")
        equal(d.digest, hashlib.sha256(b"").digest()[:16], "its digest")
        s.serve("/gzip", BODY, coding="gzip")
        d = f.get(s.url("/gzip"))
        equal((d.body, d.size), (BODY, len(BODY)), "gzip is decoded")
        ok(0 < d.received < len(BODY), "and counted as received", d)
        s.serve("/deflate", BODY, coding="deflate")
        equal(f.get(s.url("/deflate")).body, BODY, "so is deflate")
        s.serve("/chunked", BODY, chunked=700)
        equal(f.get(s.url("/chunked")).body, BODY, "chunks are joined")
        s.serve("/close", BODY, length=False, close=True)
        equal(f.get(s.url("/close")).body, BODY, "a body up to the end")
        s.serve("/203", BODY, status=203)
        equal(f.get(s.url("/203")).body, BODY, "a 203 is a body, too")
        s.route("/early", Answer(raw=b"HTTP/1.1 103 Early Hints\r\n"
                                 b"ETag: early\r\n\r\nHTTP/1.1 200 OK\r\n"
                                 b"Content-Length: 2\r\n\r\nhi"))
        d = f.get(s.url("/early"))
        equal((d.body, d.etag), (b"hi", b""), "an interim answer is passed by")


def test_codings():
    packed = {"br": b"\x0b\x02\x80hello\x03",
              "zstd": b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello"}
    with Server() as s, Fetcher() as f:
        s.serve("/", b"")
        f.get(s.url("/"))
        accepted = s.requests[0]["Accept-Encoding"]
        for coding, raw in packed.items():
            if coding in accepted.replace(",", " ").split():
                s.serve("/c", raw, headers={"Content-Encoding": coding})
                equal(f.get(s.url("/c")).body, b"hello",
                      coding + " is decoded")
        for claim in ("utf-8", "gzip"):
            s.serve("/lie", BODY, headers={"Content-Encoding": claim})
            equal(f.get(s.url("/lie")).body, BODY,
                  "plain bytes that are claimed to be " + claim)
        s.serve("/half", BODY, coding="gzip", cut=40)
        equal_error(f.get(s.url("/half")), "before the end of the body",
                    "gzip that breaks off")


def test_redirects():
    with Server() as s, Fetcher() as f:
        s.serve("/new", BODY, etag="e")
        for status, moved in ((301, True), (302, False), (303, False),
                              (307, False), (308, True)):
            s.redirect("/%d" % status, "/new#part", status)
            d = f.get(s.url("/%d" % status))
            equal((d.body, d.url, d.moved), (BODY, s.url("/new"),
                  s.url("/new") if moved else None), "a %d" % status, d)
        s.redirect("/a/b", "../308", 301)
        equal(f.get(s.url("/a/b")).moved, s.url("/new"),
              "a chain of permanent ones")
        s.redirect("/a", "/302", 301)
        equal(f.get(s.url("/a")).moved, s.url("/302"),
              "a chain up to a temporary one")
        s.redirect("/b", "/301", 302)
        equal(f.get(s.url("/b")).moved, None, "a temporary one at the start")
        d = f.get(s.url("/301"), etag=b"e")
        equal((d.result, d.moved), (FETCH_UNCHANGED, s.url("/new")),
              "validators go along")
        s.redirect("/gone", "/nowhere", 301)
        d = f.get(s.url("/gone"))
        equal((d.status, d.moved), (404, None), "a move into nowhere is none")
        s.redirect("/large", "/new", 302, body=b"y" * 1000000)
        equal(f.get(s.url("/large")).body, BODY, "a redirect's large body")


def test_bad_redirects():
    with Server() as s, Fetcher() as f:
        s.serve("/end", BODY)
        for i in range(30):
            s.redirect("/%d" % i, "/%d" % (i + 1), 301)
        s.route("/20", Answer(BODY))
        equal(f.get(s.url("/0")).body, BODY, "20 redirects are followed")
        s.redirect("/20", "/21", 301)
        equal_error(f.get(s.url("/0")), "too many redirects (20)", "not 21")
        s.redirect("/me", "/me")
        equal_error(f.get(s.url("/me")), "redirects go round", "a loop of one")
        s.redirect("/x", "/y")
        s.redirect("/y", "/x")
        equal_error(f.get(s.url("/x")), "redirects go round", "a loop of two")
        equal(len(s.seen("/x")), 1, "which is noticed at once")
        for there in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://a/"):
            s.redirect("/bad", there)
            equal_error(f.get(s.url("/bad")), "only http and https",
                        "no redirect to " + there)
        s.redirect("/bad", "http://")
        equal_error(f.get(s.url("/bad")), "redirect refused", "nor to no URL")
        s.route("/none", Answer(status=301))
        equal_error(f.get(s.url("/none")), "Location", "nor to nothing")
        equal_error(f.get("file:///etc/passwd"), "only http and https",
                    "no file is fetched")
        ok(not f.has_started(f.last), "nor does that start")


def test_secrets():
    feed = Feed(user="me", password="pass", headers=[
        ("X-Key", "k"), ("Cookie", "c=1"), ("Accept", "text/own"),
        ("X-Empty", "")])
    with Server() as a, Server() as b, Fetcher(feed, Feed()) as f:
        a.redirect("/out", b.url("/in"), 301)
        a.redirect("/there", b.url("/back"))
        b.redirect("/back", a.url("/home"))
        a.redirect("/same", "/home", 301)
        a.serve("/home", BODY)
        b.serve("/in", BODY)

        def said(server, path):
            r = server.seen(path)[-1]
            return (r["Authorization"], r["X-Key"], r["Cookie"], r["X-Empty"],
                    r["Accept"] == "text/own")
        mine = ("Basic bWU6cGFzcw==", "k", "c=1", "", True)
        theirs = (None, None, None, None, False)
        d = f.get(a.url("/out"))
        equal(d.body, BODY, "another origin is followed to")
        equal(said(a, "/out"), mine, "secrets go to the feed's origin")
        equal(said(b, "/in"), theirs, "and to no other")
        equal(d.moved, None, "where a feed with secrets doesn't move")
        equal(f.get(a.url("/out"), feed=1).moved, b.url("/in"),
              "one without them does")
        f.get(a.url("/there"))
        equal((said(b, "/back"), said(a, "/home")), (theirs, mine),
              "back at its origin they are there again")
        equal(f.get(a.url("/same")).moved, a.url("/home"),
              "a move inside of the origin")
        url = a.url("/out").replace("//", "//u:p%20w@")
        d = f.get(url, feed=1)
        equal((said(a, "/out")[0], said(b, "/in")[0]),
              ("Basic dTpwIHc=", None), "user and password of the URL, too")
        a.redirect("/inject", b.url("/in").replace("//", "//u:p@"))
        f.get(a.url("/inject"))
        equal(said(b, "/in"), theirs, "no password from a Location")
        f.get(a.url("/home").replace("//", "//u:p@"), feed=1)
        equal(f.done[f.last].url, a.url("/home"), "nor in what is reported")


def test_sizes():
    small = Feed(max_size=10000)
    with Server() as s, Fetcher(small, Feed(max_size=16 << 20)) as f:
        s.serve("/fits", b"y" * 10000)
        equal(f.get(s.url("/fits")).size, 10000, "as large as it may be")
        s.serve("/announced", b"y" * 10001)
        equal_error(f.get(s.url("/announced")), "larger than 10000 bytes",
                    "too large by its length")
        s.serve("/counted", b"y" * 10001, chunked=999)
        equal_error(f.get(s.url("/counted")), "larger than 10000 bytes",
                    "too large by its bytes")
        s.serve("/packed", b"y" * 10001, coding="gzip")
        equal_error(f.get(s.url("/packed")), "larger than 10000 bytes",
                    "too large when it is decoded")
        s.serve("/bomb", bomb(64 << 20), headers={"Content-Encoding": "gzip"})
        equal_error(f.get(s.url("/bomb"), feed=1), "larger than 16M",
                    "a bomb")
        s.route("/header", Answer(BODY, headers=[
            ("X-%d" % i, "z" * 1000) for i in range(70)]))
        equal_error(f.get(s.url("/header")), "header of over 64k",
                    "a huge header")
        s.route("/line", Answer(BODY, headers=[("X", "z" * 200000)]))
        equal_error(f.get(s.url("/line")), "", "a huge line of it")
        s.redirect("/far", "/" + "z" * 9000)
        equal_error(f.get(s.url("/far")), "Location", "a huge Location")
        equal_error(f.get(s.url("/" + "z" * 9000)), "over 8192 bytes",
                    "a huge URL")
        s.serve("/tag", b"fine", headers={"ETag": "z" * 5000,
                                          "Content-Type": "z" * 5000})
        d = f.get(s.url("/tag"))
        equal((d.body, d.etag, d.content_type), (b"fine", b"", None),
              "absurd fields are as none")
        s.serve("/404", b"z" * 3000000, status=404)
        d = f.get(s.url("/404"))
        equal_error(d, "HTTP 404 Not Found", "an error with a large body",
                    FETCH_STATUS)
        ok(d.received < 1000000, "which isn't read to its end", d)


def test_broken():
    with Server() as s, Fetcher(Feed(timeout=5000)) as f:
        s.serve("/cut", BODY, cut=100)
        equal_error(f.get(s.url("/cut")), "before the end of the body",
                    "closed in mid-body")
        s.serve("/chunk", BODY, chunked=1000, cut=1500)
        equal_error(f.get(s.url("/chunk")), "before the end of the body",
                    "closed in mid-chunk")
        s.serve("/long", BODY, length=len(BODY) + 1)
        equal_error(f.get(s.url("/long")), "before the end of the body",
                    "a Content-Length that is too large")
        s.route("/hangup", Answer(hang_up=True))
        equal_error(f.get(s.url("/hangup")), "without an answer", "hung up")
        s.route("/junk", Answer(raw=b"220 smtp ready\r\n"))
        equal_error(f.get(s.url("/junk")), "no HTTP answer", "not HTTP")
        s.serve("/fine", BODY)
        for path in ("/cut", "/fine"):
            d = f.get(s.url(path))
        equal((d.body, d.digest), (BODY, hashlib.sha256(BODY).digest()[:16]),
              "the next one is fine")
    with Fetcher() as f:
        equal_error(f.get(s.url("/")), "can't connect to 127.0.0.1",
                    "nobody listens")
        equal_error(f.get("http://no-such-host.invalid/"),
                    "no-such-host.invalid not found", "no such host")


def test_statuses():
    with Server() as s, Fetcher() as f:
        for status, want in ((404, "HTTP 404 Not Found"),
                             (410, "HTTP 410 Gone"),
                             (500, "HTTP 500 Internal Server Error"),
                             (403, "HTTP 403 Forbidden"),
                             (204, "HTTP 204 No Content"),
                             (304, "HTTP 304 Not Modified"),
                             (799, "HTTP 799")):
            s.route("/s", Answer(status=status, headers={"Retry-After": "7"}))
            d = f.get(s.url("/s"))
            equal((d.result, d.status, d.error, d.retry_after),
                  (FETCH_STATUS, status, want, 7), want)
        s.route("/s", Answer(b"<title>Just a moment...</title>", status=403))
        equal(f.get(s.url("/s")).error, "HTTP 403 Forbidden, likely a bot wall",
              "a bot wall by its page")
        s.route("/s", Answer(status=403, headers={"Server": "cloudflare"}))
        equal(f.get(s.url("/s")).error,
              "HTTP 403 Forbidden, likely a bot wall (Cloudflare)",
              "a bot wall by its header")


def test_timeouts():
    never = threading.Event()
    quick = Feed(timeout=300)
    with Server() as s, Fetcher(quick, Feed(), host_connections=8) as f:
        s.serve("/hang", BODY, hold=never)
        equal_error(f.get(s.url("/hang")), "no answer within 300 ms",
                    "a server that doesn't answer")
        s.serve("/drip", BODY, drip=never)
        equal_error(f.get(s.url("/drip")), "not complete within 300 ms",
                    "one that drips")
        s.redirect("/slow", "/hang")
        d = f.get(s.url("/slow"))
        equal_error(d, "no answer within 300 ms", "one behind a redirect")
        ok(d.at - f.started[-1][1] < 3, "the time is that of all hops", d)
        released = threading.Event()
        s.serve("/late", BODY, drip=released)
        poll = f.ask(s.url("/late"), feed=1)
        wait_for(lambda: s.seen("/late"), "the request")
        released.set()
        equal(f.wait(poll).body, BODY, "slow, but in time")
    with Server() as s, Fetcher(quick, host_interval=20000) as f:
        s.redirect("/a", "/b")
        equal_error(f.get(s.url("/a")), "redirects not done within 300 ms",
                    "the turn of a redirect comes too late")
        equal(len(s.requests), 1, "and it isn't asked")


def test_private():
    feeds = (Feed(allow_private="no"), Feed(allow_private=["127.0.0.1/32"]),
             Feed(allow_private=["10.0.0.0/8", "fd00::/8"]), Feed())
    with Server(address="0.0.0.0") as s, Fetcher(*feeds) as f:
        s.serve("/", BODY)
        home = s.url("/", "127.0.0.1")
        d = f.get(home)
        equal_error(d, "address 127.0.0.1 is private (loopback; see "
                    "allow_private)", "loopback is refused")
        for host in ("localhost", "0x7f.1", "2130706433", "127.1", "0.0.0.0",
                     "[::ffff:127.0.0.1]", "[::1]", "169.254.169.254",
                     "10.0.0.1", "[fe80::1]", "[64:ff9b::7f00:1]",
                     "[2002:7f00:1::]"):
            d = f.get("http://%s:%d/" % (host, s.port))
            ok(d.result == FETCH_FAILED and "is private" in d.error,
               "so is " + host, d)
        equal(s.connections, 0, "without a connection")
        equal(f.get(home, feed=1).body, BODY, "a list permits it")
        equal_error(f.get(home, feed=2), "is private", "another doesn't")
        s.redirect("/out", s.url("/", "127.0.0.2"))
        equal_error(f.get(s.url("/out", "127.0.0.1"), feed=1),
                    "address 127.0.0.2 is private", "each hop is judged")
        equal(f.get(s.url("/out", "127.0.0.1"), feed=3).body, BODY,
              "where all is allowed it is followed")
        before = s.connections
        equal(f.get(home, feed=3).body, BODY, "a connection is kept")
        equal(s.connections, before, "and used again")
        equal_error(f.get(home), "address 127.0.0.1 is private",
                    "but not by a feed that may not")


def test_backlog():
    with Server(address="0.0.0.0") as s, Fetcher(max_connections=1) as f:
        s.serve("/feed", BODY)
        s.serve("/none", b"", status=404)
        f.takes = False
        polls = [f.ask(s.url("/feed", "127.0.0.%d" % i)) for i in range(1, 4)]
        f.wait(polls[0])
        gone = f.ask(s.url("/none", "127.0.0.9"))
        ok(not f.receive(0.3) and len(s.requests) == 1,
           "while a body isn't taken nobody is asked", s.requests)
        f.take()
        f.wait(polls[1])
        ok(not f.receive(0.3) and len(s.requests) == 2,
           "one taken lets one more begin", s.requests)
        f.takes = True
        f.take()
        for poll in [polls[2], gone]:
            f.wait(poll)
        equal(len(s.requests), 4, "and all are asked in the end")


def test_hosts():
    hold = threading.Event()
    with Server(address="0.0.0.0") as s, Fetcher() as f:
        s.serve("/hold", BODY, hold=hold)
        s.serve("/", BODY)
        polls = [f.ask(s.url("/hold", "127.0.0.1")) for _ in range(4)]
        other = f.ask(s.url("/", "127.0.0.2"))
        equal(f.wait(other).body, BODY, "another host isn't held up")
        equal([f.has_started(p) for p in polls], [True] + [False] * 3,
              "only the first of a host has started")
        hold.set()
        for p in polls:
            f.wait(p)
        held = s.seen("/hold")
        ok(all(b.begin >= a.end for a, b in zip(held, held[1:])),
           "one at a time")
        equal([p for p, _ in f.started if p in polls], polls, "in order")
        equal(len({r.connection for r in held}), 1, "on one connection")
    hold = threading.Event()
    with Server() as s, Fetcher(host_connections=3) as f:
        s.serve("/", BODY, hold=hold)
        polls = [f.ask(s.url("/")) for _ in range(6)]
        wait_for(lambda: s.active == 3, "three requests")
        hold.set()
        for p in polls:
            f.wait(p)
        equal(s.most_active, 3, "three at a time where configured")


def test_interval():
    with Server() as s, Fetcher(host_interval=200) as f:
        s.serve("/", BODY)
        s.redirect("/r", "/")
        polls = [f.ask(s.url(p)) for p in ("/", "/r", "/")]
        for p in polls:
            equal(f.wait(p).body, BODY, "poll %d" % p)
        times = [r.begin for r in s.requests]
        ok(all(b - a >= 0.199 for a, b in zip(times, times[1:])),
           "the pause between two requests", times)
        equal([r.path for r in s.requests], ["/", "/r", "/", "/"],
              "a redirect is a request")


def test_maximum():
    hold = threading.Event()
    with Server(address="0.0.0.0") as s, Fetcher(max_connections=5) as f:
        s.serve("/", BODY, hold=hold, etag="e")
        polls = [f.ask(s.url("/", "127.0.1.%d" % (i % 50 + 1)), etag=b"e")
                 for i in range(200)]
        wait_for(lambda: s.active == 5, "five requests")
        hold.set()
        results = [f.wait(p).result for p in polls]
        equal(results, [FETCH_UNCHANGED] * 200, "200 fetches of 50 hosts")
        equal(s.most_active, 5, "five at a time")


def test_retry_after():
    hold = threading.Event()
    with Server(address="0.0.0.0") as s, Fetcher() as f:
        s.serve("/", BODY)
        s.route("/busy", Answer(status=429, headers={"Retry-After": "1"}))
        a = f.ask(s.url("/busy", "127.0.0.1"))
        b = f.ask(s.url("/", "127.0.0.1"))
        d = f.wait(a)
        equal((d.result, d.status, d.retry_after, d.error), (FETCH_STATUS,
              429, 1, "HTTP 429 Too Many Requests"), "a 429")
        equal(f.get(s.url("/", "127.0.0.2")).body, BODY, "other hosts go on")
        ok(b not in f.done, "the host's queue is held")
        equal(f.wait(b).body, BODY, "and goes on in time")
        gap = s.seen("/")[-1].begin - s.seen("/busy")[0].end
        ok(gap >= 0.99, "not earlier", gap)
        s.route("/busy", Answer(status=503, headers={"Retry-After": "3600"},
                                hold=hold))
        a = f.ask(s.url("/busy", "127.0.0.1"))
        b = f.ask(s.url("/", "127.0.0.1"))
        wait_for(lambda: len(s.seen("/busy")) == 2, "the request")
        hold.set()
        equal(f.wait(a).retry_after, 3600, "a long one")
        d = f.wait(b)
        equal((d.result, d.status), (FETCH_STATUS, 503),
              "is told to those that wait", d)
        ok(3590 <= d.retry_after <= 3600 and "not asked" in d.error,
           "with what is left of it", d)
        d = f.get(s.url("/", "127.0.0.1"))
        ok(d.result == FETCH_STATUS and "not asked" in d.error,
           "and to those that come", d)
        s.redirect("/there", s.url("/", "127.0.0.1"))
        d = f.get(s.url("/there", "127.0.0.2"))
        ok("not asked" in d.error, "or are led there", d)
        equal(len(s.seen("/")), 2, "none of which was asked")


def test_tls(folder):
    made = certificate(folder)
    other = certificate(folder, "other")
    if not made or not other:
        ok(True, "TLS # SKIP no openssl command")
        return
    with open(made[0], encoding="ascii") as file:
        ca = file.read()
    with open(other[0], encoding="ascii") as file:
        cert = file.read()
    with open(other[1], encoding="ascii") as file:
        key = file.read()
    feeds = (Feed(), Feed(ca=ca), Feed(verify=False), Feed(ca=cert),
             Feed(ca=ca, cert=cert, key=key), Feed(ca="no PEM"))
    context = tls_context(*made)
    with Server(tls=context) as s, Server() as plain, Fetcher(*feeds) as f:
        s.serve("/", BODY, etag="e")
        equal(f.get(s.url("/"), feed=1).body, BODY, "trusted by its own ca")
        equal_error(f.get(s.url("/")), "TLS certificate not trusted",
                    "not trusted, also on a kept connection")
        equal_error(f.get(s.url("/"), feed=3), "TLS certificate not trusted",
                    "nor by another ca")
        equal(f.get(s.url("/"), feed=2).body, BODY, "verify: no")
        d = f.get(s.url("/"), feed=5)
        ok(d.result == FETCH_FAILED and d.error, "a ca that is none", d)
        s.redirect("/down", plain.url("/"), 301)
        plain.serve("/", BODY)
        d = f.get(s.url("/down"), feed=1)
        equal((d.body, d.moved), (BODY, None),
              "down to http is followed, but no move")
        plain.redirect("/up", s.url("/"), 301)
        d = f.get(plain.url("/up"), feed=1)
        equal((d.body, d.moved), (BODY, s.url("/")), "up to https is one")
    with Server(tls=context, address="127.0.0.2") as s, \
            Fetcher(*feeds) as f:
        s.serve("/", BODY)
        equal_error(f.get(s.url("/"), feed=1), "TLS certificate not trusted",
                    "a certificate of another name")
    with Server(tls=tls_context(*made, client_ca=other[0])) as s, \
            Server() as plain, Fetcher(*feeds) as f:
        s.serve("/", BODY)
        equal(f.get(s.url("/"), feed=4).body, BODY, "a client certificate")
        equal(f.get(s.url("/"), feed=1).result, FETCH_FAILED,
              "is needed here")
        plain.redirect("/", s.url("/"))
        equal(f.get(plain.url("/"), feed=4).result, FETCH_FAILED,
              "and shown to no other origin")
    with Server(greeting=b"220 smtp ready\r\n") as smtp, Fetcher() as f:
        equal_error(f.get(smtp.url("/").replace("http", "https")),
                    "TLS handshake failed", "no TLS there")


def test_proxy():
    with Server() as proxy:
        feeds = (Feed(proxy=proxy.url(""), allow_private="no"),
                 Feed(proxy=proxy.url("")))
        with Fetcher(*feeds) as f:
            proxy.serve("http://news.example/feed", BODY)
            d = f.get("http://news.example/feed")
            equal(d.body, BODY, "the user's proxy may be private", d)
            proxy.redirect("http://news.example/r", "http://10.1.2.3/")
            for url in ("http://127.0.0.1/", "http://localhost/",
                        "http://a.localhost/", "http://[::1]/",
                        "http://news.example/r"):
                equal_error(f.get(url), "is private", "not so " + url)
            proxy.serve("http://10.1.2.3/", BODY)
            equal(f.get("http://news.example/r", feed=1).body, BODY,
                  "unless it is allowed")
            proxy.serve("http://127.0.0.1/", BODY)
            equal(f.get("http://127.0.0.1/", feed=1).body, BODY,
                  "whatever the environment says of proxies")


def test_wire():
    def end_of(*messages, configured=True):
        role = Fetcher() if configured else wire.Role([RUN], ENV)
        with role as f:
            for m in messages:
                f.send(m)
            wait_for(lambda: f.process.poll() is not None or not messages,
                     "its end")
            return f.end()
    equal(end_of(), "exit status 0: fetch: the parent: closed its socket\n",
          "the end of the wire is a good one")
    for name, raw in (("garbage", b"garbage"), ("nothing", b"\1"),
                      ("another version", b"\2" + wire.header(2, 1)[1:]),
                      ("an unknown type", b"\1\x63" + bytes(8))):
        ok(end_of(raw).startswith("exit status 0: "), name + " ends it")
    for name, raw in (
            ("a feed that isn't there", wire.fetch(1, "http://a/", feed=9)),
            ("a fetch with more in it", wire.fetch(1, "http://a/") + b"x"),
            ("a fetch without a URL", wire.fetch(1, None)),
            ("an answer", wire.header(wire.FETCH_DONE, 1)),
            ("a second configuration", wire.header(wire.CONFIG, 0))):
        ok(end_of(raw).startswith("exit status 1: "), name + " is fatal")
    ok(end_of(wire.fetch(1, "http://a/"), configured=False).startswith(
        "exit status 1: "), "so is a fetch before the configuration")
    hold = threading.Event()
    with Server() as s:
        s.serve("/", BODY, hold=hold)
        f = Fetcher()
        f.ask(s.url("/"))
        f.ask(s.url("/"))
        wait_for(lambda: s.active == 1, "the request")
        ok(f.end().startswith("exit status 0: "), "the end in mid-transfer")
        f.close()


def main():
    folder = tempfile.mkdtemp(prefix="nsv")
    try:
        run_tests(
            test_plain, test_bodies, test_codings, test_redirects,
            test_bad_redirects, test_secrets, test_sizes, test_broken,
            test_statuses, test_timeouts, test_private, test_hosts,
            test_backlog, test_interval, test_maximum, test_retry_after,
            lambda: test_tls(folder), test_proxy, test_wire)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
