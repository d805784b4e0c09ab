#!/bin/sh
# Builds everything in release and runs every test: numeric suites in parallel and, beside them, the
# suites that start programs, one at a time; those mostly wait. What they print comes when all have
# ended. The exit status tells of both.
set -eu
cd "$(dirname "$0")/.."

# Suites that start programs: whole test targets, by name.
system_suites='^(CommandLineTests|ExampleTests|ServerTests|ServiceTests)\.'
system_output=.build/system-tests.log

# Tests never start SwiftPM, since it waits for its own lock: they read this file instead.
mkdir -p .build
swift package describe --type json >.build/package-description.json.new 2>.build/describe.log || {
  cat .build/describe.log >&2
  exit 1
}
mv .build/package-description.json.new .build/package-description.json

swift build -c release --build-tests
Scripts/check-embedding.sh

status=0
swift test -c release --skip-build --disable-xctest --no-parallel --filter "$system_suites" \
  --ignore-lock >"$system_output" 2>&1 &
system=$!
# An interruption ends both.
trap 'kill "$system" 2>/dev/null; exit 130' INT TERM
swift test -c release --skip-build --disable-xctest --parallel --skip "$system_suites" \
  --ignore-lock || status=$?
test ! -t 2 || echo "steelyard: the suites that start programs are still running" >&2
wait "$system" || status=$?
cat "$system_output"
if [ "$status" -ne 0 ]; then
  echo "steelyard: tests failed; each failure is named above." >&2
fi
exit "$status"
