#!/bin/sh
# Makes a Python virtual environment from a requirements file that pins every hash.
# Usage: python-environment.sh DIRECTORY REQUIREMENTS. Silent when it is up to date.
set -eu
cd "$(dirname "$0")/.."
directory=$1
requirements=$2
installed="$directory/installed-requirements.txt"

if [ ! -f "$requirements" ]; then
  echo "steelyard: $requirements is not there; it lists what $directory is made of." >&2
  exit 1
fi
cmp -s "$requirements" "$installed" && exit 0

Scripts/install-packages.sh python3 python3-venv
echo "steelyard: making $directory from $requirements" >&2
rm -rf "$directory"
python3 -m venv "$directory"
"$directory/bin/python" -m pip install --quiet --disable-pip-version-check \
  --require-hashes -r "$requirements"
# Copied last: an environment whose installation broke off is made anew next time.
cp "$requirements" "$installed"
