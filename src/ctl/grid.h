#ifndef CTL_GRID_H
#define CTL_GRID_H

/*
 * Lines in aligned columns for people, by the width characters have on a
 * terminal.  Nothing that is printed moves a cursor: controls become blanks.
 */

#include <stddef.h>
#include <stdio.h>

struct grid_column {
	const char	*title;		/* NULL in the first: no heading */
	int		 right;		/* aligned to the right */
	size_t		 min;		/* may be cut down to this; 0: never */
	int		 optional;	/* left out when it is too narrow */
	int		 middle;	/* cut in its middle, not at its end */
};

enum grid_style { GRID_PLAIN, GRID_BOLD, GRID_GOOD, GRID_BAD };

struct grid_screen {
	size_t	width;			/* 0: lines are never cut */
	int	colours;
};

struct grid;

/* columns must outlive it. */
struct grid	*grid_new(const struct grid_column *, size_t n,
		    size_t indent);
void		 grid_free(struct grid *);

/* n cells, copied; the style is the first cell's. */
void		 grid_row(struct grid *, const char *const *cells,
		    enum grid_style);
/* A line across all columns, indented and wrapped. */
void		 grid_line(struct grid *, size_t indent, const char *,
		    enum grid_style);
void		 grid_print(const struct grid *, FILE *,
		    const struct grid_screen *);

/* How wide stdout is, and whether it takes colours. */
void		 grid_screen_of_stdout(struct grid_screen *);

#endif
