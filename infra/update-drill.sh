#!/usr/bin/env bash
# An update, on an AWS emulator on this machine: deploys the stack of an
# earlier commit, puts data in, deploys this one over it, and looks whether the
# data and the main job are still there. Then the same stage with canaries, a
# deployment that changes something, and usher rollback. docs/deploy.md says
# what that shows and what it does not.
#
#   infra/update-drill.sh [REF]   from REF: the last tag v*, or if there is none
#                                 the commit before
#
# EMULATOR_PORT (4567) is where the emulator listens; files are in
# .local/update-drill. It needs what infra/emulator.sh needs, and git.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/.local/update-drill
port=${EMULATOR_PORT:-4567}
ref=${1:-$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || git rev-parse --short HEAD~1)}
say() { printf '\n== %s\n' "$*"; }
rm -rf "$work" && mkdir -p "$work/tmp"

venv=$root/.local/emulator/venv
if [ "$("$venv/bin/pip" list 2>/dev/null | grep -Ec '^(ministack *1.5.33|cbor2 *5.7.1)$')" != 2 ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 cbor2==5.7.1
fi
# For the CDK's function that empties buckets, which answers the creation of its resource too.
node=$root/.local/emulator/node
[ -d "$node/node_modules/@aws-sdk/client-s3" ] ||
  npm install --silent --no-save --prefix "$node" @aws-sdk/client-s3@3.1000.0
[ -x infra/node_modules/.bin/cdk ] || npm ci --prefix infra --silent
cdk=$root/infra/node_modules/.bin/cdk

say "the functions of $ref and of this tree, for this machine"
git worktree prune
git worktree add --quiet --force --detach "$work/earlier" "$ref"
emulator=
trap 'kill $emulator 2>/dev/null || true; wait $emulator 2>/dev/null || true
  git worktree remove --force "$work/earlier"' EXIT
make_tree() { # <tree> <folder>: infra, usher and the functions of a tree, as infra/emulator.sh makes them
  mkdir -p "$2/root/build" "$2/bin"
  (cd "$1" && go build -o "$2/infra" ./infra && go build -o "$2/usher" ./cmd/usher &&
    CGO_ENABLED=0 go build -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$2/bin/" ./functions/...)
  for f in "$2"/bin/*; do
    mkdir "$2/root/build/$(basename "$f")"
    mv "$f" "$2/root/build/$(basename "$f")/bootstrap"
  done
}
make_tree "$work/earlier" "$work/1"
make_tree "$root" "$work/2"

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/tls.key" -out "$work/tls.crt" \
  -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null
# Nothing below may reach an AWS account.
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=000000000000 AWS_SECRET_ACCESS_KEY=emulator
export NODE_EXTRA_CA_CERTS=$work/tls.crt AWS_CA_BUNDLE=$work/tls.crt SSL_CERT_FILE=$work/tls.crt
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  echo "port $port is taken: set EMULATOR_PORT" >&2
  exit 1
fi
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 AUTH=true \
  USE_SSL=1 MINISTACK_SSL_CERT=$work/tls.crt MINISTACK_SSL_KEY=$work/tls.key \
  TMPDIR=$work/tmp SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  NODE_PATH=$node/node_modules AWS_ENDPOINT_URL=https://127.0.0.1:$port \
  "$venv/bin/python" infra/emulator/start.py >"$work/emulator.log" 2>&1 &
emulator=$!
export AWS_ENDPOINT_URL=https://localhost:$port
export AWS_ENDPOINT_URL_DYNAMODB=$AWS_ENDPOINT_URL AWS_ENDPOINT_URL_SSM=$AWS_ENDPOINT_URL
for _ in $(seq 60); do
  curl -fsS --cacert "$work/tls.crt" -o /dev/null "$AWS_ENDPOINT_URL/_ministack/health" 2>/dev/null && break
  kill -0 $emulator 2>/dev/null || { tail -5 "$work/emulator.log" >&2; exit 1; }
  sleep 0.5
done

deploy() { # <tree> <folder> <setting=value>...
  local tree=$1 made=$2 set=()
  local context=(--app "$2/infra" --output "$2/cdk.out" -c stage=dev -c "stages=$work/stages" -c "root=$2/root")
  shift 2
  for setting in sender=no-reply@usher.test identity=no-reply@usher.test "$@"; do
    set+=(--set "$setting")
    context+=(-c "$setting") # for a tree in which a stage was no file yet
  done
  mkdir -p "$work/stages"
  "$work/2/usher" stage --stage dev --stages "$work/stages" --set alarms=yes "${set[@]}" </dev/null >/dev/null
  "$made/usher" keys ensure --stage dev >/dev/null
  "$made/usher" keys proof --stage dev >/dev/null
  (cd "$tree" && "$cdk" bootstrap "${context[@]}" && "$cdk" deploy "${context[@]}" --require-approval never \
    --outputs-file "$work/outputs.json") >"$work/last.log" 2>&1 ||
    { grep -v IN_PROGRESS "$work/last.log" | tail -30 >&2; return 1; }
  grep -E 'Deployment time' "$work/last.log"
}
drill() { "$venv/bin/python" infra/emulator/drill.py "$work" "$port" "$1"; }

say "deploy $ref, and use it"
deploy "$work/earlier" "$work/1"
drill use
say "deploy this tree over it"
deploy "$root" "$work/2"
drill updated
say "with canaries"
deploy "$root" "$work/2" canary=true
drill aliased
say "a deployment that changes sessions to 8 hours"
deploy "$root" "$work/2" canary=true sessionLifetime=8h
drill changed
say "usher rollback, twice"
"$work/2/usher" rollback --stage dev
"$work/2/usher" rollback --stage dev
drill rolled-back
say "the next deployment: 9 hours"
deploy "$root" "$work/2" canary=true sessionLifetime=9h
drill next
echo
echo "All checks passed. The emulator's own log: $work/emulator.log"
