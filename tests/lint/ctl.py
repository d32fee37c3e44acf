#!/usr/bin/env python3
"""newsievectl(1) and the bash completion know every command and option that
newsievectl --help prints, and no others."""

import os
import re
import subprocess
import sys

import source

BUILD = os.environ.get("top_builddir", ".")
PROGRAM = os.path.join(BUILD, "newsievectl")
LABEL = re.compile(r"--?[a-z][a-z-]*")


def read_help():
    """Commands with their options, and the options of all."""
    text = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE,
                          text=True, check=True).stdout
    commands, everywhere, command = {}, set(), None
    listed, common = text.split("Commands:\n")[1].split("\nOptions", 1)
    for line in listed.splitlines():
        if re.match(r"  [a-z]", line):
            command = line.split()[0]
            commands[command] = set()
        elif re.match(r"    +-", line):
            commands[command].update(labels(line))
    for line in common.splitlines():
        if re.match(r" +-", line):
            everywhere.update(labels(line))
    return commands, everywhere


def labels(line):
    """The options at the beginning of a line of help."""
    return LABEL.findall(re.split(r"(?<=\S)  ", line.strip())[0])


def page():
    """Commands and options that the manual page describes."""
    commands, options = set(), set()
    for line in source.read("man/newsievectl.1").splitlines():
        match = re.match(r"\.It Cm ([a-z]+)(.*)", line)
        if match:
            commands.add(match.group(1))
            line = ".It" + match.group(2)
        if line.startswith(".It"):
            options.update("-" + o for o in re.findall(r"\bFl (\S+)", line))
    return commands, options


def complete(*words):
    """What bash offers for the last of these words."""
    script = """
        . "$1"
        shift
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _newsievectl
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    p = subprocess.run(
        ["bash", "-c", script, "bash",
         os.path.join(source.TOP, "etc", "newsievectl.bash"), *words],
        stdout=subprocess.PIPE, text=True, check=True)
    return set(p.stdout.split())


def differences(what, got, want):
    return (["%s lacks %s" % (what, w) for w in sorted(want - got)] +
            ["%s has %s too much" % (what, g) for g in sorted(got - want)])


def main():
    if not os.access(PROGRAM, os.X_OK):
        print("1..0 # SKIP newsievectl isn't built")
        sys.exit(0)
    tap = source.Tap()
    commands, everywhere = read_help()
    tap.result("--help was understood",
               [] if {"status", "match"} <= set(commands) and
               "--topic" in commands["match"] and "-s" in everywhere
               else ["%r %r" % (commands, everywhere)])

    described, options = page()
    tap.result("newsievectl(1) has the commands",
               differences("it", described, set(commands)))
    tap.result("newsievectl(1) has the options",
               differences("it", options,
                           everywhere.union(*commands.values())))

    tap.result("the completion has the commands",
               differences("it", complete("newsievectl", ""), set(commands)))
    tap.result("the completion has the options of all",
               differences("it", complete("newsievectl", "-"), everywhere))
    for name, own in commands.items():
        tap.result("the completion has the options of " + name, differences(
            "it", complete("newsievectl", "-s", "x", name, "-"),
            everywhere | own))
    tap.done()


main()
