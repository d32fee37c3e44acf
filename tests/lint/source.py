"""What the lints share: the tree's files and TAP."""

import os
import re
import sys

TOP = os.environ.get("top_srcdir") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Tap:
    """One "ok" for each rule; what broke it stands before, as a comment."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def result(self, name, faults):
        for fault in faults:
            print("# " + fault)
        self.count += 1
        if faults:
            self.failed += 1
        print("%sok %d - %s" % ("not " if faults else "", self.count, name))

    def done(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)


def files(*folders, suffixes=None):
    """Paths below folders, relative to the tree, in order."""
    for folder in folders:
        for where, names, found in os.walk(os.path.join(TOP, folder)):
            names[:] = sorted(n for n in names if n != "__pycache__")
            for name in sorted(found):
                if suffixes is None or name.endswith(suffixes):
                    yield os.path.relpath(os.path.join(where, name), TOP)


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8",
              errors="surrogateescape") as f:
        return f.read()


_noise = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code(text):
    """C without comments and without what strings say, lines kept."""
    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found[0] * 2
        return "\n" * found.count("\n")
    return _noise.sub(blank, text)
