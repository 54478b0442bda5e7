"""Papers and pictures of a case and of a record: listed, attached, fetched, withdrawn."""
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.casework.cases import actions, files, forms, queries
from amana.casework.cases.pages.frame import Said, asking, head_for, said, shown
from amana.casework.cases.pages.notes import RESTRICTED
from amana.casework.cases.rules.attaching import MediaType, ending
from amana.casework.registry import queries as registry
from amana.ground.access.rules import REGISTRY, SECTION_NAMES, Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.acts import carried_out
from amana.lib.core.errors import Refused

REFUSALS = {
    "file_empty": gettext_lazy("This file is empty."),
    "file_too_big": gettext_lazy("This file is larger than 10 MB. Scan it in grey or with fewer dots, or attach it in parts."),
    "file_unknown": gettext_lazy("What is in this file is none of the kinds that are taken, whatever its name says. Save it as PDF, or take a picture of it."),
    "file_belied": gettext_lazy("The name says a picture or a PDF, and what is in the file is something else. Scan the paper again, or choose the right file."),
    "file_damaged": gettext_lazy("This file is damaged or not whole. Open it on your device, save it again and choose it anew."),
    "file_has_macros": gettext_lazy("This file holds a program (macro or script) or another file. Save it without, or print it to PDF."),
    "file_old_office": gettext_lazy("This is an office document of the old kind, which may hold programs. Save it as DOCX, XLSX, PPTX or PDF."),
    "file_locked": gettext_lazy("This file is locked by a password. Save it without one; here it is kept encrypted."),
    "picture_too_big": gettext_lazy("This picture has more than 40 million dots. Save it smaller."),
    "files_away": gettext_lazy("The place where files are kept does not answer. Try again in some minutes; if that lasts, tell your administrator."),
}
AT_FILE = {code: ("file", sentence) for code, sentence in REFUSALS.items()}


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = queries.head(case_id)
    if not head.sight.own:
        raise Hidden
    found = queries.attachments_of_case(case_id)
    return shown(request, "cases/attachments.html", head, "attachments", sections=reduce(or_, (one.section for one in found), 0), found=_told(request, found))


@page(may="note")
def attach_to_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "note")
    form = forms.Attachment(request.POST or None, request.FILES or None, sections=head.sight.writable)
    form.refusals = {**Said(case_id), **AT_FILE}
    if form.carried_out(lambda **given: actions.attach(head.person_id, case=head.case, **given, by=request.actor)):
        said(request, _("The file is attached. It is kept encrypted."))
        return redirect("case_attachments", case_id)
    return asking(request, head, form, title=_("Attach a file"), submit=_("Attach"), template="cases/attach.html",
                  back=reverse("case_attachments", args=[case_id]))


@page(may=None)
def of_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Of the record itself, in its five sections."""
    file = registry.file(person_id)
    if not file.sight.near:
        raise Hidden
    found = queries.attachments_of_record(person_id)
    audit.record_reading(person_id, sections=reduce(or_, (one.section for one in found), file.sight.sections & Section.IDENTITY))
    return render(request, "cases/record_attachments.html", {
        "file": file, "found": _told(request, found), "may_attach": request.actor.may("register") and file.sight.own and bool(file.sight.writable & REGISTRY)})


@page(may="register")
def attach_to_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = registry.file(person_id)
    if not file.sight.own or not file.sight.writable & REGISTRY:
        raise Hidden
    form = forms.Attachment(request.POST or None, request.FILES or None, sections=file.sight.writable & REGISTRY)
    form.refusals = AT_FILE
    if form.carried_out(lambda **given: actions.attach(person_id, case=None, **given, by=request.actor)):
        messages.success(request, _("The file is attached. It is kept encrypted."))
        return redirect("record_attachments", person_id)
    audit.record_reading(person_id, sections=file.sight.sections & Section.IDENTITY)
    return render(request, "cases/attach_to_record.html", {"file": file, "form": form, "back": reverse("record_attachments", args=[person_id])})


@page(may=None)
def fetch(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The content as a file to be saved, under a name without a name."""
    found = queries.attachment(attachment_id)
    try:
        content = actions.fetch(found, by=request.actor)
    except Refused:
        messages.error(request, REFUSALS["files_away"])
        return redirect(_list_of(found))
    except files.Lost:
        queries.attachment(attachment_id)  # withdrawn while it was being fetched, it is gone like any other
        messages.error(request, _("The content of this attachment is lost. Tell your administrator its number: %(key)s.") % {"key": f"\u2066{found.pk}\u2069"})
        return redirect(_list_of(found))
    number = found.case.number if found.case else found.person.number
    name = f"{number}-{str(found.pk)[-6:]}.{ending(found.media_type)}"
    return HttpResponse(content, content_type="text/plain; charset=utf-8" if found.media_type == MediaType.TEXT else found.media_type, headers={
        "Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"})


@page(may=None)
def withdraw(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A wrong paper is taken back for good: first the question why."""
    found = queries.attachment(attachment_id)
    if not queries.withdrawable([found], request.actor):
        raise Hidden
    form, back = forms.Withdrawal(request.POST or None), _list_of(found)
    if form.is_valid():
        return carried_out(request, lambda: actions.withdraw(found, **form.given(), by=request.actor), done=_("Withdrawn. The file is removed."), back=back,
                           refusals={"cases_attachmentwithdrawal_pkey": (None, _("A colleague was faster: it is withdrawn already. Nothing was changed by you."))})
    return render(request, "shell/confirm.html", {
        "form": form, "question": _("Withdraw this attachment?"), "verb": _("Withdraw for good"), "safe_url": back, "is_danger": True,
        "consequence": _("%(title)s: nobody sees it any more, and its file is removed. This cannot be undone. The log keeps who withdrew it and why.") % {
            "title": f"\u2068{found.title}\u2069"}})


def _list_of(one) -> str:
    """Where the attachment stands among the others."""
    return reverse("case_attachments", args=[one.case_id]) if one.case_id else reverse("record_attachments", args=[one.person_id])


def _told(request: HttpRequest, found: list) -> list[dict]:
    names, own = queries.staff_of_memberships({one.made_by for one in found}), queries.withdrawable(found, request.actor)
    return [{"row": one, "may_withdraw": one.pk in own, "by": names.get(one.made_by, ""), "section": SECTION_NAMES[Section(one.section)], "is_restricted": bool(one.section & RESTRICTED)}
            for one in found]
