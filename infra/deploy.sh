#!/usr/bin/env bash
# Deploys, compares or destroys a stage: infra/deploy.sh deploy|diff|destroy
# with STAGE (dev). Its settings are in infra/stages/<stage>.json: see
# docs/deploy.md. APPROVAL=never does not ask before permissions widen.
set -euo pipefail
cd "$(dirname "$0")/.."
action=${1:?deploy, diff or destroy}
stage=${STAGE:-dev}
go=${GO:-go}
# shellcheck source=infra/region.sh
. infra/region.sh
mkdir -p build
"$go" build -o build/usher ./cmd/usher

# Everything is asked before anything is built.
facts=build/preflight-$stage
[ "$action" != deploy ] || build/usher preflight --stage "$stage" --facts "$facts"
# Whoever has a role that the file takes away could do nothing any more.
[ "$action" != deploy ] || build/usher roles check --stage "$stage" --if-taken

[ infra/node_modules/.package-lock.json -nt infra/package-lock.json ] || npm ci --prefix infra --silent
cdk=infra/node_modules/.bin/cdk
make build
[ "$action" = destroy ] || make dashboard
"$go" build -o build/infra ./infra
context=(-c "stage=$stage")

case $action in
diff)
  exec "$cdk" diff "${context[@]}"
  ;;
destroy)
  "$cdk" destroy "${context[@]}" || {
    echo "If the stage has keep: true, it is protected: docs/operate.md, Removing a stage." >&2
    exit 1
  }
  echo "Kept on purpose: the SES identity, the parameters below /usher/$stage/, and of a stage with keep: true its table" \
    "and its dashboard's bucket."
  ;;
deploy)
  ! grep -qx bootstrap=true "$facts" || "$cdk" bootstrap "${context[@]}"
  build/usher keys ensure --stage "$stage"
  build/usher keys proof --stage "$stage"
  deploy=("$cdk" deploy "${context[@]}" --outputs-file build/outputs.json)
  # What is created is protected from deletion only once it is complete, so that a creation that fails is rolled back.
  ! grep -qx new=true "$facts" || "${deploy[@]}" -c creating=true --require-approval "${APPROVAL:-broadening}"
  "${deploy[@]}" --require-approval "${APPROVAL:-broadening}"
  node -e 'const o=Object.values(require("./build/outputs.json"))[0]; console.log("\nUsher is at", o.DashboardURL)
    const records=Object.keys(o).filter(k=>/^SenderRecord/.test(k)).sort().map(k=>"  "+o[k])
    if (records.length) console.log("DNS records to create; until the CNAMEs exist no mail is sent:\n"+records.join("\n"))'
  echo "Create the first organization:"
  echo "  build/usher org create --stage $stage --name Acme --owner \"Ada Byron <ada@acme.example>\""
  [ "${SMOKE:-on}" = off ] || make --no-print-directory smoke STAGE="$stage"
  ;;
*)
  echo "unknown action $action" >&2
  exit 2
  ;;
esac
