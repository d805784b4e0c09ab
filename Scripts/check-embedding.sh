#!/bin/sh
# The package in Examples/Embedding finds every product that it names in ours. Its source is compiled
# and run by each test run, as the program `embedding` of our package; the long tests also build it as
# an embedder would, which compiles the core a second time, for minutes.
set -eu
cd "$(dirname "$0")/.."
scratch=.build/embedding

swift package show-dependencies --package-path Examples/Embedding --scratch-path "$scratch" \
  >/dev/null
if [ "${STEELYARD_LONG_TESTS:-}" = 1 ]; then
  # SwiftPM plans anew when files of the root package come or go, but not when those of a package by
  # path do: without its old plan it looks again, and keeps what it compiled.
  rm -f "$scratch/release.yaml" "$scratch/release/description.json"
  swift build -c release --package-path Examples/Embedding --scratch-path "$scratch"
fi
