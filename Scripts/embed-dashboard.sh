#!/bin/sh
# Lists the files of Dashboard/ for the compiler: writes Sources/SteelyardDashboard/files.inc.
set -eu
cd "$(dirname "$0")/.."
list=Sources/SteelyardDashboard/files.inc

media_type() {
  case $1 in
  *.html) echo "text/html; charset=utf-8" ;;
  *.css) echo "text/css; charset=utf-8" ;;
  *.js) echo "text/javascript; charset=utf-8" ;;
  *.svg) echo "image/svg+xml" ;;
  *.json | *.webmanifest) echo "application/json" ;;
  *.txt) echo "text/plain; charset=utf-8" ;;
  *)
    echo "steelyard: Dashboard/$1 has no media type; add its ending to Scripts/embed-dashboard.sh." >&2
    exit 1
    ;;
  esac
}

paths=$(cd Dashboard && find . -type f | sed 's|^\./||' | LC_ALL=C sort)
{
  echo "// Made by Scripts/embed-dashboard.sh; do not edit."
  number=0
  for path in $paths; do
    printf 'static const unsigned char file_%d[] = {\n#embed "../../Dashboard/%s" if_empty(0)\n};\n' \
      "$number" "$path"
    number=$((number + 1))
  done
  echo "static const struct SteelyardDashboardFile files[] = {"
  number=0
  for path in $paths; do
    type=$(media_type "$path")
    # An empty file has a zero in its place, since C knows no empty arrays.
    length="sizeof file_$number"
    [ -s "Dashboard/$path" ] || length=0
    printf '    {"%s", "%s", file_%d, %s},\n' "$path" "$type" "$number" "$length"
    number=$((number + 1))
  done
  echo "};"
} >"$list.new"
if cmp -s "$list.new" "$list"; then rm "$list.new"; else mv "$list.new" "$list"; fi
