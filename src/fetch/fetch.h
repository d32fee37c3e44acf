#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

/*
 * The fetch role: the only one on the network.  fd is the wire to the
 * parent.  Returns the exit status.
 */
int	fetch_main(int fd);

#endif
