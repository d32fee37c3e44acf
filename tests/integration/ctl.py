#!/usr/bin/env python3
"""newsievectl: parse and match on files, status, poll and reload against a
control server of our own, errors and exit statuses, bash completion."""

import datetime
import errno
import fcntl
import html
import http.server
import json
import os
import pty
import re
import socket
import socketserver
import struct
import subprocess
import termios
import threading
import urllib.parse

import kit
from kit import equal, ok

NOW = datetime.datetime.now(datetime.timezone.utc)


def at(**delta):
    when = NOW + datetime.timedelta(**delta)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def status(name, **members):
    feed = {"name": name, "url": "https://feeds.example/" + name,
            "group": None, "state": "idle", "last_poll": None,
            "last_result": None, "last_status": None, "last_error": None,
            "next_poll": None, "why": None, "failures": 0, "stories": 0,
            "delivered": 0, "guid_quality": "stable"}
    feed.update(members)
    return feed


FEEDS = [
    status("Harbour", last_poll=at(minutes=-20), last_result="new",
           last_status=200, next_poll=at(minutes=40), why="interval",
           stories=1234, delivered=56),
    status("港口新闻", state="backoff", last_poll=at(hours=-3),
           last_result="error", last_status=503, next_poll=at(days=2),
           why="back-off after 3 failures", failures=3, stories=7,
           last_error="the server answered 503\x1b[31m Service "
           "Unavailable"),
    status("new one"),
    status("long one", limits=["stories", "tag"], guid_quality="repeated"),
]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass

    def answer(self, code, value, raw=None):
        body = raw if raw is not None else json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # pylint: disable=invalid-name
        url = urllib.parse.urlsplit(self.path)
        names = urllib.parse.parse_qs(url.query).get("feed", [])
        known = {f["name"]: f for f in self.server.feeds}
        self.server.asked.append((url.path, names))
        if self.server.raw is not None:
            self.answer(200, None, self.server.raw)
        elif any(n not in known for n in names):
            self.answer(404, {"error": "no such feed"})
        elif names:
            self.answer(200, [known[n] for n in names])
        else:
            self.answer(200, self.server.feeds)

    def do_POST(self):  # pylint: disable=invalid-name
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, body))
        known = {f["name"] for f in self.server.feeds}
        if self.path == "/v1/reload":
            if self.server.bad_file:
                self.answer(409, {"error": self.server.bad_file})
            else:
                self.answer(200, {})
        elif set(body.get("feeds", [])) - known:
            self.answer(404, {"error": "no such feed"})
        else:
            n = len(known) if body.get("all") else len(body["feeds"])
            self.answer(200, {"polled": n})


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def __init__(self, path, feeds):
        self.feeds = feeds
        self.asked = []
        self.bad_file = None
        self.raw = None
        super().__init__(path, Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self):
        request, _ = super().get_request()
        return request, ("unix", 0)

    def __exit__(self, *args):
        self.shutdown()
        super().__exit__(*args)


def ctl(*args, stdin=None, env=None):
    return subprocess.run(
        [kit.NEWSIEVECTL, *args], input=stdin, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=kit.DEADLINE, check=False,
        env=dict(os.environ, **(env or {})),
        text=not isinstance(stdin, bytes))


def fails(p, code, error, name):
    """One line on standard error that has error in it, and this status."""
    ok(p.returncode == code and p.stderr.count("\n") == 1 and
       p.stderr.startswith("newsievectl: ") and error in p.stderr, name,
       p.returncode, p.stderr)


def no_terminal():
    try:
        for fd in pty.openpty():
            os.close(fd)
    except OSError as e:
        ok(True, "on a terminal # SKIP none can be had: %s" % e.strerror)
        return True
    return False


def on_terminal(columns, *args):
    """What a terminal of so many columns gets to see."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    env = dict(os.environ, TERM="xterm")
    env.pop("NO_COLOR", None)
    with subprocess.Popen([kit.NEWSIEVECTL, *args], stdin=slave, stdout=slave,
                          stderr=slave, env=env) as p:
        os.close(slave)
        out = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError as e:
                if e.errno != errno.EIO:
                    raise
                break
            if not data:
                break
            out += data
        p.wait()
    os.close(master)
    return out.decode().replace("\r\n", "\n")


def width(line):
    """Columns on a terminal, for the characters used here."""
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m"):
        line = line.replace(code, "")
    return sum(2 if "\u2e80" <= c <= "\u9fff" else 1 for c in line)


def test_usage():
    equal(ctl("--version").stdout.split()[0], "newsievectl", "--version")
    equal(ctl("--help").returncode, 0, "--help")
    ok("--why" in ctl("match", "-h").stdout, "help of a command")
    equal(ctl("help").stdout, ctl("--help").stdout, "help is a command, too")
    equal(ctl("help", "match").stdout, ctl("match", "-h").stdout,
          "help for one command")
    ok("--why" not in ctl("-h", "parse").stdout, "which is its own")
    fails(ctl(), 2, "usage:", "no command")
    fails(ctl("statsu"), 2, 'did you mean "status"', "a misspelt command")
    fails(ctl("frobnicate"), 2, "unknown command", "an unknown command")
    fails(ctl("status", "--jsno"), 2, "did you mean --json",
          "a misspelt option")
    fails(ctl("-q", "status"), 2, "unknown option -q", "an unknown letter")
    fails(ctl("match", "x", "--topic"), 2, "--topic wants an argument",
          "a missing argument")
    fails(ctl("--json=yes", "status"), 2, "--json takes no argument",
          "an argument too much")
    fails(ctl("parse", "--why", "x"), 2, "--why is no option of parse",
          "another command's option")
    fails(ctl("parse"), 2, "usage: newsievectl parse", "no file")
    fails(ctl("parse", "a", "b"), 2, "usage: newsievectl parse", "two files")
    fails(ctl("reload", "now"), 2, "usage: newsievectl reload",
          "an argument for reload")
    fails(ctl("poll"), 2, "--all", "poll of nothing")
    fails(ctl("poll", "x", "--all"), 2, "--all", "poll of some and all")
    with open("/dev/full", "wb") as full:
        p = subprocess.run([kit.NEWSIEVECTL, "--help"], stdout=full,
                           stderr=subprocess.PIPE, text=True, check=False)
    fails(p, 1, "No space left", "a full disk is noticed")


def test_no_daemon():
    with kit.Place() as place:
        p = ctl("-s", place.socket, "status")
        fails(p, 3, "no newsieved answers at %s: No such file or directory "
              "(is it running?)" % place.socket, "no socket")
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(place.socket)
        fails(ctl("-s", place.socket, "reload"), 3, "Connection refused",
              "a socket that was left behind")
        if os.geteuid() != 0:
            os.chmod(place.socket, 0)
            fails(ctl("-s", place.socket, "reload"), 3, "Permission denied "
                  "(root, newsieved's user and its group may)",
                  "a socket of others")
        fails(ctl("-s", "/" + 200 * "x", "status"), 2, "too long",
              "a path too long")
        if not os.path.exists("/run/newsieve/newsieved.sock"):
            fails(ctl("status", env={"XDG_RUNTIME_DIR": place.dir}), 3,
                  "no newsieved answers at ", "the usual sockets")


def test_status():
    with kit.Place() as place, Server(place.socket, FEEDS) as server:
        p = ctl("status", "--json", "-s", place.socket)
        equal((p.returncode, json.loads(p.stdout)), (0, FEEDS),
              "status --json is the daemon's answer", p.stderr)
        p = ctl("-s", place.socket, "status")
        lines = p.stdout.splitlines()
        equal(lines[0].split(), ["STATE", "FEED", "LAST", "NEXT", "STORIES",
                                 "DELIVERED", "WHY", "THEN"], "a heading")
        ok("new 20m ago" in lines[1] and "1234" in lines[1] and
           "interval" in lines[1] and
           ("in 40m" in lines[1] or "in 39m" in lines[1]), "a good feed",
           p.stdout)
        ok(lines[2].startswith("backoff") and "error 3h ago" in lines[2] and
           "in 2d" in lines[2], "a bad feed", p.stdout)
        equal(lines[3], "    the server answered 503 [31m Service "
              "Unavailable", "its error beneath, without its controls")
        ok("never" in lines[4], "a feed that was never polled", p.stdout)
        equal(lines[6], "    met its limits: stories, tag",
              "what a document met stands beneath")
        equal(lines[7:], ["    its guids repeat: one stood for several "
                          "stories"], "and guids that don't do, but no others")
        columns = [line.find(word) for line, word in
                   zip(lines[:3], ("LAST", "new 20m", "error"))]
        columns[2] += 4                 # four characters twice as wide
        equal(len(set(columns)), 1, "columns are aligned", p.stdout)
        ok("\x1b" not in p.stdout, "no colours in a file")

        equal([f["name"] for f in json.loads(ctl(
            "--json", "status", "new one", "港口新闻", "-s",
            place.socket).stdout)], ["new one", "港口新闻"], "some feeds")
        equal(server.asked[-1], ("/v1/status", ["new one", "港口新闻"]),
              "are asked for by name")
        fails(ctl("-s", place.socket, "status", "Harbuor"), 1,
              'no feed is called "Harbuor": did you mean "Harbour"?',
              "a misspelt feed")
        fails(ctl("-s", place.socket, "status", "zzzzz"), 1,
              'no feed is called "zzzzz"', "an unknown feed")
        server.raw = b"[1, 2"
        fails(ctl("-s", place.socket, "status"), 1, "not JSON",
              "half an answer")
        server.raw = b"{}"
        fails(ctl("-s", place.socket, "status"), 1, "no list of feeds",
              "a wrong answer")
        server.raw = None
        server.feeds = []
        equal(ctl("-s", place.socket, "status").stdout, "no feeds\n",
              "no feeds")
        equal(json.loads(ctl("-s", place.socket, "status",
                             "--json").stdout), [], "no feeds as JSON")


def test_terminal():
    if no_terminal():
        return
    with kit.Place() as place, Server(place.socket, FEEDS) as server:
        wide = on_terminal(200, "-s", place.socket, "status")
        ok("back-off after 3 failures" in wide, "why, on a wide terminal",
           wide)
        ok("\x1b[31mbackoff" in wide, "in colours")
        server.feeds = FEEDS + [status("f" * 300, last_error="e " * 200)]
        narrow = on_terminal(72, "-s", place.socket, "status")
        ok("interval" not in narrow, "not on a narrow one", narrow)
        ok(max(width(line) for line in narrow.splitlines()) <= 72,
           "no line is too long", narrow)
        ok("…" in narrow, "a long name is cut")
        server.feeds = [status("feeds.example.org/" + "x" * 80 + "/asia.xml")]
        narrow = on_terminal(72, "-s", place.socket, "status")
        ok("feeds.ex" in narrow and "asia.xml" in narrow, "in its middle",
           narrow)


def test_poll():
    with kit.Place() as place, Server(place.socket, FEEDS) as server:
        p = ctl("poll", "Harbour", "new one", "-s", place.socket)
        equal((p.returncode, p.stdout), (0, "polling 2 feeds\n"), "poll")
        equal(server.asked[-1], ("/v1/poll",
                                 {"feeds": ["Harbour", "new one"]}), "asks so")
        p = ctl("--json", "-s", place.socket, "poll", "--all")
        equal(json.loads(p.stdout), {"polled": len(FEEDS)}, "poll --all")
        equal(server.asked[-1], ("/v1/poll", {"all": True}), "asks so")
        ctl("-s", place.socket, "poll", FEEDS[0]["url"], "new one")
        equal(server.asked[-1], ("/v1/poll", {"feeds": [
            FEEDS[0]["name"], "new one"]}), "a URL stands for its feed")
        fails(ctl("-s", place.socket, "poll", "https://zzzzz/"), 1,
              'no feed is called "https://zzzzz/"', "an unknown URL")
        fails(ctl("-s", place.socket, "poll", "newone"), 1,
              'did you mean "new one"', "a misspelt feed")


def test_reload():
    with kit.Place() as place, Server(place.socket, FEEDS) as server:
        p = ctl("reload", "-s", place.socket)
        equal((p.returncode, p.stdout), (0, "reloaded\n"), "reload")
        equal(json.loads(ctl("reload", "--json", "-s", place.socket).stdout),
              {}, "reload --json")
        server.bad_file = 'a.yaml:3:1: unknown key "fedes"'
        fails(ctl("reload", "-s", place.socket), 1, server.bad_file,
              "a refused file")


def completions(place, *words):
    script = """
        . "$1"
        shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _newsievectl
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    p = subprocess.run(
        ["bash", "-c", script, "bash",
         os.path.join(kit.SOURCE, "etc", "newsievectl.bash"),
         kit.NEWSIEVECTL, "-s", place.socket, *words],
        stdout=subprocess.PIPE, text=True, check=True)
    return p.stdout.split("\n")[:-1]


def test_completion():
    feeds = [status("alpha"), status("alpha two"), status("beta")]
    with kit.Place() as place, Server(place.socket, feeds):
        equal(completions(place, "poll", "al"), ["alpha", "alpha\\ two"],
              "names of feeds are completed")
        equal(completions(place, "status", "alpha", ""),
              ["alpha", "alpha\\ two", "beta"], "all of them, quoted")
        equal(completions(place, "reload", ""), [""], "none for reload")


STORIES = (
    kit.item(1, "Harbour gets a new crane",
             "Officials in Beijing said the &lt;b&gt;cyber&lt;/b&gt;-attack "
             "came late. Nobody was hurt."),
    kit.item(2, "Bread prices rise", "Flour is dear."),
)


def lines_of(p):
    return [json.loads(line) for line in p.stdout.splitlines()]


def keyword_rows():
    """Examples of newsieved.yaml(5): expression, finds, doesn't find."""
    with open(os.path.join(kit.SOURCE, "man", "newsieved.yaml.5"),
              encoding="utf-8") as f:
        text = f.read().split(".Sh TOPICS\n")[1].split("\n.Sh ")[0]
    text = re.sub(r"\\\[u([0-9A-F]+)\]", lambda m: chr(int(m[1], 16)), text)
    text = text.replace("\\&", "").replace("\\(dq", '"')
    for line in text.replace("\\e", "\\").splitlines():
        cells = line.removeprefix(".It ").split(" Ta ")
        if line.startswith(".It ") and " Em " not in line and cells[1:]:
            yield cells


def finds(place, keyword, title):
    """Whether it does, or None where the keyword is refused."""
    conf = place.write(
        "keyword.yaml", "deliver: maildir:/m\ntopics: {t: [%s]}\n"
        "feeds: [https://feeds.example/]\n" %
        json.dumps(keyword, ensure_ascii=False))
    p = ctl("--json", "match", "-f", conf, "-",
            stdin=kit.rss(kit.item(1, html.escape(title), "nothing")))
    return None if p.returncode == 2 else bool(lines_of(p)[0]["topics"])


def test_manual():
    with kit.Place() as place:
        rows = list(keyword_rows())
        ok(len(rows) > 20, "examples of keywords in the manual", rows)
        for row in rows:
            if len(row) == 2:
                refused = row[0].split(", ") if row[0] != "cyber*, China" \
                    else [row[0]]
                ok(all(finds(place, k, "x") is None for k in refused),
                   "refused: " + row[0])
                continue
            ok(all(finds(place, row[0], t) for t in row[1].split(", ")) and
               not any(finds(place, row[0], t) for t in row[2].split(", ")),
               "as the manual says: " + row[0])


def test_parse():
    with kit.Place() as place:
        path = place.write("feed.xml", kit.rss(*STORIES, title="Gazette"))
        p = ctl("parse", path)
        feed = json.loads(p.stdout)
        equal((p.returncode, feed["version"], feed["title"],
               [i["title"] for i in feed["items"]]),
              (0, "https://jsonfeed.org/version/1.1", "Gazette",
               ["Harbour gets a new crane", "Bread prices rise"]), "a file")
        with open(path, encoding="utf-8") as f:
            text = f.read()
        equal(ctl("parse", "-", stdin=text).stdout, p.stdout,
              "standard input")
        text = text.replace("http://news.example/story/1", "/story/1")
        again = json.loads(ctl("parse", "--base", "https://a.example/x/y",
                               "-", stdin=text).stdout)
        equal(again["items"][0]["url"], "https://a.example/story/1", "--base")
        koi8 = text.replace("encoding='utf-8'", "").replace(
            "Gazette", "Газета").encode("koi8-r")
        again = ctl("parse", "-", "--content-type",
                    "text/xml; charset=koi8-r", stdin=koi8)
        equal(json.loads(again.stdout)["title"], "Газета", "--content-type")

        fails(ctl("parse", place.path("none")), 1,
              "none: No such file or directory", "no such file")
        fails(ctl("parse", place.dir), 1, "Is a directory", "a directory")
        page = place.write("page", "<!DOCTYPE html><html><head><title>Hello"
                           "</title></head><body>x</body></html>")
        fails(ctl("parse", page), 1, "Hello", "an HTML page is named")
        fails(ctl("parse", place.write("empty", "")), 1, "empty",
              "an empty file")
        fails(ctl("parse", "ftp://feeds.example/x"), 1, "not ftp:",
              "another scheme")
        fails(ctl("parse", "--base", "x/y", path), 2, "--base", "a bad base")
        with open(place.path("large"), "wb") as f:
            f.truncate(65 * 1024 * 1024)
        fails(ctl("parse", place.path("large")), 1, "larger than 64 MB",
              "a file too large")


class Web(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass

    def do_GET(self):  # pylint: disable=invalid-name
        if self.path == "/old":
            self.send_response(301)
            self.send_header("Location", "/new/feed")
            self.end_headers()
        elif self.path == "/file":
            self.send_response(301)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path in ("/new/feed", "/en", "/inner"):
            body = kit.rss(kit.item(1, "Crane", link="story"))
            body = body.replace("encoding='utf-8'", "").replace(
                "A feed", "Газета").encode("koi8-r")
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=koi8-r")
            if self.path != "/new/feed":
                self.send_header("Content-Location", "/en/feed"
                                 if self.path == "/en" else
                                 "http://localhost/x/feed")
            self.end_headers()
            self.wfile.write(body)
        else:
            self.send_error(404)


def test_url():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = {"http_proxy": "", "no_proxy": "*"}
        base = "http://127.0.0.1:%d" % server.server_port
        p = ctl("parse", base + "/old", env=env)
        feed = json.loads(p.stdout or "{}")
        equal((feed.get("title"), feed.get("items", [{}])[0].get("url")),
              ("Газета", base + "/new/story"),
              "redirects, charset and base of HTTP", p.stderr)
        for args, want in ((["/en"], base + "/en/story"),
                           (["/inner"], base + "/story"),
                           (["/en", "--base", "http://a.example/b/"],
                            "http://a.example/b/story")):
            p = ctl("parse", base + args[0], *args[1:], env=env)
            equal(json.loads(p.stdout or "{}").get("items", [{}])[0].get(
                "url"), want, "Content-Location of " + " ".join(args),
                p.stderr)
        p = ctl("match", "--json", "--topic", "crane", base + "/new/feed",
                env=env)
        equal(lines_of(p)[0]["feed"], base[7:] + "/new/feed",
              "a feed is called by its URL")
        fails(ctl("parse", base + "/none", env=env), 1, "answered 404",
              "an error of HTTP")
        fails(ctl("parse", base + "/file", env=env), 1, "file",
              "a redirect to a file")
        server.shutdown()
    fails(ctl("parse", base + "/old", env=env), 1, base, "nobody there")


def test_match_topics():
    with kit.Place() as place:
        path = place.write("feed.xml", kit.rss(*STORIES))
        p = ctl("match", path, "--topic", "cyber* OR ransomware", "--topic",
                "China OR Beijing", "--json")
        first, second = lines_of(p)
        equal(p.returncode, 0, "match", p.stderr)
        equal(sorted(first), ["feed", "id", "title", "topics", "url"],
              "the members of a story")
        equal((first["feed"], first["id"], first["url"], first["title"]),
              (path, "story-1", "http://news.example/story/1",
               "Harbour gets a new crane"), "which story it is")
        equal([t["topic"] for t in first["topics"]],
              ["cyber* OR ransomware", "China OR Beijing"],
              "each --topic is its own name")
        equal(first["topics"][1]["matches"],
              [{"term": "Beijing", "field": "body", "text": "Beijing",
                "sentence": "Officials in Beijing said the cyber-attack "
                "came late."}], "the words that matched, in their sentence")
        equal(second["topics"], [], "a story left out")

        p = ctl("match", "--why", path, "--topic", "China OR Chinese OR Beijing",
                "--json")
        first, second = lines_of(p)
        equal((first["missed"], second["missed"]),
              ([], [{"topic": "China OR Chinese OR Beijing",
                     "why": "no China, Chinese or Beijing in any field"}]),
              "why not")

        p = ctl("match", path, "--topic", "Beijing", "--why")
        lines = p.stdout.splitlines()
        equal(lines[0], "Harbour gets a new crane", "a table has the title")
        ok(lines[1].split()[:3] == ["Beijing", "body", "Beijing"] and
           lines[1].endswith("came late."), "the match", p.stdout)
        equal(lines[2:5], ["Bread prices rise", "  no topic",
                           "    not Beijing: no Beijing in any field"],
              "and what was left out")
        equal(lines[-1], "1 of 2 stories on topic", "and a sum")

        fails(ctl("match", path, "--topic", " "), 2, "empty",
              "an empty expression")
        fails(ctl("match", path, "--topic", "*"), 2, '"*"', "a lone star")
        fails(ctl("match", path, "--topic", "x (y"), 2, "character 3",
              "an error points at its character")
        fails(ctl("match", path, "--topic", "\u00e9 OR \udcff"), 2,
              "--topic: at character 6: the byte 0xff is no UTF-8",
              "a byte that is no UTF-8 has a place")
        fails(ctl("match", path, "--topic", "a\1b"), 2,
              "character 2: a control character, U+0001",
              "so has a control character")
        fails(ctl("match", path, "--topic", "x", "-f", "y"), 2, "one of them",
              "two places for topics")
        fails(ctl("match", "-f", place.path("none"), path), 2, "none",
              "no configuration")


CONF = """topics:
  cyber: [cyber*]
  sea: {any: [harbour, port], all: [crane, ship, boat], not: [Beijing]}
  hurt: [nobody]
feeds:
  - url: https://feeds.example/one
    name: One
    topics: [cyber]
  - url: https://feeds.example/all
    name: All
    topics: everything
"""


def test_match_conf():
    with kit.Place() as place:
        place.conf(CONF)
        path = place.write("feed.xml", kit.rss(*STORIES))
        conf = ("match", "--json", "--why", "-f", place.conf_path, path)
        p = ctl(*conf)
        first, second = lines_of(p)
        equal([t["topic"] for t in first["topics"]], ["cyber", "hurt"],
              "topics of a configuration", p.stderr)
        equal(first["missed"], [{
            "topic": "sea", "why": "no ship and no boat in any field; "
            "Beijing is there (body: Beijing), which \"not\" forbids"}],
              "each part that failed")
        equal(second["missed"][1]["why"], "no harbour or port in any field; "
              "no crane, no ship and no boat in any field", "the others")

        first, second = lines_of(
            ctl(*conf, "--base", "https://feeds.example/one"))
        equal((first["feed"], [t["topic"] for t in first["topics"]],
               first["missed"], [m["topic"] for m in second["missed"]]),
              ("One", ["cyber"], [], ["cyber"]),
              "a configured feed has its name and topics")
        p = ctl("match", "-f", place.conf_path, path, "--base",
                "https://feeds.example/all")
        equal(p.stdout.splitlines(),
              ["Harbour gets a new crane", "  everything is taken",
               "Bread prices rise", "  everything is taken", "",
               "2 of 2 stories on topic"], "everything")
        place.conf(CONF.replace("cyber*]", "'*']"))
        p = ctl(*conf)
        fails(p, 2, place.conf_path + ":", "a bad configuration")
        place.conf(CONF.replace("not: [Beijing]", "not: [ship]").replace(
            "all: [crane, ship, boat]", "match: title:ship AND boat"))
        fails(ctl(*conf), 2, ":10:65: not: at character 1: this NOT "
              "excludes title:ship, which must be there",
              "a topic that never holds")


def test_match_terminal():
    if no_terminal():
        return
    with kit.Place() as place:
        path = place.write("feed.xml", kit.rss(kit.item(
            1, "Crane", "word " * 60 + "Beijing " + "word " * 60)))
        out = on_terminal(60, "match", path, "--topic", "Beijing")
        ok(max(width(line) for line in out.splitlines()) <= 60,
           "long sentences are wrapped", out)
        ok("Beijing" in out, "and the match is in sight", out)


kit.run_tests(test_usage, test_no_daemon, test_status, test_terminal,
              test_poll, test_reload, test_completion, test_parse, test_url,
              test_manual,
              test_match_topics, test_match_conf, test_match_terminal)
