#!/usr/bin/env bash
# The one entrance for people who run Pilothouse from its source or work on it. `./scripts/dev.sh help` explains.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. scripts/lib/say.sh
. scripts/lib/environment.sh
. scripts/lib/page.sh
. scripts/lib/browser.sh
. scripts/lib/redis.sh

help() {
  cat <<'TEXT'
./scripts/dev.sh COMMAND [options]

  start    Install, build the page, start the database, migrate, serve; prints where to open it.
           The first time takes a minute or two, later seconds. Ctrl-C stops everything.
           Options go to `pilothouse serve`:  start --port 9000 --data-dir /srv/pilothouse
  test     Every test, in Python (real PostgreSQL, real Chromium) and of the page.
           Options go to pytest, and then the page's tests are left out:  test tests/agents -k retry
  check    Format, lint, imports between rooms, types, secrets; in Python and the page.
           `check --fix` repairs what can be repaired first.
  proof    The slow proofs: kill processes at random and count what is lost, a real Temporal server, the properties
           of `test` on several times as many examples; then the benchmarks, compared with benchmarks/baseline.json.
           Options go to pytest, and then the benchmarks are left out.
  docs     Run the code blocks of the documentation and follow its links.
  lock     Write requirements*.lock anew after a change of dependencies. `lock --upgrade` takes the newest.
  help     This text.

It needs Python 3.11 or newer and nothing else: Node and PostgreSQL come as Python packages, for the tests Chromium
and Redis from Debian when run as root there. Everything it makes is in .venv, build/dev, web/node_modules and src/pilothouse/server/static.
Environment:  PYTHON (which Python), CHROMIUM_PATH (which browser), CI=true (no test may be skipped).
TEXT
}

start() {
  ensure_environment
  ensure_page
  exec .venv/bin/pilothouse serve "$@"
}

tests() {
  ensure_environment dev
  ensure_page
  ensure_chromium
  ensure_redis
  local options=(-n auto --dist worksteal -m "not proof") # an idle process takes work of a busy one
  if [[ "${CI:-}" == true ]]; then
    options+=(-p scripts.no_skips)
  fi
  ensure_node_modules
  if (($# == 0)); then
    npm --prefix web test
  fi
  exec .venv/bin/python -m pytest "${options[@]}" "$@"
}

check() {
  ensure_environment dev
  ensure_node_modules
  exec .venv/bin/python -m scripts.check "$@"
}

proof() {
  ensure_environment dev
  ensure_page
  .venv/bin/python -m pytest tests -m "proof or hypothesis" --hypothesis-profile=thorough "$@"
  if (($# == 0)); then
    exec .venv/bin/python -m benchmarks.run --check
  fi
}

docs() {
  ensure_environment dev
  exec .venv/bin/python -m pytest tests/docs "$@"
}

lock() {
  ensure_environment
  exec ./scripts/lock.sh "$@"
}

command=${1:-help}
shift || true
case "$command" in
  start | check | proof | docs | lock) "$command" "$@" ;;
  test) tests "$@" ;;
  help | -h | --help) help ;;
  *) help >&2 && fail "There is no command \"$command\"." ;;
esac
