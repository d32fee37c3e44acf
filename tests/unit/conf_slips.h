#ifndef TESTS_CONF_SLIPS_H
#define TESTS_CONF_SLIPS_H

/*
 * Keywords that mean something else to YAML, in line 4 of a file, and what is
 * said then: always what is right, and never in the words of its grammar.
 */
static const struct {
	const char	*name, *topic, *message;
} slips[] = {
	{ "a comment in a list",
	    "  a: [#foo]",
	    "f:4:7: # begins a comment here; put text that begins wit"
	    "h it into quotation marks: \"#foo\"" },
	{ "behind another item",
	    "  a: [x, #foo]",
	    "f:4:10: # begins a comment here; put text that begins wi"
	    "th it into quotation marks: \"#foo\"" },
	{ "a comment that hides all",
	    "  a: #x",
	    "f:4:5: a: no value, as # begins a comment; put text that"
	    " begins with it into quotation marks: \"#x\"" },
	{ "in a list of lines",
	    "  a:\n    - #x",
	    "f:5:6: a: no value, as # begins a comment; put text that"
	    " begins with it into quotation marks: \"#x\"" },
	{ "a comment that hides nothing but words",
	    "  a: [x, # y\n    z",
	    "f:4:6: this [ isn't closed; write ] behind what belongs "
	    "into it" },
	{ "an exclamation mark",
	    "  a: !x",
	    "f:4:6: the tag !x has no meaning here; remove it, or put"
	    " text that begins with ! into quotation marks: \"!x\"" },
	{ "in a list",
	    "  a: [=WHO, !x]",
	    "f:4:13: text can't begin with this character; put it int"
	    "o quotation marks: \"!x\"" },
	{ "alone",
	    "  a: [!]",
	    "f:4:7: text can't begin with this character; put it into"
	    " quotation marks: \"!\"" },
	{ "a colon at the end",
	    "  a: [title:, x]",
	    "f:4:7: text with a colon at its end stands in quotation "
	    "marks: \"title:\"" },
	{ "a blank behind a colon",
	    "  a: [title: x]",
	    "f:4:7: a: this is a map, not one text; put it into quota"
	    "tion marks: \"title: x\"" },
	{ "in a list of lines",
	    "  a:\n    - title: x",
	    "f:5:7: a: this is a map, not one text; put it into quota"
	    "tion marks: \"title: x\"" },
	{ "a question mark",
	    "  a: [C#, ?at]",
	    "f:4:11: a: this is a map, not one text; put it into quot"
	    "ation marks: \"?at\"" },
	{ "a star",
	    "  a: [C#, *ware]",
	    "f:4:11: *ware is an alias of YAML that stands for nothin"
	    "g; put text that begins with * into quotation marks: \"*"
	    "ware\"" },
	{ "before an expression",
	    "  a: *ware AND x",
	    "f:4:6: *ware is an alias of YAML that stands for nothing"
	    "; put text that begins with * into quotation marks: \"*w"
	    "are AND x\"" },
	{ "on both ends",
	    "  a: [x, *ware*]",
	    "f:4:10: text can't begin with this character; put it int"
	    "o quotation marks: \"*ware*\"" },
	{ "two",
	    "  a: **ware",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"**ware\"" },
	{ "alone",
	    "  a: *",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"*\"" },
	{ "in a list of lines",
	    "  a:\n    - *ware",
	    "f:5:7: *ware is an alias of YAML that stands for nothing"
	    "; put text that begins with * into quotation marks: \"*w"
	    "are\"" },
	{ "a phrase before an operator",
	    "  a:\n    - \"x\" AND y",
	    "f:5:11: text behind the closing quotation mark; put the "
	    "whole into another pair: '\"zero day\" AND x'" },
	{ "a phrase of single marks",
	    "  a: 'x y' AND z",
	    "f:4:12: text behind the closing quotation mark; put the "
	    "whole into another pair: '\"zero day\" AND x'" },
	{ "an apostrophe",
	    "  a: 'don't'",
	    "f:4:11: text behind the closing quotation mark; an apost"
	    "rophe between two ' is doubled: 'don''t'" },
	{ "per cent",
	    "  a: %foo",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"%foo\"" },
	{ "in a list",
	    "  a: [x, %foo]",
	    "f:4:10: text can't begin with this character; put it int"
	    "o quotation marks: \"%foo\"" },
	{ "at the start of a line",
	    "%foo",
	    "f:4:1: text can't begin with this character; put it into"
	    " quotation marks: \"%foo\"" },
	{ "an at",
	    "  a: @foo",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"@foo\"" },
	{ "a back quote",
	    "  a: [`foo`]",
	    "f:4:7: text can't begin with this character; put it into"
	    " quotation marks: \"`foo`\"" },
	{ "an ampersand",
	    "  a: &foo",
	    "f:4:6: &foo is an anchor of YAML that nothing uses; put "
	    "text that begins with & into quotation marks: \"&foo\"" },
	{ "before words",
	    "  a: [&foo x, y]",
	    "f:4:7: &foo is an anchor of YAML that nothing uses; put "
	    "text that begins with & into quotation marks: \"&foo x\"" },
	{ "alone",
	    "  a: &",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"&\"" },
	{ "a stroke",
	    "  a: |x",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"|x\"" },
	{ "in a list",
	    "  a: [|x]",
	    "f:4:7: text can't begin with this character; put it into"
	    " quotation marks: \"|x\"" },
	{ "a greater-than",
	    "  a: >x y",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \">x y\"" },
	{ "a minus in a list",
	    "  a: [x, - y]",
	    "f:4:10: between brackets stands no \"- \"; leave it out,"
	    " a comma divides" },
	{ "in a line",
	    "  a: - x",
	    "f:4:6: \"- \" begins an item only at the start of a line"
	    "; put text that begins with - into quotation marks" },
	{ "a comma",
	    "  a: ,x",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \",x\"" },
	{ "two commas",
	    "  a: [x,,y]",
	    "f:4:9: nothing stands in front of this comma; leave it o"
	    "ut" },
	{ "a bracket",
	    "  a: ]x",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: \"]x\"" },
	{ "brackets in a list",
	    "  a: [x AND [y OR z]]",
	    "f:4:13: a [ inside of a text; put text with brackets int"
	    "o quotation marks" },
	{ "a class of a regular expression",
	    "  a: [/[ab]/]",
	    "f:4:8: a [ inside of a text; put text with brackets into"
	    " quotation marks" },
	{ "its count",
	    "  a: [/a{1,2}/]",
	    "f:4:9: a { inside of a text; put text with brackets into"
	    " quotation marks" },
	{ "text behind a list",
	    "  a: [x] AND y",
	    "f:4:10: text behind the closing ]; an expression has rou"
	    "nd brackets, or stands in quotation marks" },
	{ "two brackets",
	    "  a: [x]]",
	    "f:4:9: text behind the closing ]; an expression has roun"
	    "d brackets, or stands in quotation marks" },
	{ "a list that isn't closed",
	    "  a: [x y",
	    "f:4:6: this [ isn't closed; write ] behind what belongs "
	    "into it" },
	{ "nor a map",
	    "  a: {match: x",
	    "f:4:6: this { isn't closed; write } behind what belongs "
	    "into it" },
	{ "a mark that isn't closed",
	    "  a: \"x\n\n    y",
	    "f:4:6: this quotation mark isn't closed" },
	{ "an escape",
	    "  a: \"\\d+\"",
	    "f:4:7: a \\ between two \" begins an escape of YAML; put"
	    " the text between two ': '\\d+'" },
	{ "another",
	    "  a: \"C:\\x\"",
	    "f:4:11: a \\ between two \" begins an escape of YAML; pu"
	    "t the text between two ': 'C:\\x'" },
	{ "a wrong number",
	    "  a: \"it's \\u12\"",
	    "f:4:14: a \\ between two \" begins an escape of YAML; pu"
	    "t the text between two ': 'it''s \\u12'" },
	{ "a tab",
	    "  a: x\n\tb: y",
	    "f:5:1: a tab can't indent; use spaces" },
	{ "text not indented",
	    "  a:\n    match: x AND\n    y",
	    "f:6:5: a key without its \":\"; text that goes on in a n"
	    "ew line is indented further than its key" },
	{ "text between lists",
	    "  a:\n    - x\n   y",
	    "f:6:4: expected a key here; check the indentation" },
	{ "quotation marks inside",
	    "  a: @x \"y\"",
	    "f:4:6: text can't begin with this character; put it into"
	    " quotation marks: '@x \"y\"'" },
};

#endif
