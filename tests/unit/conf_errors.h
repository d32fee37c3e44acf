#ifndef TESTS_CONF_ERRORS_H
#define TESTS_CONF_ERRORS_H

/* What can be wrong in a file, and what is said then. */
static const struct {
	const char	*name, *text, *message;
} errors[] = {
	{ "an empty file",
	    "",
	    "f:1:1: the file is empty; expected keys such as feeds:" },
	{ "comments alone",
	    "# nothing\n",
	    "f:1:1: the file is empty; expected keys such as feeds:" },
	{ "null",
	    "~\n",
	    "f:1:1: the file is empty; expected keys such as feeds:" },
	{ "a list as the file",
	    "- a\n",
	    "f:1:1: expected keys such as feeds:, not a list" },
	{ "a text as the file",
	    "hello\n",
	    "f:1:1: expected keys such as feeds:, not a text" },
	{ "an unknown key with a near one",
	    "delivr: maildir:/m\n",
	    "f:1:1: delivr: unknown key of the top level; did you me"
	    "an deliver?" },
	{ "an unknown key that is near nothing",
	    "zzzzzzz: 1\n",
	    "f:1:1: zzzzzzz: unknown key of the top level; known are"
	    " deliver topics feeds defaults include state socket dom"
	    "ain contact workers max_connections host_connections ho"
	    "st_interval archive duplicates accounts exec_timeout "
	    "allow_private" },
	{ "a feed's key at the top",
	    "interval: 5m\n",
	    "f:1:1: interval: not a key of the top level; it belong"
	    "s to defaults, a group or a feed" },
	{ "a key twice",
	    "deliver: maildir:/m\n"
	    "deliver: maildir:/m\n",
	    "f:2:1: deliver: this key is already in line 1; remove o"
	    "ne of them" },
	{ "a key twice on a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    name: a\n"
	    "    interval: 1h\n"
	    "    name: b\n",
	    "f:6:5: name: this key is already in line 4; remove one "
	    "of them" },
	{ "two documents",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "---\n"
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n",
	    "f:3:1: a second document begins here; one file holds on"
	    "e, remove the ---" },
	{ "a tab",
	    "feeds:\n"
	    "\t- x\n",
	    "f:2:1: a tab can't indent; use spaces" },
	{ "bad UTF-8",
	    "deliver: maildir:/m\n"
	    "# \377\n",
	    "f:2:3: this is no UTF-8; save the file as UTF-8" },
	{ "UTF-8 that is cut",
	    "deliver: maildir:/m\n"
	    "# \342\202",
	    "f:2:3: this is no UTF-8; save the file as UTF-8" },
	{ "an overlong character",
	    "# \300\200",
	    "f:1:3: this is no UTF-8; save the file as UTF-8" },
	{ "an overlong character of three bytes",
	    "# \340\200\200",
	    "f:1:3: this is no UTF-8; save the file as UTF-8" },
	{ "a surrogate",
	    "# \355\240\200",
	    "f:1:3: this is no UTF-8; save the file as UTF-8" },
	{ "a control character",
	    "a: b\001\n",
	    "f:1:5: a control character; remove it" },
	{ "a colon in a text",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    name: a: b\n",
	    "f:4:12: unexpected \": \"; check the indentation, and p"
	    "ut text with a colon into quotation marks" },
	{ "an open quotation mark",
	    "deliver: \"x\n",
	    "f:1:10: this quotation mark isn't closed" },
	{ "an open list",
	    "feeds: [a\n",
	    "f:1:8: this [ isn't closed; write ] behind what belongs "
	    "into it" },
	{ "an expression that begins with a phrase",
	    "topics:\n"
	    "  \303\274: \"x y\" AND z\n",
	    "f:2:12: text behind the closing quotation mark; put the "
	    "whole into another pair: '\"zero day\" AND x'" },
	{ "such an expression in a list",
	    "topics: {a: [\"x y\" AND z]}\n",
	    "f:1:20: text behind the closing quotation mark; put the "
	    "whole into another pair: '\"zero day\" AND x'" },
	{ "no comma between quoted texts",
	    "topics: {a: [\"x\" \"y\"]}\n",
	    "f:1:18: a list that begins with [ misses its \",\" or \""
	    "]\"" },
	{ "wrong indentation",
	    "deliver: x\n"
	    "  a: b\n",
	    "f:2:4: unexpected \": \"; check the indentation, and pu"
	    "t text with a colon into quotation marks" },
	{ "a reserved character",
	    "topics: {a: [@x]}\n",
	    "f:1:14: text can't begin with this character; put it in"
	    "to quotation marks: \"@x\"" },
	{ "an alias of nothing",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: [a, *ware]\n",
	    "f:5:14: *ware is an alias of YAML that stands for nothi"
	    "ng; put text that begins with * into quotation marks: \""
	    "*ware\"" },
	{ "an alias that holds itself",
	    "feeds: &a [*a]\n",
	    "f:1:12: *a stands for something that holds itself" },
	{ "a tag",
	    "deliver: !!str x\n",
	    "f:1:10: the tag !!str has no meaning here; remove it, o"
	    "r put text that begins with ! into quotation marks: \"!!"
	    "str x\"" },
	{ "a merge key",
	    "x: &a {b: c}\n"
	    "y:\n"
	    "  <<: *a\n",
	    "f:3:3: <<: merging is not supported; use defaults: or a"
	    " group" },
	{ "a list as a key",
	    "[a]: b\n",
	    "f:1:1: a list or map can't be a key; expected a word" },
	{ "nested too deeply",
	    "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
	    "f:1:35: nested too deeply; expected at most 32 levels" },
	{ "a key that comes later, global",
	    "status_page: 127.0.0.1:8090\n",
	    "f:1:1: status_page: this key is not part of this version; r"
	    "emove it" },
	{ "updates of a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    updates: tell\n",
	    "f:4:14: updates: expected ignore, reply or replace, not "
	    "\"tell\"" },
	{ "another later key",
	    "status_page: 127.0.0.1:80\n",
	    "f:1:1: status_page: this key is not part of this versio"
	    "n; remove it" },
	{ "duplicates of a topic",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    duplicates: file\n",
	    "f:5:17: duplicates: expected thread, drop or deliver, n"
	    "ot \"file\"" },
	{ "another encoding",
	    "deliver: maildir:/m\n"
	    "defaults: {encoding: base64}\n"
	    "feeds: [https://a.example/x]\n",
	    "f:2:22: encoding: expected auto or 8bit, not \"base64\"" },
	{ "a domain that isn't ASCII",
	    "domain: \u4e2d\u56fd.example\n",
	    "f:1:9: domain: expected a domain in ASCII such as news."
	    "example.org or xn--d1acufc.org, not \"\u4e2d\u56fd.example\"" },
	{ "duplicates as a list",
	    "duplicates: [drop]\n",
	    "f:1:13: duplicates: expected thread, drop or deliver, n"
	    "ot a list" },
	{ "links by another word",
	    "feeds:\n"
	    "  - url: http://a/\n"
	    "    links: short\n",
	    "f:3:12: links: expected published or clean, not \"short\"" },
	{ "duplicates of a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    duplicates: drop\n",
	    "f:4:5: duplicates: not a key of a feed; it belongs to "
	    "the top level or a topic" },
	{ "no command",
	    "deliver: 'exec: '\n",
	    "f:1:16: deliver: at character 6: no command; expected e"
	    "xec:/path/of/program and its arguments" },
	{ "a command to be looked for",
	    "deliver: exec:notify-send x\n",
	    "f:1:15: deliver: at character 6: expected the absolute "
	    "path of a program, or one that begins with ~/, not \"not"
	    "ify-send\"" },
	{ "a command with half a quotation",
	    "deliver: exec:/bin/x 'a' b\"c d\n",
	    "f:1:27: deliver: at character 18: a quotation mark with"
	    "out its other" },
	{ "a server without mailbox",
	    "accounts: [{url: 'imaps://m.example'}]\n"
	    "deliver: imaps://m.example/\n"
	    "feeds: [https://a.example/x]\n",
	    "f:2:10: deliver: no mailbox; expected imaps://m.example/"
	    "INBOX or the like" },
	{ "a mailbox without account",
	    "deliver: imaps://m.example/News\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: no account for imaps://m.example; expec"
	    "ted accounts: [{url: 'imaps://m.example', auth: {user: x"
	    ", password_file: /etc/newsieve/x}}]" },
	{ "a mailbox with an unknown placeholder",
	    "accounts: [{url: 'imaps://m.example'}]\n"
	    "deliver: 'imaps://m.example/{tag}'\n"
	    "feeds: [https://a.example/x]\n",
	    "f:2:29: deliver: expected {feed}, {group} or {topic} her"
	    "e, not \"{tag}\"" },
	{ "a mailbox with a broken escape",
	    "accounts: [{url: 'imaps://m.example'}]\n"
	    "deliver: 'imaps://m.example/a%2'\n"
	    "feeds: [https://a.example/x]\n",
	    "f:2:30: deliver: at character 20: expected two hex digit"
	    "s of a printable byte behind %" },
	{ "a mailbox with a control",
	    "accounts: [{url: 'imaps://m.example'}]\n"
	    "deliver: 'imaps://m.example/a%0Ab'\n"
	    "feeds: [https://a.example/x]\n",
	    "f:2:30: deliver: at character 20: expected two hex digit"
	    "s of a printable byte behind %" },
	{ "mail for nobody",
	    "deliver: smtp://m.example\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: nobody to send to; expected smtp://m.ex"
	    "ample/ADDRESS, or to: ADDRESS on a.example/x" },
	{ "mail for nobody by a topic",
	    "deliver: maildir:/m\n"
	    "topics: {a: {match: b, deliver: 'smtp://m.example/'}}\n"
	    "feeds: [{url: 'https://a.example/x', to: a@b.example}]\n",
	    "f:2:33: deliver: nobody to send to; expected smtp://m.ex"
	    "ample/ADDRESS" },
	{ "mail for what is no address",
	    "deliver: smtp://m.example/me\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:27: deliver: at character 18: expected an address su"
	    "ch as news@example.org" },
	{ "a server's name with a placeholder",
	    "deliver: 'smtp://{feed}/a@b.example'\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: expected a host, not \"smtp://{feed}\"" },
	{ "a password in a target",
	    "deliver: 'smtp://u:p@m.example/a@b.example'\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: holds a password; write it as auth: {us"
	    "er: x, password_file: /etc/newsieve/x} of an account" },
	{ "a target without slashes",
	    "deliver: smtp:m.example\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: \"smtp:m.example\" has no // behind its"
	    " scheme; did you mean smtp://m.example?" },
	{ "a target with a bad port",
	    "deliver: smtp://m.example:99999/a@b.example\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:10: deliver: \"smtp://m.example:99999/a@b.example\" "
	    "has a port that is no number from 1 to 65535" },
	{ "accounts as a map",
	    "accounts: {url: 'imaps://m.example'}\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:11: accounts: expected a list of maps such as {url: "
	    "'imaps://mail.example.org', auth: {user: x, password_fil"
	    "e: /etc/newsieve/x}}, not a map" },
	{ "an account as a text",
	    "accounts: [imaps://m.example]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:12: accounts: expected a list of maps such as {url: "
	    "'imaps://mail.example.org', auth: {user: x, password_fil"
	    "e: /etc/newsieve/x}}, not \"imaps://m.example\"" },
	{ "an account without url",
	    "accounts: [{from: a@b.example}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:12: url: missing; expected a URL such as imaps://mai"
	    "l.example.org" },
	{ "an account of another scheme",
	    "accounts: [{url: 'https://m.example'}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:18: url: the scheme https is not supported; expected"
	    " smtp, smtps, imap or imaps" },
	{ "an account with a mailbox",
	    "accounts: [{url: 'imaps://m.example/News'}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:18: url: expected the server alone, imaps://m.exampl"
	    "e; what is behind it stands in deliver" },
	{ "two accounts of a server",
	    "accounts:\n"
	    "  - url: imaps://m.example\n"
	    "  - url: imaps://M.example:993\n"
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n",
	    "f:3:5: accounts: imaps://m.example is already in f:2; tw"
	    "o users of a server need USER@ before its host, here and"
	    " in targets" },
	{ "an account with a feed's key",
	    "accounts: [{url: 'imaps://m.example', proxy: none}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:39: proxy: not a key of an account; it belongs to "
	    "defaults, a group or a feed" },
	{ "an account's file of a password",
	    "accounts: [{url: 'imaps://m.example', auth: {user: u}}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:45: auth: password_file is missing; expected a map s"
	    "uch as {user: x, password_file: /etc/newsieve/x}" },
	{ "a sender without host",
	    "accounts: [{url: 'smtp://m.example', from: me}]\n"
	    "feeds: [https://a.example/x]\n",
	    "f:1:44: from: expected an address such as news@example.o"
	    "rg, not \"me\"" },
	{ "a target without scheme",
	    "deliver: /var/mail\n",
	    "f:1:10: deliver: expected a target, not a path; did you"
	    " mean maildir:/var/mail?" },
	{ "an unknown target",
	    "deliver: mbox:/x\n",
	    "f:1:10: deliver: expected a target such as maildir:/var"
	    "/spool/newsieve/News or a list of them, not \"mbox:/x\"" },
	{ "one directory for both",
	    "deliver: [maildir:/m, spool:/s]\n"
	    "topics:\n"
	    "  t: {any: a, deliver: 'spool:/m/'}\n"
	    "feeds: ['http://a/']\n",
	    "f:3:24: deliver: /m is a maildir at f:1; expected a dir"
	    "ectory of its own for the other" },
	{ "a relative spool",
	    "deliver: spool:News\n",
	    "f:1:10: deliver: expected an absolute path behind spool"
	    ":, or one that begins with ~/, not \"News\"" },
	{ "the root as a spool",
	    "deliver: 'spool:/'\n",
	    "f:1:10: deliver: / is no spool; expected a directory of"
	    " its own" },
	{ "a relative maildir",
	    "deliver: maildir:News\n",
	    "f:1:10: deliver: expected an absolute path behind maild"
	    "ir:, or one that begins with ~/, not \"News\"" },
	{ "the root as a maildir",
	    "deliver: maildir:/\n",
	    "f:1:10: deliver: / is no maildir; expected a directory "
	    "of its own" },
	{ "an unknown placeholder",
	    "deliver: maildir:/m/{feeds}\n",
	    "f:1:21: deliver: expected {feed}, {group} or {topic} he"
	    "re, not \"{feeds}\"" },
	{ "an empty list of targets",
	    "deliver: []\n",
	    "f:1:10: deliver: the list is empty; expected a target s"
	    "uch as maildir:/var/spool/newsieve/News or a list of th"
	    "em" },
	{ "no value",
	    "deliver:\n",
	    "f:1:9: deliver: no value; expected a target such as mai"
	    "ldir:/var/spool/newsieve/News or a list of them" },
	{ "a map as a target",
	    "deliver: {a: b}\n",
	    "f:1:10: deliver: expected a target such as maildir:/var"
	    "/spool/newsieve/News or a list of them, not a map" },
	{ "no duration",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: soon\n",
	    "f:4:15: interval: expected a duration such as 500ms, 2s"
	    ", 15m, 1h, 7d or 4w, not \"soon\"" },
	{ "a duration without unit",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: 15\n",
	    "f:4:15: interval: expected a duration such as 500ms, 2s"
	    ", 15m, 1h, 7d or 4w, not \"15\"" },
	{ "a negative duration",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: -1h\n",
	    "f:4:15: interval: expected a duration such as 500ms, 2s"
	    ", 15m, 1h, 7d or 4w, not \"-1h\"" },
	{ "a fraction",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: 1.5h\n",
	    "f:4:15: interval: expected a duration such as 500ms, 2s"
	    ", 15m, 1h, 7d or 4w, not \"1.5h\"" },
	{ "a short interval",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: 500ms\n",
	    "f:4:15: interval: 500ms is too small; expected 1s to 52"
	    "w" },
	{ "a long interval",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: 100w\n",
	    "f:4:15: interval: 100w is too large; expected 1s to 52w" },
	{ "a duration past all bounds",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: 99999999999999999999w\n",
	    "f:4:15: interval: 99999999999999999999w is too large; e"
	    "xpected 1s to 52w" },
	{ "a list as a duration",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    interval: [1h]\n",
	    "f:4:15: interval: expected a duration such as 500ms, 2s"
	    ", 15m, 1h, 7d or 4w, not a list" },
	{ "no number",
	    "workers: many\n",
	    "f:1:10: workers: expected a whole number, not \"many\"" },
	{ "a number too small",
	    "workers: 0\n",
	    "f:1:10: workers: 0 is too small; expected 1 to 256" },
	{ "a number too large",
	    "workers: 1000\n",
	    "f:1:10: workers: 1000 is too large; expected 1 to 256" },
	{ "no size",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    max_size: 16MB\n",
	    "f:4:15: max_size: expected a size such as 65536, 64k or"
	    " 16M, not \"16MB\"" },
	{ "a size too small",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    max_size: 100\n",
	    "f:4:15: max_size: 100 is too small; expected 1k to 64M" },
	{ "a size too large",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    max_size: 1G\n",
	    "f:4:15: max_size: 1G is too large; expected 1k to 64M" },
	{ "no boolean",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    enabled: maybe\n",
	    "f:4:14: enabled: expected yes or no, not \"maybe\"" },
	{ "an empty name",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    name: \"\"\n",
	    "f:4:11: name: empty; expected a name" },
	{ "a name with a line break",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    name: \"a\\nb\"\n",
	    "f:4:11: name: holds a line break or tab; expected one l"
	    "ine" },
	{ "a name with a space",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    name: \" a\"\n",
	    "f:4:11: name: \" a\" begins or ends with a space; remov"
	    "e it" },
	{ "a relative state",
	    "state: lib\n",
	    "f:1:8: state: expected an absolute path, or one that be"
	    "gins with ~/, not \"lib\"" },
	{ "a socket that is too long",
	    "socket: /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxx\n",
	    "f:1:9: socket: 121 bytes are too long; expected at most"
	    " 107" },
	{ "a domain with a space",
	    "domain: a b\n",
	    "f:1:9: domain: expected a domain in ASCII such as news."
	    "example.org or xn--d1acufc.org, not \"a b\"" },
	{ "a domain with an empty label",
	    "domain: a..b\n",
	    "f:1:9: domain: expected a domain in ASCII such as news."
	    "example.org or xn--d1acufc.org, not \"a..b\"" },
	{ "a contact with brackets",
	    "contact: (x)\n",
	    "f:1:10: contact: expected a URL or address without spac"
	    "es and brackets, not \"(x)\"" },
	{ "a User-Agent that isn't ASCII",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    user_agent: n\303\251\n",
	    "f:4:17: user_agent: expected a text in plain ASCII, not"
	    " \"n\303\251\"" },
	{ "no address",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    to: me\n",
	    "f:4:9: to: expected an address such as news@example.org"
	    ", not \"me\"" },
	{ "a feed without scheme",
	    "deliver: maildir:/m\n"
	    "feeds: [example.org/x]\n",
	    "f:2:9: url: \"example.org/x\" has no scheme; did you me"
	    "an https://example.org/x?" },
	{ "feed:",
	    "deliver: maildir:/m\n"
	    "feeds: ['feed://example.org/x']\n",
	    "f:2:9: url: feed: is no scheme; did you mean https://ex"
	    "ample.org/x?" },
	{ "a path as a feed",
	    "deliver: maildir:/m\n"
	    "feeds: ['/tmp/a.xml']\n",
	    "f:2:9: url: \"/tmp/a.xml\" has no scheme;"
	    " did you mean file:///tmp/a.xml?" },
	{ "a path in a home",
	    "deliver: maildir:/m\n"
	    "feeds: ['~/a.xml']\n",
	    "f:2:9: url: \"~/a.xml\" is no URL;"
	    " expected http, https, or an "
	    "absolute path behind file://" },
	{ "file: without slashes",
	    "deliver: maildir:/m\n"
	    "feeds: ['file:a.xml']\n",
	    "f:2:9: url: \"file:a.xml\" names no absolute path;"
	    " expected file:///path" },
	{ "file: with one slash",
	    "deliver: maildir:/m\n"
	    "feeds: ['file:/a.xml']\n",
	    "f:2:9: url: \"file:/a.xml\" has no // behind its scheme;"
	    " did you mean file:///a.xml?" },
	{ "http: with one slash",
	    "deliver: maildir:/m\n"
	    "feeds: ['http:/x']\n",
	    "f:2:9: url: \"http:/x\" has no // behind its scheme;"
	    " did you mean http://x?" },
	{ "https: without slashes",
	    "deliver: maildir:/m\n"
	    "feeds: ['https:x']\n",
	    "f:2:9: url: \"https:x\" has no // behind its scheme;"
	    " did you mean https://x?" },
	{ "http: alone",
	    "deliver: maildir:/m\n"
	    "feeds: ['http:']\n",
	    "f:2:9: url: \"http:\" has no host" },
	{ "a host without scheme",
	    "deliver: maildir:/m\n"
	    "feeds: ['//a.example/x']\n",
	    "f:2:9: url: \"//a.example/x\" has no scheme;"
	    " did you mean https://a.example/x?" },
	{ "a port without scheme",
	    "deliver: maildir:/m\n"
	    "feeds: ['a.example:8080/x']\n",
	    "f:2:9: url: \"a.example:8080/x\" has no scheme;"
	    " did you mean https://a.example:8080/x?" },
	{ "feed: before https:",
	    "deliver: maildir:/m\n"
	    "feeds: ['feed:https://a.example/x']\n",
	    "f:2:9: url: feed: is no scheme;"
	    " did you mean https://a.example/x?" },
	{ "mailto",
	    "deliver: maildir:/m\n"
	    "feeds: ['mailto:a@a.example']\n",
	    "f:2:9: url: the scheme mailto is not supported;"
	    " expected http, https or file" },
	{ "ftp",
	    "deliver: maildir:/m\n"
	    "feeds: ['ftp://example.org/x']\n",
	    "f:2:9: url: the scheme ftp is not supported; expected h"
	    "ttp, https or file" },
	{ "a URL with a password",
	    "deliver: maildir:/m\n"
	    "feeds: ['https://u:p@example.org/x']\n",
	    "f:2:9: url: holds a user; write it as auth: {user: x, p"
	    "assword_file: /etc/newsieve/x}" },
	{ "a URL with a space",
	    "deliver: maildir:/m\n"
	    "feeds: ['https://example.org/a b']\n",
	    "f:2:9: url: a URL can't hold white space; write %20 for"
	    " a space" },
	{ "a URL without host",
	    "deliver: maildir:/m\n"
	    "feeds: ['https:///x']\n",
	    "f:2:9: url: \"https:///x\" has no host" },
	{ "a URL with a wrong port",
	    "deliver: maildir:/m\n"
	    "feeds: ['https://example.org:99999/x']\n",
	    "f:2:9: url: \"https://example.org:99999/x\" has a port "
	    "that is no number from 1 to 65535" },
	{ "a relative file",
	    "deliver: maildir:/m\n"
	    "feeds: ['file://x']\n",
	    "f:2:9: url: \"file://x\" names no absolute path; expect"
	    "ed file:///path" },
	{ "a proxy of a wrong scheme",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    proxy: ftp://x\n",
	    "f:4:12: proxy: the scheme ftp is not supported; expecte"
	    "d http, https, socks5 or socks5h" },
	{ "first: nonsense",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    first: some\n",
	    "f:4:12: first: expected all, none, a number of stories "
	    "or an age such as 7d, not \"some\"" },
	{ "first: too many",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    first: 2000000\n",
	    "f:4:12: first: 2000000 is too large; expected 0 to 1000"
	    "000" },
	{ "a header with a colon",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    headers: {'a:b': c}\n",
	    "f:4:15: headers: \"a:b\" is no name of a header; expect"
	    "ed letters, digits and -" },
	{ "a header with a line break",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    headers: {a: \"b\\r\\nc\"}\n",
	    "f:4:18: headers: the value of a holds a line break; exp"
	    "ected one line" },
	{ "a header that is managed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    headers: {Host: x}\n",
	    "f:4:15: headers: Host can't be set here; it follows fro"
	    "m the URL" },
	{ "User-Agent as a header",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    headers: {user-agent: x}\n",
	    "f:4:15: headers: user-agent can't be set here; write it"
	    " as user_agent:" },
	{ "a list as headers",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    headers: [a]\n",
	    "f:4:14: headers: expected a map such as {Accept-Languag"
	    "e: de}, not a list" },
	{ "auth without user",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {password: x}\n",
	    "f:4:11: auth: user is missing; expected a map such as {"
	    "user: x, password_file: /etc/newsieve/x}" },
	{ "auth without password",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {user: x}\n",
	    "f:4:11: auth: password_file is missing; expected a map "
	    "such as {user: x, password_file: /etc/newsieve/x}" },
	{ "auth with both passwords",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {user: x, password: y, password_file: /z}\n",
	    "f:4:11: auth: has both password and password_file; remo"
	    "ve one of them" },
	{ "a user with a colon",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {user: 'a:b', password: y}\n",
	    "f:4:18: user: a user can't hold a colon" },
	{ "an unknown key of auth",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {usr: x}\n",
	    "f:4:12: usr: unknown key of auth; did you mean user?" },
	{ "a text as auth",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: x\n",
	    "f:4:11: auth: expected a map such as {user: x, password"
	    "_file: /etc/newsieve/x}, not \"x\"" },
	{ "an unknown key of tls",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    tls: {verfy: no}\n",
	    "f:4:11: verfy: unknown key of tls; did you mean verify?" },
	{ "an unknown key of limits",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {storys: 1}\n",
	    "f:4:14: storys: unknown key of limits; did you mean sto"
	    "ries?" },
	{ "a list as limits",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: [1]\n",
	    "f:4:13: limits: expected a map such as {stories: 50000,"
	    " memory: 256M}, not a list" },
	{ "a depth too small",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {depth: 7}\n",
	    "f:4:21: depth: 7 is too small; expected 8 to 250" },
	{ "a depth too large",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {depth: 251}\n",
	    "f:4:21: depth: 251 is too large; expected 8 to 250" },
	{ "too many attributes",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {attributes: 257}\n",
	    "f:4:26: attributes: 257 is too large; expected 8 to 256" },
	{ "a tag too large",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {tag: 129k}\n",
	    "f:4:19: tag: 129k is too large; expected 1k to 128k" },
	{ "too few names",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {names: 63}\n",
	    "f:4:21: names: 63 is too small; expected 64 to 4096" },
	{ "a text too large",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {text: 65M}\n",
	    "f:4:20: text: 65M is too large; expected 1k to 64M" },
	{ "no list",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {list: 0}\n",
	    "f:4:20: list: 0 is too small; expected 1 to 1000" },
	{ "too many stories",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {stories: 1000001}\n",
	    "f:4:23: stories: 1000001 is too large; expected 1 to 10"
	    "00000" },
	{ "too little memory",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    limits: {memory: 3M}\n",
	    "f:4:22: memory: 3M is too small; expected 4M to 1G" },
	{ "a key of limits on a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    memory: 8M\n",
	    "f:4:5: memory: not a key of a feed; it belongs to limi"
	    "ts" },
	{ "a network without dots",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    allow_private: perhaps\n",
	    "f:4:20: allow_private: expected no, yes or a list of ne"
	    "tworks such as 10.0.0.0/8, not \"perhaps\"" },
	{ "a network with host bits",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    allow_private: [10.1.2.3/8]\n",
	    "f:4:21: allow_private: \"10.1.2.3/8\": the address has "
	    "bits set behind the network's" },
	{ "a network with too many bits",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    allow_private: [10.0.0.0/33]\n",
	    "f:4:21: allow_private: \"10.0.0.0/33\": more bits than "
	    "the address has" },
	{ "no network",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    allow_private: [10.0.0/8]\n",
	    "f:4:21: allow_private: \"10.0.0/8\": expected a network"
	    " such as 10.0.0.0/8 or fd00::/8" },
	{ "a feed without URL",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - name: x\n",
	    "f:3:5: url: missing; expected a URL such as https://exa"
	    "mple.org/feed.xml" },
	{ "a list as a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - [x]\n",
	    "f:3:5: feeds: expected a URL or a map of a feed's keys,"
	    " not a list" },
	{ "feeds as a text",
	    "deliver: maildir:/m\n"
	    "feeds: https://a.example/x\n",
	    "f:2:8: feeds: expected a list of URLs, feeds or groups,"
	    " not \"https://a.example/x\"" },
	{ "an unknown key of a feed",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    intervall: 5m\n",
	    "f:4:5: intervall: unknown key of a feed; did you mean i"
	    "nterval?" },
	{ "swapped letters in a key",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    nmae: x\n",
	    "f:4:5: nmae: unknown key of a feed; did you mean name?" },
	{ "a group without feeds",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - group: x\n",
	    "f:3:5: feeds: missing; a group needs a list of feeds" },
	{ "a group without name",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - feeds: [https://a.example/x]\n",
	    "f:3:5: group: missing; a map with feeds is a group and "
	    "needs a name" },
	{ "a group in a group",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - group: x\n"
	    "    feeds:\n"
	    "      - group: y\n"
	    "        feeds: []\n",
	    "f:5:9: feeds: a group can't hold a group; expected a fe"
	    "ed" },
	{ "a feed's key on a group",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - group: x\n"
	    "    url: http://a.example/\n"
	    "    feeds: []\n",
	    "f:4:5: url: not a key of a group; it belongs to a feed"
	    " or an account" },
	{ "a key of defaults",
	    "deliver: maildir:/m\n"
	    "defaults: {url: 'http://a.example/'}\n",
	    "f:2:12: url: not a key of defaults; it belongs to a fe"
	    "ed or an account" },
	{ "defaults as a list",
	    "defaults: []\n",
	    "f:1:11: defaults: expected a map of keys of a feed, not"
	    " a list" },
	{ "two feeds with one name",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'http://a.example/', name: n}\n"
	    "  - {url: 'http://b.example/', name: n}\n",
	    "f:4:38: name: \"n\" is already the name of a feed in f:"
	    "3; give one of them another name" },
	{ "one URL twice",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x, http://a.example/x]\n",
	    "f:2:30: name: \"a.example/x\" is already the name of a "
	    "feed in f:2; give one of them another name" },
	{ "two groups with one name",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {group: g, feeds: []}\n"
	    "  - {group: g, feeds: []}\n",
	    "f:4:13: group: \"g\" is already the name of a group in "
	    "f:3; give one of them another name" },
	{ "a former name in use",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'http://a.example/', name: n, was: m}\n"
	    "  - {url: 'http://b.example/', name: m}\n",
	    "f:3:38: was: \"m\" is still the name of a feed in f:4; "
	    "expected a name no feed has" },
	{ "a former name of two",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'http://a.example/', name: n, was: o}\n"
	    "  - {url: 'http://b.example/', name: m, was: o}\n",
	    "f:4:38: was: \"o\" is already the former name of a feed"
	    " in f:3; give one of them another name" },
	{ "an unknown topic with a near one",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    topics: [cybr]\n"
	    "topics: {cyber: [a]}\n",
	    "f:4:14: topics: unknown topic \"cybr\"; did you mean cy"
	    "ber?" },
	{ "all as a topic",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'https://a.example/x', topics: all}\n"
	    "topics: {cyber: [a]}\n",
	    "f:3:42: topics: unknown topic \"all\"; did you mean topics"
	    ": everything, which delivers all stories?" },
	{ "everything misspelt as a topic",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'https://a.example/x', topics: evrything}\n"
	    "topics: {cyber: [a]}\n",
	    "f:3:42: topics: unknown topic \"evrything\"; did you mean topics"
	    ": everything, which delivers all stories?" },
	{ "none as a topic",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - {url: 'https://a.example/x', topics: none}\n"
	    "topics: {cyber: [a]}\n",
	    "f:3:42: topics: unknown topic \"none\"; expected names of "
	    "topics, or topics: everything for all stories" },
	{ "an unknown topic",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    topics: [sports]\n"
	    "topics: {cyber: [a]}\n",
	    "f:4:14: topics: unknown topic \"sports\"; expected one "
	    "that is in this file or an included one" },
	{ "an empty list of topics",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    topics: []\n",
	    "f:4:13: topics: the list is empty; expected everything,"
	    " the name of a topic or a list of names" },
	{ "topics as a list",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: [a]\n",
	    "f:3:9: topics: expected a map from names to keywords su"
	    "ch as cyber: [cyber*, ransomware], not a list" },
	{ "a topic without keywords",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {a: []}\n",
	    "f:3:13: a: the list is empty; expected a keyword or a l"
	    "ist of them" },
	{ "a topic without value",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  a:\n",
	    "f:4:5: a: no value; expected a keyword or a list of the"
	    "m" },
	{ "a topic with not alone",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    not: [a]\n",
	    "f:4:3: t: not alone would find nearly every story; expe"
	    "cted match, any or all beside it" },
	{ "a topic with a target alone",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    deliver: maildir:/x\n",
	    "f:4:3: t: a topic without keywords; expected match, any or all" },
	{ "a topic called everything",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {everything: [a]}\n",
	    "f:3:10: topics: everything can't be the name of a topic"
	    "; a feed with topics: everything delivers all its stori"
	    "es" },
	{ "an unknown key of a topic",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    an: [a]\n",
	    "f:5:5: an: unknown key of a topic; did you mean any?" },
	{ "a topic's unknown feed",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {t: {any: a, feeds: [a.exampel/x]}}\n",
	    "f:3:30: feeds: unknown feed or group \"a.exampel/x\"; d"
	    "id you mean a.example/x?" },
	{ "a topic's unknown group",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {t: {any: a, feeds: [nowhere]}}\n",
	    "f:3:30: feeds: unknown feed or group \"nowhere\"; expec"
	    "ted one that is in this file or an included one" },
	{ "a keyword in a map",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {t: [{a: b}]}\n",
	    "f:3:14: t: expected a keyword or a list of them, not a "
	    "map" },
	{ "a wrong plain keyword",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: [abc, de(f]\n",
	    "f:5:18: any: at character 3: no such sign" },
	{ "a wrong keyword alone",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t: a(b\n",
	    "f:4:7: t: at character 2: no such sign" },
	{ "parts of a topic that contradict one another",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: [a, b]\n"
	    "    not: [c, '\303\274d!e']\n",
	    "f:6:17: not: at character 3: no such sign" },
	{ "an item of not that contradicts the others",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    not:\n"
	    "      - c\n"
	    "      - '!d'\n"
	    "    any: [a, b]\n",
	    "f:7:10: not: at character 1: no such sign" },
	{ "a contradiction in a block",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    match: >\n"
	    "      a OR\n"
	    "      b! c\n"
	    "    not: d\n",
	    "f:7:8: match: at character 7: no such sign" },
	{ "one among any",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {t: {any: [a, '!'], all: b, not: d}}\n",
	    "f:3:24: any: at character 1: no such sign" },
	{ "a wrong quoted keyword",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: \"a(b\"\n",
	    "f:5:12: any: at character 2: no such sign" },
	{ "a wrong keyword behind escapes",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: \"\\u00e9\\x41\\\"(b\"\n",
	    "f:5:23: any: at character 4: no such sign" },
	{ "a wrong keyword behind doubled quotation marks",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: 'it''s (b'\n",
	    "f:5:17: any: at character 6: no such sign" },
	{ "a wrong keyword behind letters of many bytes",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: [\344\270\255\345\233\275(b]\n",
	    "f:5:13: any: at character 3: no such sign" },
	{ "a wrong keyword in the next line",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: one\n"
	    "      two (b\n",
	    "f:6:11: any: at character 9: no such sign" },
	{ "a wrong keyword in a block",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    any: >\n"
	    "      two (b\n",
	    "f:6:11: any: at character 5: no such sign" },
	{ "one in a list, behind an empty line",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    - one\n"
	    "    - \"two\n"
	    "\n"
	    "       t\\u00fc\\\n"
	    "      (b\"\n",
	    "f:9:7: t: at character 7: no such sign" },
	{ "a name in two lines",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    topics:\n"
	    "      - \"a\n"
	    "\n"
	    "        b\"\n"
	    "topics: {a: [b]}\n",
	    "f:5:11: topics: holds a line break or tab; expected one "
	    "line" },
	{ "a wrong expression",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    match: a OR (b\n",
	    "f:5:17: match: at character 6: no such sign" },
	{ "a wrong expression in a folded block",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    match: >\n"
	    "      one OR\n"
	    "      two OR (b\n",
	    "f:7:14: match: at character 15: no such sign" },
	{ "a wrong expression in a literal block",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics:\n"
	    "  t:\n"
	    "    match: |\n"
	    "      one OR\n"
	    "        \303\266 OR (b\n",
	    "f:7:14: match: at character 15: no such sign" },
	{ "a list as an expression",
	    "deliver: maildir:/m\n"
	    "feeds: [https://a.example/x]\n"
	    "topics: {t: {match: [a]}}\n",
	    "f:3:21: match: expected an expression such as cyber* AND"
	    " (China OR Chinese), not a list" },
	{ "no target for all",
	    "feeds: [https://a.example/x]\n",
	    "f:1:9: deliver: missing; nothing says where stories of "
	    "a.example/x go, expected deliver: maildir:PATH at the t"
	    "op of the file or on the feed" },
	{ "no target for a topic",
	    "feeds: [https://a.example/x]\n"
	    "topics: {a: {any: x, deliver: \"maildir:/m\"}, b: y}\n",
	    "f:2:46: deliver: missing; nothing says where stories of"
	    " topic b go, expected deliver: maildir:PATH at the top "
	    "of the file or on the topic" },
	{ "include from memory",
	    "include: x.yaml\n",
	    "f:1:10: include: no files are read here" },
	{ "a file of secrets from memory",
	    "deliver: maildir:/m\n"
	    "feeds:\n"
	    "  - url: https://a.example/x\n"
	    "    auth: {user: x, password_file: /etc/x}\n",
	    "f:4:36: password_file: no files are read here" },
};

#endif
