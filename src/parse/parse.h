#ifndef PARSE_PARSE_H
#define PARSE_PARSE_H

/*
 * The parse role: documents come in by the socket, stories go out.  fd is
 * the wire to the parent.  Returns the exit status; never touches a file.
 */
int	parse_main(int fd);

#endif
