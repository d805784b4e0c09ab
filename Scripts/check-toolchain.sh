#!/bin/sh
# Says in plain words when the Swift toolchain is missing or too old. Silent when it is there.
set -eu

need_major=6
need_minor=2

fail() {
  {
    echo "steelyard: $1"
    echo "  Steelyard is built with a Swift toolchain of version $need_major.$need_minor or later."
    echo "  Get the one for Debian 12 from https://www.swift.org/install, unpack it (for example"
    echo "  below /opt) and put its usr/bin directory on PATH. Then run make again."
  } >&2
  exit 1
}

command -v swift >/dev/null 2>&1 || fail "no 'swift' found on PATH."
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
[ -n "$version" ] || fail "'swift --version' gave no version; the toolchain on PATH does not run."
major=${version% *}
minor=${version#* }
if [ "$major" -lt "$need_major" ] ||
  { [ "$major" -eq "$need_major" ] && [ "$minor" -lt "$need_minor" ]; }; then
  fail "the Swift toolchain on PATH is version $major.$minor."
fi
