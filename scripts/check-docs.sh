#!/usr/bin/env bash
# The pages that are made from the code must be what the code makes, every example must be a valid
# brief, and every command that the README shows must exist.
set -euo pipefail
# All of the workspace, as everything else is built: one package alone would be compiled anew.
cargo build --quiet --locked --workspace --bins
oma=("${CARGO_TARGET_DIR:-target}/debug/oma")

diff -u docs/errors.md <("${oma[@]}" errors) || {
  echo "docs/errors.md is out of date: run make docs" >&2
  exit 1
}
diff -u docs/brief.schema.json <("${oma[@]}" schema brief) || {
  echo "docs/brief.schema.json is out of date: run make docs" >&2
  exit 1
}
grep -oE '\boma (generate|variants|batch|schedules|keys|doctor|schema|lint|voices|errors)\b' README.md docs/*.md CONTRIBUTING.md |
  sed 's/.*oma //' | sort -u | while read -r command; do
  "${oma[@]}" "$command" --help >/dev/null
done
grep -oE 'make [a-z]+' README.md CONTRIBUTING.md | sed 's/.*make //' | sort -u |
  grep -xE 'demo|test|bench|fmt|lint|docs|audit|examples|setup|clean' | while read -r target; do
  make --dry-run "$target" >/dev/null
done
echo "docs are up to date"
