"""Images of stories: linked, kept where they are, or embedded: fetched by
newsieved and parts of the mail."""

import base64
import os
import re
import signal
import threading

from httpd import Server
from kit import (DEADLINE, Place, equal, item, maildir, ok, rss, run_tests,
                 wait_for)

# A red dot.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAE"
    "hQGAhKmMIQAAAABJRU5ErkJggg==")
GIF = b"GIF89a" + bytes(40)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"


def img(url, extra=""):
    return "&lt;img src=\"%s\" alt=\"a picture\"%s&gt;" % (url, extra)


def with_feed(p, s, mode, *items, feed="", after=""):
    s.serve("/feed.xml", rss(*items))
    p.conf("feeds:\n  - {url: '%s', name: A, images: %s%s}\n%s" % (
        s.url("/feed.xml"), mode, feed, after))


def images(mail):
    """The image parts of a mail by Content-ID."""
    return {part["Content-ID"].strip("<>"): part
            for part in mail.message.walk()
            if part.get_content_maintype() == "image"}


def sources(mail):
    return re.findall(r'<img src="([^"]*)"', mail.html)


def test_modes():
    for mode in ("link", "keep"):
        with Place() as p, Server() as s:
            s.serve("/a.png", PNG)
            with_feed(p, s, mode, item(1, "One", "text " + img(
                s.url("/a.png"))))
            p.once(expect=0)
            mail = maildir(p.mail)[0]
            equal(sources(mail), [s.url("/a.png")] if mode == "keep" else [],
                  mode + ": the sources")
            ok(s.url("/a.png") in mail.html, mode + ": it is named")
            ok("a picture" in mail.html, mode + ": so is what it shows")
            equal(s.seen("/a.png"), [], mode + ": nobody asked for it")
            equal(images(mail), {}, mode + ": no part is an image")


def test_embed():
    with Place() as p, Server() as s:
        s.serve("/a.png", PNG, headers=[("Content-Type", "text/html")])
        s.serve("/b", GIF)
        with_feed(
            p, s, "embed",
            item(1, "Both", img(s.url("/a.png")) + img(s.url("/b"))
                 + img(s.url("/a.png"))),
            item(2, "One", "words and " + img(s.url("/a.png"))),
            item(3, "None", "words"))
        p.once(expect=0)
        mails = {m["Subject"]: m for m in maildir(p.mail)}
        equal(sorted(mails), ["Both", "None", "One"], "all are filed")
        for name, types in (("Both", ["image/gif", "image/png"]),
                            ("One", ["image/png"]), ("None", [])):
            mail = mails[name]
            parts = images(mail)
            equal(sorted(i.get_content_type() for i in parts.values()), types,
                  name + ": its images, by what they are")
            equal(set(sources(mail)), {"cid:" + c for c in parts},
                  name + ": they are what is shown")
            equal([d for part in mail.message.walk() for d in part.defects],
                  [], name + ": no defects")
            ok(all(i["Content-Disposition"] == "inline"
                   for i in parts.values()), name + ": all inline")
        png = [i for i in images(mails["Both"]).values()
               if i.get_content_type() == "image/png"][0]
        equal(png.get_content(), PNG, "the same bytes")
        shape = [part.get_content_type() for part in
                 mails["One"].message.walk()]
        equal(shape, ["multipart/alternative", "text/plain",
                      "multipart/related", "text/html", "image/png"],
              "the mail's shape")
        equal(len(s.seen("/a.png")), 1, "each image is asked for once")
        accept = s.seen("/a.png")[0]["Accept"]
        ok(accept.startswith("image/"), "as an image", accept)
        p.once_all()
        equal(len(s.seen("/a.png")), 1, "known stories' images aren't")


def test_off_topic():
    """Only what is delivered is worth a fetch."""
    with Place() as p, Server() as s:
        s.serve("/a.png", PNG)
        with_feed(p, s, "embed", item(1, "Cats", img(s.url("/a.png"))),
                  after="topics: {dogs: [dogs]}\n")
        p.once(expect=0)
        equal(s.seen("/a.png"), [], "nobody asked for it")


def test_refused():
    """What is no image, is too large or isn't there stays a link."""
    with Place() as p, Server() as s:
        s.serve("/svg", SVG, headers=[("Content-Type", "image/png")])
        s.serve("/html", b"<html>not an image at all</html>")
        s.serve("/large", PNG + bytes(3 << 20))
        s.serve("/hang", PNG, hang_up=True)
        s.serve("/empty", b"")
        s.serve("/good", PNG)
        s.redirect("/moved", "/good")
        urls = [s.url("/" + n) for n in ("svg", "html", "large", "hang",
                                         "empty", "none", "moved")]
        urls += ["file:///etc/passwd", "data:image/png;base64,AAAA",
                 "http://127.0.0.1:1/x.png"]
        with_feed(p, s, "embed", item(1, "One", " ".join(map(img, urls))))
        run = p.once(expect=0)
        mail = maildir(p.mail)[0]
        equal(len(images(mail)), 1, "only the one that has moved", run.stderr)
        equal(len(sources(mail)), 1, "so is what is shown")
        for url in urls[:6]:
            ok("href=\"%s\"" % url in mail.html, url + " is linked")
        ok("passwd" not in mail.html, "file: isn't even that")


def test_secrets():
    """A publisher must not make requests with the user's secrets."""
    with Place() as p, Server() as s:
        s.serve("/a.png", PNG)
        with_feed(p, s, "embed", item(1, "One", img(s.url("/a.png"))),
                  feed=", auth: {user: x, password: y}, "
                  "headers: {X-Token: z}")
        p.once(expect=0)
        feed, image = s.seen("/feed.xml")[0], s.seen("/a.png")[0]
        ok(feed["Authorization"] and feed["X-Token"], "the feed gets them")
        equal((image["Authorization"], image["X-Token"]), (None, None),
              "an image doesn't")


def test_private():
    with Place() as p, Server() as s, Server(address="127.0.0.2") as inner:
        inner.serve("/a.png", PNG)
        s.serve("/a.png", PNG)
        with_feed(p, s, "embed", item(1, "One", img(inner.url("/a.png"))
                                      + img(s.url("/a.png"))),
                  feed=", allow_private: [127.0.0.1]")
        p.once(expect=0)
        equal(inner.seen("/a.png"), [], "another network isn't asked")
        equal(len(images(maildir(p.mail)[0])), 1, "the allowed one is")


def test_tracker():
    with Place() as p, Server() as s:
        s.serve("/t.gif", GIF)
        for mode in ("embed", "keep"):
            with_feed(p, s, mode, item(1, "One " + mode, "words" + img(
                s.url("/t.gif"), " width=\"1\" height=\"1\""), guid=mode,
                link=False))
            p.once_all()
        equal(s.seen("/t.gif"), [], "what counts readers isn't asked for")
        for mail in maildir(p.mail):
            ok("t.gif" not in mail.html, mail["Subject"] + ": nor shown")


def test_bounds():
    """A story of very many images, a document of very many stories."""
    with Place() as p, Server() as s:
        for i in range(300):
            s.serve("/%d.png" % i, PNG + b"%d" % i)
        with_feed(p, s, "embed",
                  item(1, "Many", "".join(img(s.url("/%d.png" % i))
                                          for i in range(100))),
                  *(item(i, "Story %d" % i, img(s.url("/%d.png" % i)))
                    for i in range(100, 300)))
        p.once(expect=0)
        mails = maildir(p.mail)
        equal(len(mails), 201, "all stories are filed")
        most = max(len(images(m)) for m in mails)
        equal(most, 32, "so many images in a mail at most")
        asked = sum(r.path.endswith(".png") for r in s.requests)
        equal(asked, 256, "so many for a document at most")


def test_lost():
    """Whatever is killed while images are fetched, the stories come once."""
    for victim in ("fetch", "all"):
        with Place() as p, Server() as s:
            hold = threading.Event()
            s.serve("/a.png", PNG, hold=hold)
            with_feed(p, s, "embed", item(1, "One", img(s.url("/a.png"))))
            d = p.start().wait_note("READY=1")
            wait_for(lambda s=s: s.seen("/a.png"), "the image's request")
            ok('"fetching"' in p.ctl("--json", "status").stdout,
               victim + ": the feed is fetching")
            if victim == "fetch":
                for pid in d.children("fetch"):
                    os.kill(pid, signal.SIGKILL)
            else:
                d.kill()
                hold.set()
                d = p.start()
            wait_for(lambda p=p: maildir(p.mail), "the mail", DEADLINE)
            hold.set()
            d.stop()
            equal(len(maildir(p.mail)), 1, victim + " lost: one mail")
            equal(len(images(maildir(p.mail)[0])), int(victim == "all"),
                  victim + " lost: its images")


run_tests(test_modes, test_embed, test_off_topic, test_refused, test_secrets,
          test_private, test_tracker, test_bounds, test_lost)
