#!/usr/bin/env bash
# Deploys, compares or destroys a stage: infra/deploy.sh deploy|diff|destroy
# with STAGE (dev) and SENDER (an address SES may send from), and optionally
# SIGN_UP, PLANS, ALARM_EMAIL, DOMAIN, CERTIFICATE, WAF, SESSION_LIFETIME,
# INVITATION_LIFETIME, IDENTITY_EXISTS=true, PRODUCT_NAME, PRODUCT_LOGO,
# PRODUCT_COLOR, SUPPORT_EMAIL, UPGRADE_URL: see docs/deploy.md.
set -euo pipefail
cd "$(dirname "$0")/.."
action=${1:?deploy, diff or destroy}
stage=${STAGE:-dev}
if [ "$action" != destroy ] && [ -z "${SENDER:-}" ]; then
  echo "SENDER is not set: make $action STAGE=$stage SENDER=no-reply@your-domain.example" >&2
  exit 2
fi
[ -x infra/node_modules/.bin/cdk ] || npm ci --prefix infra --silent
cdk=infra/node_modules/.bin/cdk
make build build/usher
[ "$action" = destroy ] || make dashboard
go build -o build/infra ./infra
context=(-c "stage=$stage")
add() { [ -z "$2" ] || context+=(-c "$1=$2"); }
add sender "${SENDER:-}"; add signUp "${SIGN_UP:-}"; add plans "${PLANS:-}"; add alarmEmail "${ALARM_EMAIL:-}"
add identityExists "${IDENTITY_EXISTS:-}"; add domain "${DOMAIN:-}"; add certificate "${CERTIFICATE:-}"
add productName "${PRODUCT_NAME:-}"; add productLogo "${PRODUCT_LOGO:-}"; add productColor "${PRODUCT_COLOR:-}"
add supportEmail "${SUPPORT_EMAIL:-}"; add upgradeURL "${UPGRADE_URL:-}"
add waf "${WAF:-}"; add sessionLifetime "${SESSION_LIFETIME:-}"; add invitationLifetime "${INVITATION_LIFETIME:-}"

case $action in
diff)
  # Without the version of the parameter each function would seem to change.
  proof=$(build/usher keys proof --stage "$stage")
  exec "$cdk" diff "${context[@]}" -c "proofVersion=$proof"
  ;;
destroy)
  "$cdk" destroy "${context[@]}"
  echo "Kept on purpose: a prod stage's table and dashboard bucket, and the parameters below /usher/$stage/."
  ;;
deploy)
  # Bootstrapping an account again changes nothing.
  "$cdk" bootstrap "${context[@]}"
  build/usher keys ensure --stage "$stage"
  proof=$(build/usher keys proof --stage "$stage")
  context+=(-c "proofVersion=$proof")
  "$cdk" deploy "${context[@]}" --outputs-file build/outputs.json --require-approval "${APPROVAL:-broadening}"
  node -e 'const o=Object.values(require("./build/outputs.json"))[0]; console.log("\nUsher is at", o.DashboardURL)'
  echo "Create the first organization:"
  echo "  build/usher org create --stage $stage --name Acme --owner \"Ada Byron <ada@acme.example>\""
  ;;
*)
  echo "unknown action $action" >&2
  exit 2
  ;;
esac
