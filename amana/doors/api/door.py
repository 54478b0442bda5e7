"""All operations under one roof, their description as OpenAPI 3.1, and a page for who writes a program."""
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from pydantic import Field

from amana.casework.arrivals.api import router as arrivals
from amana.casework.assessments.api import router as assessments
from amana.casework.caseload.api import router as caseloads
from amana.casework.cases.api import router as cases
from amana.casework.consent.api import router as consents
from amana.casework.referral.api import router as referrals
from amana.casework.registry.api import router as people
from amana.doors.api.frame import KEY, framed
from amana.ground.directory.api import router as directory
from amana.ground.organisations.api import router as organisations
from amana.ground.rows.doors import public_page

BEGINS = "/api/v1/"
BEARER = {"type": "http", "scheme": "bearer", "description": "A token of a member of staff or of an organisation's system."}
IDEMPOTENCY = {"in": "header", "name": "Idempotency-Key", "required": True, "description": "New for each act; sent again, the first answer comes again.",
               "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"}}


class Wrong(Schema):
    """Where and why: `pointer` into the body (RFC 6901), or the name of a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Schema):
    """RFC 9457. `code` is stable; `title` is a sentence in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    errors: list[Wrong] | None = None
    present: dict | None = Field(None, description="How it stands now, where somebody changed it meanwhile.")
    candidates: list[dict] | None = Field(None, description="Files that may be the same person's.")


ALWAYS = (400, 401, 403, 404, 405, 422, 429, 503)
ALSO = {"POST": (409, 413), "PUT": (409, 412, 413, 428)}


class Api(NinjaAPI):
    """What an operation raises goes on to the frame, so that nothing of it stays."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        raise exc

    def get_openapi_schema(self, *args, **options) -> OpenAPISchema:
        made = super().get_openapi_schema(*args, **options)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        made["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
        made["components"]["securitySchemes"] = {"token": BEARER}
        made["security"] = [{"token": []}]
        for operations in made["paths"].values():
            for method, operation in operations.items():
                _describe(method.upper(), operation)
        return made


def _describe(method: str, operation: dict) -> None:
    """What every operation may answer, and what every act asks for."""
    answer = {"description": "Problem", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status in (*ALWAYS, *ALSO.get(method, ())):
        operation["responses"].setdefault(status, answer)
    if method == "POST":
        operation["parameters"].append(IDEMPOTENCY)


api = Api(title="Amana", version="1", openapi_url=None, docs_url=None, urls_namespace="api",
          description="What a page of Amana does, for programs: the same acts under the same rules. Times are ISO 8601 with offset, days ISO 8601.")
for router, tag in ((people, "people"), (consents, "consents"), (cases, "cases"), (assessments, "assessments"), (referrals, "referrals"), (arrivals, "arrivals"), (caseloads, "caseloads"), (directory, "directory"), (organisations, "teams")):
    api.add_router("", router, tags=[tag])


@cache
def description() -> dict:
    return api.get_openapi_schema(path_prefix=BEGINS)


@csrf_exempt
@public_page
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Says nothing of anybody, so anybody may read it."""
    return JsonResponse(description())


@public_page
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The operations in a list, each with what it takes and answers."""
    rows = [{"method": method.upper(), "path": address, **operation, "words": _words(**operation), "fields": _fields(operation)}
            for address, operations in description()["paths"].items() for method, operation in operations.items()]
    return render(request, "api/guide.html", {"groups": [(title, [row for row in rows if row["tags"] == [tag]]) for tag, title in GROUPS.items()]})


GROUPS = {"people": _("People"), "consents": _("Consents"), "cases": _("Cases"), "assessments": _("Assessments"), "referrals": _("Referrals"), "arrivals": _("Arrivals"), "caseloads": _("Imported caseloads"),
          "directory": _("Directory of services"), "teams": _("Your teams")}


def _words(description: str, **_more) -> str:
    return gettext(description)


def _fields(operation: dict) -> list[tuple[str, bool]]:
    """Names of what is sent, and whether each must be there."""
    said = [(one["name"], one["required"]) for one in operation["parameters"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        said += [(name, name in schema.get("required", ())) for name in schema.get("properties", {})]
    return said


@cache
def known(address: str) -> dict[str, set[str]]:
    """Method → names of a query."""
    operations = description()["paths"][BEGINS + re.sub(r"<\w+:(\w+)>", r"{\1}", address)]
    return {method.upper(): {one["name"] for one in operation["parameters"] if one["in"] == "query"} for method, operation in operations.items()}


def _framed(address: str, view) -> Callable[..., HttpResponse]:
    return framed(view, lambda method: known(address).get(method))


# One address each, however many operations it takes.
_views = {str(one.pattern).replace("<uuidstr:", "<uuid:"): one.callback for one in api.urls[0] if one.name != "api-root"}
urlpatterns = [
    path(BEGINS[1:] + "openapi.json", openapi, name="openapi"),
    path("api-guide/", guide, name="api_guide"),
    *(path(BEGINS[1:] + address, _framed(address, view)) for address, view in _views.items()),
]
