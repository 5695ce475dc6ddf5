#!/usr/bin/env bash
# Installs the emulator that `make test-stack` and `make dev` run on, into .venv-stack. Says what it
# does; run again, it does nothing.
set -euo pipefail

cd "$(dirname "$0")/.."
wanted=tests/stack/requirements.txt
installed=.venv-stack/requirements.txt

if cmp -s "$wanted" "$installed"; then exit 0; fi

if ! python3 -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)' 2>/dev/null; then
  echo "The emulator needs Python 3.10 or newer with venv (apt install python3-venv)." >&2
  exit 3
fi
echo "Installing the emulator"
rm -rf .venv-stack
python3 -m venv .venv-stack
.venv-stack/bin/pip install --quiet --disable-pip-version-check --requirement "$wanted"
# Last, so that an interrupted installation is taken up again.
cp "$wanted" "$installed"
