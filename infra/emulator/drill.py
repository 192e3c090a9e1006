"""The checks of infra/update-drill.sh: one step of it, and what the steps before left in drill.json."""
import datetime, json, os, re, ssl, subprocess, sys, time, urllib.error, urllib.request
import botocore.session

work, port, step = sys.argv[1], int(sys.argv[2]), sys.argv[3]
aws = botocore.session.get_session().create_client
out = next(iter(json.load(open(work + "/outputs.json")).values()))
api = out["ApiEndpoint"].removeprefix("https://").split(".")[0]
tls = ssl.create_default_context(cafile=work + "/tls.crt")
proof = aws("ssm").get_parameter(Name="/usher/dev/proxy-proof")["Parameter"]["Value"].split(",")[0]
kept = json.load(open(work + "/drill.json")) if os.path.exists(work + "/drill.json") else {}
last = None  # the last response
PASSWORD = "mind the gap at seat 42"
STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SES::EmailIdentity", "AWS::CloudFront::Distribution",
            "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::ApiGatewayV2::Api"}


def want(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}\nthe last response: {last}")
    print("  ", what, flush=True)


def http(method, path, body=None, cookie=None, key=None):
    """One request to the API, with the proof that it came through CloudFront."""
    h = {"Origin": out["DashboardURL"], "Content-Type": "application/json", "X-Usher-Proxy": proof}
    h |= {"Cookie": cookie} if cookie else {}
    h |= {"Authorization": "Bearer " + key} if key else {}
    r = urllib.request.Request(f"https://localhost:{port}/_aws/execute-api/{api}/$default{path}", method=method,
                               headers=h, data=None if body is None else json.dumps(body).encode())
    global last
    try:
        with urllib.request.urlopen(r, context=tls) as a:
            last = a.status, a.read().decode(), a.headers
    except urllib.error.HTTPError as e:
        last = e.code, e.read().decode(), e.headers
    return last[0], json.loads(last[1] or "null"), (last[2]["Set-Cookie"] or "").split(";")[0]


def invitation(to):
    """The token of a mailed link. The mail is sent by way of the stream."""
    for _ in range(200):
        with urllib.request.urlopen(f"https://localhost:{port}/_ministack/ses/messages", context=tls) as a:
            found = [m for some in json.load(a)["messages"].values() for m in some if to in m["To"]]
        if found:
            return re.search(r"/invitations/([\w-]+)", found[-1]["BodyText"]).group(1)
        time.sleep(0.3)
    sys.exit(f"no mail to {to} in a minute: see {work}/emulator.log")


def let_mail_out():
    """The emulator does not find the identity that a mail is sent from."""
    iam = aws("iam")
    for r in iam.list_roles(MaxItems=1000)["Roles"]:
        if r["RoleName"].startswith("usher-dev-sendmailrole"):
            iam.put_role_policy(RoleName=r["RoleName"], PolicyName="emulator", PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}]}))


def resources():
    pages = aws("cloudformation").get_paginator("list_stack_resources").paginate(StackName="usher-dev")
    return [r for page in pages for r in page["StackResourceSummaries"]]


def stateful():
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources() if r["ResourceType"] in STATEFUL}


def items():
    pages = aws("dynamodb").get_paginator("scan").paginate(TableName=out["TableName"])
    return [i["pk"]["S"] + " " + i["sk"]["S"] for page in pages for i in page["Items"]]


def create_user(cookie, name):
    status, body, _ = http("POST", f"/v1/organizations/{kept['org']}/users", cookie=cookie, body={
        "first_name": name, "last_name": "Lund", "email": name.lower() + "@acme.example", "role": "auditor"})
    want(status == 201, f"create-user {name}: 201")
    return body["id"]


def sign_in(hours):
    status, body, cookie = http("POST", "/v1/sessions", {"email": "ada@acme.example", "password": PASSWORD})
    ends = datetime.datetime.fromisoformat(body["expires_at"].replace("Z", "+00:00"))
    got = (ends - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 3600
    want(status == 200 and abs(got - hours) < 0.1, f"sign-in: 200, for {got:.1f} hours")
    return cookie


def main_job(cookie, name):
    """From an invitation by mail to an active user."""
    create_user(cookie, name)
    token = invitation(name.lower() + "@acme.example")
    want(http("GET", "/v1/invitations/" + token)[0] == 200, "the mail came, by way of the stream; view-invitation: 200")
    want(http("POST", f"/v1/invitations/{token}/accept", {"password": PASSWORD})[0] == 200, "accept-invitation: 200")
    status, body, _ = http("GET", f"/v1/organizations/{kept['org']}/users", cookie=cookie)
    active = [u["first_name"] for u in body["data"] if u["status"] == "active"]
    want(status == 200 and name in active, f"list-users, active: {' '.join(sorted(active))}")


def versions():
    """The version that each function's alias leads to."""
    client, found = aws("lambda"), {}
    for f in client.list_functions(MaxItems=1000)["Functions"]:
        try:
            name = f["FunctionName"]
            found[name.removeprefix("usher-dev-")] = client.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
        except client.exceptions.ResourceNotFoundException:
            pass
    return found


def use():
    let_mail_out()
    subprocess.run([work + "/1/usher", "org", "create", "--stage", "dev", "--name", "Acme",
                    "--owner", "Ada Byron <ada@acme.example>"], check=True, capture_output=True)
    status, body, kept["cookie"] = http("POST", f"/v1/invitations/{invitation('ada@acme.example')}/accept",
                                        {"password": PASSWORD})
    want(status == 200, "an organization, whose Owner has accepted")
    kept["org"] = body["memberships"][0]["organization"]["id"]
    create_user(kept["cookie"], "Bo")
    kept["link"] = invitation("bo@acme.example")
    status, body, _ = http("POST", f"/v1/organizations/{kept['org']}/api-keys", {"name": "drill", "role": "auditor"},
                           cookie=kept["cookie"])
    want(status == 201, "an API key")
    kept["key"], kept["items"], kept["stateful"] = body["secret"], items(), stateful()
    print(f"   {len(resources())} resources; {len(kept['items'])} items in the table")


def updated():
    let_mail_out()
    want({r["ResourceStatus"] for r in resources()} <= {"CREATE_COMPLETE", "UPDATE_COMPLETE"},
         f"{len(resources())} resources, every one complete")
    now = stateful()
    want(all(now.get(id) == physical for id, physical in kept["stateful"].items()),
         f"the same as before: {' '.join(sorted(kept['stateful']))}")
    want(set(kept["items"]) <= set(items()), f"all {len(kept['items'])} items of before are in the table")
    document = json.load(open(work + "/2/cdk.out/usher-dev.template.json"))["Resources"]["Api"]["Properties"]["Body"]
    declared = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    routes = {r["RouteKey"] for r in aws("apigatewayv2").get_routes(ApiId=api, MaxResults="500")["Items"]}
    want(routes == declared, f"{len(routes)} routes, those that are declared now")
    want(http("GET", "/v1/me", cookie=kept["cookie"])[0] == 200, "get-me with a session from before: 200")
    status, body, _ = http("GET", f"/v1/organizations/{kept['org']}", key=kept["key"])
    want(status == 200 and body["seats"]["used"] == 2, "get-organization with an API key from before: two seats used")
    want(http("POST", f"/v1/invitations/{kept['link']}/accept", {"password": PASSWORD})[0] == 200,
         "accept-invitation by a link mailed before: 200")
    main_job(sign_in(12), "Cy")
    shown = subprocess.run([work + "/2/usher", "audit", "verify", "--stage", "dev", "--organization", kept["org"]],
                           capture_output=True, text=True)
    want(shown.returncode == 0, "usher audit verify: " + shown.stdout.strip().splitlines()[-1])


def aliased():
    let_mail_out()
    now = versions()
    want(now and set(now.values()) == {"1"}, f"{len(now)} functions have an alias, at version 1")
    main_job(sign_in(12), "Di")
    integrations = aws("apigatewayv2").get_integrations(ApiId=api, MaxResults="500")["Items"]
    want(all(":live/" in i["IntegrationUri"] for i in integrations), f"{len(integrations)} routes lead to the alias")


def changed():
    now = versions()
    moved = sorted(id for id, version in now.items() if version != "1")
    want("sign-in" in moved and len(moved) < len(now) / 2, "a new version of those with the setting: " + " ".join(moved))
    sign_in(8)


def rolled_back():
    want(set(versions().values()) == {"1"}, f"all {len(versions())} functions at version 1")
    main_job(sign_in(12), "Ed")


def following():
    want(versions()["sign-in"] == "3" and versions()["get-me"] == "1", "sign-in at version 3, get-me at 1")
    main_job(sign_in(9), "Fay")


{"use": use, "updated": updated, "aliased": aliased, "changed": changed, "rolled-back": rolled_back,
 "next": following}[step]()
json.dump(kept, open(work + "/drill.json", "w"))
