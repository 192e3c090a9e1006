"""Does the main job with the client that openapi-python-client makes of docs/openapi.json."""

import os
import re
import time

import httpx

from usher import AuthenticatedClient, Client
from usher.api.api_keys import create_api_key
from usher.api.invitations import accept_invitation
from usher.api.organizations import create_organization
from usher.api.users import block_user, create_user, list_users, remove_user
from usher.models import (AcceptInvitationInput, CreateAPIKeyInput, CreateOrganizationInput, CreateUserInput, NewOwner,
                          Role, Status)

BASE, MAIL = os.environ["BASE"], os.environ["MAIL"]
PASSWORD = "eleven quiet harbours"


def token(to):
    """Waits for the invitation that is mailed to an address."""
    for _ in range(300):
        for mail in httpx.get(MAIL + "/store").json()["emails"]:
            if to in " ".join(mail["destination"]["to"]):
                if found := re.search(r"/invitations/(\S+)", mail["body"]["text"]):
                    return found[1]
        time.sleep(0.1)
    raise TimeoutError(to)


def accept(to):
    answer = accept_invitation.sync_detailed(token(to), client=public, body=AcceptInvitationInput(password=PASSWORD))
    assert answer.status_code == 200, answer
    return answer


public = Client(BASE)
owner = f"owner-py-{time.time_ns()}@example.com"
created = create_organization.sync(
    client=public, body=CreateOrganizationInput(name="Python", owner=NewOwner(email=owner, first_name="Ada")))
org = created.organization.id

cookies = [line.split(";")[0] for line in accept(owner).headers.get_list("set-cookie")]
person = Client(BASE, headers={"Cookie": "; ".join(cookies), "Origin": BASE})
key = create_api_key.sync(org, client=person, body=CreateAPIKeyInput(name="client", role=Role.OWNER))

program = AuthenticatedClient(BASE, token=key.secret)
invitee = owner.replace("owner", "auditor")
user = create_user.sync(
    org, client=program, body=CreateUserInput(email=invitee, first_name="Grace", role=Role.AUDITOR))
accept(invitee)
listed = list_users.sync(org, client=program)
assert {u.id: u.status for u in listed.data}[user.id] == Status.ACTIVE, listed
blocked = block_user.sync(org, user.id, client=program)
assert blocked.status == Status.BLOCKED, blocked
removed = remove_user.sync_detailed(org, user.id, client=program)
assert removed.status_code == 204, removed
again = remove_user.sync(org, user.id, client=program)
assert again.code == "not_found", again
print("python: done")
