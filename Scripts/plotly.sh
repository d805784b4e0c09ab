#!/bin/sh
# Unpacks plotly.min.js, which draws the dashboard's charts, into .build/plotly. Silent where it is there.
# Nothing else needs it: where it can't be had, one line says so and all is well.
set -eu
cd "$(dirname "$0")/.."

requirements=Scripts/plotly-requirements.txt
file=.build/plotly/plotly.min.js
hash=3b6e15d45dbb7fca5bd2094291e961ddc5472cd887009e6009a56dab668d721f

is_right() { [ -f "$1" ] && echo "$hash  $1" | sha256sum --check --status -; }

[ "${STEELYARD_SKIP_SETUP:-0}" = 1 ] && exit 0
is_right "$file" && exit 0

give_up() {
  echo "steelyard: plotly.min.js could not be fetched; the dashboard shows tables without charts. make setup-run tries again." >&2
  exit 0
}

python3 -m pip --version >/dev/null 2>&1 || Scripts/install-packages.sh python3 python3-pip || give_up
mkdir -p .build/plotly
work=$(mktemp -d .build/plotly/XXXXXX)
trap 'rm -rf "$work"' EXIT
# The wheel of the Python package holds the script, in one file of a known hash.
if python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-cache-dir \
  --only-binary :all: --require-hashes --retries 1 --timeout 10 \
  --dest "$work" --requirement "$requirements" >"$work/log" 2>&1 &&
  python3 -m zipfile --extract "$work"/plotly-*.whl "$work/wheel" >>"$work/log" 2>&1 &&
  is_right "$work/wheel/plotly/package_data/plotly.min.js"; then
  mv "$work/wheel/plotly/package_data/plotly.min.js" "$file"
else
  give_up
fi
