"""newsieve(7), Links, has the tables of feed/tracker.c and feed/canonical.c,
row by row."""

import os
import re

top = os.environ.get('top_srcdir', '.')
count = failed = 0


def same(name, code, page):
    global count, failed
    count += 1
    failed += code != page
    print(f"{'' if code == page else 'not '}ok {count} - {name}")
    for row in sorted(set(code) ^ set(page)):
        print('# only in the', 'code:' if row in code else 'page:', row)


def text(path):
    with open(os.path.join(top, path), encoding='utf-8') as f:
        return f.read()


def rows(source, table, columns):
    inside = re.search(r'\b%s\[\] = \{\n(.*?)^\};' % table, text(source),
                       re.M | re.S)[1]
    pattern = r'\{ "([^"]+)"' + r',\s+(NULL|"[^"]+")' * (columns - 1) + r' \}'
    return [[f.strip('"') for f in row]
            for row in re.findall(pattern, inside)]


def strings(source, table):
    return re.findall(r'"([^"]+)"', re.search(
        r'\b%s\[\] = \{(.*?)\};' % table, text(source), re.S)[1])


def columns(page, width):
    lists = re.findall(r'^\.Bl -column "%s".*\n((?:\.It .*\n)+)' % width, page,
                       re.M)
    return [tuple(re.split(r' Ta ', row[4:]))
            for row in ''.join(lists).splitlines()]


page = text('man/newsieve.7')
trackers = [(name, whose if host == 'NULL' else f'{whose}, on {host} only')
            for name, whose, host in rows('src/feed/tracker.c', 'trackers', 3)]
wrappers = [(host, path, 'RU= in the path' if param == 'NULL' else param)
            for host, path, param in rows('src/feed/canonical.c', 'wrappers',
                                          3)]
same('tracking parameters', trackers, columns(page, 'guce_referrer_sig'))
same('redirectors', wrappers,
     columns(page, r'safelinks\.protection\.outlook\.com'))
beacons = [(host.replace('*', 'any host'), path, whose)
           for host, path, whose in rows('src/feed/html_beacon.c', 'beacons',
                                         3)]
same('counters of readers', beacons,
     columns(page, r'counter\.theconversation\.com'))
for table in 'feed_names', 'feed_values':
    words = strings('src/feed/tracker.c', table)
    said = ' , '.join(words[:-1]) + '\nand\n.Ql ' + words[-1]
    same(table, [said] if words else ['no words'],
         [said] if f'.Ql {said}\n' in page else [])
print(f'1..{count}')
raise SystemExit(failed != 0)
