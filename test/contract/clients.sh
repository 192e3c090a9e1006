#!/usr/bin/env bash
# Makes clients of docs/openapi.json in Go, TypeScript and Python by the commands of docs/clients.md, and has each do the
# main job against a running system. Run by test/contract/run.sh, or with make dev:
#
#   BASE=http://localhost:8080 MAIL=http://localhost:8025 test/contract/clients.sh
#
# It needs Go, Node, Python 3.11 or later, and their registries at the first run.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${BASE:?}" "${MAIL:?}"
export BASE MAIL
root=$PWD
work=$PWD/.local/contract/clients
mkdir -p "$work"
cp -R test/contract/clients/. "$work"

# client FOLDER HEADING: runs the commands below a heading of the guide.
client() {
  cd "$work/$1"
  cp "$root/docs/openapi.json" .
  awk -v heading="## $2" '/^## / { here = $0 == heading } /^```/ { sh = here && $0 == "```sh"; next } sh' \
    "$root/docs/clients.md" >commands.sh
  [ -s commands.sh ] || { echo "docs/clients.md has no commands for $2" >&2; exit 1; }
  bash -euo pipefail commands.sh >log 2>&1 || { cat log >&2; exit 1; }
  tail -n 1 log
}
client go Go
client typescript TypeScript
client python Python
