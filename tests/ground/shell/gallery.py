"""Pages that show the parts with invented people, without a database: for pictures, axe and these tests."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from amana.ground.shell import errors, fields
from amana.ground.shell.templatetags.amana import tag
from amana.lib.core.dates import PartialDate, cairo_day


def both(arabic, english):
    """Words of these pages alone: they stay out of the catalogue."""
    return lazy(lambda: arabic if get_language() == "ar" else english, str)()


GOVERNORATES = (
    "القاهرة", "الإسكندرية", "أسوان", "أسيوط", "الأقصر", "البحر الأحمر", "البحيرة", "بني سويف", "بورسعيد", "جنوب سيناء", "الجيزة", "الدقهلية", "دمياط",
    "سوهاج", "السويس", "الشرقية", "شمال سيناء", "Matrouh",
)


@dataclass(frozen=True)
class Actor:
    staff_name: str = "مها القنطري"
    organisation_name_ar: str = "مديرية القليوبية"
    organisation_name_en: str = "Qalyubia directorate"
    role: str = "caseworker"
    verbs: frozenset = frozenset()
    memberships_count: int = 2


class Registration(forms.Form):
    named = fields.OneOf(
        label=both("هل يوافق الشخص على ذكر اسمه؟", "Does the person agree to give a name?"),
        choices=[
            ("yes", both("نعم", "Yes")),
            ("alias", both("باسم مستعار", "Under another name")),
            ("no", both("لا يرغب الآن", "Not now")),
        ],
    )
    name = fields.Text(label=both("الاسم الأول", "First name"))
    latin = fields.LatinText(
        label=both("الاسم كما في جواز السفر", "Name as in the passport"),
        help_text=both("بالحروف اللاتينية كما كُتب", "In Latin letters, as written"),
        required=False,
    )
    born = fields.PartialDateField(label=both("تاريخ الميلاد", "Date of birth"), takes_age=True, may_be_future=False)
    national_number = fields.Digits(
        label=both("الرقم القومي", "National number"),
        length=14,
        required=False,
        help_text=both("14 رقمًا. تُقبل الأرقام ١٢٣ و 123", "14 digits. ١٢٣ and 123 are both taken"),
    )
    phone = fields.Phone(label=both("هاتف آمن للتواصل", "Safe phone"), required=False)
    governorate = fields.Choice(
        label=both("المحافظة", "Governorate"), choices=[("EG01", "القاهرة"), ("EG14", "القليوبية")]
    )
    home = fields.Choice(label=both("محافظة الأسرة", "Governorate of the family"), required=False, choices=[(f"EG{n:02}", name) for n, name in enumerate(GOVERNORATES, 1)])
    needs = fields.AnyOf(
        label=both("الاحتياجات", "Needs"),
        required=False,
        choices=[("1", both("مأوى", "Shelter")), ("2", both("غذاء", "Food"))],
    )
    children = fields.Number(label=both("عدد الأطفال", "Children"), required=False, min_value=0)
    story = fields.LongText(label=both("ماذا حدث", "What happened"), required=False)
    agreed = fields.Tick(label=both("وافق الشخص على حفظ هذا السجل", "The person agreed to this record"))


class SignIn(forms.Form):
    email = fields.Email(autocomplete="username", label=both("البريد الإلكتروني", "E-mail"))
    password = fields.Password(label=both("كلمة المرور", "Password"))


def lasting(request):
    return ""


def navigation(request):
    def item(label, url, icon, **more):
        return {
            "label": label,
            "url": url,
            "icon": icon,
            "is_current": request.path.startswith(url) and url != "/",
            **more,
        }

    return [
        {
            "label": "",
            "items": [
                item(both("يومي", "My day"), "/", "sun", count=7, is_urgent=True, on_phone=True, go_key="d"),
                item(both("الأشخاص", "People"), "/people/", "people", count=0, on_phone=True, go_key="p"),
                item(both("تسجيل", "Register"), "/people/new/", "plus-lg", on_phone="only", is_action=True),
                item(both("الحالات", "Cases"), "/cases/", "folder", count=0),
                item(both("الإحالات", "Referrals"), "/referrals/", "arrow-left-right", count=3, on_phone=True),
            ],
        },
        {
            "label": both("الخدمات", "Services"),
            "items": [item(both("دليل الخدمات", "Directory"), "/directory/", "signpost-split", count=0)],
        },
        {"label": both("الإدارة", "Administration"), "items": []},
    ]


def gallery(request):
    request.actor = Actor()
    now, form = timezone.now(), Registration(request.POST or None)
    if request.method == "POST" and not form.errors:
        messages.success(request, str(both("حُفظت البيانات", "Saved")))
    return render(
        request,
        "shell/gallery.html",
        {
            "form": form,
            "person": "هناء سعيد الشاذلي",
            "nameless": "",
            "names": ["هناء سعيد محمود عبد الرحمن الشاذلي", "Hanaa El Shazly", "ሐና ተስፋዬ", "مُحَمَّد"],
            "organisations": ["الهلال الأحمر، القاهرة", "مديرية القليوبية"],
            "born": PartialDate.of(2001, 3, 14),
            "guessed": PartialDate.estimated(26, cairo_day(now)),
            "late_day": cairo_day(now) - timedelta(days=2),
            "recent": now - timedelta(hours=30),
            "started": now - timedelta(hours=20),
            "soon": now + timedelta(days=3),
            "near": now + timedelta(hours=3, minutes=1),
            "past": now - timedelta(minutes=61),
            "both_themes": ["light", "dark"],
            "total": both("25 من أكثر من 1,000", "25 of more than 1,000"),
            "tabs": [
                {"label": both("نظرة عامة", "Overview"), "url": "#", "is_current": True},
                {"label": both("التقييمات", "Assessments"), "url": "#1", "count": 2},
            ],
            "steps": [
                {"label": both("الهوية", "Identity"), "url": "#1", "is_done": True},
                {"label": both("سبب التواصل", "Reason"), "is_current": True},
                {"label": both("مراجعة وحفظ", "Review")},
            ],
            "facts": [(both("آخر مراجعة", "Reviewed"), "20"), (both("الدين", "Debt"), "")],
            "risk_tag": tag(both("مرتفع", "High"), "danger", "exclamation-triangle-fill"),
            "scopes": [
                {"label": both("كامل الملف", "Whole file"), "who": "سلوى الريحاني", "count": 2},
                {
                    "label": both("إحالة المأوى فقط", "Referral"),
                    "who": "الهلال الأحمر",
                    "lock": both("مقيّد", "Restricted"),
                },
            ],
            "events": [
                {
                    "title": both("قُبلت الإحالة إلى المأوى", "Accepted"),
                    "text": "الهلال الأحمر، القاهرة",
                    "at": now,
                    "by": "Maha",
                    "kind": "primary",
                },
                {
                    "title": both("مقابلة", "Note"),
                    "text": "قابلناها مرتين",
                    "at": now - timedelta(days=3),
                    "by": "مها القنطري",
                    "kind": "private",
                    "lock": both("مقيّد", "Restricted"),
                },
            ],
        },
    )


def people(request):
    if "gone" in request.GET.getlist("s"):
        return redirect("/sign-in/")
    request.actor = Actor()
    messages.success(request, str(both("حُفظت البيانات", "Saved")))
    names = ["هناء سعيد الشاذلي", "هنا محمود الشاذلي", "Hanaa El Shazly"]
    return render(
        request,
        "shell_tests/people.html",
        {
            "names": names[:1] if "closed" in request.GET.getlist("s") else names,
            "total": both("25 من أكثر من 1,000", "25 of more than 1,000"),
        },
    )


def sign_in(request):
    return render(
        request,
        "shell_tests/sign_in.html",
        {
            "form": SignIn(request.POST or None),
            "recorded": both("كل اطلاع على ملف يُسجَّل", "Every view of a file is recorded"),
        },
    )


@require_POST
def set_language(request):
    response = redirect(request.POST["next"])
    response.set_cookie("amana-language", request.POST["language"])
    return response


@require_POST
def sign_out(request):
    return sign_in(request)


def confirm(request):
    request.actor = Actor()
    return render(
        request,
        "shell/confirm.html",
        {
            "question": both("إغلاق الحالة؟", "Close the case?"),
            "consequence": both("تتوقف المشاركة اليوم.", "Sharing stops today."),
            "verb": both("إغلاق الحالة", "Close the case"),
            "safe": both("إبقاؤها مفتوحة", "Keep it open"),
            "safe_url": "/people/",
            "is_danger": True,
        },
    )


def too_many(request):
    return errors.too_many(request, wait_seconds=121)


urlpatterns = [
    path("", include("amana.ground.shell.urls")),
    path("language/", set_language, name="set_language"),
    path("", gallery, name="home"),
    path("gallery/", gallery, name="gallery"),
    path("people/", people, name="people"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("switch/", gallery, name="switch"),
    path("tokens/", gallery, name="tokens"),
    path("account/", gallery, name="account"),
    path("help/", gallery, name="help"),
    path("my-acts/", gallery, name="my_acts"),
    path("notices/", gallery, name="notices"),
    path("notices/new/", lambda request: HttpResponse(""), name="new_notices"),
    path("400/", errors.bad_request),
    path("403/", errors.forbidden),
    path("409/", lambda request: render(request, "409.html", status=409)),
    path("429/", too_many),
    path("confirm/", confirm),
    path("500/", errors.crashed),
    path("503/", errors.unreachable),
    path("forgery/", errors.forgery),
]
handler404 = errors.missing
