#!/usr/bin/env python3
"""Words that must not stand in the tree: unsafe calls, sleeping tests,
marks of unfinished work, and paths of the machine it was written on."""

import os
import re

import source

BANNED = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|alloca|system"
    r"|popen|localtime|gmtime|mktemp|tmpnam)\s*\(")
TYPEDEF = re.compile(r"^typedef\s+struct\b")
# A bet on time; a step of at most 99 ms in a loop that waits is none.
SLEEP = {
    ".c": re.compile(r"\b(u?sleep|nanosleep|clock_nanosleep)\s*\("),
    ".py": re.compile(r"\b(?:time\.)?sleep\s*\((?!0\.0\d*\))"),
    ".sh": re.compile(r"(?:^|[;&|(]|\bdo|\bthen)\s*sleep\s"),
}
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
FOLDERS = ("src", "tests", "etc", "man", ".ci")
TOP_FILES = ("README", "Makefile.am", "configure.ac")


def everything():
    for path in source.files(*FOLDERS):
        if "/corpus/" not in path and not path.endswith(
                (".pyc", ".o", ".a", ".log", ".trs")):
            yield path
    for path in TOP_FILES:
        if os.path.exists(os.path.join(source.TOP, path)):
            yield path


def grep(paths, pattern, strip=False):
    faults = []
    for path in paths:
        text = source.read(path)
        if strip:
            text = source.code(text)
        for number, line in enumerate(text.split("\n"), 1):
            match = pattern.search(line)
            if match:
                faults.append("%s:%d: %s" %
                              (path, number, match.group(0).strip()))
    return faults


def machine():
    """Home directories, and where this very tree, its build and whoever
    runs this happen to be."""
    parts = [r"/(?:home|Users)/(?!(?:me|you)\b)\w+", r"/root\b"]
    for path in (source.TOP, os.environ.get("top_builddir", ""),
                 os.environ.get("HOME", "")):
        path = os.path.abspath(path) if path else ""
        if path.count("/") > 1:
            parts.append(re.escape(path))
    return re.compile(r"(?<![\w.~%{}/-])(?:" + "|".join(parts) + r")(?![\w-])")


def main():
    tap = source.Tap()
    c = list(source.files("src", "tests", suffixes=(".c", ".h")))
    tap.result("no banned calls", grep(c, BANNED, strip=True))
    tap.result("no typedef for a struct", grep(c, TYPEDEF, strip=True))
    tests = list(source.files("tests"))
    tap.result("no test sleeps", sum(
        (grep([p for p in tests if p.endswith(suffix)], pattern,
              strip=suffix == ".c") for suffix, pattern in SLEEP.items()), []))
    tap.result("nothing is marked as unfinished", grep(everything(), MARKS))
    tap.result("no paths of a machine",
               grep((p for p in everything() if p != "tests/lint/words.py"),
                    machine()))
    tap.result("no spaces at the end of a line",
               grep((p for p in everything()
                     if p.endswith((".c", ".h", ".py", ".sh", ".mk", ".ac"))),
                    re.compile(r"[ \t]+$")))
    tap.done()


main()
