"""The acts of a file in words, and what kind of event they are."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.rules import CaseVerb, NoteKind, PlanVerb, RiskLevel
from amana.casework.cases.rules.attaching import AttachmentKind, WithdrawalReason
from amana.casework.cases.rules.handing import HandoverVerb
from amana.casework.exceptional.rules import Verdict as ExceptionalVerdict


class Kind(TextChoices):
    """What a reader of the timeline can choose."""

    WORK = "work", _("Work")
    PLAN = "plan", _("Plan")
    PEOPLE = "people", _("Who works on it")
    REFERRAL = "referral", _("Referrals")
    CONSENT = "consent", _("Consent")
    FILE = "file", _("The file itself")
    VIEW = "view", _("Views")


class Amount(TextChoices):
    """What is counted of a colleague's day, the most telling first."""

    TAKEN = "taken", _("Taken out as a file")
    VIEWS = "views", _("Files opened")
    LISTS = "lists", _("Lists and searches")
    ACTS = "acts", _("Acts")
    SESSIONS = "sessions", _("Sign-ins and changes of session")


class OfficeKind(TextChoices):
    """What a reader of an office's acts can choose."""

    ACCOUNTS = "accounts", _("Accounts and roles")
    SECURITY = "security", _("Second factors and programs")
    TEAMS = "teams", _("Teams and desks")
    AGREEMENTS = "agreements", _("Agreements")
    SERVICES = "services", _("Services and interpreters")
    ORGANISATIONS = "organisations", _("Organisations")
    HOLIDAYS = "holidays", _("Public holidays")
    RULES = "rules", _("Programmes of social protection")


# What the verb of an act begins with, and the verb of the role that reads it (the function `audit.of_office` holds the same).
OFFICE_VERBS = {
    OfficeKind.ACCOUNTS: (("invitation", "membership", "staff"), "staff"), OfficeKind.SECURITY: (("factor", "password", "token", "system", "webhook"), "staff"),
    OfficeKind.TEAMS: (("team",), "staff"), OfficeKind.AGREEMENTS: (("agreement",), "staff"), OfficeKind.SERVICES: (("service", "interpreter"), "staff"),
    OfficeKind.ORGANISATIONS: (("organisation",), "organisations"), OfficeKind.HOLIDAYS: (("holiday",), "reference_data"), OfficeKind.RULES: (("rule",), "reference_data"),
}


# verb → kind and whole sentence. `codes` below fill in what an act chose.
SENTENCES = {
    "case.opened": (Kind.WORK, _("Case opened")),
    "case.risk_decided": (Kind.WORK, _("Risk decided: %(level)s")),
    "case.screened": (Kind.WORK, _("Screened for vulnerability")),
    "case.note_written": (Kind.WORK, "%(kind)s"),
    "case.task_planned": (Kind.WORK, _("Task planned")),
    "case.task_done": (Kind.WORK, _("Task done")),
    "case.task_cancelled": (Kind.WORK, _("Task cancelled")),
    "case.task_reopened": (Kind.WORK, _("Task open again")),
    "case.hold": (Kind.WORK, CaseVerb.HOLD.label),
    "case.resume": (Kind.WORK, CaseVerb.RESUME.label),
    "case.ask_closure": (Kind.WORK, CaseVerb.ASK_CLOSURE.label),
    "case.refuse_closure": (Kind.WORK, CaseVerb.REFUSE_CLOSURE.label),
    "case.approve_closure": (Kind.WORK, _("Case closed")),
    "case.reopen": (Kind.WORK, _("Case reopened")),
    "plan.begun": (Kind.PLAN, _("New version of the plan begun")),
    "plan.goal_set": (Kind.PLAN, _("Goal set")),
    "plan.goal_changed": (Kind.PLAN, _("Goal changed")),
    "plan.goal_removed": (Kind.PLAN, _("Goal removed")),
    "plan.action_planned": (Kind.PLAN, _("Action planned")),
    "plan.action_corrected": (Kind.PLAN, _("Action corrected")),
    "plan.action_removed": (Kind.PLAN, _("Action removed")),
    "plan.action_moved": (Kind.PLAN, _("Action moved on")),
    "plan.submit": (Kind.PLAN, PlanVerb.SUBMIT.label),
    "plan.approve": (Kind.PLAN, PlanVerb.APPROVE.label),
    "plan.return": (Kind.PLAN, PlanVerb.RETURN.label),
    "attachment.added": (Kind.WORK, _("File attached: %(paper)s")),
    "attachment.withdrawn": (Kind.WORK, _("Attachment withdrawn and its file removed: %(paper)s (%(why)s)")),
    "assessment.recorded": (Kind.WORK, _("Assessment recorded")),
    "assessment.corrected": (Kind.WORK, _("Assessment corrected")),
    "assessment.decided": (Kind.WORK, _("Decided on an assessment")),
    "assessment.alarm_ended": (Kind.WORK, _("Said what was done on an alarm")),
    "booking.made": (Kind.WORK, _("Interpreter booked")),
    "booking.cancelled": (Kind.WORK, _("Booking of an interpreter cancelled")),
    "help.asked": (Kind.WORK, _("Help asked of a programme")),
    "help.check": (Kind.WORK, _("Request for help checked")),
    "help.approve": (Kind.WORK, _("Help approved")),
    "help.decline": (Kind.WORK, _("Help declined")),
    "help.cancel": (Kind.WORK, _("Request for help cancelled")),
    "help.met": (Kind.WORK, _("Condition of an instalment met")),
    "help.order": (Kind.WORK, _("Help ordered")),
    "help.deliver": (Kind.WORK, _("Help handed over")),
    "help.return": (Kind.WORK, _("Help came back or was not delivered")),
    "help.reconcile": (Kind.WORK, _("Help closed in the books")),
    "payments.answered_by_hand": (Kind.WORK, _("What became of a payment written down")),
    "care.goal_set": (Kind.WORK, _("Goal of the psychosocial support set")),
    "care.goal_moved": (Kind.WORK, _("How near a goal of the psychosocial support is")),
    "care.session_recorded": (Kind.WORK, _("Session written down")),
    "care.session_corrected": (Kind.WORK, _("Session put right")),
    "care.safety_planned": (Kind.WORK, _("Safety plan made")),
    "care.safety_printed": (Kind.WORK, _("Safety plan printed")),
    "care.supervised": (Kind.WORK, _("Supervision written down")),
    "care.group_joined": (Kind.WORK, _("Joined a group")),
    "care.group_left": (Kind.WORK, _("Left a group")),
    "entitlement.screened": (Kind.WORK, _("Screened for social protection")),
    "entitlement.printed": (Kind.WORK, _("Sheet on social protection printed")),
    "entitlement.prepared": (Kind.WORK, _("Application for social protection prepared")),
    "entitlement.moved": (Kind.WORK, _("How an application for social protection went on")),
    "business.begun": (Kind.WORK, _("Micro-business begun")),
    "business.planned": (Kind.WORK, _("Business plan saved")),
    "business.submit": (Kind.WORK, _("Business plan submitted to the committee")),
    "business.withdraw": (Kind.WORK, _("Business plan taken back from the committee")),
    "business.voted": (Kind.WORK, _("Voted on a business plan")),
    "business.approve": (Kind.WORK, _("Business approved by the committee")),
    "business.return": (Kind.WORK, _("Business plan returned for changes")),
    "business.decline": (Kind.WORK, _("Business declined by the committee")),
    "business.drop": (Kind.WORK, _("Business given up before its start")),
    "business.start": (Kind.WORK, _("Business started")),
    "business.condition_met": (Kind.WORK, _("Condition of an instalment met")),
    "business.visited": (Kind.WORK, _("Mentoring visit written down")),
    "business.printed": (Kind.WORK, _("Business plan printed")),
    "return.recorded": (Kind.FILE, _("Return written down")),
    "return.checked": (Kind.FILE, _("Something done on the day of arrival")),
    "return.arranged": (Kind.FILE, _("Onward travel or first counselling arranged")),
    "return.moved_on": (Kind.FILE, _("How far the onward travel is")),
    "follow_up.begun": (Kind.WORK, _("Follow-up after the return begun")),
    "follow_up.tried": (Kind.WORK, _("Tried to reach the person")),
    "follow_up.intention_asked": (Kind.WORK, _("Asked about plans for the future")),
    "case.summary_printed": (Kind.WORK, _("Summary printed")),
    "case.assigned": (Kind.PEOPLE, _("Case assigned")),
    "case.handover_proposed": (Kind.PEOPLE, _("Case offered to a colleague")),
    "case.handover_accept": (Kind.PEOPLE, HandoverVerb.ACCEPT.label),
    "case.handed_over": (Kind.PEOPLE, _("Case handed over")),
    "case.handover_decline": (Kind.PEOPLE, HandoverVerb.DECLINE.label),
    "case.handover_take_back": (Kind.PEOPLE, HandoverVerb.TAKE_BACK.label),
    "case.coworker_added": (Kind.PEOPLE, _("Coworker added")),
    "case.remove_coworker": (Kind.PEOPLE, CaseVerb.REMOVE_COWORKER.label),
    "case.member_added": (Kind.PEOPLE, _("Household member added")),
    "case.remove_member": (Kind.PEOPLE, CaseVerb.REMOVE_MEMBER.label),
    "referral.sent": (Kind.REFERRAL, _("Referral sent")),
    "referral.see": (Kind.REFERRAL, _("Referral seen by the desk")),
    "referral.ask": (Kind.REFERRAL, _("Question about the referral")),
    "referral.reply": (Kind.REFERRAL, _("Question about the referral answered")),
    "referral.accept": (Kind.REFERRAL, _("Referral accepted")),
    "referral.decline": (Kind.REFERRAL, _("Referral declined")),
    "referral.withdraw": (Kind.REFERRAL, _("Referral withdrawn")),
    "referral.remind": (Kind.REFERRAL, _("Reminder of the referral sent")),
    "referral.assign": (Kind.REFERRAL, _("Worker named for the referral")),
    "referral.start": (Kind.REFERRAL, _("Service begun")),
    "referral.complete": (Kind.REFERRAL, _("Service completed")),
    "referral.feed_back": (Kind.REFERRAL, _("Feedback on the service")),
    "referral.end": (Kind.REFERRAL, _("Referral ended early")),
    "referral.taken_over": (Kind.REFERRAL, _("Referral taken over into this file")),
    "consent.taken": (Kind.CONSENT, _("Consent recorded")),
    "consent.printed": (Kind.CONSENT, _("Consent printed")),
    "consent.withdrawn": (Kind.CONSENT, _("Consent withdrawn")),
    "legal_basis.recorded": (Kind.CONSENT, _("Legal basis recorded")),
    "legal_basis.approved": (Kind.CONSENT, _("Legal basis approved")),
    "legal_basis.ended": (Kind.CONSENT, _("Legal basis ended")),
    "elsewhere.asked": (Kind.FILE, _("Asked whether another organisation likely knows the person")),
    "elsewhere.contact_requested": (Kind.FILE, _("Asked, with the person's agreement, to be contacted by whoever knows the person")),
    "elsewhere.replied": (Kind.FILE, _("The desk replied to a contact request about this file, or set it aside")),
    "exceptional.opened": (Kind.VIEW, _("Opened in an emergency by a colleague who may not see it otherwise")),
    "exceptional.ended": (Kind.VIEW, _("Emergency access ended early")),
    "exceptional.reviewed": (Kind.VIEW, _("Emergency access judged: %(verdict)s")),
    "person.registered": (Kind.FILE, _("Person registered")),
    "person.identity_corrected": (Kind.FILE, _("Identity corrected")),
    "person.contact_corrected": (Kind.FILE, _("Contact corrected")),
    "person.documents_corrected": (Kind.FILE, _("Documents corrected")),
    "person.journey_corrected": (Kind.FILE, _("Journey corrected")),
    "person.social_corrected": (Kind.FILE, _("Social facts corrected")),
    "person.passed_on": (Kind.FILE, _("File passed on")),
    "person.reopened": (Kind.FILE, _("File opened again")),
    "person.protected": (Kind.FILE, _("File protected")),
    "person.received": (Kind.FILE, _("Person received")),
    "arrivals.imported": (Kind.FILE, _("Announced in an arrival list")),
    "arrival.arrive": (Kind.FILE, _("Arrived")),
    "arrival.receive": (Kind.FILE, _("Received at the arrival")),
    "arrival.register": (Kind.FILE, _("Registered from the arrival list")),
    "arrival.no_show": (Kind.FILE, _("Did not arrive with the flight")),
    "arrival.onward": (Kind.FILE, _("Travelled on")),
    "arrival.back": (Kind.FILE, _("Expected again")),
    "arrival.judged": (Kind.FILE, _("Row of an arrival list judged")),
    "arrivals.undone": (Kind.FILE, _("Import of the arrival list undone")),
    "caseload.imported": (Kind.FILE, _("Registered from a caseload")),
    "caseload.undone": (Kind.FILE, _("Import of the caseload undone")),
    "pair.judged": (Kind.FILE, _("Possible duplicate judged")),
    "pair.noted": (Kind.FILE, _("Possible duplicate noted")),
    "referral.read": (Kind.VIEW, _("Referral viewed")),
    "attachment.fetched": (Kind.VIEW, _("Attachment fetched")),
    "file.read": (Kind.VIEW, _("File viewed")),
    "file.readers_printed": (Kind.VIEW, _("Paper printed: who has seen my file")),
    "files.exported": (Kind.VIEW, _("Taken out with a list")),
}
# What is recorded beside files: sign-ins, staff, organisations, lists. No page of a file shows it.
OF_THE_OFFICE = {
    "session.opened": _("Signed in"),
    "session.command_line": _("Acted from the command line"),
    "session.switched": _("Changed to another role or organisation"),
    "session.ended": _("Signed out"),
    "session.proved": _("Second factor shown"),
    "sign_in.attacked": _("Many wrong passwords in a short time"),
    "factor.added": _("Second factor set up"),
    "factor.removed": _("Second factor removed"),
    "factor.reset": _("Second factor reset for a colleague"),
    "factor.codes_made": _("New printed codes made"),
    "password.changed": _("Own password changed"),
    "password.link_given": _("Link for a new password given to a colleague"),
    "password.set_by_link": _("Password set anew by a link"),
    "staff.acts_read": _("Looked through what a colleague did"),
    "mailing.chosen": _("Chose what comes by e-mail"),
    "invitation.made": _("Colleague invited"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "invitation.accepted": _("Invitation taken up"),
    "membership.added": _("Role given"),
    "membership.suspended": _("Role suspended"),
    "membership.resumed": _("Role in force again"),
    "membership.ended": _("Role ended"),
    "membership.teams_changed": _("Teams of a colleague changed"),
    "token.made": _("Token for a program made"),
    "token.ended": _("Token of a program ended"),
    "system.added": _("System added"),
    "webhook.set_up": _("Webhook of a system set up"),
    "webhook.address_changed": _("Address of a webhook changed"),
    "webhook.tried": _("Trial sent to a webhook"),
    "webhook.paused": _("Webhook paused"),
    "webhook.resumed": _("Webhook resumed"),
    "webhook.removed": _("Webhook removed"),
    "webhook.gave_up": _("Webhook paused by itself: nothing arrived for a day"),
    "organisation.founded": _("Organisation founded"),
    "organisation.changed": _("Organisation changed"),
    "organisation.closed": _("Organisation closed"),
    "organisation.reopened": _("Organisation open again"),
    "team.formed": _("Team formed"),
    "team.changed": _("Team changed"),
    "team.closed": _("Team closed"),
    "team.reopened": _("Team open again"),
    "agreement.recorded": _("Agreement recorded"),
    "agreement.confirm": _("Agreement confirmed"),
    "agreement.decline": _("Agreement declined"),
    "agreement.end": _("Agreement ended"),
    "holiday.added": _("Holiday added"),
    "holiday.moved": _("Holiday moved to another day"),
    "holiday.changed": _("Holiday changed"),
    "holiday.withdrawn": _("Holiday withdrawn"),
    "programme.begun": _("Programme begun"),
    "programme.changed": _("Programme changed"),
    "programme.line_added": _("Budget line added"),
    "programme.target_set": _("Target of a programme set"),
    "programme.rate_told": _("Rate of a currency told"),
    "programme.allotted": _("Budget granted"),
    "programme.allotment_reversed": _("Granted budget taken back"),
    "payments.listed": _("Payment list made"),
    "payments.release": _("Payment list released"),
    "payments.file": _("Payment file made"),
    "payments.send": _("Payment list sent"),
    "payments.drop": _("Payment list dropped"),
    "payments.close": _("Payment list closed"),
    "payments.answered": _("Answers of a bank taken in"),
    "payments.file_fetched": _("Payment file fetched"),
    "rule.drafted": _("Rule of a programme drafted"),
    "rule.withdrawn": _("Draft of a rule given up"),
    "rule.published": _("Rule of a programme published"),
    "group.formed": _("Group formed"),
    "group.changed": _("Group changed"),
    "group.met": _("Meeting of a group written down"),
    "interpreter.added": _("Interpreter added"),
    "interpreter.changed": _("Interpreter changed"),
    "service.offered": _("Service offered"),
    "service.changed": _("Service changed"),
    "service.closed": _("Service closed"),
    "service.reopened": _("Service offered again"),
    "service.places_set": _("Open places of a service set"),
    "arrivals.uploaded": _("Arrival list uploaded"),
    "arrivals.discarded": _("Draft of an arrival list discarded"),
    "arrivals.begun": _("Import of an arrival list begun"),
    "arrivals.finished": _("Import of an arrival list finished"),
    "arrivals.errors_downloaded": _("Faulty rows of an arrival list downloaded"),
    "caseload.uploaded": _("Caseload uploaded"),
    "caseload.discarded": _("Draft of a caseload discarded"),
    "caseload.begun": _("Import of a caseload begun"),
    "caseload.finished": _("Import of a caseload finished"),
    "caseload.errors_downloaded": _("Faulty rows of a caseload downloaded"),
    "people.linked": _("All files compared with one another, to find people registered twice"),
    "files.listed": _("A list or a search was shown"),
    "list.columns_chosen": _("Columns of a list chosen"),
    "list.view_saved": _("View of a list saved"),
    "list.view_changed": _("View of a list changed"),
    "list.view_removed": _("View of a list removed"),
    "list.export_asked": _("A list asked for as a file"),
    "list.exported": _("A list written as a file"),
    "list.fetched": _("A list fetched as a file"),
}
OTHER = (Kind.FILE, _("Act on the file"))
CODES = {"level": RiskLevel, "kind": NoteKind, "paper": AttachmentKind, "why": WithdrawalReason, "verdict": ExceptionalVerdict}


def kind_of(verb: str) -> Kind:
    return SENTENCES.get(verb, OTHER)[0]


def sentence(verb: str, details: dict) -> str:
    """The act in words of the reader's language. A verb without a sentence yet is told as an act on the file."""
    words = str(OF_THE_OFFICE[verb] if verb in OF_THE_OFFICE else SENTENCES.get(verb, OTHER)[1])
    if "%(" not in words:
        return words
    known = {name: str(codes(details[name]).label) for name, codes in CODES.items() if details.get(name) in codes.values}
    try:
        return words % known
    except KeyError:
        return str(OTHER[1])
