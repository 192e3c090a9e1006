"""What the emulator lacks of CloudFormation and this stack needs: HTTP APIs from an OpenAPI document (Body), as AWS
imports it, and CodeDeploy, whose deployments shift an alias at once here. To be imported before the emulator starts."""
import copy

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

api = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
create, update = api["create"], api["update"]


def named(props):
    """The properties with what AWS takes from the document, beside which it refuses them."""
    body = props.get("Body")
    if not body:
        return props
    given = {name: value for name, value in props.get("Tags", {}).items() if not name.startswith("aws:")}
    redundant = {*props, *given} - {"Body", "FailOnWarnings", "BasePath", "DisableExecuteApiEndpoint", "Tags"}
    if redundant:
        raise ValueError(f"Redundant fields {sorted(redundant)} provided when either Body or BodyS3Location is not empty")
    tags = {t["name"]: t["x-amazon-apigateway-tag-value"] for t in body.get("tags", [])}
    return {**props, "Name": body["info"]["title"], "Description": body["info"].get("description", ""),
            "Tags": {**props.get("Tags", {}), **tags}}


def put_routes(api_id, body):
    routes, integrations = {}, {}
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            i = operation["x-amazon-apigateway-integration"]
            name = operation["operationId"]
            integrations[name] = {"integrationId": name, **provisioners._apigw_v2_integration_props({
                "IntegrationType": i["type"].upper(), "IntegrationUri": i["uri"], "IntegrationMethod": i["httpMethod"],
                "PayloadFormatVersion": i["payloadFormatVersion"], "TimeoutInMillis": i["timeoutInMillis"]})}
            routes[name] = {"routeId": name, **provisioners._apigw_v2_route_props({
                "RouteKey": f"{method.upper()} {path}", "Target": f"integrations/{name}", "OperationName": name})}
    # Replaced in place: a route of another name is gone, as after ReimportApi.
    apigateway._routes[api_id], apigateway._integrations[api_id] = routes, integrations


def create_with_body(logical_id, props, stack_name):
    made = create(logical_id, named(props), stack_name)
    if props.get("Body"):
        put_routes(made[0], copy.deepcopy(props["Body"]))
    return made


def update_with_body(physical_id, old, new, stack_name, logical_id=None):
    made = update(physical_id, named(old), named(new), stack_name, logical_id)
    if new.get("Body"):
        put_routes(made[0], copy.deepcopy(new["Body"]))
    return made


api["create"], api["update"] = create_with_body, update_with_body


def some(logical_id, props, stack_name):
    return props.get("ApplicationName") or f"{stack_name}-{logical_id}", {}


for kind in ("Application", "DeploymentGroup"):
    provisioners._RESOURCE_HANDLERS["AWS::CodeDeploy::" + kind] = {
        "create": some, "update": lambda physical_id, *_: (physical_id, {}), "delete": lambda *_: None}

# In a stack within a stack, the attributes of what an update does not change are lost.
attributes, make, change = {}, provisioners._provision_resource, provisioners._update_resource


def make_known(kind, *given, **named):
    physical_id, found = make(kind, *given, **named)
    attributes[kind, physical_id] = found
    return physical_id, found


def change_known(kind, physical_id, *given, **named):
    now, found = change(kind, physical_id, *given, **named)
    attributes[kind, now] = {**attributes.get((kind, now), {}), **(found or {})}
    return now, attributes[kind, now]


provisioners._provision_resource, provisioners._update_resource = make_known, change_known
