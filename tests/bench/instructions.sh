#!/bin/sh
#
# Instructions per byte of bench_parse's feeds, which no load of the machine
# changes: feed_parse, and libxml2's bare SAX parser over the same bytes.

set -eu

if ! command -v valgrind >/dev/null 2>&1; then
	echo "instructions per byte: no valgrind here"
	exit 0
fi

# instructions OPTION FUNCTION: what callgrind counts inside of it.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
	    --toggle-collect="$2" tests/bench/bench_parse "$1" 2>&1 >/dev/null |
	    sed -n 's/^.*Collected : //p'
}

bytes=$(tests/bench/bench_parse -n | sed 's/ .*//')
ours=$(instructions -n parse_ours)
floor=$(instructions -f parse_floor)
awk -v b="$bytes" -v o="$ours" -v f="$floor" 'BEGIN {
	printf("instructions per byte: %.1f, libxml2'\''s SAX alone %.1f, " \
	    "ratio %.2f\n", o / b, f / b, f / o) }'
