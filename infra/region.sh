# shellcheck shell=bash
# Sets AWS_REGION to the region of the stage's file, if it names one.
file=infra/stages/${STAGE:-dev}.json
if [ ! -f "$file" ]; then
  echo "there is no $file: write it with make stage STAGE=${STAGE:-dev}" >&2
  exit 1
fi
region=$(node -p 'require("./" + process.argv[1]).region || ""' "$file")
if [ -n "$region" ]; then
  export AWS_REGION=$region AWS_DEFAULT_REGION=$region
fi
