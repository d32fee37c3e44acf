#!/usr/bin/env python3
"""Feeds composed into mail: the very bytes of mail/NAME.mails, and what any
reader may expect of mail, by Python's parser.  --update writes NAME.mails."""

import email
import email.policy
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

SOURCE = os.path.join(os.environ.get("top_srcdir", "."), "tests/golden/mail")
PROGRAM = os.path.join(os.environ.get("top_builddir", "."),
                       "tests/golden/compose_mail")
FIELDS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id",
          "Auto-Submitted", "Newsieve-Feed", "MIME-Version", "Content-Type"]
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        failed += 1
        print("\n".join("#   " + line for line in str(detail).split("\n")))


def compose(name):
    result = subprocess.run(
        [PROGRAM, f"{SOURCE}/{name}.xml", f"{SOURCE}/{name}.topics"],
        stdout=subprocess.PIPE, check=True, timeout=60)
    return result.stdout


def split(output):
    mails = []
    while output:
        head, _, output = output.partition(b"\n")
        length = int(head.split()[1])
        mails.append(output[:length])
        output = output[length:]
    return mails


def defects(message):
    found = [d for part in message.walk() for d in part.defects]
    for part in message.walk():
        found += [d for value in part.values()
                  for d in getattr(value, "defects", ())]
    return found


def lines_fault(mail):
    head = mail.partition(b"\n\n")[0]
    for line in mail.split(b"\n"):
        if len(line) > 998:
            return line
    for line in head.split(b"\n"):
        if len(line) > (76 if b"=?" in line else 78) and (
                b" " in line.strip()):
            return line
    for word in re.findall(rb"=\?\S*\?=", head):
        if len(word) > 75:
            return word
    return None


def check_parts(mail, message):
    parts = [p.get_content_type() for p in message.iter_parts()]
    ok(parts == ["text/plain", "text/html"], f"{mail}: both parts", parts)
    text, html = (p.get_content() for p in message.iter_parts())
    wide = [line for line in text.split("\n")
            if len(line) > 72 and "://" not in line]
    ok(not wide, f"{mail}: text is wrapped", wide)
    title = re.search(r"<title>(.*?)</title>", html, re.S).group(1)
    subject = message["Subject"]
    ok(xml.etree.ElementTree.fromstring(f"<t>{title}</t>").text == subject,
       f"{mail}: the subject survives its encoding", (title, subject))
    ok("".join(subject.split()) in "".join(text.split()),
       f"{mail}: and stands above the text", text[:200])
    try:
        xml.etree.ElementTree.fromstring(
            re.sub(r"<(br|hr|meta [^>]*)>", r"<\1/>",
                   html.partition("\n")[2]))
        ok(True, f"{mail}: the HTML is balanced")
    except xml.etree.ElementTree.ParseError as error:
        ok(False, f"{mail}: the HTML is balanced", error)


def check(name, raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    ok(not defects(message), f"{name}: no defects", defects(message))
    missing = [f for f in FIELDS if len(message.get_all(f, [])) != 1]
    ok(not missing, f"{name}: each field once", missing)
    ok(lines_fault(raw) is None, f"{name}: length of lines and words",
       lines_fault(raw))
    ok(b"\r" not in raw and raw.endswith(b"\n"), f"{name}: LF line ends")
    ok(message["From"].addresses[0].domain == "news.example",
       f"{name}: from our domain", message["From"])
    check_parts(name, message)


def main():
    names = sorted(f[:-4] for f in os.listdir(SOURCE) if f.endswith(".xml"))
    for name in names:
        output = compose(name)
        path = f"{SOURCE}/{name}.mails"
        if "--update" in sys.argv:
            with open(path, "wb") as file:
                file.write(output)
        with open(path, "rb") as file:
            want = file.read()
        ok(output == want, f"{name}: the same bytes",
           f"see {PROGRAM} {SOURCE}/{name}.xml {SOURCE}/{name}.topics")
        ok(output == compose(name), f"{name}: and again")
        for number, mail in enumerate(split(output), 1):
            check(f"{name} {number}", mail)
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
