#!/bin/sh
# Builds Examples/Embedding, a package of its own as an embedder would have it: the core is compiled
# a second time, beside the main build.
set -eu
cd "$(dirname "$0")/.."
scratch=.build/embedding

# SwiftPM plans anew when files of the root package come or go, but not when those of a package by
# path do: without its old plan it looks again, and keeps what it compiled.
rm -f "$scratch/release.yaml" "$scratch/release/description.json"
exec swift build -c release --package-path Examples/Embedding --scratch-path "$scratch"
