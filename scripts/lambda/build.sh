#!/usr/bin/env bash
# Builds the functions as AWS Lambda runs them: x86_64, and no symbol newer than glibc 2.34, which is
# what `provided.al2023` has. Leaves target/lambda/NAME/bootstrap and target/lambda/NAME/bootstrap.zip
# and prints their sizes. The same sources give the same zips.
#
# usage: scripts/lambda/build.sh [NAME...]     (a folder of functions/; all of them without a name)
#        scripts/lambda/build.sh --tools       (only installs what building needs)
#
# The compiler's partner is Zig, which brings the C library of any age; it and cargo-lambda come from
# PyPI into .venv-lambda. All functions are built at once, so that they share what they depend on.
set -euo pipefail

CARGO_LAMBDA_VERSION=1.9.2
ZIG_VERSION=0.17.1
YAML_VERSION=6.0.3
GLIBC=2.34
TARGET=x86_64-unknown-linux-gnu

cd "$(dirname "$0")/../.."
out=${CARGO_TARGET_DIR:-target}/lambda

# The laptop's half (its database, its object store, its web client) has no place in a function.
LAPTOP_ONLY=(dynoxide-rs s3s oma-local)

fail() {
  echo "$1" >&2
  exit 3
}

install_tools() {
  local wanted="cargo-lambda==$CARGO_LAMBDA_VERSION ziglang==$ZIG_VERSION PyYAML==$YAML_VERSION"
  cmp --silent .venv-lambda/installed <(echo "$wanted") && return
  python3 -c 'import venv, ensurepip' 2>/dev/null ||
    fail "Python's venv is missing (Debian and Ubuntu: apt install python3-venv)"
  echo "Installing $wanted"
  python3 -m venv .venv-lambda
  # shellcheck disable=SC2086 # Several words.
  .venv-lambda/bin/pip install --quiet --disable-pip-version-check $wanted
  echo "$wanted" >.venv-lambda/installed
}

# cargo-lambda would fetch a missing target by itself, and say nothing.
check_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$TARGET" ] ||
    fail "Rust cannot build for $TARGET here: rustup target add $TARGET"
}

check_dependencies() {
  local crate
  for crate in "${LAPTOP_ONLY[@]}"; do
    if cargo tree --locked --edges normal "${packages[@]}" --invert "$crate" 2>/dev/null |
      grep -q .; then
      fail "A function depends on $crate, which only a laptop needs: cargo tree --invert $crate"
    fi
  done
}

if [ "${1:-}" = --tools ]; then
  install_tools
  exit
fi
names=("$@")
if [ $# = 0 ]; then
  for folder in functions/*/; do names+=("$(basename "$folder")"); done
fi
packages=()
for name in "${names[@]}"; do
  [ -f "functions/$name/Cargo.toml" ] || fail "There is no function $name in functions/"
  packages+=(--package "$(sed -n 's/^name = "\(.*\)"/\1/p' "functions/$name/Cargo.toml" | head -1)")
done

command -v cargo >/dev/null || fail "Rust is missing: https://rustup.rs"
install_tools
check_target
check_dependencies
PATH="$PWD/.venv-lambda/bin:$PATH" cargo lambda build --locked --profile functions --bins \
  --target "$TARGET.$GLIBC" --lambda-dir "$out" "${packages[@]}"

printf '%-12s %14s %14s\n' function unzipped zipped
for name in "${names[@]}"; do
  python3 scripts/lambda/pack.py "$out/$name/bootstrap.zip" "$out/$name" bootstrap
  printf '%-12s %11s KB %11s KB\n' "$name" \
    "$(($(wc -c <"$out/$name/bootstrap") / 1000))" "$(($(wc -c <"$out/$name/bootstrap.zip") / 1000))"
done
