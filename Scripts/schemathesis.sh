#!/bin/sh
# Lets schemathesis find calls of the API that are not answered as its description says.
# Usage: schemathesis.sh EXAMPLES SEED; EXAMPLES is how many calls it makes up for an operation at most.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
examples=$1
seed=$2
directory=$(mktemp -d)
PATH="$PWD/.build/release:$PATH"

steelyard demo --port 0 --accounts 24 --directory "$directory/data" >"$directory/out" \
  2>"$directory/log" &
demo=$!
trap 'kill "$demo" 2>/dev/null && wait "$demo" || true; rm -rf "$directory"' EXIT
for _ in $(seq 600); do
  grep -q 'Ctrl-C' "$directory/out" && break
  kill -0 "$demo" 2>/dev/null || { cat "$directory/log" >&2; exit 1; }
  sleep 0.1
done
address=$(sed -n 's/^address *//p' "$directory/out")
bearer=$(sed -n "s/.*'Authorization: \(.*\)'.*/\1/p" "$directory/out")

# It leaves notes of its own where it runs.
cd "$directory"
# Calls that were found before are not kept: a seed says what is tried.
status=0
"$root/.venv/test/bin/st" --config-file "$root/Tests/Clients/schemathesis.toml" \
  run "$address/api/v1/openapi.json" \
  --header "Authorization: $bearer" --checks all --continue-on-failure \
  --max-examples "$examples" --seed "$seed" --generation-database none \
  --phases examples,coverage,fuzzing,stateful --no-color || status=$?
# What the service itself found wrong meanwhile is a finding as well.
if [ -s "$directory/log" ]; then
  grep -v '^steelyard: opening' "$directory/log" >&2 && status=1
fi
exit "$status"
