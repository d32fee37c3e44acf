#ifndef TESTS_UNIT_HTML_SOUP_H
#define TESTS_UNIT_HTML_SOUP_H

/*
 * What documents by chance are made of; tests/integration/browser.py reads
 * this, too.
 */
static const char *const soup_tags[] = {
	"a href=x", "a", "abbr title=z", "address", "b", "blockquote", "body",
	"br", "button", "caption", "center", "code", "col", "colgroup", "dd",
	"del", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
	"figure", "font", "form", "h1", "h2", "hr", "html", "i",
	"iframe src=w", "img src=y alt=q", "img src=y alt=\u05d0", "input type=checkbox", "label",
	"legend", "li", "math", "menu", "nav", "noscript", "object", "ol",
	"option", "p", "p hidden", "pre", "q", "rp", "rt", "ruby", "s",
	"section", "select", "small", "span", "sup", "svg", "table", "tbody",
	"td", "th", "thead", "title", "tr", "u", "ul", "video src=v", "x",
};

static const char *const soup_words[] = {
	"w", " ", "w w", "\n", " v ", "&amp;amp;", "&lt;b", "&nbsp;", "&#157;",
	"1", "[1]", "\u05d0", "&amp;lt;p>", "\u4e2d",
};

#endif
