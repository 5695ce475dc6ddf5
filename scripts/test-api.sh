#!/usr/bin/env bash
# Drives `oma serve` from outside, twice: as a newcomer with docs/api.md, and as schemathesis with
# the published OpenAPI document. Expects a built `oma` and what `make setup` installs. With `stack`,
# schemathesis asks the same of the stack on the emulator; that expects what `make setup-stack` installs.
#
#   scripts/test-api.sh [tour|fuzz|stack]
set -euo pipefail

cd "$(dirname "$0")/.."
root=$PWD
bin=${OMA_BIN:-$root/target/debug}
PATH=$bin:$PATH
work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

# Every block of the page, in order, as one script in an empty folder.
tour() {
  echo "The tour of docs/api.md"
  awk '/^```sh$/{f=1;next}/^```$/{f=0}f' docs/api.md >"$work/tour.sh"
  mkdir "$work/tour"
  (
    cd "$work/tour"
    export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache
    bash -eu ../tour.sh
  )
}

install_schemathesis() {
  local wanted=tests/api/requirements.txt
  cmp -s "$wanted" .venv-api/requirements.txt && return
  echo "Installing schemathesis"
  rm -rf .venv-api
  python3 -m venv .venv-api
  .venv-api/bin/pip install --quiet --disable-pip-version-check --requirement "$wanted"
  # Last, so that an interrupted installation is taken up again.
  cp "$wanted" .venv-api/requirements.txt
}

ask() {
  local url=$1 token=$2
  shift 2
  .venv-api/bin/schemathesis --config-file "${config:-tests/api/schemathesis.toml}" run docs/openapi.json \
    --url "$url" --header "Authorization: Bearer $token" "$@"
}

# Through API Gateway and its authorizer. Few videos: each is really begun. The stage's own throttle is out
# of the way, because the emulator does not write its answer as the template says.
stack() {
  install_schemathesis
  cargo run --quiet --locked -p oma-stack-tests --bin dev -- --group admin \
    --parameter ApiRate=1000000 --parameter ApiBurst=1000000 \
    --parameter RequestsPerMinute=1000000 --parameter RequestsPerMinutePerAddress=1000000 \
    --parameter VideosAtOnce=1 --parameter VideosPerDay=5 \
    --run "scripts/test-api.sh asked $*"
}

fuzz() {
  install_schemathesis
  echo "schemathesis over docs/openapi.json"
  local url=http://127.0.0.1:${OMA_TEST_PORT:-18787} state=$work/state
  # What is asked a thousand times a minute would meet the limits, which have tests of their own.
  OMA_LIMIT_REQUESTS_PER_MINUTE=1000000 OMA_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS=1000000 \
    OMA_LIMIT_VIDEOS_AT_ONCE=1000000 OMA_LIMIT_VIDEOS_PER_DAY=1000000 \
    oma serve --state "$state" --listen "${url#http://}" --jobs 1 2>"$work/serve.log" &
  pids+=($!)
  for _ in $(seq 100); do curl -fs "$url/v1/health/live" >/dev/null && break; sleep 0.2; done
  oma clients --state "$state" add fuzz --scope oma/read --scope oma/write --scope oma/admin \
    >"$work/client.txt"
  local id secret token
  id=$(sed -n 's/^id *//p' "$work/client.txt")
  secret=$(sed -n 's/^secret *//p' "$work/client.txt")
  token=$(curl -fsS -u "$id:$secret" -d grant_type=client_credentials "$url/oauth2/token" |
    sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  ask "$url" "$token" "$@"
  if grep -E ' (ERROR|panicked)' "$work/serve.log" | head; then
    echo "The server's log has errors; see above." >&2
  fi
}

case "${1:-all}" in
tour) tour ;;
fuzz) shift && fuzz "$@" ;;
stack) shift && stack "$@" ;;
# What `stack` runs beside the emulator.
asked) shift && config=tests/api/stack.toml ask "$OMA_URL" "$OMA_TOKEN" "$@" ;;
all) tour && fuzz ;;
*)
  echo "usage: $0 [tour|fuzz|stack]" >&2
  exit 2
  ;;
esac
