#!/usr/bin/env python3
"""Any stories composed into mail: what Python's parser reads of each is what
went in.  The stories are made by a generator that begins where the argument
says, so that a failure can be seen again."""

import email
import email.policy
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.sax.saxutils

PROGRAM = os.path.join(os.environ.get("top_builddir", "."),
                       "tests/golden/compose_mail")
STORIES = 400
PIECES = ["a", "word", "words,", "From", ".", "..", "=", "=?", "?=", "=?x?Q?",
          "--", "-", "*", "\"", "\\", "(", ")", "@", ";", ":", "é", "Größe",
          "中国", "網絡安全", "日本語の", "한국어", "ไทย", "Россия", "Ελλάδα",
          "عربي", "עברית", "हिन्दी", "\U0001F600", "\U0001F468\u200D\U0001F469",
          "e\u0301\u0302", "w" * 59, "w" * 66, "x" * 80, "é" * 80, "中" * 80, "x" * 1100, "\n",
          "Bcc:", "a@b.example", "100%", "_", "#1", "\u00a0", "“", "”"]
AUTHORS = ["a", "\"", "\\", "é", "中", "Д", "\U0001F600", " x ", " \"b\" ",
           "=?", "'", " Ph.D. ", "w" * 12]
count = failed = 0


def ok(bad, name):
    """One check of all stories: bad are those that fail it."""
    global count, failed
    count += 1
    failed += bool(bad)
    print(f"{'not ok' if bad else 'ok'} {count} - {name}")
    for story, got, want in bad[:3]:
        print(f"# story {story}\n#  got: {got!a:.300}\n# want: {want!a:.300}")


def some(chance, most):
    pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, most))]
    return "".join(p + chance.choice([" ", " ", " ", ""]) for p in pieces)


def make_story(chance, number):
    title = "T" + some(chance, 12)[:150]
    author = "A" + "".join(chance.choice(AUTHORS) for _ in range(6))
    return {"title": title, "author": author, "body": "B" + some(chance, 60),
            "link": f"https://e.example/{number}"}


def document(stories):
    def escape(text, twice=False):
        text = xml.sax.saxutils.escape(text)
        return escape(text) if twice else text
    return ("<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
            "<title>Any</title>" + "".join(
                f"<item><title>{escape(s['title'])}</title>"
                f"<link>{s['link']}</link>"
                f"<dc:creator>{escape(s['author'])}</dc:creator>"
                f"<description>{escape('<p>')}{escape(s['body'], True)}"
                "</description></item>" for s in stories)
            + "</channel></rss>")


def compose(stories):
    with tempfile.TemporaryDirectory() as place:
        feed, topics = os.path.join(place, "feed"), os.path.join(place, "none")
        with open(feed, "w", encoding="utf-8") as f:
            f.write(document(stories))
        with open(topics, "w", encoding="utf-8"):
            pass
        output = subprocess.run([PROGRAM, feed, topics], check=True,
                                timeout=120, stdout=subprocess.PIPE).stdout
    while output:
        head, _, output = output.partition(b"\n")
        length = int(head.split()[1])
        yield output[:length]
        output = output[length:]


def one_line(text):
    return re.sub(r"[ \n]+", " ", text).strip(" ")


def letters(text):
    return re.sub(r"\s", "", text)


def defects(message):
    return [d for part in message.walk() for d in list(part.defects) + [
        d for value in part.values() for d in getattr(value, "defects", ())]]


def wrong_lines(raw):
    head = raw.partition(b"\n\n")[0]
    return ([line for line in raw.split(b"\n") if len(line) > 998]
            + [line for line in head.split(b"\n")
               if len(line) > 78 and b" " in line.strip()]
            + [word for word in re.findall(rb"=\?\S*?\?=", head)
               if len(word) > 75])


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    chance = random.Random(seed)
    stories = [make_story(chance, i) for i in range(STORIES)]
    raws = list(compose(stories))
    mails = [email.message_from_bytes(raw, policy=email.policy.default)
             for raw in raws]
    ok([] if len(mails) == STORIES else [(0, len(mails), STORIES)],
       "every story is a mail")
    pairs = list(zip(stories, mails))

    def compare(name, got, want, same=lambda x, y: x == y):
        ok([(s["link"], got(m), want(s)) for s, m in pairs
            if not same(got(m), want(s))], name)

    ok([(s["link"], w, "") for s, raw in zip(stories, raws)
        for w in wrong_lines(raw)], "lines and encoded words are short enough")
    compare("no defects", defects, lambda s: [])
    compare("the subject is the title", lambda m: m["Subject"],
            lambda s: one_line(s["title"]))
    # Python shows the blank between two encoded words of a phrase.
    compare("From is the author", lambda m: letters(
        m["From"].addresses[0].display_name),
        lambda s: letters(s["author"] + "viaExampleNews"))
    compare("of the feed's address",
            lambda m: m["From"].addresses[0].addr_spec,
            lambda s: "example-news@news.example")
    compare("the link is Archived-At", lambda m: m["Archived-At"],
            lambda s: f"<{s['link']}>")
    compare("the text holds every letter", lambda m: letters(
        m.get_body(("plain",)).get_content()), lambda s: letters(s["body"]),
        lambda text, body: body in text)
    compare("and so does the HTML", lambda m: letters(re.sub(
        r"</?(p|br)>|\s", "", m.get_body(("html",)).get_content())),
        lambda s: letters(xml.sax.saxutils.escape(s["body"], {'"': "&quot;"})),
        lambda text, body: body in text)
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
