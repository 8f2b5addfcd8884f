#!/usr/bin/env bash
# Write the lock files anew from pyproject.toml: `./scripts/dev.sh lock`. With --upgrade, to the newest versions.
#
# Three files, so that a machine installs only what it needs: the tools that install, what Pilothouse runs with, and what
# tests it. They hold versions and hashes for every platform, and no address of any package index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

uv=.venv/bin/uv
options=(
  --quiet --universal --python-version 3.11 --generate-hashes
  --no-emit-index-url --no-emit-find-links --custom-compile-command "./scripts/dev.sh lock" "$@"
)

# A requirement is kept at the version the file has, unless --upgrade is given.
printf '%s\n' uv hatchling editables |
  $uv pip compile "${options[@]}" --output-file requirements-tools.lock -
# What we run with must agree with what tests it: botocore wants an older python-dateutil than trafilatura would take.
$uv pip compile "${options[@]}" --output-file requirements.lock pyproject.toml - <<<'python-dateutil<3'
$uv pip compile "${options[@]}" --output-file requirements-dev.lock --constraints requirements.lock \
  --group pyproject.toml:dev --group pyproject.toml:proof

for file in requirements-tools.lock requirements.lock requirements-dev.lock; do
  if grep -nE '://|--index|--find-links|file:|@ ' "$file"; then
    echo "$file names an address; a lock file holds versions and hashes only." >&2
    exit 1
  fi
  echo "$file: $(grep -c '^[a-z0-9]' "$file") packages"
done
