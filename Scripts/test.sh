#!/bin/sh
# Builds everything in release and runs every test: numeric suites in parallel, then the suites
# that start programs, one at a time. Both parts always run; the exit status tells of either.
set -eu
cd "$(dirname "$0")/.."

# Suites that start programs: whole test targets, by name.
system_suites='^(CommandLineTests|ExampleTests|ServerTests|ServiceTests)\.'

# Tests never start SwiftPM, since it waits for its own lock: they read this file instead.
mkdir -p .build
swift package describe --type json >.build/package-description.json.new 2>.build/describe.log || {
  cat .build/describe.log >&2
  exit 1
}
mv .build/package-description.json.new .build/package-description.json

swift build -c release --build-tests
Scripts/build-embedding.sh

status=0
swift test -c release --skip-build --disable-xctest --parallel --skip "$system_suites" || status=$?
swift test -c release --skip-build --disable-xctest --no-parallel --filter "$system_suites" ||
  status=$?
if [ "$status" -ne 0 ]; then
  echo "steelyard: tests failed; each failure is named above." >&2
fi
exit "$status"
