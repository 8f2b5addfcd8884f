# A Chromium for the tests that drive a browser. They read its path from CHROMIUM_PATH and skip without one.
# shellcheck shell=bash

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome \
    "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [[ -n "$candidate" ]] && command -v "$candidate" >/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

install_chromium() {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
}

ensure_chromium() {
  if ! find_chromium >/dev/null && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    stage chromium "Installing Chromium for the browser tests" install_chromium
  fi
  if CHROMIUM_PATH=$(find_chromium); then
    export CHROMIUM_PATH
  elif [[ "${CI:-}" == true ]]; then
    fail "There is no Chromium, and CI skips no test. Install it, or set CHROMIUM_PATH."
  else
    say "No Chromium found: the tests marked \"browser\" are skipped. Install it, or set CHROMIUM_PATH."
    unset CHROMIUM_PATH
  fi
}
