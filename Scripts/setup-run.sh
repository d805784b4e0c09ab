#!/bin/sh
# What compiling and running Steelyard needs. Silent when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

# g++ brings the C library's headers, the C++ standard library and the linker, which the Swift
# toolchain takes from the system; libcurl4, libxml2 and libsqlite3-0 are what its own programs
# load. libsimdjson-dev reads market data, libsodium-dev hashes and signs, libsqlite3-dev keeps the
# journal, libwebsockets-dev speaks HTTP and WebSocket, coinor-libclp-dev solves linear programs.
Scripts/install-packages.sh \
  g++ libcurl4 libxml2 libsimdjson-dev libsodium-dev \
  libsqlite3-dev libwebsockets-dev coinor-libclp-dev
Scripts/check-toolchain.sh
Scripts/plotly.sh
