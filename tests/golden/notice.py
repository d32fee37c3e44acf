#!/usr/bin/env python3
"""Notices of every kind as a reader sees them: the fields and the text of
notice/notices, whatever their encoding.  --update writes it."""

import email
import email.policy
import os
import re
import subprocess
import sys

FOLDER = os.path.join(os.environ.get("top_srcdir", "."),
                      "tests/golden/notice")
PROGRAM = os.path.join(os.environ.get("top_builddir", "."),
                       "tests/golden/compose_notice")
FIELDS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id",
          "Auto-Submitted", "Newsieve-Feed"]
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        failed += 1
        print("\n".join("#   " + line for line in str(detail).split("\n")))


def split(output):
    while output:
        head, _, output = output.partition(b"\n")
        length = int(head.split()[1])
        yield email.message_from_bytes(output[:length],
                                       policy=email.policy.default)
        output = output[length:]


def show(message):
    lines = [f"{name}: {message[name]}" for name in FIELDS]
    text = message.get_body(("plain",)).get_content()
    return "\n".join(lines) + "\n\n" + text


def words(text):
    return re.sub(r"[\s>*=-]+|\[\d+\]", "", text)


def check(message):
    name = message["Subject"]
    defects = [d for part in message.walk() for d in part.defects]
    ok(not defects, f"{name}: no defects", defects)
    missing = [f for f in FIELDS if len(message.get_all(f, [])) != 1]
    ok(not missing, f"{name}: each field once", missing)
    html = message.get_body(("html",)).get_content()
    ok("<script" not in html and "<all>" not in html,
       f"{name}: names and errors are no markup", html)


def main():
    run = subprocess.run([PROGRAM], stdout=subprocess.PIPE, check=True,
                         timeout=60)
    messages = list(split(run.stdout))
    got = "\n\f\n".join(show(m) for m in messages)
    path = FOLDER + "/notices"
    if "--update" in sys.argv:
        os.makedirs(FOLDER, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(got)
    with open(path, encoding="utf-8") as file:
        want = file.read()
    for mine, theirs in zip(got.split("\f"), want.split("\f")):
        ok(mine == theirs, "as it was: " + theirs.split("Subject: ")[1]
           .split("\n")[0], mine)
    ok(got.count("\f") == want.count("\f"), "as many as there were")
    ids = [m["Message-ID"] for m in messages]
    ok(len(set(ids)) == len(ids) - 16, "each event has its own Message-ID",
       ids)
    for message in messages:
        check(message)
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
