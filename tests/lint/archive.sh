#!/bin/sh
#
# What git tracks is what make dist packs.

top=${top_srcdir:-$(dirname "$0")/../..}
build=${top_builddir:-.}

if ! command -v git >/dev/null 2>&1 ||
    [ "$(git -C "$top" rev-parse --show-cdup 2>/dev/null || echo no)" != "" ]
then
	echo "1..0 # SKIP not a checkout"
	exit 0
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
dir=archive.$$
trap 'chmod -R u+w "$build/$dir"; rm -rf "$build/$dir" archive.$$.*' EXIT
if ! make -C "$build" distdir distdir="$dir" >archive.$$.log 2>&1; then
	sed 's/^/# /' archive.$$.log
	echo "not ok 1 - make distdir"
	echo "1..1"
	exit 1
fi
# Files that are new and not yet tracked count: they will be.
git -C "$top" ls-files --cached --others --exclude-standard |
    while read -r file; do
	if [ -e "$top/$file" ] && [ ! -e "$build/$dir/$file" ]; then
		echo "# not in EXTRA_DIST: $file"
	fi
    done >archive.$$.missing
head -n 20 archive.$$.missing
if [ -s archive.$$.missing ]; then
	echo "not ok 1 - the archive has every tracked file"
	echo "1..1"
	exit 1
fi
echo "ok 1 - the archive has every tracked file"
echo "1..1"
