#!/usr/bin/env bash
# One real language model, served like OpenAI's on this machine, and our client asks it.
# OMA_TEST_MODEL=URL (and OMA_TEST_MODEL_NAME) asks an endpoint of yours instead.
set -euo pipefail

cd "$(dirname "$0")/.."
if [ -z "${OMA_TEST_MODEL:-}" ]; then
  home=$(scripts/setup-model.sh)
  address=$(mktemp)
  node tests/model/server.mjs "$home/node_modules" "$home/model.gguf" >"$address" &
  server=$!
  trap 'kill "$server" 2>/dev/null || true; rm -f "$address"' EXIT
  for _ in $(seq 120); do
    if [ -s "$address" ]; then break; fi
    kill -0 "$server" || exit 1
    sleep 0.5
  done
  OMA_TEST_MODEL=$(cat "$address")
  export OMA_TEST_MODEL
fi
cargo nextest run --locked -p oma-providers --test real_model --run-ignored all --no-capture
