"""What mail programs make of our mail: notmuch, mu, Dovecot's IMAP, as far as
they are here.  And that encoding: 8bit arrives."""

import email
import email.policy
import imaplib
import os
import pwd
import shutil
import subprocess

from kit import DEADLINE, SOURCE, Place, equal, maildir, ok, run_tests

GOLDEN = os.path.abspath(os.path.join(SOURCE, "tests", "golden", "mail"))


def fill(p):
    names = sorted(n for n in os.listdir(GOLDEN) if n.endswith(".xml"))
    p.conf("feeds:\n" + "".join(
        "  - {url: 'file://%s', name: %s, topics: everything}\n"
        % (os.path.join(GOLDEN, n), n[:-4]) for n in names))
    p.once(expect=0)
    return sorted(m["Message-ID"] for m in maildir(p.mail))


def run(p, *argv):
    return subprocess.run(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=DEADLINE, check=False, text=True,
        env=dict(os.environ, HOME=p.dir, LC_ALL="C.UTF-8",
                 NOTMUCH_CONFIG=p.path("notmuch"))).stdout


def check_notmuch(p, ids):
    p.write("notmuch", "[database]\npath=%s\n" % p.mail)
    out = run(p, "notmuch", "new")
    equal(out.splitlines()[-1], "Added %d new messages to the database."
          % len(ids), "notmuch takes every mail", out)
    ok("warning" not in out.lower() and "error" not in out.lower(),
       "without complaint", out)
    found = run(p, "notmuch", "search", "--output=messages", "*").split()
    equal(sorted("<%s>" % i[3:] for i in found), ids, "by its Message-ID")
    shutil.rmtree(os.path.join(p.mail, ".notmuch"))


def check_mu(p, ids):
    home = "--muhome=" + p.path("mu")
    run(p, "mu", "init", "--maildir=" + p.mail, home)
    out = run(p, "mu", "index", "--quiet", home)
    equal(out, "", "mu takes every mail without complaint")
    found = run(p, "mu", "find", home, "--fields=i", "").split()
    equal(sorted("<%s>" % i for i in found), ids, "by its Message-ID")


def check_dovecot(p, ids):
    # It reads no mail as root.
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else \
        pwd.getpwuid(os.geteuid())
    conf = p.write("dovecot", (
        "base_dir=%s\nstate_dir=%s\nlog_path=%s\nmail_location=maildir:%s\n"
        "mail_uid=%d\nmail_gid=%d\nfirst_valid_gid=0\nssl=no\n"
        "protocols=imap\n") % (p.path("run"), p.path("run"), p.path("log"),
                              p.mail, user.pw_uid, user.pw_gid))
    if os.geteuid() == 0:
        os.chmod(p.dir, 0o755)
        subprocess.run(["chown", "-R", "nobody", p.mail], check=True)
    imap = imaplib.IMAP4_stream("env HOME=%s USER=%s doveadm -c %s exec imap "
                                "2>%s" % (p.dir, user.pw_name, conf,
                                          p.path("log")))
    imap.state = "AUTH"
    equal(imap.select(readonly=True), ("OK", [b"%d" % len(ids)]),
          "Dovecot has every mail")
    mails = [email.message_from_bytes(part[1], policy=email.policy.default)
             for part in imap.fetch("1:*", "(BODY.PEEK[])")[1]
             if isinstance(part, tuple)]
    equal(sorted(m["Message-ID"] for m in mails), ids,
          "and gives it out")
    equal([m.defects for m in mails if m.defects], [], "without defect")
    status, found = imap.search(None, "HEADER", "Newsieve-Feed", "odd")
    ok(status == "OK" and found[0], "our headers can be searched", found)
    imap.literal = "团队".encode()
    status, found = imap.search("UTF-8", "TEXT")
    ok(status == "OK" and found[0], "and Chinese in encoded bodies", found)
    imap.logout()
    with open(p.path("log"), encoding="utf-8") as log:
        bad = [line for line in log if "Error" in line or "Warning" in line]
    equal(bad, [], "Dovecot's log has no complaint")


def test_clients():
    checks = {"notmuch": check_notmuch, "mu": check_mu,
              "doveadm": check_dovecot}
    with Place() as p:
        ids = fill(p)
        for program, check in checks.items():
            if shutil.which(program):
                check(p, ids)
            else:
                ok(True, "%s # SKIP not installed" % program)


def test_encoding():
    with Place() as p:
        p.conf("defaults: {encoding: 8bit}\nfeeds:\n"
               "  - {url: 'file://%s/world.xml', name: A}\n"
               "  - {url: 'file://%s/odd.xml', name: B, encoding: auto}\n"
               % (GOLDEN, GOLDEN))
        p.once(expect=0)
        encodings = {"A": set(), "B": set()}
        for m in maildir(p.mail):
            encodings[m["Newsieve-Feed"]] |= {
                part["Content-Transfer-Encoding"]
                for part in m.message.iter_parts()}
        ok("8bit" in encodings["A"], "8bit for a feed that inherits it",
           encodings)
        ok("8bit" not in encodings["B"], "but not for one that says auto",
           encodings)


run_tests(test_clients, test_encoding)
