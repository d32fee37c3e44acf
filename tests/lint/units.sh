#!/bin/sh
#
# The installed tree: units systemd finds no fault with, a configuration that
# is never overwritten, and nothing left after make uninstall.

build=${top_builddir:-.}
root=$PWD/units.$$
n=0
failed=0
out=

trap 'chmod -R u+w "$root" 2>/dev/null; rm -rf "$root"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR

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

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

variable() {
	sed -n "s/^$1 = //p" "$build/Makefile" | sed \
	    -e "s|\${prefix}|$prefix|; s|\${datarootdir}|$prefix/share|"
}

installs() {
	out=$(make -C "$build" "$@" DESTDIR="$root" 2>&1)
}

prefix=$(sed -n 's/^prefix = //p' "$build/Makefile")
sysconfdir=$(variable sysconfdir)
system=$(variable systemdsystemunitdir)
user=$(variable systemduserunitdir)
yaml=$root$sysconfdir/newsieve/newsieved.yaml

installs install
result $? "make install"
out=$(cd "$root" && find . -type f)

for file in "$system/newsieved.service" "$system/newsieved@.service" \
    "$user/newsieved.service" "$prefix/lib/sysusers.d/newsieve.conf" \
    "$prefix/lib/tmpfiles.d/newsieve.conf" \
    "$sysconfdir/newsieve/newsieved.yaml" \
    "$prefix/share/bash-completion/completions/newsieved" \
    "$prefix/share/bash-completion/completions/newsievectl"; do
	[ -s "$root$file" ]
	result $? "installed: ${file#"$prefix"}"
done

# Commands are looked for on this machine, where nothing is installed.
sed -i "s|^ExecStart=|&$root|" "$root$system"/newsieved*.service \
    "$root$user"/newsieved.service
if command -v systemd-analyze >/dev/null 2>&1; then
	out=$(systemd-analyze verify --man=no \
	    "$root$system/newsieved.service" \
	    "$root$system/newsieved@.service" 2>&1) && [ -z "$out" ]
	result $? "systemd finds no fault with the system's units"
	out=$(XDG_RUNTIME_DIR=$root systemd-analyze --user verify --man=no \
	    "$root$user/newsieved.service" 2>&1) && [ -z "$out" ]
	result $? "systemd finds no fault with the user's unit"
else
	skip "the system's units" "no systemd-analyze here"
	skip "the user's unit" "no systemd-analyze here"
fi
if command -v systemd-sysusers >/dev/null 2>&1; then
	mkdir -p "$root/etc"
	out=$(systemd-sysusers --root="$root" \
	    "$root$prefix/lib/sysusers.d/newsieve.conf" 2>&1) &&
	    grep -q '^newsieve:' "$root/etc/passwd"
	result $? "systemd-sysusers makes the user"
	rm -f "$root/etc/passwd" "$root/etc/group" "$root"/etc/?shadow \
	    "$root"/etc/shadow "$root"/etc/*- "$root/etc/.pwd.lock"
	rmdir "$root/etc" 2>/dev/null
else
	skip "systemd-sysusers makes the user" "no systemd-sysusers here"
fi

out="there is an unfilled @name@"
! grep -r '@[a-z]*dir@' "$root$system" "$root$user"
result $? "units are filled in"

echo "# mine" >>"$yaml"
installs install
tail -n 1 "$yaml" | grep -q '^# mine$'
result $? "an edited configuration outlives make install"
installs uninstall
tail -n 1 "$yaml" 2>/dev/null | grep -q '^# mine$'
result $? "and make uninstall"
rm -f "$yaml"
installs install && installs uninstall
out=$(find "$root" ! -type d)
[ -z "$out" ]
result $? "make uninstall leaves nothing else"
echo "1..$n"
exit $failed
