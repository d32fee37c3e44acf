"""A scripted HTTP/1.1 server on a free port of the loopback, for tests.

    with Server() as server:
        server.serve("/feed", b"<rss/>", etag='"1"')
        ... server.url("/feed") ...
        server.requests[0]["If-None-Match"]

An answer is what a path gives: an Answer, a function that makes one of the
request, or a list of these, one a request, whose last one stays.  They may be
changed while the server runs.  A missing path gives 404.

Run as a program it serves the files given, and prints its port.
"""

import gzip
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib

PHRASES = {200: "OK", 204: "No Content", 301: "Moved Permanently",
           302: "Found", 303: "See Other", 304: "Not Modified",
           307: "Temporary Redirect", 308: "Permanent Redirect",
           403: "Forbidden", 404: "Not Found", 410: "Gone",
           429: "Too Many Requests", 500: "Internal Server Error",
           503: "Service Unavailable"}


class Request:
    """What a client asked: method, path, fields in order, and when."""

    def __init__(self, method, path, fields, connection):
        self.method = method
        self.path = path
        self.fields = fields
        self.connection = connection    # counts from 0
        self.begin = time.monotonic()
        self.end = None                 # None while it is being answered
        self.status = None

    def __getitem__(self, name):
        for n, value in self.fields:
            if n.lower() == name.lower():
                return value
        return None

    def __repr__(self):
        return "<%s %s>" % (self.method, self.path)


class Answer:
    """
    headers       dict or list of pairs, beside those made from the others
    etag, last_modified
                  sent, and a matching request gets 304; "conditional=False"
                  sends them only
    coding        "gzip" or "deflate": the body is so encoded if the client
                  accepts that, or always with "force=True"
    chunked       a number of bytes per chunk
    length        the Content-Length that is claimed; False sends none
    cut           the connection is closed after so many bytes of the body
    hold          an Event that must be set before the answer begins
    drip          an Event: until it is set one byte comes at a time
    hang_up       no answer at all, the connection is closed
    close         the connection is closed after the answer
    raw           these bytes instead of everything else
    """

    def __init__(self, body=b"", status=200, headers=(), etag=None,
                 last_modified=None, conditional=True, coding=None,
                 force=False, chunked=0, length=None, cut=None, hold=None,
                 drip=None, hang_up=False, close=False, raw=None):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = list(headers.items() if isinstance(headers, dict)
                            else headers)
        self.etag = etag
        self.last_modified = last_modified
        self.conditional = conditional
        self.coding = coding
        self.force = force
        self.chunked = chunked
        self.length = length
        self.cut = cut
        self.hold = hold
        self.drip = drip
        self.hang_up = hang_up
        self.close = close
        self.raw = raw

    def is_unchanged(self, request):
        if not self.conditional or self.status != 200:
            return False
        if self.etag is not None and request["If-None-Match"] is not None:
            return request["If-None-Match"] == self.etag
        return (self.last_modified is not None and
                request["If-Modified-Since"] == self.last_modified)

    def _encoded(self, request):
        accepted = request["Accept-Encoding"] or ""
        if self.coding == "gzip" and (self.force or "gzip" in accepted):
            return gzip.compress(self.body, mtime=0)
        if self.coding == "deflate" and (self.force or "deflate" in accepted):
            return zlib.compress(self.body)
        return None

    def make(self, request):
        """Status, head and body of the answer to this request."""
        headers = list(self.headers)
        if self.etag is not None:
            headers.append(("ETag", self.etag))
        if self.last_modified is not None:
            headers.append(("Last-Modified", self.last_modified))
        if self.is_unchanged(request):
            return 304, self._head(304, headers), b""
        body = self.body
        encoded = self._encoded(request)
        if encoded is not None:
            body = encoded
            headers.append(("Content-Encoding", self.coding))
        if self.chunked:
            headers.append(("Transfer-Encoding", "chunked"))
            body = b"".join(
                b"%x\r\n%s\r\n" % (len(body[i:i + self.chunked]),
                                   body[i:i + self.chunked])
                for i in range(0, len(body), self.chunked)) + b"0\r\n\r\n"
        elif self.length is not False and self.status not in (204, 304):
            headers.append(("Content-Length", str(
                len(body) if self.length is None else self.length)))
        if self.close:
            headers.append(("Connection", "close"))
        return self.status, self._head(self.status, headers), body

    @staticmethod
    def _head(status, headers):
        lines = ["HTTP/1.1 %d %s" % (status, PHRASES.get(status, "Status"))]
        lines += ["%s: %s" % pair for pair in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Server:
    """Listens from the start; "tls" is an SSLContext of tls_context(); a
    greeting is all that anybody gets."""

    def __init__(self, tls=None, address="127.0.0.1", greeting=None):
        self.tls = tls
        self.greeting = greeting
        self.address = address
        self.routes = {}
        self.requests = []
        self.connections = 0
        self.active = 0                 # requests being answered
        self.most_active = 0
        self.stopped = threading.Event()
        self._lock = threading.Lock()
        self._open = set()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.bind((address, 0))
        self._listener.listen(128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()

    def stop(self):
        self.stopped.set()
        # A thread in accept() isn't woken by close alone.
        self._shut(self._listener)
        with self._lock:
            for connection in self._open:
                self._shut(connection)

    @staticmethod
    def _shut(sock):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        sock.close()

    def url(self, path="/", host=None):
        host = host or self.address
        return "%s://%s:%d%s" % (
            "https" if self.tls else "http",
            "[%s]" % host if ":" in host else host, self.port, path)

    def route(self, path, answer):
        """Answer, function of the request, or a list of these."""
        self.routes[path] = list(answer) if isinstance(
            answer, (list, tuple)) else answer
        return answer

    def serve(self, path, body, **script):
        """An Answer with this body; returns it."""
        return self.route(path, Answer(body, **script))

    def redirect(self, path, location, status=302, **script):
        return self.route(path, Answer(
            status=status, headers=[("Location", location)], **script))

    def seen(self, path):
        with self._lock:
            return [r for r in self.requests if r.path == path]

    def _accept(self):
        while not self.stopped.is_set():
            try:
                sock = self._listener.accept()[0]
            except OSError:
                return
            with self._lock:
                number = self.connections
                self.connections += 1
                self._open.add(sock)
            threading.Thread(target=self._serve_connection,
                             args=(sock, number), daemon=True).start()

    def _serve_connection(self, plain, number):
        sock = plain
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.greeting is not None:
                plain.sendall(self.greeting)
                return
            if self.tls:
                sock = self.tls.wrap_socket(plain, server_side=True)
            with sock.makefile("rb") as reader:
                while self._serve_request(sock, reader, number):
                    pass
        except (OSError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(plain)
            # The client is to see an end, not a reset, of what was sent.
            self._shut(sock)

    @staticmethod
    def _read_request(reader, number):
        first = reader.readline(65537).decode("latin-1").split()
        if len(first) != 3:
            return None
        fields = []
        while True:
            line = reader.readline(65537).decode("latin-1").rstrip("\r\n")
            if not line:
                break
            name, _, value = line.partition(":")
            fields.append((name, value.strip(" \t")))
        return Request(first[0], first[1], fields, number)

    def _answer_of(self, request):
        with self._lock:
            answer = self.routes.get(request.path)
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(request)
        return answer or Answer(b"not here\n", status=404)

    def _serve_request(self, sock, reader, number):
        """True when the connection may go on."""
        request = self._read_request(reader, number)
        if request is None:
            return False
        with self._lock:
            self.requests.append(request)
            self.active += 1
            self.most_active = max(self.most_active, self.active)
        try:
            return self._reply(sock, request)
        finally:
            self._ended(request)

    def _ended(self, request):
        """Before its last bytes go out: the client may be quick to ask for
        more, and then this one must not count any longer."""
        with self._lock:
            if request.end is None:
                self.active -= 1
                request.end = time.monotonic()

    def _wait(self, event):
        while not event.wait(0.05):
            if self.stopped.is_set():
                raise OSError("stopped")

    def _reply(self, sock, request):
        answer = self._answer_of(request)
        if answer.hold:
            self._wait(answer.hold)
        if answer.hang_up:
            return False
        if not answer.drip:
            self._ended(request)
        if answer.raw is not None:
            sock.sendall(answer.raw)
            return False
        request.status, head, body = answer.make(request)
        if request.status == 304:
            sock.sendall(head)
            return not answer.close
        if answer.drip:
            sock.sendall(head)
            self._drip(sock, body, answer.drip, request)
        elif answer.cut is not None:
            sock.sendall(head + body[:answer.cut])
            return False
        else:
            sock.sendall(head + body)
        return not answer.close and answer.length is None

    def _drip(self, sock, body, released, request):
        sent = 0
        while sent < len(body) and not released.wait(0.02):
            if self.stopped.is_set():
                raise OSError("stopped")
            sock.sendall(body[sent:sent + 1])
            sent += 1
        self._ended(request)
        sock.sendall(body[sent:])


def bomb(size):
    """gzip of so many zero bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    out = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join(out) + packer.flush()


def certificate(folder, name="server", subject="127.0.0.1"):
    """A self-signed certificate for 127.0.0.1 and localhost, made by the
    openssl command: the paths of certificate and key, or None without it."""
    cert = os.path.join(folder, name + ".pem")
    key = os.path.join(folder, name + ".key")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=" + subject, "-addext",
             "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", key, "-out", cert],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return cert, key


def tls_context(cert, key, client_ca=None):
    """For Server(tls=...); client_ca demands a client's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_ca)
    return context


def main():
    with Server() as server:
        for path in sys.argv[1:]:
            with open(path, "rb") as f:
                server.serve("/" + os.path.basename(path), f.read(),
                             etag='"%d"' % os.path.getmtime(path))
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
