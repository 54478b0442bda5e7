"""Pages that show the parts with invented people, without a database: for pictures, axe and the tests of this folder."""
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amana.ground.shell import errors, fields
from amana.ground.shell.templatetags.amana import tag
from amana.lib.core.dates import PartialDate, cairo_day


@dataclass(frozen=True)
class Actor:
    staff_name: str = "مها القنطري"
    organisation_name_ar: str = "مديرية القليوبية"
    organisation_name_en: str = "Qalyubia directorate"
    role: str = "caseworker"
    verbs: frozenset = frozenset()
    memberships_count: int = 2


class Registration(forms.Form):
    named = fields.OneOf(label=gettext_lazy("Does the person agree to give a name?"), choices=[
        ("yes", gettext_lazy("Yes")), ("alias", gettext_lazy("Under another name")), ("no", gettext_lazy("Not now"))])
    name = fields.Text(label=gettext_lazy("First name"))
    latin = fields.LatinText(label=gettext_lazy("Name as in the passport"), help_text=gettext_lazy("In Latin letters, as written"), required=False)
    born = fields.PartialDateField(label=gettext_lazy("Date of birth"), takes_age=True, may_be_future=False)
    national_number = fields.Digits(
        label=gettext_lazy("National number"), length=14, required=False, help_text=gettext_lazy("14 digits. ١٢٣ and 123 are both taken"))
    phone = fields.Phone(label=gettext_lazy("Safe phone"), required=False)
    governorate = fields.Choice(label=gettext_lazy("Governorate"), choices=[("EG01", "القاهرة"), ("EG14", "القليوبية")])
    needs = fields.AnyOf(label=gettext_lazy("Needs"), required=False, choices=[("1", gettext_lazy("Shelter")), ("2", gettext_lazy("Food"))])
    children = fields.Number(label=gettext_lazy("Children"), required=False, min_value=0)
    story = fields.LongText(label=gettext_lazy("What happened"), required=False)
    agreed = fields.Tick(label=gettext_lazy("The person agreed to this record"))


class SignIn(forms.Form):
    email = fields.Email(label=gettext_lazy("E-mail"))
    password = fields.Password(label=gettext_lazy("Password"))


def navigation(request):
    def item(label, url, icon, **more):
        return {"label": label, "url": url, "icon": icon, "is_current": request.path.startswith(url) and url != "/", **more}
    return [
        {"label": "", "items": [
            item(_("My day"), "/", "sun", count=7, is_urgent=True, on_phone=True, go_key="KeyD"),
            item(_("People"), "/people/", "people", count=0, on_phone=True, go_key="KeyP"),
            item(_("Register"), "/people/new/", "plus-lg", on_phone="only", is_action=True),
            item(_("Cases"), "/cases/", "folder", count=0), item(_("Referrals"), "/referrals/", "arrow-left-right", count=3, on_phone=True)]},
        {"label": _("Services"), "items": [item(_("Directory"), "/directory/", "signpost-split", count=0)]},
        {"label": _("Administration"), "items": []},
    ]


def gallery(request):
    request.actor = Actor()
    now, form = timezone.now(), Registration(request.POST or None)
    if request.method == "POST" and not form.errors:
        messages.success(request, _("Saved"))
    return render(request, "shell/gallery.html", {
        "form": form, "person": "هناء سعيد الشاذلي", "nameless": "", "names": [
            "هناء سعيد محمود عبد الرحمن الشاذلي", "Hanaa El Shazly", "ሐና ተስፋዬ", "مُحَمَّد"],
        "organisations": ["الهلال الأحمر، القاهرة", "مديرية القليوبية"], "born": PartialDate.of(2001, 3, 14),
        "guessed": PartialDate.estimated(26, cairo_day(now)), "late_day": cairo_day(now) - timedelta(days=2), "recent": now - timedelta(hours=30),
        "started": now - timedelta(hours=20), "soon": now + timedelta(days=3), "near": now + timedelta(hours=3, minutes=1),
        "past": now - timedelta(minutes=61), "both_themes": ["light", "dark"],
        "tabs": [{"label": _("Overview"), "url": "#", "is_current": True}, {"label": _("Assessments"), "url": "#1", "count": 2}],
        "steps": [{"label": _("Identity"), "url": "#1", "is_done": True}, {"label": _("Reason"), "is_current": True}, {"label": _("Review")}],
        "facts": [(_("Reviewed"), "20"), (_("Debt"), "")], "risk_tag": tag(_("High"), "danger", "exclamation-triangle-fill"),
        "scopes": [{"label": _("Whole file"), "who": "سلوى الريحاني", "count": 2}, {"label": _("Referral"), "who": "الهلال الأحمر", "lock": _("Restricted")}],
        "events": [
            {"title": _("Accepted"), "text": "الهلال الأحمر، القاهرة", "at": now, "by": "Maha", "kind": "primary"},
            {"title": _("Note"), "text": "قابلناها مرتين", "at": now - timedelta(days=3), "by": "مها القنطري", "kind": "private", "lock": _("Restricted")}],
    })


def people(request):
    request.actor = Actor()
    messages.success(request, _("Saved"))
    return render(request, "shell_tests/people.html", {"names": ["هناء سعيد الشاذلي", "هنا محمود الشاذلي", "Hanaa El Shazly"]})


def sign_in(request):
    return render(request, "shell_tests/sign_in.html", {"form": SignIn(request.POST or None)})


@require_POST
def sign_out(request):
    return sign_in(request)


def too_many(request):
    return errors.too_many(request, wait_seconds=121)


urlpatterns = [
    path("", include("amana.ground.shell.urls")),
    path("", gallery, name="home"), path("gallery/", gallery, name="gallery"), path("people/", people, name="people"),
    path("sign-in/", sign_in, name="sign_in"), path("sign-out/", sign_out, name="sign_out"), path("switch/", gallery, name="switch"),
    path("400/", errors.bad_request), path("403/", errors.forbidden), path("409/", lambda request: render(request, "409.html", status=409)),
    path("429/", too_many), path("500/", errors.crashed), path("forgery/", errors.forgery),
]
handler404 = errors.missing
