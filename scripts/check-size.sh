#!/usr/bin/env bash
# No source file over 400 lines. The state machine is one definition by design and may be longer.
set -euo pipefail
long=$(git ls-files '*.rs' '*.sh' '*.mjs' | xargs wc -l | awk '$2 != "total" && $1 > 400')
if [ -n "$long" ]; then
  echo "Files over 400 lines; split them:" >&2
  echo "$long" >&2
  exit 1
fi
