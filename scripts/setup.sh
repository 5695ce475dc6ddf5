#!/usr/bin/env bash
# Installs what is missing, and says what it does. `films`: ffmpeg and espeak-ng, which every film
# needs, and the packs of voices and music. `tests`: cargo-nextest, cargo-deny and cfn-lint besides.
# Run again, it does nothing.
set -euo pipefail

NEXTEST_VERSION=0.9.143
DENY_VERSION=0.20.2
CFN_LINT_VERSION=1.41.0

cd "$(dirname "$0")/.."

missing() { ! command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local packages=()
  if missing ffmpeg || missing ffprobe; then packages+=(ffmpeg); fi
  if missing espeak-ng; then packages+=(espeak-ng); fi
  # The embedded database is C.
  if missing cc; then packages+=(gcc libc6-dev); fi
  if [ "$1" = tests ] && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    packages+=(python3-venv)
  fi
  if [ ${#packages[@]} = 0 ]; then return; fi

  echo "Missing: ${packages[*]}"
  if ! missing apt-get; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  elif [ "$(uname)" = Darwin ]; then
    echo "Install them with: brew install ffmpeg espeak-ng" >&2
    exit 3
  else
    echo "Install them with your system's package manager, then run this again." >&2
    exit 3
  fi
}

check_toolchain() {
  if missing cargo; then
    echo "Rust is missing: https://rustup.rs" >&2
    exit 3
  fi
}

install_test_tools() {
  if ! cargo nextest --version >/dev/null 2>&1; then
    echo "Installing cargo-nextest"
    cargo install --quiet --locked "cargo-nextest@$NEXTEST_VERSION"
  fi
  if ! cargo deny --version >/dev/null 2>&1; then
    echo "Installing cargo-deny"
    cargo install --quiet --locked "cargo-deny@$DENY_VERSION"
  fi
  if ! .venv/bin/cfn-lint --version 2>/dev/null | grep -q " $CFN_LINT_VERSION$"; then
    echo "Installing cfn-lint"
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check "cfn-lint==$CFN_LINT_VERSION"
  fi
}

what=${1:-films}
check_toolchain
install_packages "$what"
scripts/fetch-packs.sh all
if [ "$what" = tests ]; then install_test_tools; fi
