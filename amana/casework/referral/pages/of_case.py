"""The referrals of one case, as a part of the case's page."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import shown
from amana.casework.referral import queries
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page


@page(may=None)
def case_referrals(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = cases.head(case_id)
    if not head.sight.own:
        raise Hidden
    return shown(request, "referral/case_referrals.html", head, "referrals", **context(request, head))


def context(request: HttpRequest, head: cases.Head) -> dict:
    """What `referral/of_case.html` needs."""
    may_refer = request.actor.may("refer") and head.sight.own and head.sight.edit and head.is_open
    return {"referrals": queries.of_case(head.case.pk), "drafts": queries.drafts(head.case.pk) if may_refer else [], "may_refer": may_refer,
            "now": head.now}
