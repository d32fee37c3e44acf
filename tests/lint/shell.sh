#!/bin/sh
#
# Every shell script of the tree, past shellcheck.

top=${top_srcdir:-$(dirname "$0")/../..}

if ! command -v shellcheck >/dev/null 2>&1; then
	echo "1..0 # SKIP no shellcheck here"
	exit 0
fi
cd "$top" || exit 1
n=0
failed=0
scripts=$(find .ci etc tests -type f ! -path '*/corpus/*' -exec \
    awk 'FNR == 1 && /^#!.*sh$/ { print FILENAME }' {} \;)
for script in $scripts etc/packages etc/*.bash; do
	n=$((n + 1))
	case $script in
	etc/packages) set -- -s sh ;;
	*.bash) set -- -s bash ;;
	*) set -- ;;
	esac
	if out=$(shellcheck -x "$@" "$script"); then
		echo "ok $n - $script"
	else
		echo "$out" | sed 's/^/# /'
		echo "not ok $n - $script"
		failed=1
	fi
done
echo "1..$n"
exit $failed
