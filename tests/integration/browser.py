#!/usr/bin/env python3
"""What Chromium makes of the HTML of mails: hostile stories raise no dialog
and ask nobody for anything, and every tag is where we have put it."""

import ast
import email
import email.policy
import html
import http.server
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import threading

from kit import BUILD, SOURCE, equal, ok, run_tests, skip_all

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
COMPOSE = os.path.join(BUILD, "tests/golden/compose_mail")
LIMIT = 120

# Dialogs ask for /dialog; loaded first, so that nothing runs before it.
WATCH = """<script>
alert = confirm = prompt = print = x => fetch("/dialog?" + x);
</script>
"""

# The tree that HTML 5 makes of a body beside the one that its tags say, read
# as XML; tbody is implied, and newlines that begin a pre are eaten.
COMPARE = """<script>
function tree(n) {
  if (n.nodeType == 3) return n.data;
  if (n.nodeType != 1) return "";
  let s = "", name = n.localName;
  for (const c of n.childNodes) s += tree(c);
  if (name == "tbody" && !n.attributes.length) return s;
  if (name == "pre") s = s.replace(/^\\n+/, "");
  const a = [...n.attributes].filter(a => a.name != "xmlns").map(
      a => " " + a.name + "=" + a.value);
  return "<" + name + a.join("") + ">" + s + "</" + name + ">";
}
const differ = [];
bodies.forEach((b, i) => {
  const p = new DOMParser();
  const h = p.parseFromString("<div>" + b + "</div>", "text/html");
  const x = p.parseFromString('<div xmlns="http://www.w3.org/1999/xhtml">' +
      b.replace(/<(br|hr|img)( [^>]*)?>/g, "<$1$2/>") +
      "</div>", "application/xhtml+xml");
  const got = tree(h.body), want = "<body>" + tree(x.documentElement) +
      "</body>";
  if (got != want) differ.push([i, got, want]);
});
document.body.textContent = "";
const out = document.createElement("pre");
out.id = "report";
out.textContent = JSON.stringify({bodies: bodies.length, differ});
document.body.append(out);
</script>
"""


class Server(http.server.ThreadingHTTPServer):
    """Serves pages at /page/N; keeps what else it is asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages, self.asked = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A TLS hello, or a client that has gone: a request as any."""
        self.asked.append("something that isn't HTTP")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        match = re.fullmatch(r"/page/(\d+)", self.path)
        if match and self.headers["Host"] == "page.example":
            body = self.server.pages[int(match[1])].encode()
        else:
            body = b"x"
            if not self.path.startswith("/favicon.ico"):
                self.server.asked.append(self.headers["Host"] + self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


def browse(page):
    """Opens a page: its DOM at the end, and what it has asked for."""
    server = Server()
    server.pages.append(page)
    try:
        with tempfile.TemporaryDirectory() as home:
            result = subprocess.run(
                [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
                 "--disable-dev-shm-usage", "--disable-background-networking",
                 "--disable-component-update", "--no-first-run",
                 "--host-resolver-rules=MAP *.example 127.0.0.1:%d, "
                 "MAP * ~NOTFOUND" % server.server_port,
                 "--user-data-dir=" + home, "--virtual-time-budget=5000",
                 "--dump-dom", "http://page.example/page/0"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                timeout=LIMIT, check=False)
    finally:
        server.shutdown()
        server.server_close()
    return result.stdout.decode(), server.asked


def strings(header, name):
    """The strings of an array of a header of tests/unit."""
    path = os.path.join(SOURCE, "tests/unit", header)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    text = text[text.index(name + "[] = {"):]
    text = re.sub(r"/\*.*?\*/", "", text[:text.index("};")], flags=re.S)
    return [ast.literal_eval("(" + v + ")") for v in re.findall(
        r'((?:"(?:[^"\\\n]|\\.)*"\s*)+),', text)]


def vectors():
    return strings("html_vectors.h", "vectors")


def soups(number):
    """Documents by chance, the same in every run."""
    die = random.Random(20261126)
    tags = strings("html_soup.h", "soup_tags")
    words = strings("html_soup.h", "soup_words")

    def piece():
        tag = die.choice(tags)
        return die.choice(("<%s>" % tag, "<%s>t" % tag, "<%s>" % tag,
                           "</%s>" % tag.split()[0], die.choice(words)))
    return ["".join(piece() for _ in range(die.choice((4, 9, 20, 80))))
            for _ in range(number)]


def mails(stories):
    """The HTML of the mails that become of these."""
    items = "".join(
        "<item><title>%d</title><link>http://page.example/s/%d</link>"
        "<description>%s</description></item>" % (i, i, html.escape(s))
        for i, s in enumerate(stories))
    with tempfile.TemporaryDirectory() as folder:
        feed = os.path.join(folder, "feed.xml")
        topics = os.path.join(folder, "topics")
        with open(feed, "w", encoding="utf-8") as f:
            f.write('<rss version="2.0"><channel><title>f</title>'
                    "<link>http://page.example/</link>%s</channel></rss>" %
                    items)
        with open(topics, "w", encoding="utf-8"):
            pass
        out = subprocess.run([COMPOSE, feed, topics], check=True,
                             stdout=subprocess.PIPE, timeout=LIMIT).stdout
    pages = []
    while out:
        head, _, out = out.partition(b"\n")
        length = int(head.split()[1])
        pages.append(html_part(out[:length]))
        out = out[length:]
    return pages


def html_part(mail):
    message = email.message_from_bytes(mail, policy=email.policy.default)
    return message.get_body(("html",)).get_content()


def body_of(page):
    return re.search(r"<body[^>]*>(.*)</body>", page, re.S)[1]


def test_canary():
    """What is not made safe is seen, or nothing here could fail."""
    _, asked = browse(WATCH + "<img src=x onerror=alert(1)>"
                      "<img src=//evil.example/canary>")
    ok(any("/dialog?1" in a for a in asked), "a dialog is seen", asked)
    ok("evil.example/canary" in asked, "a request is seen", asked)
    _, asked = browse(WATCH + "".join(v for v in vectors()[14:30]))
    ok(any("/dialog" in a for a in asked), "vectors are alive", asked)
    dom, _ = browse("<body><script>const bodies = %s;</script>%s" % (
        json.dumps(["<p>a<div>b</div></p>", "<table>x<tr></tr></table>",
                    "<p>fine</p>"]).replace("</", "<\\/"), COMPARE))
    equal([d[0] for d in report(dom)["differ"]], [0, 1],
          "tags that a browser moves are seen")


def report(dom):
    match = re.search(r'<pre id="report">(.*?)</pre>', dom, re.S)
    return json.loads(html.unescape(match[1]))


def test_nothing_happens():
    stories = vectors()
    ok(len(stories) > 150, "%d vectors" % len(stories))
    pages = mails(stories)
    equal(len(pages), len(stories), "a mail each")
    dom, asked = browse(WATCH + "".join(body_of(p) for p in pages) +
                        "<i id=end></i>")
    ok('<i id="end">' in dom, "the page has an end", dom[-2000:])
    equal(asked, [], "no dialog, and no request")
    whole = [p for i, p in enumerate(pages) if i % 8 == 0]
    frames = "".join('<iframe srcdoc="%s"></iframe>' %
                     html.escape(WATCH + p) for p in whole)
    equal(browse(frames)[1], [], "nor from whole mails")


def test_tags_stay():
    """The harmless and the broken, too."""
    stories = vectors() + soups(1500)
    bodies = [body_of(p) for p in mails(stories)]
    dom, _ = browse("<body><script>const bodies = %s;</script>%s" % (
        json.dumps(bodies).replace("</", "<\\/"), COMPARE))
    got = report(dom)
    equal(got["bodies"], len(stories), "all are compared")
    for number, is_, said in got["differ"]:
        ok(False, "a browser moves a tag", stories[number][:200], is_[-500:],
           said[-500:])
    equal(len(got["differ"]), 0, "no tag is moved by a browser")


if CHROMIUM is None:
    skip_all("no chromium here")
run_tests(test_canary, test_nothing_happens, test_tags_stay)
