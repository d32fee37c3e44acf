"""Scripted SMTP and IMAP servers on free ports of the loopback, for tests.

    with MailServer("smtp") as s:
        s.script["RCPT"] = [reply("450 4.2.0 not yet")]
        ... s.url ...
        s.mails[0].data

A script says for a step what its next commands get instead of the usual
answer (None: that), one after the other.  Steps are commands, and "connect", "body" (of
DATA) and "literal" (of APPEND).
"""

import base64
import re
import shlex
import socket
import ssl
import threading


class Drop(Exception):
    """The connection ends here."""


def reply(line):
    """This answer, and nothing is done."""
    def act(_session, _do):
        return line
    return act


def drop(_session, _do):
    """No answer, nothing is done."""
    raise Drop


def take_and_drop(_session, do):
    """It is done, but the answer is lost."""
    do()
    raise Drop


class Hold:
    """It is done, or not, and the answer waits for go."""

    def __init__(self, done=True):
        self.done = done
        self.here = threading.Event()
        self.go = threading.Event()

    def __call__(self, _session, do):
        answer = do() if self.done else None
        self.here.set()
        self.go.wait(60)
        return answer if self.done else do()


class Mail:
    def __init__(self, data, sender=None, to=None, flags=""):
        self.data = data
        self.sender = sender
        self.to = to
        self.flags = flags

    @property
    def subject(self):
        return self.field("Subject")

    def field(self, name):
        match = re.search(rb"(?mi)^%s: (.*)\r$" % name.encode(), self.data)
        return match.group(1).decode() if match else None


class MailServer:
    def __init__(self, protocol, cert=None, implicit=False, login=None,
                 extensions=("8BITMIME", "SIZE 10000000"), divider="/"):
        self.protocol = protocol
        self.login = login              # (user, password), or anybody
        self.extensions = extensions
        self.divider = divider
        self.script = {}
        self.said = []                  # all commands, but for passwords
        self.mails = []                 # SMTP's
        self.boxes = {"INBOX": []}      # IMAP's
        self.subscribed = set()
        self.connections = 0
        self.lock = threading.Lock()
        self.cert = cert
        self.implicit = implicit
        self.context = None
        if cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*cert)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.closed = False
        self.sockets = []

    @property
    def url(self):
        return "%s%s://127.0.0.1:%d" % (
            self.protocol, "s" if self.implicit else "", self.port)

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.closed = True
        self.listener.close()
        self.hang_up()

    def hang_up(self):
        for s in self.sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.sockets = []

    def subjects(self, box=None):
        mails = self.mails if box is None else self.boxes.get(box, [])
        return [m.subject for m in mails]

    def _accept(self):
        while not self.closed:
            try:
                s, _ = self.listener.accept()
            except OSError:
                return
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self.sockets.append(s)
            kind = Smtp if self.protocol == "smtp" else Imap
            threading.Thread(target=kind(self, s).run, daemon=True).start()


class Session:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.file = None
        self.secure = False
        self.known = False

    def secure_it(self):
        self.sock = self.server.context.wrap_socket(
            self.sock, server_side=True)
        self.file = self.sock.makefile("rb")
        self.secure = True

    def run(self):
        try:
            self.file = self.sock.makefile("rb")
            if self.server.implicit:
                self.secure_it()
            self.say(self.act("connect", self.greeting))
            while True:
                line = self.file.readline()
                if not line:
                    break
                self.command(line.rstrip(b"\r\n").decode())
        except (Drop, OSError, ssl.SSLError):
            pass
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def say(self, line):
        if line is not None:
            self.sock.sendall(line.encode() + b"\r\n")

    def act(self, step, do):
        """The answer of a step: by the script, else what do() says."""
        with self.server.lock:
            todo = self.server.script.get(step)
            action = todo.pop(0) if todo else None
        return action(self, do) if action else do()

    def may_log_in(self, user, password):
        want = self.server.login
        self.known = want is None or (user, password) == want
        return self.known

    def greeting(self):
        raise NotImplementedError

    def command(self, line):
        raise NotImplementedError


class Smtp(Session):
    sender = to = None

    def greeting(self):
        return "220 mail.example ESMTP"

    def command(self, line):
        verb = line.split(" ")[0].upper()
        self.server.said.append(line if verb != "AUTH" else "AUTH")
        method = getattr(self, "do_" + verb.lower(), None)
        if method is None:
            self.say("500 5.5.2 what?")
            return
        self.say(self.act(verb, lambda: method(line)))
        if verb == "QUIT":
            raise Drop
        if verb == "STARTTLS":
            self.secure_it()

    def do_ehlo(self, _line):
        words = ["mail.example", *self.server.extensions]
        if self.server.context and not self.secure:
            words.append("STARTTLS")
        if self.server.login and (self.secure or not self.server.context):
            words.append("AUTH PLAIN")
        return "\r\n".join("250%s%s" % (
            " " if w is words[-1] else "-", w) for w in words)

    def do_starttls(self, _line):
        return "220 go ahead"

    def do_auth(self, line):
        words = line.split(" ")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.file.readline().decode().strip())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        return ("235 2.7.0 welcome" if self.may_log_in(user, password)
                else "535 5.7.8 who are you?")

    def do_mail(self, line):
        if self.server.login and not self.known:
            return "530 5.7.0 log in first"
        self.sender = re.search("<(.*?)>", line).group(1)
        return "250 2.1.0 ok"

    def do_rcpt(self, line):
        self.to = re.search("<(.*?)>", line).group(1)
        return "250 2.1.5 ok"

    def do_data(self, _line):
        self.say("354 go ahead")
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                raise Drop
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = Mail(b"".join(lines), self.sender, self.to)

        def take():
            self.server.mails.append(mail)
            return "250 2.0.0 taken"
        return self.act("body", take)

    def do_rset(self, _line):
        self.sender = self.to = None
        return "250 2.0.0 ok"

    def do_quit(self, _line):
        return "221 2.0.0 bye"


class Imap(Session):
    box = None

    def greeting(self):
        return "* OK IMAP4rev1 here"

    def command(self, line):
        tag, verb, rest = (line.split(" ", 2) + ["", ""])[:3]
        verb = verb.upper()
        if verb == "UID":
            verb, _, rest = rest.partition(" ")
        self.server.said.append(
            verb + " " + rest if verb not in ("LOGIN", "AUTHENTICATE")
            else verb)
        method = getattr(self, "do_" + verb.lower(), None)
        answer = "BAD what?" if method is None else self.act(
            verb, lambda: method(rest))
        if answer is not None:
            self.say(answer if answer.startswith("*") else
                     tag + " " + answer)
        if verb == "LOGOUT":
            raise Drop
        if verb == "STARTTLS":
            self.secure_it()

    @staticmethod
    def words(text):
        return [w.replace('\\"', '"').replace("\\\\", "\\")
                for w in re.findall(r'"((?:[^"\\]|\\.)*)"', text)]

    def do_capability(self, _rest):
        words = ["CAPABILITY IMAP4rev1"]
        if self.server.context and not self.secure:
            words.append("STARTTLS LOGINDISABLED")
        elif self.server.context and not self.server.implicit:
            # libcurl 7.88 doesn't forget LOGINDISABLED.
            words.append("AUTH=PLAIN")
        self.say("* " + " ".join(words))
        return "OK"

    def do_starttls(self, _rest):
        return "OK go ahead"

    def do_login(self, rest):
        return "OK welcome" if self.may_log_in(*shlex.split(rest)) else \
            "NO [AUTHENTICATIONFAILED] who are you?"

    def do_authenticate(self, _rest):
        self.say("+ ")
        words = base64.b64decode(self.file.readline()).decode().split("\0")
        return "OK welcome" if self.may_log_in(*words[1:]) else \
            "NO [AUTHENTICATIONFAILED] who are you?"

    def do_list(self, _rest):
        self.say('* LIST (\\Noselect) "%s" ""' % self.server.divider)
        return "OK"

    def do_examine(self, rest):
        self.box = self.words(rest)[0]
        if self.box not in self.server.boxes:
            return "NO [NONEXISTENT] there is no such mailbox"
        self.say("* %d EXISTS" % len(self.server.boxes[self.box]))
        return "OK [READ-ONLY]"

    def do_create(self, rest):
        if self.words(rest)[0] in self.server.boxes:
            return "NO it exists"
        self.server.boxes[self.words(rest)[0]] = []
        return "OK"

    def do_subscribe(self, rest):
        self.server.subscribed.add(self.words(rest)[0])
        return "OK"

    def do_search(self, rest):
        wanted = self.words(rest)[0]
        if self.box not in self.server.boxes:
            return "NO it was deleted"
        found = [str(i + 1) for i, m in
                 enumerate(self.server.boxes[self.box])
                 if m.field("Message-ID") == wanted]
        self.say("* SEARCH" + "".join(" " + f for f in found))
        return "OK"

    def do_append(self, rest):
        box = self.words(rest)[0]
        flags = re.search(r"\((.*)\)", rest)
        size = int(re.search(r"\{(\d+)\}$", rest).group(1))
        if box not in self.server.boxes:
            return "NO [TRYCREATE] there is no such mailbox"
        self.say("+ go ahead")
        data = self.file.read(size)
        if len(data) < size or self.file.readline() != b"\r\n":
            raise Drop

        def take():
            self.server.boxes[box].append(
                Mail(data, flags=flags.group(1) if flags else ""))
            return "OK appended"
        return self.act("literal", take)

    def do_logout(self, _rest):
        self.say("* BYE")
        return "OK"
