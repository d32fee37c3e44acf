#!/usr/bin/env python3
"""Feeds in, JSON Feeds out: every document in the folders beside this file
is read and compared with what was written down for it, NAME.json for a feed,
NAME.cause for what is none.  NAME.type is what HTTP said of its type.

    feed.py --write     writes down what comes out now, for reading in a diff
    feed.py --measure   what the hostile documents cost, in seconds and MB
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("top_builddir", ".")
PROGRAM = os.path.join(BUILD, "tests", "golden", "parse_feed")
FOLDERS = ("rss", "atom", "json", "charset", "dates", "broken", "hostile")
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
     "a JSON document of more than 166666 objects and lists, or 500000 "
     "values"),
    ("JSON numbers", lambda: '{"x":[' + "1," * 7000000 + '1],"items":[]}',
     "a JSON document of more than 166666 objects and lists, or 500000 "
     "values"),
    ("JSON levels", lambda: "[" * 1000 + "]" * 1000,
     "a JSON document of more than 64 levels"),
    ("links", lambda: ITEM + "<link>https://e.example.org/a?b=&amp;amp;</link>"
     * 200000 + TAIL, "1 stories"),
    ("links in a body", lambda: ITEM + "<description>" +
     "&lt;a href='b'&gt;c&lt;/a&gt; " * 200000 + "</description>" + TAIL,
     "1 stories"),
    ("stories that never end", lambda: HEAD + "<item><title>a" * 100000,
     "20000 stories bozo stories"),
    ("entries within entries", lambda: "<feed>" + "<entry><a>" * 100000,
     "0 stories truncated bozo depth"),
    ("namespaces of one element", lambda: ITEM + "<link " + " ".join(
        f'xmlns:n{i}="urn:{i}"' for i in range(200000)) + "/>" + TAIL,
     "1 stories bozo attributes tag"),
    ("a comment of 20 MB", lambda: ITEM + "<!--" + "x" * 20000000,
     "0 stories truncated bozo"),
    ("a tag of 20 MB", lambda: ITEM + "<title " + "x" * 20000000,
     "0 stories truncated bozo"),
    ("declared entities", lambda: "<!DOCTYPE rss [" + "".join(
        f'<!ENTITY e{i} "{"x" * 1000}">' for i in range(60)) + "]>" + ITEM +
     "<description>" + "&e1;&e59;" * 400000 + "</description>" + TAIL,
     "1 stories bozo"),
    ("sections without an end", lambda: ITEM +
     "<a><![CDATA[x</a><b><![CDATA[y</b>" * 300000 + TAIL, "1 stories bozo"),
    ("roots one after another", lambda: (HEAD + "<item><title>x</title>" +
     TAIL) * 15000, "15000 stories bozo"),
    ("base64 of 20 MB", lambda: "<feed version='0.3'><entry><content "
     "mode='base64'>" + "QUJD" * 5000000 + "</content></entry></feed>",
     "1 stories text"),
    ("people of one element", lambda: ITEM + "<author>" +
     ", ".join(f"a{i}@b.example (c{i})" for i in range(200000)) + "</author>" +
     TAIL, "1 stories list"),
    ("tags of one element", lambda: ITEM + "<keywords>" + ",".join(
        str(i) for i in range(1000000)) + "</keywords>" + TAIL,
     "1 stories list"),
    ("words escaped twice", lambda: ITEM + "<description>" +
     "&amp;lt;b&amp;gt;" * 800000 + "</description>" + TAIL, "1 stories"),
    ("DOCTYPEs that open a subset", lambda: "<!A[>" * 1000000 + HEAD,
     "0 stories truncated bozo"),
    ("tags within quotes", lambda: ITEM + "<description><a " +
     "x='<a x=\"' y=\"'z\" " * 500000 + "</description>" + TAIL, None),
    ("tags within quotes of a body", lambda: ITEM +
     "<description><![CDATA[<b>z</b><a " + "x='<a x=\"' y=\"'z\" " * 400000 +
     "]]></description>" + TAIL, None),
    ("namespaces that stay open", lambda: ITEM + "".join(
        "<a " + " ".join(f'xmlns:p{i}="u"' for i in range(250)) + ">"
        for _ in range(180)) + "<q:a/>" * 1000000, None),
    ("a namespace of 60 kB", lambda: '<rdf xmlns="' + "simple/0." * 6600 +
     '">' + "<channel/>" * 1000000 + "</rdf>", "0 stories bozo names"),
    ("ends of what isn't open", lambda: ITEM + "<title><![CDATA[" +
     "<b>" * 500 + "</i>" * 1900000 + "]]></title>" + TAIL, None),
    ("ends of one hash", lambda: ITEM + "".join(
        f"<a{chr(97 + i)}{chr(97 + j)}>" for i in range(12)
        for j in range(12)) + "</zzz>" * 2000000, None),
    ("a link escaped without end", lambda: ITEM + "<link>https://e.example/?a&"
     + "amp;" * 10000 + "b</link>" + TAIL, "1 stories"),
    ("a list of one tag", lambda: ITEM + "<keywords>" + "a," * 4000000 +
     "</keywords>" + TAIL, "1 stories"),
    ("one tag many times", lambda: ITEM + "<category>a</category>" * 700000 +
     TAIL, "1 stories"),
    ("one base many times", lambda: ITEM + '<z xml:base="b"/>' * 900000 +
     TAIL, "1 stories"),
    ("links against a long base", lambda: '<feed xmlns="http://www.w3.org/'
     '2005/Atom" xml:base="https://e.example/' + "b/" * 4000 + '"><entry>'
     '<content type="xhtml"><div>' + '<a href="c">d</a>' * 7000 +
     "</div></content></entry></feed>", "1 stories"),
    ("JSON behind quotes", lambda: """{"items":[],"x":['"',""" + "{}," * 4000000
     + """{},'"']}""", "a JSON document of more than 166666 objects and lists,"
     " or 500000 values"),
    ("JSON behind comments", lambda: '{"items":[],"x":[/*"*/' + "[]," *
     4000000 + '[]/*"*/]}', "a JSON document of more than 166666 objects and "
     "lists, or 500000 values"),
    ("JSON text of 50 MB", lambda: '{"items":[{"id":"1","content_html":"' +
     "\\u00e9\\n" * 6250000 + '","title":"t"}]}', "1 stories bozo text"),
    ("JSON that is cut", lambda: '{"items":[{"id":"1"},{"id":"' + "x" * 100,
     "1 stories truncated bozo"),
    ("lone surrogates", lambda: '{"items":[{"id":"\\ud800","title":"' +
     "\\udfff\\ud83d" * 300000 + '"}]}', "1 stories bozo"),
    ("JSON strings", lambda: '{"items":[{"id":"' + "\\u0000x" * 1000000 +
     '"}]}', "1 stories bozo"),
)


MEMORY_CAP = 96 * 1024 * 1024       # the arena's
MEMORY_MAX = 128 * 1024             # kB, of all


def run_usage(text, *options):
    """The exit status, what came out, seconds and kB."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as f:
        f.write(text)
        f.flush()
        status, out, error = run(f.name, "--usage", "--cap", str(MEMORY_CAP),
                                 *options)
    lines = out.decode().strip().split("\n")
    seconds, memory = lines[-1].split()
    return (status, "\n".join(lines[:-1]) or error, float(seconds),
            int(memory))


def hostile(name, document, want):
    try:
        status, got, _, memory = run_usage(document(), "--quiet")
    except subprocess.TimeoutExpired:
        report(False, name, [f"didn't end in {TIMEOUT} s"])
        return
    report(status in (0, 1) and want in (None, got) and memory <= MEMORY_MAX,
           name, [f"exit {status}, {memory} kB: {got}", f"want: {want}"])


def measure():
    """With everything that newsievectl parse does."""
    print("hostile documents: MB of them, seconds, MB of memory at most")
    for name, document, _ in HOSTILE:
        text = document()
        _, _, seconds, memory = run_usage(text)
        print(f"  {name:30} {len(text.encode()) / 1e6:6.1f} {seconds:6.2f} "
              f"{memory / 1024:6.1f}")


def too_little_memory():
    """An arena that is too small is an answer, never a crash."""
    path = os.path.join(HERE, "rss", "rss20.rss")
    for cap in (0, 1000, 4000, 12000):
        status, _, error = run(path, "--cap", str(cap), "--quiet")
        report(status == 1 and "more memory" in error, f"{cap} bytes of arena",
               [f"exit {status}: {error}"])


def limits():
    """What is as much as may be met none; escapes don't count."""
    tags = "".join(f"<category>{c}</category>" for c in "abA")
    for limit, text, want in (
            ("list=2", ITEM + tags + "<category> </category>" + TAIL,
             "1 stories"),
            ("list=2", ITEM + tags + "<category>c</category>" + TAIL,
             "1 stories list"),
            ("list=1", ITEM + "<author>a@b.example (A)</author>" * 3 + TAIL,
             "1 stories"),
            ("text=50", '{"version":"https://jsonfeed.org/version/1.1",'
             '"items":[{"title":"' + "\\u00e9" * 25 + '"}]}', "1 stories"),
            ("text=49", '{"version":"https://jsonfeed.org/version/1.1",'
             '"items":[{"title":"' + "\\u00e9" * 25 + '"}]}',
             "1 stories text")):
        _, got, _, _ = run_usage(text, "--limit", limit, "--quiet")
        report(got == want, f"limits: {limit}, {want}", [got])


def max_stories():
    path = os.path.join(HERE, "rss", "rss20.rss")
    _, out, _ = run(path, "--limit", "stories=2", "--quiet")
    report(out == b"2 stories stories\n", "no more stories than asked for", [str(out)])


def main():
    if sys.argv[1:] == ["--write"]:
        for name in documents():
            write(name)
        return 0
    if sys.argv[1:] == ["--measure"]:
        measure()
        return 0
    for name in documents():
        compare(name)
    for name, document, want in HOSTILE:
        hostile(name, document, want)
    too_little_memory()
    max_stories()
    limits()
    print(f"1..{count}")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
