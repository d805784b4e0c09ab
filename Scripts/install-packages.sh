#!/bin/sh
# Installs the Debian packages named as arguments that are not there yet.
# Silent and without need of rights when all of them are. STEELYARD_SKIP_SETUP=1 turns it off for
# machines that are looked after in another way.
set -eu

[ "${STEELYARD_SKIP_SETUP:-0}" = 1 ] && exit 0

if ! command -v dpkg-query >/dev/null 2>&1; then
  {
    echo "steelyard: this is no Debian system, so set-up cannot install what is needed:"
    echo "  $*"
    echo "  Install these by hand, then run make again with STEELYARD_SKIP_SETUP=1."
  } >&2
  exit 1
fi

missing=""
for package in "$@"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo"
  else
    {
      echo "steelyard: these Debian packages are missing, and installing them needs root or sudo:"
      echo " $missing"
      echo "  Ask an administrator to run: apt-get install --no-install-recommends$missing"
    } >&2
    exit 1
  fi
fi

echo "steelyard: installing$missing" >&2
log=$(mktemp)
# Some packages start a daemon when they are installed. While this file says no, none does; a machine that
# has one of its own keeps it.
policy=/usr/sbin/policy-rc.d
made_policy=""
# The command is called by the trap.
# shellcheck disable=SC2329,SC2317
clean_up() {
  rm -f "$log"
  [ -z "$made_policy" ] || $as_root rm -f "$policy"
}
trap clean_up EXIT
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  made_policy=1
  $as_root chmod 755 "$policy"
fi
# $missing is a list of words on purpose.
# shellcheck disable=SC2086
$as_root apt-get update -qq >"$log" 2>&1 &&
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends $missing >"$log" 2>&1 || {
  {
    cat "$log"
    echo "steelyard: apt-get could not install$missing"
    echo "  Its own message stands above; check the network and the package sources."
  } >&2
  exit 1
}
