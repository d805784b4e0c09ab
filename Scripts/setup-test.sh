#!/bin/sh
# What the tests need beyond what running needs. Silent when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

Scripts/setup-run.sh

# curl and openssl speak to the server in tests; promtool, of the package prometheus, checks its metrics; tmux plays
# terminals of a given width, chromium prints pages as PDF and, driven by chromium-driver, opens the dashboard.
Scripts/install-packages.sh curl openssl prometheus tmux chromium chromium-driver fonts-dejavu-core

# Tests in Python: clients of others speak to the server as they come.
if [ -f Tests/requirements.txt ]; then
  Scripts/python-environment.sh .venv/test Tests/requirements.txt
fi
