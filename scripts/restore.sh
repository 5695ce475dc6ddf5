#!/usr/bin/env bash
# Brings back what was lost in the cloud; docs/deploy.md says when.
#
# usage: scripts/restore.sh items SOURCE_TABLE TARGET_TABLE
#        scripts/restore.sh files BUCKET PREFIX
#
# `items` copies from a restored table into the stack's own what is not there; nothing is overwritten.
# `files` takes back every deletion under a prefix, so that the newest version shows again. Both can be
# run again. They need the AWS command line and Python 3.
set -euo pipefail

usage() {
  sed -n 's/^# \{0,1\}//; 4,5p' "$0" >&2
  exit 2
}

# Prints `copied` or `kept`; stops everything (255, for xargs) at any other answer.
put_item() {
  local error
  # The condition holds only where no such item is.
  if error=$(aws dynamodb put-item --table-name "$1" --item "$2" \
    --condition-expression 'attribute_not_exists(pk)' 2>&1 >/dev/null); then
    echo copied
  elif [[ $error == *ConditionalCheckFailed* ]]; then
    echo kept
  else
    echo "$error" >&2
    exit 255
  fi
}

restore_items() {
  local source=$1 target=$2
  aws dynamodb scan --table-name "$source" --output json >"$work/scan.json"
  python3 -c 'import json, sys
for item in json.load(sys.stdin)["Items"]: print(json.dumps(item), end="\0")' \
    <"$work/scan.json" >"$work/items"
  export -f put_item
  # A call of the command line takes a second, nearly all of it Python's: sixteen at once.
  # shellcheck disable=SC2016 # For the inner shell to expand.
  xargs -0 -r -n 1 -P 16 bash -c 'put_item "$@"' put_item "$target" <"$work/items" >"$work/done"
  echo "$(grep -c copied "$work/done" || true) items copied, $(grep -c kept "$work/done" || true) were there already"
}

restore_files() {
  local bucket=$1 prefix=$2 count=0 key version
  aws s3api list-object-versions --bucket "$bucket" --prefix "$prefix" --output json >"$work/versions"
  python3 -c 'import json, sys
for marker in json.loads(sys.stdin.read() or "{}").get("DeleteMarkers") or []:
    if marker["IsLatest"]: print(marker["Key"], marker["VersionId"], sep="\t")' \
    <"$work/versions" >"$work/markers"
  while IFS=$'\t' read -r key version; do
    aws s3api delete-object --bucket "$bucket" --key "$key" --version-id "$version" >/dev/null
    count=$((count + 1))
  done <"$work/markers"
  echo "$count deletions taken back"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# = 3 ] || usage
case $1 in
items) restore_items "$2" "$3" ;;
files) restore_files "$2" "$3" ;;
*) usage ;;
esac
