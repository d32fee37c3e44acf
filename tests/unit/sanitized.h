#ifndef TESTS_SANITIZED_H
#define TESTS_SANITIZED_H

/* Whether this is built with the address sanitizer, which costs its time. */

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif
#ifdef SANITIZED
static const int	sanitized = 1;
#else
static const int	sanitized;
#endif

#endif
