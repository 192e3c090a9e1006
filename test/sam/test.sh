#!/usr/bin/env bash
# The whole trip through SAM: the main job over start-api, mail by way of the
# stream and start-lambda, and every sample in events/ by `sam local invoke`.
# Where docker or SAM is not there it says so in one line and does nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
status=0
mkdir -p .local
prepared=$(test/sam/prepare.sh 2>.local/sam-prepare.log) || status=$?
if [ "$status" = 3 ]; then echo "sam-test left out: $(tail -n 1 .local/sam-prepare.log)"; exit 0; fi
[ "$status" = 0 ] || { cat .local/sam-prepare.log >&2; exit "$status"; }
read -r sam bridge <<<"$prepared"
build/samlocal "$sam" cdk.out/sam.template.json "$bridge" >.local/sam.log 2>&1 &
running=$!
trap 'kill -INT $running 2>/dev/null; wait $running 2>/dev/null || true' EXIT

fail() { echo "FAIL: $*" >&2; tail -n 30 .local/sam.log >&2; exit 1; }
base=http://127.0.0.1:3000/v1
jar=$(mktemp)
# call METHOD PATH [BODY]: prints the body, sets $code
call() {
  code=$(curl -s -m 60 -o .local/sam-body -w '%{http_code}' -b "$jar" -c "$jar" -X "$1" -H 'content-type: application/json' ${3:+-d "$3"} "$base$2")
  body=$(cat .local/sam-body)
}
want() { [ "$code" = "$1" ] || fail "$2: got $code, want $1: $body"; echo "ok   $2 ($code)"; }
field() { node -pe 'const v = JSON.parse(process.argv[1]); process.argv[2].split(".").reduce((o, k) => o[k], v)' "$body" "$1"; }

for _ in $(seq 120); do curl -s -m 30 -o /dev/null "$base/me" && break; sleep 1; done
call GET /me; want 401 "get-me without a session"
email="ada-$$@initech.example"
call POST /organizations "{\"name\":\"Initech\",\"owner\":{\"email\":\"$email\",\"first_name\":\"Ada\",\"last_name\":\"Byron\"}}"; want 201 "create-organization"
org=$(field organization.id)
token=
for _ in $(seq 90); do
  token=$(curl -s http://127.0.0.1:8025/store | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>{for(const m of JSON.parse(s).emails)if(JSON.stringify(m.destination).includes(process.argv[1])){const l=/invitations\/(\S+)/.exec(m.body.text);if(l)console.log(l[1])}})' "$email" | tail -n 1)
  [ -n "$token" ] && break; sleep 1
done
[ -n "$token" ] || fail "no mail came through the stream and start-lambda"
echo "ok   the invitation was mailed by send-mail behind start-lambda"
call GET "/invitations/$token"; want 200 "view-invitation"
call POST "/invitations/$token/accept" '{"password":"mind the gap at seat 42"}'; want 200 "accept-invitation"
for n in 1 2 3 4 5 6 7 8 9; do
  call POST "/organizations/$org/users" "{\"email\":\"user$n@initech.example\",\"first_name\":\"User\",\"last_name\":\"$n\",\"role\":\"auditor\"}"; want 201 "create-user $n"
  [ "$n" = 1 ] && first=$(field id)
done
call POST "/organizations/$org/users" '{"email":"eleventh@initech.example","first_name":"User","last_name":"Eleven","role":"auditor"}'; want 409 "create-user on a full plan"
call DELETE "/organizations/$org/users/$first"; want 204 "remove-user"
call GET "/organizations/$org"; want 200 "get-organization"
[ "$(field seats.used)" = 9 ] || fail "seats: $body"

# Each function's own sample by itself, on the demo's things: what only reads first, what ends things last, since all
# share one table. Samples of failures are left to the Go tests, which give each a table of its own.
rank() {
  case $1 in
  get-*|list-*|view-*) echo 1 ;;
  update-*|reset-password) echo 2 ;; # before request-password-reset makes its link dead
  delete-*|unblock-user|revoke-*) echo 4 ;;
  remove-user|leave-organization) echo 5 ;;
  change-password|end-session|sign-out) echo 6 ;; # each ends the session they all carry
  *) echo 3 ;;
  esac
}
for sample in $(for f in events/*.json; do id=$(basename "$f" .json); [ "${id#*.}" = "$id" ] && [ "$id" != delete-organization ] && echo "$(rank "$id") $f"; done | sort | cut -d' ' -f2); do
  id=$(basename "$sample" .json)
  out=$("$sam" local invoke "$id" -t cdk.out/sam.template.json -e "$sample" --env-vars test/sam/env.json --skip-pull-image \
    --add-host host.docker.internal:host-gateway 2>>.local/sam-invoke.log | tail -n 1) || fail "sam local invoke $id -e $sample"
  code=$(node -pe 'try { JSON.parse(fs.readFileSync(0)).statusCode ?? "done" } catch { "done" }' <<<"$out")
  case $code in 2*|done) ;; 401) [[ $id = end-session || $id = sign-out ]] || fail "$sample: $out" ;; # change-password has ended it
  *) fail "$sample: $out" ;; esac
  case $out in *errorMessage*) fail "$sample: $out" ;; esac
  echo "ok   sam local invoke $id -e $sample ($code)"
done
echo "sam-test passed"
