"""Reads of assistance. The database hides what the actor may not see."""
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from amana.services.assistance.models import Instalment, ListStep, Payment, PaymentList, Request, RequestStep
from amana.services.assistance.rules import LIVE_PAYMENTS, InstalmentState, State


def of_case(case_id: UUID) -> QuerySet[Request]:
    """The latest first."""
    return Request.objects.filter(case_id=case_id).select_related("programme", "line").prefetch_related("instalments").order_by("-made_at", "-pk")


def request(request_id: UUID) -> Request:
    """Raises Request.DoesNotExist."""
    return Request.objects.select_related("case", "programme", "line").get(pk=request_id)


def instalments(request_id: UUID) -> list[Instalment]:
    return list(Instalment.objects.filter(request_id=request_id).order_by("number"))


def instalment(request_id: UUID, number: int) -> Instalment:
    """Raises Instalment.DoesNotExist."""
    return Instalment.objects.get(request_id=request_id, number=number)


def steps(request_id: UUID) -> list[RequestStep]:
    """The first one first."""
    return list(RequestStep.objects.filter(request_id=request_id).select_related("instalment").order_by("made_at", "pk"))


def due(programme_id: UUID, method: str, until: date) -> QuerySet[Instalment]:
    """What can be listed: approved, its condition met, due until that day and in no list that stands; the oldest first."""
    listed = Payment.objects.filter(instalment=OuterRef("pk"), state__in=LIVE_PAYMENTS)
    return Instalment.objects.filter(request__programme_id=programme_id, request__method=method, request__state__in=(State.APPROVED, State.ORDERED), state=InstalmentState.PLANNED,
                                     is_met=True, due_on__lte=until).filter(~Exists(listed)).select_related("request").order_by("due_on", "pk")


def payment_list(list_id: UUID) -> PaymentList:
    """Raises PaymentList.DoesNotExist."""
    return PaymentList.objects.select_related("programme").get(pk=list_id)


def payment_lists(programme_id: UUID) -> QuerySet[PaymentList]:
    """The latest first."""
    return PaymentList.objects.filter(programme_id=programme_id).order_by("-made_at", "-pk")


def list_steps(list_id: UUID) -> list[ListStep]:
    return list(ListStep.objects.filter(payment_list_id=list_id).order_by("made_at", "pk"))


def payments(list_id: UUID) -> QuerySet[Payment]:
    """In the order in which they were listed."""
    return Payment.objects.filter(payment_list_id=list_id).select_related("instalment__request").order_by("pk")
