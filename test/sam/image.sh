#!/usr/bin/env bash
# Makes, from nothing but this machine's busybox and certificates, the image
# that SAM runs functions of the runtime provided.al2023 in, under the name SAM
# looks for. The functions are static Go binaries: they need no more. Where
# images can be pulled, SAM's own is better; this is for where they cannot.
set -euo pipefail
name=public.ecr.aws/lambda/provided:al2023-x86_64
if docker image inspect "$name" >/dev/null 2>&1; then exit 0; fi
busybox=$(command -v busybox || true)
[ -n "$busybox" ] || { echo "busybox is missing: install busybox-static" >&2; exit 3; }
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,tmp,etc/ssl/certs,var/task,var/runtime,var/rapid,opt}
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for tool in sh mv chmod mkdir cat ls; do ln -s busybox "$root/bin/$tool"; done
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
tar -C "$root" -c . | docker import --change 'ENV PATH=/bin LAMBDA_TASK_ROOT=/var/task' --change 'WORKDIR /var/task' - "$name" >/dev/null
echo "made $name"
