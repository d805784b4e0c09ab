#!/bin/sh
# What compiling and running Steelyard needs. Silent when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

# g++ brings the C library's headers, the C++ standard library and the linker, which the Swift
# toolchain takes from the system; libcurl4, libsqlite3-0 and libxml2 are what its own programs
# load. libsimdjson-dev reads market data, libsodium-dev names a model's state by its hash.
Scripts/install-packages.sh \
  g++ libcurl4 libsqlite3-0 libxml2 libsimdjson-dev libsodium-dev
Scripts/check-toolchain.sh
