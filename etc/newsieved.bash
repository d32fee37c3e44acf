# bash completion for newsieved.

_newsieved() {
	local cur=${COMP_WORDS[COMP_CWORD]}

	case ${COMP_WORDS[COMP_CWORD - 1]} in
	-f|--file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "--file --check --once
		    --once=all --verbose --help --version" -- "$cur") ;;
	esac
}

complete -F _newsieved newsieved
