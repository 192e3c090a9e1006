"""Starts the emulator with what it lacks. API Gateway gives functions the cookies as a list; the emulator leaves them in
a header. DynamoDB gives IAM the partition key of an item as dynamodb:LeadingKeys, of each item of a transaction with
that item's action; the emulator gives none. SES puts events onto the bus, which only services may do; the emulator's
SES puts none, so that the smoke test does, and must be let. lacking.py has the rest."""

import json, sys
import lacking  # beside this file
from ministack.app import main
from ministack.core import iam_actions, iam_evaluator
from ministack.services import eventbridge, lambda_svc
from ministack.services.cloudformation import provisioners

context, checks, enforce = (iam_actions.dynamodb_service_context, iam_actions.dynamodb_transaction_checks,
                            iam_evaluator.enforce)


class OfItem(str):
    """The ARN of the table that an item of a transaction is in, with the item's partition key."""


def leading(one):
    key = one.get("Key") or one.get("Item") if isinstance(one, dict) else None
    return {"dynamodb:LeadingKeys": [key["pk"]["S"]]} if key else {}


def context_with_key(body):
    return {**context(body), **leading(json.loads(body or b"{}"))}


def checks_with_keys(action, body, *where):
    parts = [part for item in json.loads(body or b"{}").get("TransactItems", []) for part in item.values()]
    found = checks(action, body, *where)
    assert not found or len(found) == len(parts)
    for i, (of, arn) in enumerate(found):
        found[i] = of, OfItem(arn)
        found[i][1].keys = leading(parts[i])
    return found


def enforce_with_keys(*given, resource_arn=None, service_context=None, **named):
    if isinstance(resource_arn, OfItem):
        service_context = {**(service_context or {}), **resource_arn.keys}
    return enforce(*given, resource_arn=resource_arn, service_context=service_context, **named)


iam_actions.dynamodb_service_context = context_with_key
iam_actions.dynamodb_transaction_checks = checks_with_keys
iam_evaluator.enforce = enforce_with_keys

execute = lambda_svc._execute_function_with_config_scope


def with_cookies(record, event, *more, **named):
    if isinstance(event, dict) and event.get("version") == "2.0" and "cookie" in event.get("headers", {}):
        event["cookies"] = event["headers"].pop("cookie").split("; ")
    return execute(record, event, *more, **named)


lambda_svc._execute_function_with_config_scope = with_cookies

record = provisioners._cw_metric_alarm_record


def of_query(name, props):
    """An alarm on a query stands in as one on a metric: the emulator has no queries, and raises no alarm."""
    props = dict(props)
    if props.pop("Metrics", None):
        props.update(Namespace="query", MetricName=name, Statistic="Sum", Period=300)
    return record(name, props)


provisioners._cw_metric_alarm_record = of_query
eventbridge._put_events.__defaults__ = (True,)
sys.exit(main())
