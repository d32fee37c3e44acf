#!/usr/bin/env python3
"""make bench: what newsieved costs beside a bare fetch of the same URLs.

N generated feeds (20 stories and about 29 kB each, one story on topic) are
served on as many loopback addresses, so that the manners per host (one
connection, a second between requests) stand as they are by default.  Each
figure is CPU of all processes and wall time; a ratio is to the floor measured
in the same run: libcurl's multi_socket on libevent and nothing else.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time


class Usage:
    def __init__(self, wall, cpu, out, peaks=None):
        self.wall, self.cpu, self.out = wall, cpu, out
        self.peaks = peaks or {}


def descendants(root):
    """Processes below root, which newsieved's roles are."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
                waiting += [int(child) for child in f.read().split()]
        except OSError:
            pass
    return found


def sample(pid):
    """A process's role, as its title has it, its peak so far in kB and its
    seconds of CPU."""
    with open("/proc/%d/cmdline" % pid, "rb") as f:
        title = f.read().decode(errors="replace").split("\0")[0]
    with open("/proc/%d/stat" % pid) as f:
        stat = f.read().rpartition(")")[2].split()
    with open("/proc/%d/status" % pid) as f:
        peak = next(int(line.split()[1]) for line in f
                    if line.startswith("VmHWM:"))
    seconds = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return title.partition(": ")[2] or "parent", peak, seconds


def watch(root, peaks, stop):
    """What was seen of each process last, at most 20 ms before its end."""
    while not stop.wait(0.02):
        for pid in descendants(root):
            try:
                peaks[pid] = sample(pid)
            except (OSError, ValueError, IndexError, StopIteration):
                pass


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(args, text=b"", memory=False):
    """Runs args to its end; the server isn't reaped and so doesn't count."""
    peaks, stop = {}, threading.Event()
    before, begun = cpu(), time.monotonic()
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out:
        into.write(text)
        into.seek(0)
        process = subprocess.Popen(args, stdin=into, stdout=out,
                                   stderr=subprocess.STDOUT)
        watcher = threading.Thread(target=watch,
                                   args=(process.pid, peaks, stop))
        if memory:
            watcher.start()
        status = process.wait()
        wall = time.monotonic() - begun
        stop.set()
        if memory:
            watcher.join()
        out.seek(0)
        said = out.read().decode(errors="replace")
    if status != 0:
        sys.exit("%s: exit %d\n%s" % (" ".join(args), status, said[-2000:]))
    return Usage(wall, cpu() - before, said, peaks)


def sync(path, data=None):
    flags = os.O_RDONLY if data is None else os.O_WRONLY | os.O_CREAT
    fd = os.open(path, flags, 0o600)
    if data is not None:
        os.write(fd, data)
    os.fsync(fd)
    os.close(fd)


def disk(where, feeds):
    """One mail a feed, each delivered alone by the rules of maildirs: file,
    fsync of it, link, fsync of both directories."""
    tmp, new = os.path.join(where, "tmp"), os.path.join(where, "new")
    os.mkdir(tmp)
    os.mkdir(new)
    mail = b"x" * 6000
    used, begun = os.times(), time.monotonic()
    for number in range(feeds):
        name = str(number)
        sync(os.path.join(tmp, name), mail)
        sync(tmp)
        os.link(os.path.join(tmp, name), os.path.join(new, name))
        sync(new)
    wall, now = time.monotonic() - begun, os.times()
    return Usage(wall, now.user + now.system - used.user - used.system, "")


def serve(build, feeds):
    """The server is waited for last, after all figures are taken."""
    server = subprocess.Popen(
        [os.path.join(build, "tests/bench/server"), str(feeds)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    urls = []
    for line in server.stdout:
        if line == "\n":
            return server, urls
        urls.append(line.strip())
    sys.exit("the server ended")


def configure(where, urls, connections):
    path = os.path.join(where, "newsieved.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write("state: %s/state\nsocket: %s/socket\n" % (where, where))
        f.write("deliver: maildir:%s/Mail\n" % where)
        f.write("max_connections: %d\n" % connections)
        f.write("allow_private: yes\n")
        f.write("topics:\n  cyber: [cyber*, ransomware, zero day]\n"
                "  China: [China, Chinese, Beijing]\nfeeds:\n")
        for number, url in enumerate(urls):
            f.write("  - url: %s\n    name: feed %d\n" % (url, number))
    return path


def mails(where):
    new = os.path.join(where, "Mail/new")
    return len(os.listdir(new)) if os.path.isdir(new) else 0


def best(rounds, run):
    return min((run() for _ in range(rounds)), key=lambda usage: usage.cpu)


def row(name, usage, floor, feeds):
    print("%-28s %8.2f %8.2f %10.0f" %
          (name, usage.wall, usage.cpu, usage.cpu * 1e6 / feeds), end="")
    if floor:
        print(" %8.1f %8.1f" % (usage.wall / floor.wall,
                                usage.cpu / floor.cpu), end="")
    print(flush=True)


def roles(usage, name):
    shown = {}
    for role, peak, seconds in usage.peaks.values():
        shown.setdefault(role, []).append((peak / 1024, seconds))
    print("%s: peak memory %.1f MB, pages shared by roles counted in each" %
          (name, sum(peak for processes in shown.values()
                     for peak, _ in processes)))
    for role, processes in sorted(shown.items()):
        print("    %-7s" % role, ", ".join(
            "%.1f MB %.2f s CPU" % process for process in processes))


def run(options, where):
    server, urls = serve(options.build, options.feeds)
    floor = [os.path.join(options.build, "tests/bench/floor"),
             str(options.connections)]
    newsieved = os.path.join(options.build, "newsieved")
    text = ("\n".join(urls) + "\n").encode()

    print("%d feeds, %d connections at a time, best floor of 3" %
          (options.feeds, options.connections))
    print("%-28s %8s %8s %10s %8s %8s" % ("", "wall s", "CPU s", "us/feed",
                                          "x wall", "x CPU"), flush=True)
    full = best(3, lambda: measure(floor, text))
    lines = [line.split(" ") for line in full.out.splitlines()]
    if [line[0] for line in lines] != ["200"] * options.feeds:
        sys.exit("the floor didn't get every feed")
    text = "".join("%s %s\n" % (l[2], l[3]) for l in lines).encode()
    unchanged = best(3, lambda: measure(floor, text))
    if not all(l.startswith("304 ") for l in unchanged.out.splitlines()):
        sys.exit("the floor's second pass wasn't 304 throughout")

    config = configure(where, urls, options.connections)
    cold = measure([newsieved, "-f", config, "--once"], memory=True)
    filed = mails(where)
    warm = measure([newsieved, "-f", config, "--once=all"], memory=True)
    with tempfile.TemporaryDirectory(dir=where) as maildir:
        files = disk(maildir, options.feeds)
    row("floor, 200", full, None, options.feeds)
    row("(synced mails, one a feed)", files, None, options.feeds)
    row("newsieved --once, cold", cold, full, options.feeds)
    row("floor, 304", unchanged, None, options.feeds)
    row("newsieved --once, unchanged", warm, unchanged, options.feeds)
    roles(cold, "cold")
    roles(warm, "unchanged")
    print("%d mails filed of %d stories; %d more by the second pass" %
          (filed, 20 * options.feeds, mails(where) - filed))
    server.stdin.close()
    server.wait()
    if filed != options.feeds or mails(where) != filed:
        sys.exit("%d mails were to be filed, all by the first pass" %
                 options.feeds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--build", default=".")
    parser.add_argument("--dir", help="where state and maildir go "
                        "(default: a new directory below the build)")
    options = parser.parse_args()
    where = tempfile.mkdtemp(prefix="bench.",
                             dir=options.dir or os.path.abspath(options.build))
    try:
        run(options, where)
    finally:
        shutil.rmtree(where, ignore_errors=True)


main()
