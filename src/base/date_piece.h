#ifndef BASE_DATE_PIECE_H
#define BASE_DATE_PIECE_H

#include "base/date_scan.h"

/*
 * Inner part of date_parse(): reads all that is left, piece by piece, each
 * telling by its looks what it is.  -1 when it can't be a date.
 */
int	date_piece_all(struct date_scan *);

#endif
