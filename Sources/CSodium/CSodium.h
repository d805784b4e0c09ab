#pragma once

// What of libsodium is used: start-up and SHA-256.
#include <sodium/core.h>
#include <sodium/crypto_hash_sha256.h>
