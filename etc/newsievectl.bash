# shellcheck shell=bash
# bash completion for newsievectl(1): commands, options, names of feeds.

# The words after "command" on the line so far, options and their arguments
# left out: first the command, then what it is to work on.
_newsievectl_words() {
	local i skip=
	words_given=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ -n $skip ]]; then
			skip=
			continue
		fi
		case ${COMP_WORDS[i]} in
		-s | --socket)
			socket=${COMP_WORDS[i + 1]}
			skip=1
			;;
		-f | --file | --base | --content-type | --topic)
			skip=1
			;;
		-?*) ;;
		*)
			words_given+=("${COMP_WORDS[i]}")
			;;
		esac
	done
}

# The daemon's feeds, one a line, quoted for the shell.  A name with a quote or
# a backslash in it is left out.
_newsievectl_feeds() {
	local name
	"${COMP_WORDS[0]}" ${socket:+-s "$socket"} --json status 2>/dev/null |
	    sed -n 's/.*[{,] *"name": *"\([^"\\]*\)".*/\1/p' |
	    while IFS= read -r name; do
		    printf '%q\n' "$name"
	    done
}

_newsievectl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local socket='' options='-s --socket --json -h --help --version' name
	local words_given

	COMPREPLY=()
	case $prev in
	-s | --socket | -f | --file)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--base | --content-type | --topic)
		return
		;;
	esac

	_newsievectl_words
	case ${words_given[0]-} in
	poll)
		options+=' --all'
		;;
	parse)
		options+=' --base --content-type'
		;;
	explain)
		options+=' --topic -f --file'
		;;
	match)
		options+=' --topic --why -f --file --base --content-type'
		;;
	esac

	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
	fi
	case ${words_given[0]-} in
	status | poll | release | catchup)
		while IFS= read -r name; do
			[[ $name == "$cur"* ]] && COMPREPLY+=("$name")
		done < <(_newsievectl_feeds)
		;;
	parse | match | explain)
		if ((${#words_given[@]} == 1)); then
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		;;
	'')
		mapfile -t COMPREPLY < <(
			compgen -W 'status poll release catchup reload parse match explain' -- "$cur")
		;;
	esac
}

complete -F _newsievectl newsievectl
