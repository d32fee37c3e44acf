#!/bin/sh
#
# Every header compiles alone: it includes what it needs.

top=${top_srcdir:-$(dirname "$0")/../..}
build=${top_builddir:-.}
cc=${CC:-cc}
n=0
failed=0

# What configure found out, so that a header may include its library's.
flags=$(sed -n '/[$]/d; s/^[A-Z]*_CFLAGS = //p' "$build/Makefile" 2>/dev/null |
    tr '\n' ' ')

for header in "$top"/src/*/*.h; do
	n=$((n + 1))
	name=${header#"$top"/}
	# shellcheck disable=SC2086 # several words each
	if echo "#include \"${name#src/}\"" | $cc $flags -std=gnu17 \
	    -D_GNU_SOURCE -Werror -Wno-unused -I "$top/src" -I "$build" \
	    -fsyntax-only -x c - >headers.$$ 2>&1; then
		echo "ok $n - $name"
	else
		head -n 20 headers.$$ | sed 's/^/# /'
		echo "not ok $n - $name"
		failed=1
	fi
	rm -f headers.$$
done
echo "1..$n"
exit $failed
