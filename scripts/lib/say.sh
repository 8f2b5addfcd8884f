# Tell a person what happens: a line per stage, its output in a log, the end of the log when it fails.
# shellcheck shell=bash

STATE=build/dev # logs, stamps and the link to Node; safe to delete at any time
mkdir -p "$STATE/log" "$STATE/stamp"

# stage NAME "What is being done" COMMAND…: run a command with its output in the log NAME.
stage() {
  local log="$STATE/log/$1.log" began=$SECONDS what=$2 status=0
  shift 2
  printf '  %s … ' "$what" >&2
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    printf 'failed\n\n' >&2
    tail -n 25 "$log" >&2
    fail "$what failed. The whole output is in $log."
  fi
  printf 'done (%d s)\n' $((SECONDS - began)) >&2
}

say() {
  printf '  %s\n' "$*" >&2
}

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# is_done NAME VALUE: whether mark_done was last called for NAME with the same VALUE.
is_done() {
  [[ -f "$STATE/stamp/$1" && "$(<"$STATE/stamp/$1")" == "$2" ]]
}

mark_done() {
  printf '%s' "$2" >"$STATE/stamp/$1"
}

# content_of PATH…: a checksum over the names and contents of files, whole folders included.
content_of() {
  find "$@" -name node_modules -prune -o -name coverage -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum
}
