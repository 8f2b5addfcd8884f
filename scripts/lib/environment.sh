# The Python environment in .venv, exactly as the lock files say.
# shellcheck shell=bash

# Certificates of the machine, so that a company's own are accepted.
export UV_SYSTEM_CERTS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Images for containers often forbid to keep what Python compiled. Here hundreds of processes start, each from thousands
# of files.
unset PYTHONDONTWRITEBYTECODE

ensure_home() {
  # Accounts of services often have a home that does not exist or cannot be written to; caches and Chromium need one.
  if [[ -z "${HOME:-}" || ! -w "$HOME" ]]; then
    mkdir -p "$STATE/home"
    export HOME="$PWD/$STATE/home"
  fi
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if [[ -n "$candidate" ]] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "Pilothouse needs Python 3.11 or newer, and found none.
  Debian, Ubuntu:  apt install python3 python3-venv
  macOS:           brew install python
  elsewhere:       set PYTHON to the path of one"
}

# ensure_environment [dev]: everything to run Pilothouse and, with `dev`, to test it.
ensure_environment() {
  ensure_home
  if ! .venv/bin/python -c '' 2>/dev/null; then
    local python
    python=$(find_python)
    "$python" -c 'import ensurepip' 2>/dev/null ||
      fail "This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"
    stage venv "Making the environment .venv" "$python" -m venv --clear .venv
  fi
  install_lock tools "the installer" .venv/bin/python -m pip install --quiet
  install_lock "" "what Pilothouse runs with" .venv/bin/uv pip install --python .venv/bin/python
  if [[ "${1:-}" == dev ]]; then
    install_lock dev "what tests it" .venv/bin/uv pip install --python .venv/bin/python
  fi
  install_pilothouse
}

# install_lock NAME WHAT INSTALLER…: install requirements[-NAME].lock unless that was done before.
install_lock() {
  local lock="requirements${1:+-$1}.lock" key="requirements${1:+-$1}" what=$2
  shift 2
  local content
  content="$(cksum <"$lock") $(environment_id)"
  if ! is_done "$key" "$content"; then
    stage "$key" "Installing $what" "$@" --require-hashes -r "$lock"
    mark_done "$key" "$content"
  fi
}

# lock_of PACKAGE: its block in the lock of what tests: name, version and hashes.
lock_of() {
  awk -v start="$1==" 'index($0, start) == 1 {on = 1} on {print} on && !/\\$/ {exit}' requirements-dev.lock
}

install_pilothouse() {
  local content
  content="$(cksum <pyproject.toml) $(environment_id)"
  if ! is_done pilothouse "$content"; then
    stage pilothouse "Installing Pilothouse" \
      .venv/bin/uv pip install --python .venv/bin/python --no-deps --no-build-isolation --editable .
    mark_done pilothouse "$content"
  fi
}

environment_id() {
  # Changes when the environment is made anew or the checkout moves.
  echo "$PWD $(ls -id .venv/pyvenv.cfg) $(.venv/bin/python -V)"
}
