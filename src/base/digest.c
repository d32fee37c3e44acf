#include <string.h>

#include <openssl/evp.h>

#include "base/digest.h"
#include "base/log.h"

/* Never built: the handle is OpenSSL's own context. */
struct digest_ctx;

static EVP_MD_CTX *
evp(struct digest_ctx *d)
{
	return ((EVP_MD_CTX *)d);
}

static void
start(EVP_MD_CTX *ctx)
{
	/* A fetched method spares the look-up by name on every digest. */
	static EVP_MD	*sha256;

	if (sha256 == NULL &&
	    (sha256 = EVP_MD_fetch(NULL, "SHA256", NULL)) == NULL)
		fatal("libcrypto has no SHA-256");
	if (EVP_DigestInit_ex2(ctx, sha256, NULL) != 1)
		fatal("libcrypto can't start SHA-256");
}

void
digest_init(void)
{
	digest_free(digest_new());
}

struct digest_ctx *
digest_new(void)
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();

	if (ctx == NULL)
		fatal("out of memory for a digest");
	start(ctx);
	return ((struct digest_ctx *)ctx);
}

void
digest_free(struct digest_ctx *d)
{
	EVP_MD_CTX_free(evp(d));
}

void
digest_update(struct digest_ctx *d, const void *data, size_t len)
{
	if (EVP_DigestUpdate(evp(d), data, len) != 1)
		fatal("SHA-256 failed");
}

void
digest_final(struct digest_ctx *d, struct digest *out)
{
	unsigned char	md[EVP_MAX_MD_SIZE];

	if (EVP_DigestFinal_ex(evp(d), md, NULL) != 1)
		fatal("SHA-256 failed");
	memcpy(out->b, md, sizeof(out->b));
	start(evp(d));
}

void
digest_bytes(const void *data, size_t len, struct digest *out)
{
	static struct digest_ctx	*d;

	if (d == NULL)
		d = digest_new();
	digest_update(d, data, len);
	digest_final(d, out);
}

int
digest_equal(const struct digest *a, const struct digest *b)
{
	return (memcmp(a->b, b->b, sizeof(a->b)) == 0);
}

int
digest_is_none(const struct digest *d)
{
	static const struct digest	none;

	return (digest_equal(d, &none));
}

void
digest_hex(const struct digest *d, char hex[33])
{
	static const char	digits[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(d->b); i++) {
		hex[2 * i] = digits[d->b[i] >> 4];
		hex[2 * i + 1] = digits[d->b[i] & 15];
	}
	hex[32] = '\0';
}

int
digest_of_hex(const char *hex, struct digest *d)
{
	static const char	digits[] = "0123456789abcdef";
	const char		*p;

	if (strlen(hex) != 32 || strspn(hex, digits) != 32)
		return (-1);
	memset(d, 0, sizeof(*d));
	for (size_t i = 0; i < 32; i++) {
		p = strchr(digits, hex[i]);
		d->b[i / 2] = (uint8_t)(d->b[i / 2] << 4 | (p - digits));
	}
	return (0);
}
