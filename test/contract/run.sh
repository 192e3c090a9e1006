#!/usr/bin/env bash
# Holds the running system to docs/openapi.json: clients made of it do the main job, and schemathesis sends it
# thousands of requests, good and bad, and follows the links from what it created.
#
#   test/contract/run.sh              four runs of a minute or less
#   CONTRACT_TIME=300 ...             seconds for the longest of them
#   CONTRACT_SEED=1 ...               the same choices again
#
# It needs Go, Node, Python 3.11 or later and their registries at the first run.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/.local/contract
mkdir -p "$work"
say() { printf '\n== %s\n' "$*"; }

venv=$work/venv
if ! "$venv/bin/pip" list 2>/dev/null | grep -q '^schemathesis *4.32.5$'; then
  say "schemathesis, pinned"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
fi

say "the system, in memory"
go build -o "$work/usher" ./cmd/usher
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
export PORT DB_PORT MAIL_PORT DATA=memory LIMITS=off
PORT=$(port) DB_PORT=$(port) MAIL_PORT=$(port)
"$work/usher" dev >"$work/dev.log" 2>&1 &
running=$!
trap 'kill -INT $running 2>/dev/null; wait $running 2>/dev/null || true' EXIT
base=http://localhost:$PORT
for _ in $(seq 120); do curl -fs -o /dev/null "$base/healthz" && break; sleep 1; done
curl -fs -o /dev/null "$base/healthz" || { cat "$work/dev.log" >&2; exit 1; }

say "clients in Go, TypeScript and Python"
BASE=$base MAIL=http://localhost:$MAIL_PORT test/contract/clients.sh

export ORG=org_01k0000000000000000000acme KEY=
jar=$work/cookies
json='Content-Type: application/json'
sign_in() { rm -f "$jar"; curl -fs -o /dev/null -c "$jar" -H "$json" "$base/v1/sessions" -d '{"email":"ada@acme.example","password":"mind the gap at seat 42"}'; }
cookie() { awk '$6 == "usher" { print "usher=" $7 }' "$jar"; }
sign_in
KEY=$(curl -fs -b "$jar" -H "$json" "$base/v1/organizations/$ORG/api-keys" -d '{"name":"contract","role":"owner"}' |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["secret"])')
AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_ENDPOINT_URL=http://127.0.0.1:$DB_PORT USHER_TABLE=usher \
  "$work/usher" plan set --organization "$ORG" --plan wide --plans wide=100000

# check SECONDS ARGUMENTS...
check() {
  local seconds=$1
  shift
  "$venv/bin/st" --config-file test/contract/schemathesis.toml run docs/openapi.json -u "$base" --exclude-checks "unsupported_method${excluded:-}" \
    --max-time "$seconds" --continue-on-failure ${CONTRACT_SEED:+--seed "$CONTRACT_SEED"} "$@"
}
time=${CONTRACT_TIME:-60}
say "what an API key may do, with links"
check "$time" --include-path-regex '/organizations/\{org\}|/v1/me$' --exclude-operation-id remove-user --exclude-operation-id leave-organization --exclude-operation-id delete-organization
say "what everybody may do"
check $((time / 2)) --include-path-regex '^/v1/(organizations|invitations/.*|password-resets.*|sessions)$' --phases examples,coverage,fuzzing
say "what a signed-in person may do"
for operation in list-sessions leave-organization end-session change-password sign-out; do
  sign_in
  # The cookie goes with every request here, and by the name it has on plain http: what is answered without one
  # is not seen. The Go tests see to that.
  excluded=,ignored_auth,negative_data_rejection check $((time / 6)) --include-operation-id "$operation" -H "Cookie: $(cookie)" --phases examples,coverage,fuzzing
done
say "no failure"
