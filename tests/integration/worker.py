"""A parse worker, once it has its configuration, opens no file and makes no
socket, whatever the charset of its documents: strace looks on."""

import glob
import re
import shutil
import subprocess

from kit import (NEWSIEVED, Place, equal, is_sanitized, item, maildir, ok,
                 rss, run_tests, skip_all)

CHARSETS = ("utf-8", "utf-16", "iso-8859-1", "iso-8859-2", "iso-8859-7",
            "windows-1251", "windows-1252", "koi8-r", "shift_jis", "euc-jp",
            "iso-2022-jp", "gb18030", "big5", "euc-kr")
TEXTS = {"shift_jis": "サイバー", "euc-jp": "サイバー", "iso-2022-jp": "サイバー",
         "gb18030": "网络安全", "big5": "網路安全", "euc-kr": "사이버",
         "windows-1251": "кибер", "koi8-r": "кибер", "iso-8859-7": "κυβερνο"}


# What nobody says, and what a detector has to find out in there.
UNDECLARED = {"cp866": "Река поднялась", "windows-1253": "Το ποτάμι ανέβηκε",
              "cp949": "강물이 불어났다"}


def feeds(p):
    out = ""
    for charset in CHARSETS:
        text = "Cyber %s" % TEXTS.get(charset, "café")
        if charset == "iso-8859-2":
            text = "Cyber łódź"
        document = rss(item(1, text, text, guid=charset, link=False)).replace(
            "encoding='utf-8'", "encoding='%s'" % charset)
        path = p.write(charset + ".xml", document.encode(charset))
        out += "  - {url: 'file://%s', name: '%s'}\n" % (path, charset)
    for charset, text in UNDECLARED.items():
        document = rss(item(1, "Cyber " + text, text, guid=charset, link=False)
                       ).replace(" encoding='utf-8'", "")
        path = p.write(charset + ".xml", document.encode(charset))
        out += "  - {url: 'file://%s', name: '%s'}\n" % (path, charset)
    return out


def workers(p):
    """The traces of the parse workers, a list of lines each."""
    for path in glob.glob(p.path("trace.*")):
        with open(path, encoding="utf-8", errors="replace") as f:
            lines = f.read().splitlines()
        if any('"-x", "parse"' in line for line in lines):
            yield lines


def test_worker():
    with Place() as p:
        p.conf("topics:\n  cyber: [cyber]\nfeeds:\n" + feeds(p))
        run = subprocess.run(
            ["strace", "-ff", "-o", p.path("trace"), "-e",
             "trace=%file,%network,%process", NEWSIEVED, "-f", p.conf_path,
             "--once"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        equal(run.returncode, 0, "the pass ends well", run.stderr)
        mails = maildir(p.mail)
        equal(len(mails), len(CHARSETS) + len(UNDECLARED),
              "every charset is read")
        for charset, text in (*TEXTS.items(), *UNDECLARED.items()):
            ok(any(text in m["Subject"] for m in mails), charset + ": " + text)
        traces = list(workers(p))
        ok(traces, "a worker was traced")
        for lines in traces:
            # The first message is its configuration.
            first = next(i for i, line in enumerate(lines)
                         if line.startswith("recvmsg("))
            calls = [line for line in lines[first + 1:] if not re.match(
                r"(recvmsg|sendmsg|exit_group|\+\+\+|--- |newfstatat\(\d+, \"\"|fstat)",
                line)]
            equal(calls, [], "a worker opens nothing after its start")


if not shutil.which("strace") or subprocess.run(
        ["strace", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL,
        check=False).returncode != 0:
    skip_all("strace is missing or may not trace")
if is_sanitized():
    skip_all("sanitizers open files of their own")
run_tests(test_worker)
