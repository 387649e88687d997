#!/usr/bin/env bash
# Sees to a Chromium for the journeys: CHROMIUM, else Debian's, which root installs where it is missing. Fails without one.
set -euo pipefail

found() {
  [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell || command -v chromium
}

if ! found >/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1
  apt-get update -qq
  apt-get install -qq --yes --no-install-recommends chromium-headless-shell >/dev/null ||
    apt-get install -qq --yes --no-install-recommends chromium >/dev/null
fi
found
