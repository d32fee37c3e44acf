"""newsieved.yaml(5) against the table of keys.

Every key stands in the section of its scope, with the table's type, bounds
and default in the line below; nothing else stands there.  The examples the
project ships are read without an error.
"""

import os
import re
import subprocess

SECTIONS = {
    'GLOBAL KEYS': 'global',
    'Keys of every feed': 'feed',
    'Keys of one feed': 'feed',
    'Keys of a group': 'group',
    'KEYS OF A TOPIC': 'topic',
    'Keys of auth': 'auth',
    'Keys of tls': 'tls',
    'Keys of limits': 'limits',
    'Keys of an account': 'account',
}

src = os.environ['top_srcdir']
build = os.environ['top_builddir']
count = failed = 0


def ok(good, name, why=''):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}")
    if not good:
        print('#', why)


def section_of(scope, scopes):
    """One section for defaults, groups and feeds alike."""
    if scope in ('defaults', 'group', 'feed'):
        if 'defaults' in scopes:
            return 'Keys of every feed'
        return 'Keys of a group' if scope == 'group' else 'Keys of one feed'
    return {v: k for k, v in SECTIONS.items() if v != 'feed'}[scope]


def table():
    """{(section, key): description}"""
    rows = {}
    out = subprocess.run([build + '/tests/lint/conf_table'], check=True,
                         capture_output=True, text=True).stdout
    for line in out.splitlines():
        name, scopes, kind, low, high, default, _ = line.split('\t')
        bounds = f', {low} to {high}' if high else ''
        if kind in ('text', 'name', 'path', 'address', 'file') and high:
            bounds = f', {low} to {high} bytes'
        text = f'{kind}{bounds}; default: {default}'
        for scope in scopes.split(','):
            rows[section_of(scope, scopes.split(',')), name] = text
    return rows


def manual():
    """The same from the man page."""
    rows = {}
    section = key = None
    with open(src + '/man/newsieved.yaml.5', encoding='utf-8') as f:
        for line in f:
            line = line.rstrip('\n')
            if line.startswith(('.Sh ', '.Ss ')):
                section = line[4:]
            if key is not None:
                rows[section, key] = line.removeprefix('.Pq ')
                key = None
            elif section in SECTIONS and line.startswith('.It Ic '):
                key = line.removeprefix('.It Ic ')
    return rows


def read(text, name):
    run = subprocess.run([build + '/tests/lint/conf_table', name], input=text,
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0 and run.stderr == '', f'{name} is valid',
       run.stderr)


def examples():
    with open(src + '/etc/newsieved.yaml', encoding='utf-8') as f:
        text = f.read()
    read(text, 'etc/newsieved.yaml')
    with open(src + '/man/newsieved.yaml.5', encoding='utf-8') as f:
        shown = re.findall(r'^\.Bd -literal.*\n((?:.*\n)*?)\.Ed', f.read(),
                           re.M)
    ok(len(shown) == 2, 'the manual has two examples')
    for i, text in enumerate(shown, 1):
        # Files that aren't there can't be read.
        text = re.sub(r'^ *(include|auth|tls):.*\n', '', text, flags=re.M)
        read(text, f'example {i} of newsieved.yaml(5)')


def main():
    want, got = table(), manual()
    ok(len(want) > 30, 'the table is printed')
    for (section, key), text in want.items():
        ok(got.get((section, key)) == text, f'{section}: {key}',
           f'want "{text}", got "{got.get((section, key))}"')
    for section, key in got:
        ok((section, key) in want, f'{section}: {key} is a key',
           'the table does not have it')
    examples()
    print(f'1..{count}')
    return failed != 0


raise SystemExit(main())
