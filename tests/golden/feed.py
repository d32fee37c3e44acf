#!/usr/bin/env python3
"""Feeds in, JSON Feeds out: every document in the folders beside this file
is read and compared with what was written down for it, NAME.json for a feed,
NAME.cause for what is none.  NAME.type is what HTTP said of its type.

    feed.py --write     writes down what comes out now, for reading in a diff
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("top_builddir", ".")
PROGRAM = os.path.join(BUILD, "tests", "golden", "parse_feed")
FOLDERS = ("rss", "atom", "json", "charset", "broken", "hostile")
EXPECTED = (".json", ".cause", ".type")
BASE = "https://feeds.example.org/dir/feed.xml"
TIMEOUT = 120

count = 0
failed = 0


def report(good, name, lines=()):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}")
    if not good:
        for line in lines:
            print(f"#   {line}")


def run(path, *options):
    """The exit status, what was printed and what was complained of."""
    done = subprocess.run([PROGRAM, *options, path], capture_output=True,
                          timeout=TIMEOUT)
    return done.returncode, done.stdout, done.stderr.decode().strip()


def differences(got, want, path=""):
    if type(got) is not type(want):
        yield f"{path}: got {got!r}, want {want!r}"
    elif isinstance(got, dict):
        for key in sorted(set(got) | set(want)):
            if key not in got or key not in want:
                yield (f"{path}/{key}: got {got.get(key)!r}, "
                       f"want {want.get(key)!r}")
            else:
                yield from differences(got[key], want[key], f"{path}/{key}")
    elif isinstance(got, list):
        if len(got) != len(want):
            yield f"{path}: got {len(got)} of them, want {len(want)}"
        for i, (a, b) in enumerate(zip(got, want)):
            yield from differences(a, b, f"{path}/{i}")
    elif got != want:
        yield f"{path}: got {got!r}, want {want!r}"


def documents():
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(HERE, folder))):
            if not name.endswith(EXPECTED):
                yield os.path.join(folder, name)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def parse(name):
    path = os.path.join(HERE, name)
    stem = os.path.splitext(path)[0]
    options = ["--base", BASE]
    if os.path.exists(stem + ".type"):
        options += ["--content-type", read(stem + ".type").strip()]
    return stem, run(path, *options)


def compare(name):
    stem, (status, out, error) = parse(name)
    if os.path.exists(stem + ".cause"):
        want = read(stem + ".cause").strip()
        report(status == 1 and error == want, name,
               [f"exit {status}: {error!r}", f"want: {want!r}"])
    elif status != 0:
        report(False, name, [f"exit {status}: {error}"])
    else:
        got = json.loads(out.decode())
        want = json.loads(read(stem + ".json"))
        lines = list(differences(got, want))
        report(not lines, name, lines)


def write(name):
    stem, (status, out, error) = parse(name)
    suffix, text = (".json", out) if status == 0 else \
        (".cause", error.encode() + b"\n")
    with open(stem + suffix, "wb") as f:
        f.write(text)


HEAD = '<rss version="2.0"><channel><title>t</title>'
ITEM = HEAD + '<item><title>x</title>'
TAIL = '</item></channel></rss>'

# Name, document, and what "--quiet" has to say of it; None: anything, as
# long as it ends.  Sizes are such that what isn't linear won't end in time.
HOSTILE = (
    ("a million stories", lambda: HEAD + "<item><title>a</title></item>" *
     1000000 + "</channel></rss>", "20000 stories stories"),
    ("a million levels", lambda: ITEM + "<description>" + "<div>" * 1000000 +
     "y" + "</div>" * 1000000 + "</description>" + TAIL,
     "1 stories bozo depth"),
    ("levels that never end", lambda: ITEM + "<a>" * 1000000,
     "0 stories truncated bozo depth"),
    ("50 MB of text", lambda: ITEM + "<description>" + "so on " * 8400000 +
     "</description>" + TAIL, "1 stories text"),
    ("50 MB of CDATA", lambda: ITEM + "<description><![CDATA[" +
     "<b>so</b> on " * 4000000 + "]]></description>" + TAIL, "1 stories text"),
    ("200,000 attributes", lambda: ITEM + "<link " +
     " ".join(f'a{i}="x"' for i in range(200000)) + "/>" + TAIL,
     "1 stories bozo attributes tag"),
    ("300 attributes", lambda: ITEM + "<link " +
     " ".join(f'a{i}="x"' for i in range(300)) + "/>" + TAIL,
     "1 stories bozo attributes"),
    ("256 attributes", lambda: ITEM + "<link " +
     " ".join(f'a{i}="x"' for i in range(256)) + "/>" + TAIL, "1 stories"),
    ("a tag of 4 MB", lambda: ITEM + '<link href="' + "x" * 4000000 + '"/>' +
     TAIL, "1 stories bozo tag"),
    ("a million names", lambda: ITEM + "".join(
        f"<e{i}/>" for i in range(1000000)) + TAIL,
     "1 stories bozo names"),
    ("a million namespaces", lambda: ITEM + "".join(
        f'<x:e xmlns:x="urn:{i}"/>' for i in range(500000)) + TAIL,
     "1 stories bozo names"),
    ("tags that never end", lambda: ITEM + "<a " * 2000000,
     "0 stories truncated bozo"),
    ("quotes that never end", lambda: ITEM + "<a b=\"<c d='" * 1000000,
     "0 stories truncated bozo"),
    ("ends of nothing", lambda: ITEM + "<a>" * 150 + "</b>" * 2000000,
     "0 stories truncated bozo"),
    ("comments that never end", lambda: ITEM + "<!--" * 2000000,
     "0 stories truncated bozo"),
    ("instructions that never end", lambda: ITEM + "<?" * 2000000,
     "0 stories truncated bozo"),
    ("CDATA that never ends", lambda: ITEM + "<![CDATA[" * 1000000,
     "0 stories truncated bozo"),
    ("DOCTYPEs that never end", lambda: "<!DOCTYPE " * 400000 + HEAD, None),
    ("ampersands", lambda: HEAD + "<item><title>" + "&" * 4000000 +
     "</title>" + TAIL, "1 stories bozo"),
    ("angles", lambda: HEAD + "<item><title>" + "<" * 4000000 + "</title>" +
     TAIL, "1 stories bozo"),
    ("references", lambda: HEAD + "<item><title>" + "&nbsp;&#1;" * 600000 +
     "</title>" + TAIL, "1 stories bozo"),
    ("a quadratic bomb", lambda: '<!DOCTYPE rss [<!ENTITY a "' +
     "a" * 50000 + '">]>' + HEAD + "<item><title>" + "&a;" * 50000 +
     "</title>" + TAIL, "1 stories bozo"),
    ("tags by the million", lambda: ITEM + "".join(
        f"<category>{i % 129}</category>" for i in range(500000)) + TAIL,
     "1 stories list"),
    ("authors by the million", lambda: ITEM + "".join(
        f"<author>p{i % 127}</author>" for i in range(500000)) + TAIL,
     "1 stories"),
    ("titles of a page", lambda: "<html>" + "<title" * 1000000,
     "an HTML page without a title, not a feed"),
    ("zeros", lambda: "\0" * 4000000, "an empty document, not a feed"),
    ("JSON brackets", lambda: "[" * 10000000,
     "a JSON document of more than 400000 objects and lists, or 1200000 "
     "values"),
    ("JSON numbers", lambda: '{"x":[' + "1," * 7000000 + '1],"items":[]}',
     "a JSON document of more than 400000 objects and lists, or 1200000 "
     "values"),
    ("JSON levels", lambda: "[" * 1000 + "]" * 1000,
     "a JSON document of more than 64 levels"),
    ("JSON strings", lambda: '{"items":[{"id":"' + "\\u0000x" * 1000000 +
     '"}]}', "1 stories bozo"),
)


def hostile(name, document, want):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as f:
        f.write(document())
        f.flush()
        try:
            status, out, error = run(f.name, "--quiet", "--cap", "268435456")
        except subprocess.TimeoutExpired:
            report(False, name, [f"didn't end in {TIMEOUT} s"])
            return
    got = out.decode().strip() or error
    report(status in (0, 1) and want in (None, got), name,
           [f"exit {status}: {got}", f"want: {want}"])


def too_little_memory():
    """An arena that is too small is an answer, never a crash."""
    path = os.path.join(HERE, "rss", "rss20.rss")
    for cap in (0, 1000, 4000, 12000):
        status, _, error = run(path, "--cap", str(cap), "--quiet")
        report(status == 1 and "more memory" in error, f"{cap} bytes of arena",
               [f"exit {status}: {error}"])


def max_stories():
    path = os.path.join(HERE, "rss", "rss20.rss")
    _, out, _ = run(path, "--limit", "stories=2", "--quiet")
    report(out == b"2 stories stories\n", "no more stories than asked for", [str(out)])


def main():
    if sys.argv[1:] == ["--write"]:
        for name in documents():
            write(name)
        return 0
    for name in documents():
        compare(name)
    for name, document, want in HOSTILE:
        hostile(name, document, want)
    too_little_memory()
    max_stories()
    print(f"1..{count}")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
