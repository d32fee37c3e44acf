#ifndef CONF_TREE_H
#define CONF_TREE_H

/*
 * One YAML document as nodes that know where they were written.  Duplicate
 * keys, tags, merge keys, a second document and bad UTF-8 are refused; so
 * are documents too deep or, with their aliases written out, too large.
 */

#include <stddef.h>

#define TREE_DEPTH_MAX	32
#define TREE_NODES_MAX	4000000		/* aliases written out */

struct tree;

enum tree_kind { TREE_SCALAR, TREE_LIST, TREE_MAP };
enum tree_style { TREE_PLAIN, TREE_SINGLE, TREE_DOUBLE, TREE_BLOCK };

struct tree_item {
	struct tree_node	*key;		/* a scalar; NULL in a list */
	struct tree_node	*value;
	struct tree_item	*next;
};

struct tree_node {
	const struct tree	*tree;
	enum tree_kind		 kind;
	enum tree_style		 style;		/* of a scalar */
	unsigned int		 line, column;	/* from 1, in characters */
	const char		*text;		/* of a scalar, UTF-8, no NUL */
	struct tree_item	*first;		/* of a list or map */
	size_t			 n;		/* items */
	size_t			 weight;	/* nodes, aliases written out */
};

/*
 * file is the name to blame; it and the text must outlive the tree.  NULL
 * with a *cause "FILE:LINE:COLUMN: message".
 */
struct tree	*tree_new(const char *file, const char *text, size_t len,
		    char **cause);
void		 tree_free(struct tree *);

const char	*tree_file(const struct tree *);
const char	*tree_text(const struct tree *, size_t *len);
const struct tree_node *tree_root(const struct tree *);	/* never NULL */

/* The value of a map's key, or NULL. */
const struct tree_node *tree_get(const struct tree_node *, const char *key);

/* Plain nothing, ~ or null. */
int		 tree_is_null(const struct tree_node *);

/*
 * What is written at a node, and what a comment hides behind it, as one text
 * in quotation marks; the caller's to free, or NULL.
 */
char		*tree_quote(const struct tree_node *);
char		*tree_quote_comment(const struct tree_node *);

/*
 * Where in the file the byte at offset of a scalar's text stands.
 */
void		 tree_inside(const struct tree_node *, size_t offset,
		    unsigned int *line, unsigned int *column);

#endif
