"""Users: read by everybody who works here, added and shut out by supervisors."""

from http import HTTPStatus
from typing import Annotated

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import Field, StrictStr
from sqlalchemy.orm import Session

from rules.callbacks.priority import SKILLS
from rules.staff.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD, Role
from store import reading
from store.callbacks import leavers
from store.staff import accounts, audit_log
from store.views.as_json.staff_json import user_json
from web.api import schemas
from web.api.access import STAFF, SUPERVISORS, caller_of
from web.api.fields import Body, Line40
from web.api.once import Answer, Headers, Once, once, reply
from web.api.schemas.base import one_of, told
from web.api.services import Services

SECRETS = ("password",)  # of which not even a digest is kept with the answer


class UserIn(Body):
    """Somebody who shall sign in."""

    name: Annotated[Line40, told("By which they sign in: letters, digits, dots, dashes.", "luca")]
    role: Annotated[Role, one_of("What they may do", Role, "technician")]
    password: Annotated[
        StrictStr,
        Field(
            min_length=SHORTEST_PASSWORD,
            max_length=LONGEST_PASSWORD,
            description="The first one; it is never shown again.",
            examples=["cavallo batteria graffetta"],
        ),
    ]


class SkillsIn(Body):
    """What a user is good at."""

    skills: Annotated[
        list[Line40],
        Field(
            max_length=len(SKILLS),
            description=f"All of them, of these: {', '.join(SKILLS)}.",
            examples=[["software", "hardware"]],
        ),
    ]


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /users."""

    @api.get("/users")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Users)
    @api.doc(operation_id="listUsers")
    def list_users() -> Response:
        """Everybody who may sign in, or might once, by name"""
        with reading(services.sessions) as session:
            return jsonify([user_json(user) for user in accounts.users(session)])

    @api.get("/users/<name>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.User)
    @api.doc(operation_id="getUser")
    def get_user(name: str) -> Response:
        """One user"""
        with reading(services.sessions) as session:
            return jsonify(user_json(accounts.named(session, name)))

    @api.post("/users")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(Headers, location="headers")
    @api.input(UserIn)
    @api.output(schemas.User, status_code=201)
    @api.doc(operation_id="addUser")
    def add_user(headers_data: Headers, json_data: UserIn) -> Response:
        """Let somebody in"""
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data, "user", SECRETS)
        with services.sessions.begin() as session:
            answer = once(
                session, services, asked, lambda: _added(session, services, json_data, caller.name)
            )
        return reply(answer, f"/api/v1/users/{answer.body['name']}")

    @api.put("/users/<name>/skills")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(SkillsIn)
    @api.output(schemas.User)
    @api.doc(operation_id="setSkills")
    def set_skills(name: str, json_data: SkillsIn) -> Response:
        """Say what a user is good at; the queue is put in order for it"""
        with services.sessions.begin() as session:
            accounts.set_skills(session, name, json_data.skills)
            user = accounts.named(session, name)
            note = ", ".join(user.skills)
            _note(session, services, "skills", caller_of(auth).name, user.name, note)
            return jsonify(user_json(user))

    @api.post("/users/<name>/disable")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.LeftBehind)
    @api.doc(operation_id="disableUser")
    def disable(name: str) -> Response:
        """Shut a user out, tokens and browsers included, at once

        What they had in hand goes back into the queue. Nobody shuts themselves out.
        """
        by = caller_of(auth).name
        with services.sessions.begin() as session:
            left = leavers.disable(session, name, by=by, now=services.now())
            _note(session, services, "disabled", by, left.user.name)
            return jsonify(
                {
                    **user_json(left.user),
                    "released": list(left.released),
                    "nobodys": list(left.nobodys),
                    "shifts": [kept.id for kept in left.shifts],
                }
            )

    @api.post("/users/<name>/enable")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.User)
    @api.doc(operation_id="enableUser")
    def enable(name: str) -> Response:
        """Let a user in again, with the password of before and without tokens"""
        with services.sessions.begin() as session:
            user = accounts.enable(session, name)
            _note(session, services, "enabled", caller_of(auth).name, user.name)
            return jsonify(user_json(user))


def _added(session: Session, services: Services, asked: UserIn, by: str) -> Answer:
    user = accounts.add(session, asked.name, asked.password, asked.role, now=services.now())
    _note(session, services, "added", by, user.name, user.role.value)
    return Answer(HTTPStatus.CREATED.value, user_json(user))


def _note(
    session: Session, services: Services, event: str, by: str, who: str, note: str | None = None
) -> None:
    audit_log.add(session, event, by=by, now=services.now(), who=who, note=note)
