"""From a request to one transaction of its actor, and from whatever is raised to a problem."""
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, ValidationError

from amana.ground.rows.acting import Actor, Forbidden, Hidden, NobodyActs, acting
from amana.ground.shell import errors
from amana.ground.shell.api import Changed, Invalid, InWords, NoVersion, WrongParameter
from amana.ground.shell.errors import problem
from amana.lib.core.errors import Refused

KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT = ("ETag",)  # headers that belong to an answer
# What can be wrong with the shape of what is sent, by pydantic's names; whatever else is told as `OTHERWISE`.
WORDS = {
    "missing": _("This is needed."), "extra_forbidden": _("There is no such field."), "string_too_long": _("At most %(max_length)s characters."),
    "too_long": _("At most %(max_length)s entries."), "too_short": _("At least %(min_length)s entry."), "literal_error": _("One of: %(expected)s"),
    "greater_than_equal": _("At least %(ge)s."), "less_than_equal": _("At most %(le)s."),
}
OTHERWISE = _("This is not written as it is taken here: see the description.")


class NoKey(Exception):
    """An act has no Idempotency-Key, or one that cannot be one."""


class Strange(Exception):
    """The query has names that nobody knows."""

    def __init__(self, names: list[str]):
        super().__init__(names)
        self.names = names


class OtherBody(Exception):
    """The Idempotency-Key stands for another request."""


def framed(view: Callable[..., HttpResponse], known: Callable[[str], set[str] | None]) -> Callable[..., HttpResponse]:
    """The whole call is one transaction: whatever is raised leaves nothing of it. An act that is sent twice gets the first answer again.

    `known`: names that a query may have, by method (None: not a method of this address); a filter that is misspelt must not be passed over.
    """
    @wraps(view)
    @csrf_exempt  # no cookie counts here
    def call(request: HttpRequest, **named) -> HttpResponse:
        try:
            with acting(request.cookie) as request.actor:
                names = known(request.method)
                if names is not None and (strange := sorted(set(request.GET) - names)):
                    raise Strange(strange)
                response = _answered_once(request, lambda: view(request, **named)) if request.method == "POST" else view(request, **named)
        except Exception as error:
            response = _told(request, error)
            if response is None:
                raise
        return _not_allowed(response) if response.status_code == 405 else response
    call.may, call.is_public = None, False
    return call


def _answered_once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Act and answer are stored in one transaction: after a crash there are both or neither."""
    key, digest = _key(request, request.actor), _digest(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.once(%s)", [key])
        if earlier := cursor.fetchone()[0]:
            return _again(json.loads(earlier), digest)
        response = answer()
        if response.status_code < 300:
            headers = {name: response[name] for name in KEPT if name in response}
            kept = {"digest": digest, "status": response.status_code, "headers": headers, "body": response.content.decode()}
            cursor.execute("SELECT entry.answered(%s, %s)", [key, json.dumps(kept)])
        else:
            cursor.execute("SELECT entry.unanswered(%s)", [key])
    return response


def _key(request: HttpRequest, actor: Actor) -> UUID:
    said = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(said):
        raise NoKey
    return UUID(bytes=hashlib.sha256(f"{actor.membership_id} {said}".encode()).digest()[:16])


def _digest(request: HttpRequest) -> str:
    """Of all that the request asks for."""
    if request.content_type.startswith("multipart/"):
        said = [*sorted(request.POST.lists()), *((name, file.name, hashlib.sha256(file.read()).hexdigest(), file.seek(0)) for name, file in request.FILES.items())]
        body = json.dumps(said).encode()
    else:
        body = request.body
    return hashlib.sha256(f"{request.get_full_path()}\n".encode() + body).hexdigest()


def _again(earlier: dict, digest: str) -> HttpResponse:
    if earlier["digest"] != digest:
        raise OtherBody
    return HttpResponse(earlier["body"], status=earlier["status"], content_type="application/json", headers={**earlier["headers"], "Idempotency-Replayed": "true"})


def _told(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The one place that turns what is raised into an answer; hidden and missing look the same. None: a fault of the program."""
    match error:
        case NobodyActs():
            answer = problem(401, "no_token", _("Send a token that is in force: Authorization: Bearer amana_…"))
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        case Forbidden():
            return errors.forbidden(request)
        case Hidden() | ObjectDoesNotExist():
            return errors.missing(request)
        case Invalid():
            return problem(422, "invalid", _("Some of it cannot be taken as it is"), errors=[{"pointer": pointer, "detail": words} for pointer, words in error.errors])
        case ValidationError():
            return problem(422, "invalid", _("Some of it cannot be taken as it is"), errors=list(_pointed(error)))
        case Strange():
            return problem(422, "invalid", _("Some of it cannot be taken as it is"), errors=[
                {"parameter": name[:80], "detail": str(_("There is no such parameter."))} for name in error.names[:20]])
        case WrongParameter():
            return problem(422, "invalid", _("Some of it cannot be taken as it is"), errors=[{"parameter": error.args[0], "detail": str(OTHERWISE)}])
        case Changed():
            answer = problem(412, "changed_meanwhile", _("Somebody changed it meanwhile. This is how it stands now."), present=error.present.dict())
            answer.headers["ETag"] = f'"{error.version}"'
            return answer
        case NoVersion():
            return problem(428, "no_version", _("Say in If-Match which version you change: the ETag that you read."))
        case InWords():
            return problem(409, error.code, error.sentence)
        case Refused():
            return problem(409, error.code, _("A rule does not allow it, or somebody else was faster."))
        case NoKey():
            return problem(400, "no_idempotency_key", _("Send an Idempotency-Key of 1 to 200 visible characters, a new one for each act."))
        case OtherBody():
            return problem(422, "other_body", _("This Idempotency-Key was used for another request. Choose a new one."))
        case RequestDataTooBig():
            return problem(413, "too_big", _("This is more than is taken at once."))
        case HttpError():
            return errors.bad_request(request)
    return None


def _pointed(error: ValidationError) -> Iterator[dict]:
    """Where in the body, or which parameter, with what is wrong. What was sent is not repeated."""
    for one in error.errors:
        where, *path = one["loc"]
        path = path[1:] if where == "body" or (where == "form" and len(path) > 1) else path  # its first part names the argument, not what was sent
        pointer = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)
        words = str(WORDS.get(one["type"], OTHERWISE)) % one.get("ctx", {})
        yield {"pointer": f"/{pointer}" if path else "", "detail": words} if where in ("body", "form", "file") else {"parameter": pointer, "detail": words}


def _not_allowed(response: HttpResponse) -> HttpResponse:
    answer = problem(405, "method", _("This address does not take that method."))
    answer.headers["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
    return answer
