#!/bin/sh
# Builds everything in release and runs every test: numeric suites in parallel and, beside them, the
# suites that start programs, one at a time; those mostly wait. What they print comes when all have
# ended. The exit status tells of both.
set -eu
cd "$(dirname "$0")/.."

# Suites that start programs: whole test targets, by name. The browser's is one of them, and comes when
# the numeric suites have left it a processor.
browser_suite='^ServiceTests\.DashboardTests'
system_suites='^(CommandLineTests|ExampleTests|ServerTests|ServiceTests)\.'
system_output=.build/system-tests.log
numeric_output=.build/numeric-tests.log
numeric_status=.build/numeric-tests.status

# Tests never start SwiftPM, since it waits for its own lock: they read this file instead.
mkdir -p .build
swift package describe --type json >.build/package-description.json.new 2>.build/describe.log || {
  cat .build/describe.log >&2
  exit 1
}
mv .build/package-description.json.new .build/package-description.json

rm -f "$numeric_status"
swift build -c release --build-tests
Scripts/check-embedding.sh

status=0
swift test -c release --skip-build --disable-xctest --no-parallel --filter "$system_suites" \
  --skip "$browser_suite" --ignore-lock >"$system_output" 2>&1 &
system=$!
# An interruption ends both.
trap 'kill "$system" 2>/dev/null; exit 130' INT TERM
{
  numeric=0
  swift test -c release --skip-build --disable-xctest --parallel --skip "$system_suites" \
    --ignore-lock || numeric=$?
  swift test -c release --skip-build --disable-xctest --no-parallel --filter "$browser_suite" \
    --ignore-lock || numeric=$?
  echo "$numeric" >"$numeric_status"
} 2>&1 | tee "$numeric_output"
read -r status <"$numeric_status"
test ! -t 2 || echo "steelyard: the suites that start programs are still running" >&2
wait "$system" || status=$?
cat "$system_output"
if [ "$status" -ne 0 ]; then
  # Again at the end, where a log that keeps its last lines only still has them.
  echo "steelyard: tests failed:" >&2
  grep -h -A 3 -E 'recorded an issue|error: ' "$numeric_output" "$system_output" |
    cut -c 1-400 | tail -n 40 >&2 || true
  grep -h -E '^✘ Test ' "$numeric_output" "$system_output" | grep -v 'recorded an issue' |
    cut -c 1-400 | tail -n 20 >&2 || true
fi
exit "$status"
