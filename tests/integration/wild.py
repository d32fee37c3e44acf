"""Real feeds, where a folder of them is at hand ($NEWSIEVE_WILD): one pass
files their stories, a second one none, and nobody crashes."""

import os
import urllib.parse

from httpd import Server
from kit import Place, SOURCE, equal, leftovers, maildir, ok, run_tests, \
    skip_all

WILD = os.environ.get("NEWSIEVE_WILD",
                      os.path.join(SOURCE, "..", "shared", "feeds"))


def serve(server):
    names = sorted(n for n in os.listdir(WILD) if n != "README")
    for name in names:
        with open(os.path.join(WILD, name), "rb") as f:
            server.serve("/" + name, f.read())
    return names


def test_wild():
    with Place() as p, Server() as server:
        names = serve(server)
        p.conf("feeds:\n" + "".join(
            "  - {url: '%s', name: '%s', topics: everything}\n"
            % (server.url("/" + urllib.parse.quote(n)), n) for n in names))
        first = p.once()
        ok("is lost" not in first.stderr, "no process is lost", first.stderr)
        ok(first.stdout.startswith("%d of %d feeds polled" % (
            len(names), len(names))), "the pass ends well", first.stdout,
           first.stderr)
        filed = maildir(p.mail)
        ok(len(filed) > 500, "stories are filed: %d" % len(filed),
           first.stdout, first.stderr)
        equal(leftovers(p.mail), [], "nothing is left in tmp/")
        bad = [(m.path, m.message.defects) for m in filed
               if m.message.defects or not m["Subject"] or not m["Date"]]
        equal(bad, [], "every mail is without defect")
        second = p.once_all()
        ok(second.stdout.startswith("%d of %d feeds polled" % (
            len(names), len(names))), "the second, too", second.stdout)
        equal(len(maildir(p.mail)), len(filed), "a second pass files none",
              second.stdout, second.stderr)


if not os.path.isdir(WILD):
    skip_all("no folder of real feeds")
run_tests(test_wild)
