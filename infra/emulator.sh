#!/usr/bin/env bash
# Deploys the stack to an AWS emulator on this machine and runs the smoke test
# on it: through CloudFront and API Gateway, every function under its own role,
# with the stream, mail and events. docs/deploy.md says what that shows and what
# it does not.
#
#   infra/emulator.sh          the whole test, then everything is stopped
#   infra/emulator.sh stay     keep the stack, and leave the emulator running
#                              until Ctrl-C
#   infra/emulator.sh restore  only the smoke test, then lose the table and
#                              restore it from a backup, as docs/operate.md says
#
# EMULATOR_PORT (4566) is where it listens; its files are in .local/emulator.
# It needs Go, Node, Python 3.10 or later, openssl, and at the first run the
# package registries.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/.local/emulator
port=${EMULATOR_PORT:-4566}
mkdir -p "$work"

say() { printf '\n== %s\n' "$*"; }

say "tools, pinned"
venv=$work/venv
if [ "$("$venv/bin/pip" list 2>/dev/null | grep -Ec '^(ministack *1.5.33|cbor2 *5.7.1)$')" != 2 ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 cbor2==5.7.1
fi
# The CDK's function that empties buckets needs the SDK, which Lambda's Node runtime has and the emulator's has not.
[ -d "$work/node/node_modules/@aws-sdk/client-s3" ] ||
  npm install --silent --no-save --prefix "$work/node" @aws-sdk/client-s3@3.1000.0
[ -x infra/node_modules/.bin/cdk ] || npm ci --prefix infra --silent
cdk=$root/infra/node_modules/.bin/cdk

say "the functions, for this machine"
# In another folder, since build/ has the functions for Lambda. It has no dashboard: see below.
go build -o "$work/infra" ./infra
go build -o "$work/usher" ./cmd/usher
go build -o "$work/smoke" ./test/cmd/smoke
rm -rf "$work/root" && mkdir -p "$work/root/build/.bin"
CGO_ENABLED=0 go build -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid=' \
  -o "$work/root/build/.bin/" ./functions/...
for f in "$work"/root/build/.bin/*; do
  mkdir "$work/root/build/$(basename "$f")"
  mv "$f" "$work/root/build/$(basename "$f")/bootstrap"
done
rmdir "$work/root/build/.bin"

# TLS, because the buckets' policies refuse anything else.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/tls.key" -out "$work/tls.crt" \
  -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null

# Nothing below may reach an AWS account: every client gets the emulator's address, the credentials are not valid, and
# no profile is read.
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=000000000000 AWS_SECRET_ACCESS_KEY=emulator
export NODE_EXTRA_CA_CERTS=$work/tls.crt AWS_CA_BUNDLE=$work/tls.crt SSL_CERT_FILE=$work/tls.crt
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1

say "the emulator, with IAM enforced (AUTH=true), on port $port"
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  echo "port $port is taken: set EMULATOR_PORT" >&2
  exit 1
fi
mkdir -p "$work/tmp"
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 AUTH=true \
  USE_SSL=1 MINISTACK_SSL_CERT=$work/tls.crt MINISTACK_SSL_KEY=$work/tls.key \
  TMPDIR=$work/tmp SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  NODE_PATH=$work/node/node_modules AWS_ENDPOINT_URL=https://127.0.0.1:$port \
  "$venv/bin/python" infra/emulator/start.py >"$work/emulator.log" 2>&1 &
emulator=$!
trap 'kill $emulator 2>/dev/null || true; wait $emulator 2>/dev/null || true' EXIT
export AWS_ENDPOINT_URL=https://localhost:$port
export AWS_ENDPOINT_URL_DYNAMODB=$AWS_ENDPOINT_URL AWS_ENDPOINT_URL_SSM=$AWS_ENDPOINT_URL
for _ in $(seq 60); do
  curl -fsS --cacert "$work/tls.crt" -o /dev/null "$AWS_ENDPOINT_URL/_ministack/health" 2>/dev/null && break
  kill -0 $emulator 2>/dev/null || { tail -5 "$work/emulator.log" >&2; exit 1; }
  sleep 0.5
done

# The steps of infra/deploy.sh, with the folder above in place of build/.
# The identity is the address rather than its domain, since the emulator has no DKIM records.
mkdir -p "$work/stages"
"$work/usher" stage --stage dev --stages "$work/stages" --set sender=no-reply@usher.test --set identity=no-reply@usher.test \
  --set alarms=yes </dev/null >/dev/null
context=(-c stage=dev -c "stages=$work/stages" -c "root=$work/root"
  --app "$work/infra" --output "$work/cdk.out")
quietly() { "$@" >"$work/last.log" 2>&1 || { grep -v IN_PROGRESS "$work/last.log" | tail -30 >&2; return 1; }; }
say "usher preflight"
"$work/usher" preflight --stages "$work/stages"
say "cdk bootstrap"
quietly "$cdk" bootstrap "${context[@]}" && tail -1 "$work/last.log"
say "usher keys ensure, twice"
"$work/usher" keys ensure --stage dev
"$work/usher" keys ensure --stage dev
say "usher keys proof, twice, and a rotation"
"$work/usher" keys proof --stage dev
"$work/usher" keys proof --stage dev
"$work/usher" keys proof --stage dev --rotate
say "cdk deploy"
quietly "$cdk" deploy "${context[@]}" --require-approval never --outputs-file "$work/outputs.json"
grep -E 'Deployment time|^usher-dev\.' "$work/last.log"

cat >"$work/trip.py" <<'PY'
"""Uses the deployed stack as people do, and prints each check. Fails at the first check that fails."""
import collections, json, os, re, ssl, subprocess, sys, time, urllib.error, urllib.request
import botocore.session

work, port = sys.argv[1], int(sys.argv[2])
aws = botocore.session.get_session().create_client
out = next(iter(json.load(open(work + "/outputs.json")).values()))
host = out["DashboardURL"].removeprefix("https://")
tls = ssl.create_default_context(cafile=work + "/tls.crt")


last = None  # the last response


def saw(what):
    print("  ", what, flush=True)


def want(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}\nthe last response: {last}")
    saw(what)


def http(method, path, body=None, cookie=None, headers=None, through=host):
    """One request as a browser on the dashboard makes it, through the distribution."""
    h = {"Host": through, "Origin": out["DashboardURL"], **(headers or {})}
    if cookie:
        h["Cookie"] = cookie
    if body is not None:
        h["Content-Type"] = "application/json"
    r = urllib.request.Request(f"https://localhost:{port}{path}", method=method, headers=h,
                               data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(r, context=tls) as a:
            answer = a.status, a.headers, a.read().decode()
    except urllib.error.HTTPError as e:
        answer = e.code, e.headers, e.read().decode()
    global last
    last = answer[0], answer[2]
    return answer


def usher(*args):
    return subprocess.run([work + "/usher", *args], check=True, capture_output=True, text=True).stdout.strip()


def mails(to):
    with urllib.request.urlopen(f"https://localhost:{port}/_ministack/ses/messages", context=tls) as a:
        found = [m for some in json.load(a)["messages"].values() for m in some if to in m["To"]]
    return [re.search(r"/invitations/([\w-]+)", m["BodyText"]).group(1) for m in found]


def invitation(to, number=1):
    """The token of a mailed link. The mail is sent by way of the stream."""
    for _ in range(100):
        if len(tokens := mails(to)) >= number:
            return tokens[number - 1]
        time.sleep(0.3)
    sys.exit(f"no mail {number} to {to} in 30 s: see {work}/emulator.log")


def restart(function):
    """Makes a function start cold, as a deploy does."""
    name = "usher-dev-" + function
    variables = aws("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    aws("lambda").update_function_configuration(
        FunctionName=name, Environment={"Variables": {**variables, "RESTARTED": "1"}})


def what_is_there():
    print("== what the stack created")
    kinds = collections.Counter()
    for page in aws("cloudformation").get_paginator("list_stack_resources").paginate(StackName="usher-dev"):
        for r in page["StackResourceSummaries"]:
            want_status = r["ResourceStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
            if not want_status:
                sys.exit(f"{r['LogicalResourceId']}: {r['ResourceStatus']}")
            kinds[r["ResourceType"]] += 1
    for kind, n in sorted(kinds.items()):
        saw(f"{n:4} {kind}")
    saw(f"{sum(kinds.values()):4} in all, every one complete")
    api = out["ApiEndpoint"].removeprefix("https://").split(".")[0]
    routes = {r["RouteKey"] for r in aws("apigatewayv2").get_routes(ApiId=api, MaxResults="500")["Items"]}
    functions = aws("lambda").list_functions()["Functions"]
    own = [f for f in functions if f["Runtime"] == "provided.al2023"]
    document = json.load(open(work + "/cdk.out/usher-dev.template.json"))["Resources"]["Api"]["Properties"]["Body"]
    declared = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    want(routes == declared, f"{len(routes)} routes at the API itself, those of its document")
    want(len({f["Role"] for f in own}) == len(own), f"{len(own)} functions of Usher's, no two with the same role")
    return api


def repair(api):
    """Makes up for what the emulator lacks, outside the stack; the template stays as it is."""
    print("== workarounds for the emulator")
    saw("functions get cookies as a list, as from API Gateway")
    iam = aws("iam")
    for r in iam.list_roles(MaxItems=1000)["Roles"]:
        if r["RoleName"].startswith("usher-dev-sendmailrole"):
            iam.put_role_policy(RoleName=r["RoleName"], PolicyName="emulator", PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}]}))
    saw("send-mail may ses:SendEmail on *: the emulator does not find the identity that a mail is sent from")
    cf = aws("cloudfront")
    one = cf.list_distributions()["DistributionList"]["Items"][0]["Id"]
    got = cf.get_distribution_config(Id=one)
    for o in got["DistributionConfig"]["Origins"]["Items"]:
        if "CustomOriginConfig" in o:
            o["DomainName"], o["OriginPath"] = "localhost", f"/_aws/execute-api/{api}/$default"
            o["CustomOriginConfig"].update(HTTPPort=80, HTTPSPort=port)
    cf.update_distribution(Id=one, IfMatch=got["ETag"], DistributionConfig=got["DistributionConfig"])
    saw("CloudFront's origin is localhost: <api>.execute-api.us-east-1.amazonaws.com does not exist here")
    bucket = next(b["Name"] for b in aws("s3").list_buckets()["Buckets"] if b["Name"].startswith("usher-dev-dashboard"))
    page = next((p for p in ("dashboard/dist/index.html", "dashboard/index.html") if os.path.exists(p)))
    aws("s3").put_object(Bucket=bucket, Key="index.html", Body=open(page, "rb").read(), ContentType="text/html")
    aws("s3").put_object(Bucket=bucket, Key="v1/openapi.json", Body=open("docs/openapi.json", "rb").read(),
                         ContentType="application/json")
    template = json.load(open(work + "/cdk.out/usher-dev.template.json"))["Resources"]
    for id, r in template.items():
        if r["Type"] == "AWS::S3::Bucket":
            name = next(b["Name"] for b in aws("s3").list_buckets()["Buckets"]
                        if b["Name"].startswith(f"usher-dev-{id.lower()}"))
            aws("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": r["Properties"]["Tags"]})
    saw("the buckets get the template's tags: without them the CDK's function does not empty them")
    saw(f"{page} and docs/openapi.json are put into the bucket here: the CDK's uploader needs Lambda's Python")


def rotation():
    print("== a rotation of the links' keys, between an invitation and its acceptance")
    saw(usher("org", "create", "--stage", "dev", "--name", "Acme", "--owner", "Ada Byron <ada@acme.example>"))
    first = invitation("ada@acme.example")
    saw("the invitation came by mail: table, stream, filter, send-mail, SES")
    status, _, body = http("GET", "/v1/invitations/" + first)
    want(status == 200 and json.loads(body)["email"] == "ada@acme.example", "view-invitation: 200")
    saw(usher("keys", "rotate", "--stage", "dev", "--keep", "2"))
    restart("accept-invitation")
    status, headers, body = http("POST", f"/v1/invitations/{first}/accept", {"password": "mind the gap at seat 42"})
    want(status == 200 and headers["Set-Cookie"].startswith("__Host-usher="),
         "accept-invitation, which starts with both keys, of a link from before the rotation: 200")
    ada = headers["Set-Cookie"].split(";")[0]
    org = json.loads(body)["memberships"][0]["organization"]["id"]
    restart("send-mail")
    status, _, _ = http("POST", f"/v1/organizations/{org}/users", cookie=ada,
                        body={"first_name": "Bo", "last_name": "Lund",
                              "email": "bo@acme.example", "role": "auditor"})
    want(status == 201, "create-user: 201")
    link = invitation("bo@acme.example")
    # A token's second byte, after its version, is the id of its key.
    want(key_of(first) == 1 and key_of(link) == 2, "key 2 signed the new invitation, key 1 the old one")
    status, _, body = http("GET", "/v1/invitations/" + link)
    saw(f"view-invitation, still warm from before the rotation: {status} for a link of key 2")
    restart("view-invitation")
    status, _, body = http("GET", "/v1/invitations/" + link)
    want(status == 200, "view-invitation, restarted: 200 for a link of key 2")
    status, _, body = http("GET", "/v1/invitations/" + first)
    want(status == 410 and "invitation_used" in body,
         "view-invitation, restarted: a link of key 1 is still valid, and has been used")
    return ada


def key_of(token):
    import base64
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[1]


def enforced(ada):
    print("== that roles are really enforced, and nobody passes CloudFront")
    api = out["ApiEndpoint"].removeprefix("https://").split(".")[0]
    status, _, body = http("GET", f"/_aws/execute-api/{api}/$default/v1/me", through="localhost")
    want(status == 403 and "forbidden" in body, "GET /v1/me at the API's own address: 403")
    iam = aws("iam")
    functions = aws("lambda").list_functions()["Functions"]
    role = next(f["Role"] for f in functions if f["FunctionName"] == "usher-dev-get-me").rsplit("/", 1)[1]
    policy = iam.get_role_policy(RoleName=role, PolicyName="access")["PolicyDocument"]
    less = {**policy, "Statement": [s for s in policy["Statement"] if "dynamodb:" not in json.dumps(s)]}
    iam.put_role_policy(RoleName=role, PolicyName="access", PolicyDocument=json.dumps(less))
    want(http("GET", "/v1/me", cookie=ada)[0] >= 500, "get-me without its DynamoDB statement: it fails")
    iam.put_role_policy(RoleName=role, PolicyName="access", PolicyDocument=json.dumps(policy))
    want(http("GET", "/v1/me", cookie=ada)[0] == 200, "with it again: 200")


def kept():
    print("== that no function's role changes the audit log")
    iam, table = aws("iam"), out["TableName"]
    partitions = ("AUDIT#org_probe", "SEALS#org_probe")

    def under(role):
        """DynamoDB under a role, which may be taken up from here for this."""
        iam.update_assume_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": role.split(":")[4]}}]}))
        c = aws("sts").assume_role(RoleArn=role, RoleSessionName="probe")["Credentials"]
        return botocore.session.get_session().create_client(
            "dynamodb", aws_access_key_id=c["AccessKeyId"], aws_secret_access_key=c["SecretAccessKey"],
            aws_session_token=c["SessionToken"])

    def refused(db, partition):
        key = {"pk": {"S": partition}, "sk": {"S": "probe"}}
        change = {"TableName": table, "Key": key, "UpdateExpression": "SET x = :x",
                  "ExpressionAttributeValues": {":x": {"S": "changed"}}}
        attempts = (lambda: db.update_item(**change),
                    lambda: db.delete_item(TableName=table, Key=key),
                    lambda: db.transact_write_items(TransactItems=[{"Update": change}]),
                    lambda: db.transact_write_items(TransactItems=[{"Delete": {"TableName": table, "Key": key}}]))
        n = 0
        for attempt in attempts:
            try:
                attempt()
            except db.exceptions.ClientError as e:
                n += e.response["Error"]["Code"] == "AccessDeniedException"
        return n == len(attempts)

    functions = {f["FunctionName"].removeprefix("usher-dev-"): f["Role"]
                 for f in aws("lambda").list_functions()["Functions"] if f["FunctionName"].startswith("usher-dev-")}
    let = [name for name, role in functions.items() if not all(refused(under(role), p) for p in partitions)]
    want(not let, f"{len(functions)} functions: each refused to update or delete an event or a seal; not refused: {let}")
    role = functions["block-user"]
    policy = iam.get_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyName="access")["PolicyDocument"]
    less = {**policy, "Statement": [s for s in policy["Statement"] if s["Effect"] != "Deny"]}
    iam.put_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyName="access", PolicyDocument=json.dumps(less))
    want(not refused(under(role), partitions[0]), "block-user without its denials: it may change an event")
    iam.put_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyName="access", PolicyDocument=json.dumps(policy))
    want(refused(under(role), partitions[0]), "with them again: refused")
    heads = [i for i in aws("dynamodb").scan(TableName=table)["Items"] if i["pk"]["S"].startswith("SEAL-HEAD#")]
    want(heads, "seal-trail, under its own role, has written seals and moved the newest one on")


def redrive():
    """Puts a batch that failed for good where Lambda would, since the emulator retries none, and has it redriven."""
    m = next(m for m in aws("lambda").list_event_source_mappings()["EventSourceMappings"]
             if m["FunctionArn"].split(":")[6] == "usher-dev-seal-trail")
    bucket = m["DestinationConfig"]["OnFailure"]["Destination"].rsplit(":", 1)[1]
    batch = {"requestContext": {"functionArn": m["FunctionArn"], "condition": "RecordAgeExceeded"},
             "payload": open("events/seal-trail.json").read()}
    aws("s3").put_object(Bucket=bucket, Body=json.dumps(batch),
                         Key=f"aws/lambda/{m['UUID']}/shardId-1/2026/05/04/2026-05-04T09.30.00-1")
    want("RecordAgeExceeded" in usher("dead-letters", "list", "--stage", "dev"), "usher dead-letters list: a failed batch")
    saw(usher("dead-letters", "redrive", "--stage", "dev"))
    want(usher("dead-letters", "list", "--stage", "dev") == "no failed batches", "usher dead-letters list: none any more")


def jobs():
    print("== what no request shows")
    redrive()
    s = aws("scheduler").get_schedule(Name="usher-dev-expire-invitations")
    queue = s["Target"]["DeadLetterConfig"]["Arn"].rsplit(":", 1)[1]
    saw(f"its schedule: {s['ScheduleExpression']}, {s['State']}, dead-letter queue {queue}")
    alarms = aws("cloudwatch").describe_alarms()["MetricAlarms"]
    want(alarms and all(a["AlarmActions"] for a in alarms), f"{len(alarms)} alarms, each with the topic")
    t = aws("dynamodb").describe_table(TableName=out["TableName"])["Table"]
    pitr = aws("dynamodb").describe_continuous_backups(TableName=out["TableName"])["ContinuousBackupsDescription"]
    indexes = ", ".join(i["IndexName"] for i in t["GlobalSecondaryIndexes"])
    want(t["StreamSpecification"]["StreamEnabled"],
         f"table {t['TableName']}: stream on, {t['ItemCount']} items, indexes {indexes}")
    saw("point-in-time recovery, as in the template, is here " +
        pitr["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])


if sys.argv[3] == "before":
    repair(what_is_there())
else:
    ada = rotation()
    enforced(ada)
    kept()
    jobs()
PY
trip() { "$venv/bin/python" "$work/trip.py" "$work" "$port" "$1"; }
smoke() {
  "$work/smoke" -stage dev -emulator -dial "localhost:$port" -mailbox "$AWS_ENDPOINT_URL/_ministack/ses/messages" \
    -patience "${PATIENCE:-1m}"
}
trip before
say "the smoke test, each function under its own role"
smoke
if [ "${1:-}" = restore ]; then
  # shellcheck source=infra/restore-drill.sh
  . infra/restore-drill.sh
  exit
fi
trip after

if [ "${1:-}" = stay ]; then
  say "the emulator stays at $AWS_ENDPOINT_URL (certificate $work/tls.crt) until Ctrl-C"
  wait $emulator
  exit
fi
say "cdk destroy"
quietly "$cdk" destroy --force "${context[@]}"
"$venv/bin/python" - <<'PY'
import botocore.session
aws = botocore.session.get_session().create_client
print("   tables left:", aws("dynamodb").list_tables()["TableNames"])
print("   functions left:", len(aws("lambda").list_functions()["Functions"]))
print("   parameters left:", [p["Name"] for p in aws("ssm").describe_parameters()["Parameters"]])
PY
echo
echo "All checks passed. The emulator's own log: $work/emulator.log"
