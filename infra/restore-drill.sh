# shellcheck shell=bash disable=SC2154 # emulator.sh sets these
# The restore of docs/operate.md ("The whole table is damaged") on the emulator, step by step. infra/emulator.sh restore
# reads this file, after the smoke test has left an organization with a sealed audit log. It ends when the smoke test
# has taken and freed a seat of the restored table.
drill=$work/drill.py
cat >"$drill" <<'PY'
"""Prints what the steps after it need: audit-log: an organization with seals; restore: the new stream's ARN."""
import sys, time
import botocore.session

create = botocore.session.get_session().create_client
db, functions, table = create("dynamodb"), create("lambda"), "usher-dev"


def note(what):
    print("  ", what, file=sys.stderr, flush=True)


def items():
    return sum(page["Count"] for page in db.get_paginator("scan").paginate(TableName=table))


def restore():
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    old = db.describe_table(TableName=table)["Table"]
    backup = db.create_backup(TableName=table, BackupName="drill")["BackupDetails"]["BackupArn"]
    before = items()
    db.update_table(TableName=table, DeletionProtectionEnabled=False)
    db.delete_table(TableName=table)
    time.sleep(1)  # the new stream is named after the second in which it is created
    db.restore_table_from_backup(TargetTableName=table, BackupArn=backup)
    db.get_waiter("table_exists").wait(TableName=table)
    db.update_table(TableName=table, StreamSpecification={
        "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    db.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
    new = db.describe_table(TableName=table)["Table"]
    if items() != before or new["LatestStreamArn"] == old["LatestStreamArn"]:
        sys.exit(f"{items()} items of {before}, stream {new['LatestStreamArn']}")
    indexes = [sorted(i["IndexName"] for i in t["GlobalSecondaryIndexes"]) for t in (old, new)]
    if indexes[0] != indexes[1]:
        sys.exit(f"the indexes were {indexes[0]} and are {indexes[1]}")
    note(f"{before} items and {len(indexes[0])} indexes from the backup; {len(mappings)} mappings of a stream that is gone")
    print(new["LatestStreamArn"])


def mapped(stream):
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    readers = sorted(m["FunctionArn"].rsplit(":", 1)[1] for m in mappings if m["EventSourceArn"] == stream)
    if readers != ["usher-dev-seal-trail", "usher-dev-send-mail"] or len(mappings) != len(readers):
        sys.exit(f"{len(mappings)} mappings, of them of the new stream: {readers}")
    note(f"mappings of the new stream, and no others: {', '.join(readers)}")


def organization():
    for page in db.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if item["pk"]["S"].startswith("SEAL-HEAD#"):
                print(item["pk"]["S"].removeprefix("SEAL-HEAD#"))
                return


{"restore": restore, "mapped": mapped, "organization": organization}[sys.argv[1]](*sys.argv[2:])
PY

say "the audit log, before"
organization=$("$venv/bin/python" "$drill" organization)
verify() { "$work/usher" audit verify --stage dev --organization "$organization" "$@"; }
sealed=$(verify)
echo "   $sealed"
witness=$(sed -n 's/.*newest seal \([0-9]*\) hash \([0-9a-f]*\):.*/\1:\2/p' <<<"$sealed")

say "a backup; the table is lost; it is restored under its own name"
stream=$("$venv/bin/python" "$drill" restore)

say "cdk deploy, which makes the mappings again, of the new stream"
"$work/usher" stage --stage dev --stages "$work/stages" --set "stream=$stream" </dev/null >/dev/null
quietly "$cdk" deploy "${context[@]}" --require-approval never
"$venv/bin/python" "$drill" mapped "$stream"

say "the audit log, after: the seal of before is in its chain"
verify --witness "$witness"
say "the smoke test: seats, mail by the new stream, new seals"
smoke
verify --witness "$witness"
echo
echo "The restored table works."
