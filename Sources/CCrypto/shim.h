#pragma once
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

// Without a callback of our own, OpenSSL would ask for the password of an encrypted key on the terminal.
static int slots_no_password(char *buffer, int size, int writing, void *data) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)data;
    return -1;
}

static inline EVP_PKEY *slots_read_private_key(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, slots_no_password, NULL);
}
