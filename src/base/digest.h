#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

/*
 * SHA-256 (FIPS 180-4) cut to its first 16 bytes.  Publishers control what
 * is digested, so nothing weaker will do.  All zero means "none".
 */

#include <stddef.h>
#include <stdint.h>

struct digest {
	uint8_t	b[16];
};

struct digest_ctx;

/* What libcrypto loads at first use; for processes that open no file later. */
void	 digest_init(void);

struct digest_ctx *digest_new(void);		/* never NULL */
void	 digest_free(struct digest_ctx *);
void	 digest_update(struct digest_ctx *, const void *, size_t);
/* Writes the digest of all updates and starts over. */
void	 digest_final(struct digest_ctx *, struct digest *);

void	 digest_bytes(const void *, size_t, struct digest *);
int	 digest_equal(const struct digest *, const struct digest *);
int	 digest_is_none(const struct digest *);
void	 digest_hex(const struct digest *, char [33]);	/* lower case */
/* -1 for what isn't 32 such digits. */
int	 digest_of_hex(const char *, struct digest *);

#endif
