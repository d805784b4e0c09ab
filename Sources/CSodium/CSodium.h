#pragma once

// What of libsodium is used: start-up, SHA-256, BLAKE2b, HMAC-SHA-256, random bytes, and comparing and
// wiping secrets.
#include <sodium/core.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>
