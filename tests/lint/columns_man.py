"""Tables of the manual pages: no cell is wider than its column, where groff
sets the next one right behind it, and no row wider than the 78
characters that man takes of 80."""

import glob
import os
import re
import unicodedata

WIDTH = 78
INDENT = 5                              # of a page
OFFSET = 6                              # of -offset indent
BETWEEN = 2                             # columns

top = os.environ.get('top_srcdir', '.')
count = failed = 0


def width(cell):
    """Of a cell, or a word of .Bl, as it is set."""
    text = re.sub(r'^(?:Cm|Em|Ic|Pa|Ql|Va) ', '', cell.strip()).strip('"')
    text = text.replace(r'\(dq', '"').replace(r'\&', '').replace(r'\e', '\\')
    text = re.sub(r'\\\[u([0-9A-F]{4})\]', lambda m: chr(int(m[1], 16)), text)
    return sum(2 if unicodedata.east_asian_width(c) == 'W' else
               not unicodedata.combining(c) for c in text)


def faults(page):
    columns = None
    indent = INDENT
    for number, line in enumerate(page, 1):
        if line.startswith('.Bl -column'):
            columns = [width(w) for w in re.findall(r'"[^"]*"', line)]
            indent = INDENT + OFFSET * ('-offset indent' in line)
        elif line.startswith('.El'):
            columns = None
        elif columns is not None and line.startswith('.It '):
            cells = [width(c) for c in line[4:].split(' Ta ')]
            wide = any(c > w for c, w in zip(cells[:-1], columns))
            at = indent + sum(w + BETWEEN for w in columns[:len(cells) - 1])
            if wide or at + cells[-1] > WIDTH:
                yield f'{number}: {line}'


for path in sorted(glob.glob(os.path.join(top, 'man', '*.[1-8]'))):
    with open(path, encoding='utf-8') as f:
        found = list(faults(f.read().split('\n')))
    count += 1
    failed += found != []
    for fault in found:
        print('#', fault)
    print(f"{'not ' if found else ''}ok {count} - {os.path.basename(path)}")
print(f'1..{count}')
raise SystemExit(failed != 0)
