#!/bin/sh
#
# The manual pages: mandoc finds nothing to say, each is installed, and
# newsieved(8) and --help name the same options.

top=${top_srcdir:-$(dirname "$0")/../..}
build=${top_builddir:-.}
n=0
failed=0

# result STATUS NAME: what is in $out says why it failed.
result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
		return
	fi
	echo "$out" | sed 's/^/# /'
	echo "not ok $n - $2"
	failed=1
}

pages=$(cd "$top/man" && ls ./*.[1-9])
for page in $pages; do
	page=${page#./}
	if command -v mandoc >/dev/null 2>&1; then
		out=$(mandoc -Tlint -Wwarning "$top/man/$page" 2>&1)
		result $? "$page is clean mdoc"
	else
		n=$((n + 1))
		echo "ok $n - $page # SKIP no mandoc here"
	fi
	out="not in dist_man_MANS of man/local.mk"
	sed 's/#.*//' "$top/man/local.mk" | grep -q "man/$page\\>"
	result $? "$page is installed"
done

for page in newsieved.8 newsievectl.1 newsieved.yaml.5 newsieve.7; do
	out="man/$page is missing"
	[ -e "$top/man/$page" ]
	result $? "there is a $page"
done

if [ -x "$build/newsieved" ]; then
	"$build/newsieved" --help 2>&1 | tr -c 'a-z-' '\n' |
	    grep -E '^(-[a-z]|--[a-z]+)$' | sort -u >man.help.$$
	sed -n 's/^\.It \(Fl .*\)/\1/p' "$top/man/newsieved.8" |
	    sed 's/ , Fl /\nFl /g' | sed -n 's/^Fl \([^ ]*\).*/-\1/p' |
	    sort -u >man.page.$$
	out=$(diff man.help.$$ man.page.$$)
	result $? "newsieved(8) has the options of --help"
	rm -f man.help.$$ man.page.$$
else
	n=$((n + 1))
	echo "ok $n - options # SKIP newsieved isn't built"
fi
echo "1..$n"
exit $failed
