# A Redis server for the tests of what is cached outside the process. Each test module starts its own, on a socket.
# shellcheck shell=bash

install_redis() {
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends redis-server
}

ensure_redis() {
  if ! command -v redis-server >/dev/null && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    stage redis "Installing Redis for the tests" install_redis
  fi
  if ! command -v redis-server >/dev/null; then
    if [[ "${CI:-}" == true ]]; then
      fail "There is no redis-server, and CI skips no test. Install it."
    fi
    say "No redis-server found: the tests of caches outside the process are skipped."
  fi
}
