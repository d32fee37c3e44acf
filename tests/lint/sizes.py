#!/usr/bin/env python3
"""Functions of at most 100 lines, files of at most 600; what is long but
within that is told."""

import re
import statistics

import source

FUNCTION_MAX, FUNCTION_LONG = 100, 50
FILE_MAX, HEADER_LONG = 600, 100
LINE_MAX, LINE_WIDE = 100, 80
README_MAX = 100


def functions(text):
    """Name, first line and length of each function, written as KNF has it:
    name and braces in the first column.  Lines of a table (one case of a
    switch each) don't count."""
    name, begin, rows = None, 0, 0
    for number, line in enumerate(source.code(text).split("\n"), 1):
        match = re.match(r"(\w+)\(", line)
        if match and begin == 0:
            name = match.group(1)
            first = number
        elif line == "{" and name and begin == 0:
            begin, rows = first, 0
        elif line == "}" and begin != 0:
            yield name, begin, number - begin + 1 - rows
            name, begin = None, 0
        elif begin and re.match(r"\s*(case\b.*|default):", line):
            rows += 1


def width(line):
    return len(line.expandtabs(8))


def main():
    tap = source.Tap()
    lengths, faults, names = [], [], set()
    sources = list(source.files("src", "tests", suffixes=(".c", ".h")))
    for path in sources:
        for name, line, length in functions(source.read(path)):
            names.add(name)
            if path.startswith("src/"):
                lengths.append(length)
            if length > FUNCTION_MAX:
                faults.append("%s:%d: %s has %d lines" %
                              (path, line, name, length))
            elif length > FUNCTION_LONG and path.startswith("src/"):
                print("# long: %s:%d: %s has %d lines" %
                      (path, line, name, length))
    if lengths:
        print("# %d functions, median %d lines, longest %d" %
              (len(lengths), statistics.median(lengths), max(lengths)))
    tap.result("no function over %d lines" % FUNCTION_MAX, faults)
    tap.result("functions were found at all",
               [] if "main" in names and len(names) > 100 else
               ["%d found" % len(names)])

    faults = []
    for path in sources:
        lines = source.read(path).count("\n")
        if lines > FILE_MAX and path.startswith("src/"):
            faults.append("%s has %d lines" % (path, lines))
        elif lines > (HEADER_LONG if path.endswith(".h") else FILE_MAX):
            print("# long: %s has %d lines" % (path, lines))
    tap.result("no file over %d lines" % FILE_MAX, faults)

    faults = []
    for path in sources:
        for number, line in enumerate(source.read(path).split("\n"), 1):
            if width(line) > LINE_MAX:
                faults.append("%s:%d: %d columns" %
                              (path, number, width(line)))
            elif width(line) > LINE_WIDE:
                print("# wide: %s:%d: %d columns" %
                      (path, number, width(line)))
    tap.result("no line over %d columns" % LINE_MAX, faults)

    lines = source.read("README").count("\n")
    tap.result("README has at most %d lines" % README_MAX,
               ["it has %d" % lines] if lines > README_MAX else [])
    tap.done()


main()
