#pragma once

// What of libsodium is used: start-up, SHA-256 and BLAKE2b.
#include <sodium/core.h>
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_hash_sha256.h>
