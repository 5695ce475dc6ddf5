#!/usr/bin/env bash
# Makes a film with the functions as Lambda has them: the release binaries, their layers under /opt,
# the C library, and nothing else of this machine. Checks sizes against Lambda's limit, and that
# nothing needs a newer glibc than `provided.al2023` has.
#
# Needs root (for chroot), and what scripts/lambda/build.sh and infra/layers/build.sh left.
set -euo pipefail

GLIBC=2.34
LIMIT=262144000 # 250 MB: a function and its layers, unzipped
# What the runtime brings besides the loader. Its libstdc++ is not counted on.
RUNTIME_LIBRARIES=(libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libgcc_s.so.1)

cd "$(dirname "$0")/../.."
functions=${CARGO_TARGET_DIR:-target}/lambda
layers=infra/layers/build

[ "$(id -u)" = 0 ] || {
  echo "chroot needs root: run this with sudo" >&2
  exit 3
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is_elf() { [ "$(head -c 4 "$1" | tr -d '\0')" = $'\x7fELF' ]; }

check_symbols() {
  local file newest
  while IFS= read -r -d '' file; do
    is_elf "$file" || continue
    # A static program needs none.
    newest=$(objdump -T "$file" 2>/dev/null | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1 || true)
    if [ "$(printf '%s\n' "GLIBC_$GLIBC" "$newest" | sort -V | tail -1)" != "GLIBC_$GLIBC" ]; then
      echo "$file needs $newest; the runtime has $GLIBC" >&2
      exit 1
    fi
  done < <(find "$1" -type f -size +1k -print0)
}

# A root folder with what every Linux has: the loader, the C library, a shell, /dev and /tmp.
bare_root() {
  local root=$1 library
  mkdir -p "$root"/{bin,dev,lib64,opt,proc,tmp,var/task}
  chmod 1777 "$root/tmp"
  mknod -m 666 "$root/dev/null" c 1 3
  mknod -m 444 "$root/dev/urandom" c 1 9
  cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
  for library in "${RUNTIME_LIBRARIES[@]}"; do
    cp -L "$(ldconfig -p | awk -v name="$library" '$1 == name && /x86-64/ { print $NF; exit }')" \
      "$root/lib64/"
  done
  cp -L /bin/sh "$root/bin/"
}

# The function's own program and its layers, where Lambda puts them; prints what they take.
install_function() {
  local name=$1 root=$2 layer size
  shift 2
  python3 -m zipfile -e "$functions/$name/bootstrap.zip" "$root/var/task"
  for layer in "$@"; do python3 -m zipfile -e "$layers/$layer.zip" "$root/opt"; done
  # Python's unzip forgets what may be executed.
  chmod +x "$root/var/task/bootstrap"
  if [ $# != 0 ]; then find "$root/opt" -path '*/bin/*' -exec chmod +x {} +; fi
  find "$root/opt" -name espeak-ng -type f -exec chmod +x {} +
  size=$(find "$root/opt" "$root/var/task" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
  printf '%-12s %8s MB of %s MB, %5s MB left: %s\n' "$name" "$((size / 1000000))" \
    "$((LIMIT / 1000000))" "$(((LIMIT - size) / 1000000))" "$*"
  [ "$size" -lt "$LIMIT" ] || {
    echo "$name is larger than Lambda allows" >&2
    exit 1
  }
}

# Starts the function with the paths that Lambda sets and what the caller says to it, no more.
write_start() {
  local root=$1 start=$2
  mkdir -p "$(dirname "$start")"
  {
    echo '#!/bin/bash'
    # shellcheck disable=SC2016 # For the written script to expand.
    echo 'mapfile -t given < <(env | grep -E "^(AWS_|OMA_[A-Z0-9_]+=|NO_PROXY=)" | grep -vE "^OMA_(PACKS|FUNCTIONS)=")'
    # shellcheck disable=SC2016
    echo 'exec env -i "${given[@]}" OMA_PACKS=/opt/oma/packs LANG=en_US.UTF-8 TZ=:UTC \'
    echo '  PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin LD_LIBRARY_PATH=/lib64:/usr/lib64:/var/task:/opt/lib \'
    echo "  /usr/sbin/chroot $root /var/task/bootstrap"
  } >"$start"
  chmod +x "$start"
}

while read -r name list; do
  [ -f "$functions/$name/bootstrap.zip" ] || continue
  read -ra wanted <<<"$list"
  bare_root "$work/root/$name"
  install_function "$name" "$work/root/$name" "${wanted[@]}"
  write_start "$work/root/$name" "$work/functions/$name/bootstrap"
  check_symbols "$work/root/$name/opt"
  check_symbols "$work/root/$name/var/task"
done < <(grep -v '^#' infra/layers/functions.txt)

OMA_FUNCTIONS=$work/functions cargo test --locked -p oma-tests --test layers -- --ignored --nocapture
