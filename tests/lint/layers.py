#!/usr/bin/env python3
"""Arrows between rooms point one way, and each library has one door."""

import os
import re

import source

# Whom a room may include beside itself; arrows go down only.
ROOMS = {
    "base": set(),
    "conf": {"base"},
    "ipc": {"base"},
    "feed": {"base"},
    "parse": {"feed", "conf", "ipc", "base"},
    "fetch": {"conf", "ipc", "base"},
    "parent": {"conf", "ipc", "base"},
    "ctl": {"feed", "conf", "base"},
    "newsieved.c": {"parent", "fetch", "parse", "feed", "conf", "ipc", "base"},
    "newsievectl.c": {"ctl", "feed", "conf", "base"},
}

# A library's headers and the files that may include them.
DOORS = (
    ("SQLite", r"sqlite3", r"parent/state\w*\.c"),
    ("libcurl", r"curl/", r"(fetch|ctl)/\w+\.[ch]|newsievectl\.c"),
    ("libxml2", r"libxml/", r"feed/(xml|html)\w*\.[ch]"),
    ("libyaml", r"yaml\.h", r"conf/\w+\.[ch]"),
    ("json-c", r"json", r"(feed/jsonfeed\w*|parent/(control|explain|status)\w*"
                        r"|ctl/\w+)\.[ch]"),
    ("zlib", r"zlib", r"feed/archive\.c"),
    ("PCRE2", r"pcre2", r"feed/query_regex\.c"),
    ("OpenSSL", r"openssl/", r"base/digest\.c"),
    ("libunistring", r"uni(?!std)\w+\.h", r"(feed|ctl)/\w+\.[ch]"),
    ("iconv", r"iconv", r"feed/charset_convert\.c"),
    ("evhttp", r"event2/http", r"parent/(control|socket|status)\w*\.c"),
    ("libevent", r"event2?[./]", r"(ipc|parse|fetch|parent)/\w+\.[ch]"
                                 r"|newsieved\.c"),
    ("libseccomp", r"seccomp", r"ipc/sandbox\w*\.c"),
)

# Libraries return a cause; only roles and programs log or end the process.
# No memory, no digests and a torn wire are ends of the world everywhere.
LOUD = re.compile(r"\b(log_(?:open|error|warn|info|debug|feed)|fatal|exit"
                  r"|_exit|abort)\s*\(")
QUIET = re.compile(r"(base|conf|ipc|feed)/")
MAY = re.compile(r"base/(log|xmalloc|cause|digest)\.c|ipc/(channel|sandbox)\.c")


def includes():
    for path in source.files("src", suffixes=(".c", ".h")):
        name = path[len("src/"):]
        for number, line in enumerate(source.read(path).split("\n"), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if match:
                yield name, "%s:%d" % (path, number), *match.groups()


def main():
    tap = source.Tap()
    found = list(includes())
    rooms = {name.split("/")[0] for name, _, _, _ in found}
    faults = ["src/%s is no room" % r for r in sorted(rooms - set(ROOMS))]
    for name, where, quote, header in found:
        room, other = name.split("/")[0], header.split("/")[0]
        if quote == "<" or header == "config.h" or room not in ROOMS:
            continue
        if not os.path.exists(os.path.join(source.TOP, "src", header)):
            faults.append('%s: "%s" is not room/file.h' % (where, header))
        elif other != room and other not in ROOMS[room]:
            faults.append("%s: %s includes %s" % (where, room, header))
    tap.result("arrows between rooms point one way", faults)

    for library, pattern, door in DOORS:
        tap.result("one door for " + library, [
            "%s: <%s>" % (where, header)
            for name, where, quote, header in found
            if quote == "<" and re.match(pattern, header)
            and not re.fullmatch(door, name)])

    faults = []
    for path in source.files("src", suffixes=(".c",)):
        name = path[len("src/"):]
        if not QUIET.match(name) or MAY.fullmatch(name):
            continue
        lines = source.code(source.read(path)).split("\n")
        for number, line in enumerate(lines, 1):
            match = LOUD.search(line)
            if match:
                faults.append("%s:%d: %s" % (path, number, match.group(1)))
    tap.result("libraries neither log nor exit", faults)
    tap.done()


main()
