# A Chromium for the tests that drive a browser. They read its path from CHROMIUM_PATH and skip without one.
# The shell is the same engine without a window around each page, which costs as much as the page does.
# shellcheck shell=bash

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM_PATH:-}" chromium-headless-shell chrome-headless-shell chromium chromium-browser google-chrome \
    "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [[ -n "$candidate" ]] && command -v "$candidate" >/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# install_browser PACKAGE…
install_browser() {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

# offers PACKAGE: whether this Debian is known to have it; others have Chromium alone.
offers() {
  [[ "$(apt-cache policy "$1" 2>/dev/null)" == *"Candidate: "[0-9]* ]]
}

ensure_chromium() {
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    if ! find_chromium >/dev/null; then
      stage chromium "Installing Chromium for the browser tests" install_browser chromium
    fi
    if ! command -v chromium-headless-shell >/dev/null && offers chromium-headless-shell; then
      (stage chromium-shell "Installing its shell for them" install_browser chromium-headless-shell) ||
        say "Chromium itself will do instead."
    fi
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
