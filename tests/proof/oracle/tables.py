"""The one table of tables: what is missing here fails the build. To extend: a table is an entry in TABLES."""
from datetime import datetime, timedelta

from tests.proof.oracle.administration import (
    administers,
    anybody,
    grants_role,
    invites,
    of_a_side,
    of_the_organisation,
    own_invitations,
    steps_agreement,
)
from tests.proof.oracle.arrivals import ROW_LEAVES, alters_list, imports_row, is_undone, says_case, uploads
from tests.proof.oracle.assistance import (
    asks_help,
    keeps_books,
    knows_programme,
    lists_payment,
    moves_help,
    moves_list,
    plans_part,
    runs_programme,
    sees_money,
    takes_answer,
    takes_back,
)
from tests.proof.oracle.circles import OWN, WINDOWS
from tests.proof.oracle.elsewhere import Answer, Question, Reply, asks_elsewhere, replies, requests_contact
from tests.proof.oracle.elsewhere import Message as DeskMessage
from tests.proof.oracle.facts import Actor, Row
from tests.proof.oracle.kinds import (
    BY_ROW,
    HEAD,
    Administrative,
    ArrivalRow,
    Attachment,
    Booking,
    Clash,
    Draft,
    ExceptionalAccess,
    FormDraft,
    Kept,
    LegalBasis,
    Message,
    OfReferral,
    OfTwo,
    Part,
    Personal,
    Proposal,
    Target,
    Withdrawal,
    reads,
    sees_list,
)
from tests.proof.oracle.lists import alters_view, holds_export, saves_view, sees_view
from tests.proof.oracle.livelihoods import OfBusiness, Step, Vote
from tests.proof.oracle.referrals import moves_referral, packs, refers, sends, takes_over, writes_message
from tests.proof.oracle.roles import BIT
from tests.proof.oracle.steps import (
    adds_coworker,
    adds_member,
    answers_proposal,
    assigns,
    begins_plan,
    moves_access,
    moves_case,
    moves_legal_basis,
    moves_plan,
    moves_record,
    opens_case,
    opens_exceptionally,
    proposes,
    records_legal_basis,
    registers,
    takes_consent,
    withdraws_consent,
)
from tests.proof.oracle.webhooks import adds_delivery, carries_hook, notes_delivery, sets_up


def moves_row(actor: Actor, row: Row, now: datetime) -> bool:
    """facts: list, state, step, judged (the record that it is now, or None)."""
    step, judged = row.facts["step"], row.facts["judged"]
    verb = {"register": "register", "judge": "judge", "undo": "undo_import"}.get(step, "receive")
    return (actor.may(verb) and TABLES["arrivals_arrivalrow"].sees(actor, row, now)
            and (is_undone(row) if step == "undo" else row.facts["state"] in ROW_LEAVES[step])
            and (step == "judge") == (judged is not None) and (judged is None or reads(actor, judged, BIT["identity"], now))
            and (step != "undo" or row.facts["list"]["begun"] <= timedelta(hours=24)))


def judges(actor: Actor, row: Row, now: datetime) -> bool:
    """A warning is noted by whoever registers or imports; a verdict takes the verb. facts: other, verdict."""
    noted = row.facts["verdict"] == "open" and (actor.may("register") or actor.may("import"))
    reads_both = all(reads(actor, record, BIT["identity"], now, OWN) for record in (row.record, row.facts["other"]))  # never through exceptional access
    return (actor.may("judge") or noted) and reads_both


def keeps_interpreters(actor: Actor, facts: dict) -> bool:
    """Who assigns cases, and who runs the staff."""
    return of_the_organisation(actor, facts) and (actor.may("assign") or actor.may("staff"))


def knows_group(actor: Actor, facts: dict) -> bool:
    """Groups and their meetings are known to who gives this support in the organisation (docs/decisions/0039)."""
    return of_the_organisation(actor, facts) and actor.may("counsel")


def leads_group(actor: Actor, facts: dict) -> bool:
    """facts: organisation, leader."""
    return knows_group(actor, facts) and (facts["leader"] == actor.staff or actor.may("supervise"))


# The one table of tables. What is missing here fails the build.
TABLES: dict[str, Personal | Administrative] = {
    "registry_person": Personal(HEAD, found=True, windows=WINDOWS, adds=registers, blind="number = 'x'"),
    "registry_holding": Personal(HEAD, found=True, blind="state = 'registered'", key="person_id"),
    "registry_personstep": Personal(HEAD, adds=moves_record, blind="step = 'pass_on'"),
    "registry_identity": Personal(BIT["identity"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_identity_past": Personal(BIT["identity"], key="past_id"),
    "registry_contact": Personal(BIT["contact"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_contact_past": Personal(BIT["contact"], key="past_id"),
    "registry_phone": Personal(BIT["contact"], verb="register", imported=True, changed=True),
    "registry_phone_past": Personal(BIT["contact"], key="past_id"),
    "registry_document": Personal(BIT["documents"], verb="register", imported=True, changed=True),
    "registry_document_past": Personal(BIT["documents"], key="past_id"),
    "registry_journey": Personal(BIT["journey"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_journey_past": Personal(BIT["journey"], key="past_id"),
    "registry_social": Personal(BIT["social"], verb="register", imported=True, changed=True, key="person_id"),
    "registry_social_past": Personal(BIT["social"], key="past_id"),
    "registry_searchkey": Personal(BY_ROW, blind="hash = ''"),
    "registry_clash": Clash(BIT["documents"], blind="found_at = now()"),
    "registry_judgement": OfTwo(BIT["identity"], adds=judges, blind="verdict = 'open'"),
    "consent_consent": Personal(HEAD, adds=takes_consent, blind="made_in = 1"),
    "consent_consentscope": Personal(HEAD, adds=takes_consent, blind="agreed = true"),
    # §6.1 puts consent papers into identity, which `finds` and windows show; the program keeps them to those who work near the record.
    "consent_consentpaper": Personal(BIT["identity"], own_near=True, adds=takes_consent, blind="witness = 'x'", key="consent_id"),
    "consent_consentstep": Personal(HEAD, adds=withdraws_consent, blind="step = 'withdraw'"),
    "consent_legalbasis": LegalBasis(HEAD, adds=records_legal_basis, blind="sections = 1023"),
    "consent_legalstep": Personal(HEAD, adds=moves_legal_basis, blind="step = 'approve'"),
    "cases_case": Personal(HEAD, windows=frozenset({"shared"}), adds=opens_case, blind="state = 'open'"),
    "cases_casestep": Personal(HEAD, adds=moves_case, blind="step = 'hold'"),
    "cases_assignment": Personal(HEAD, adds=assigns, blind="until_at = NULL"),
    "cases_handover": Proposal(HEAD, adds=proposes, blind="state = 'accepted'"),
    "cases_handoverstep": Proposal(HEAD, adds=answers_proposal, blind="step = 'accept'"),
    "cases_coworker": Personal(HEAD, adds=adds_coworker, blind="sections = 1023"),
    "cases_householdmember": Personal(HEAD, adds=adds_member, blind="until_at = NULL"),
    "cases_risk": Personal(BIT["social"], verb="note", blind="level = 'low'"),
    "cases_closurecheck": Personal(BIT["social"], verb="ask_closure", blind="evidence = 'x'"),
    "cases_screening": Personal(BIT["social"], verb="note", blind="remarks = 'x'"),
    "cases_attachment": Attachment(BY_ROW, blind="title = 'x'"),
    "cases_attachmentwithdrawal": Withdrawal(BY_ROW, blind="reason = 'twice'", key="attachment_id"),
    "cases_note": Personal(BY_ROW, verb="note", blind="body = 'x'"),
    "cases_plan": Personal(HEAD, windows=frozenset({"shared"}), adds=begins_plan, blind="state = 'draft'"),
    "cases_planstep": Personal(HEAD, adds=moves_plan, blind="step = 'submit'"),
    "cases_goal": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_goal_past": Personal(BIT["social"], key="past_id"),
    "cases_planaction": Personal(BIT["social"], verb="submit_plan", changed=True),
    "cases_planaction_past": Personal(BIT["social"], key="past_id"),
    "cases_task": Personal(BIT["social"], verb="task", changed=True),
    "cases_task_past": Personal(BIT["social"], key="past_id"),
    "interpreting_interpreter": Administrative(  # docs/decisions/0031: read by who books and who keeps the list
        lambda actor, facts: of_the_organisation(actor, facts) and (actor.may("task") or actor.may("staff")), adds=keeps_interpreters, alters=keeps_interpreters, blind="name = 'x'"),
    "interpreting_booking": Booking(BIT["social"], verb="task", blind="kind = 'call'"),
    "interpreting_cancellation": Personal(BIT["social"], verb="task", blind="reason = 'y'", key="booking_id"),
    # §6.4 "psychosocial, health": an assessment carries the section of its instrument; an alarm is a flag without content, which the database alone raises.
    "assessments_instrument": Administrative(anybody, blind="section = 1", key="name"),
    "assessments_assessment": Booking(BY_ROW, verb="assess", blind="why = 'x'"),
    "assessments_decision": Personal(BY_ROW, verb="assess", blind="choice = 'accepted'"),
    "assessments_alarm": Personal(HEAD, blind="ended_at = NULL"),
    "assessments_alarmend": Personal(BY_ROW, verb="assess", blind="done = 'x'", key="alarm_id"),
    "assessments_draft": FormDraft(BY_ROW, verb="assess", changed=True, blind="is_done = true"),
    "psychosocial_group": Administrative(knows_group, adds=knows_group, alters=leads_group, blind="name = 'x'"),
    "psychosocial_meeting": Administrative(knows_group, adds=leads_group, blind="topic = 'x'"),
    "psychosocial_member": Booking(BIT["psychosocial"], verb="counsel", blind="until_at = NULL"),
    "psychosocial_leaving": Personal(BIT["psychosocial"], verb="counsel", blind="reason = 'moved'", key="member_id"),
    "psychosocial_session": Personal(BIT["psychosocial"], verb="counsel", blind="work = 'x'"),
    "psychosocial_goal": Personal(BIT["psychosocial"], verb="counsel", blind="words = 'x'"),
    "psychosocial_goalstep": Personal(BIT["psychosocial"], verb="counsel", blind="nearness = 1"),
    "psychosocial_safetyplan": Personal(BIT["psychosocial"], verb="counsel", blind="signs = 'x'"),
    "psychosocial_supervision": Personal(BIT["psychosocial"], verb="supervise", blind="agreed = 'x'"),
    # docs/decisions/0046, 0047. Programmes and books hold no person; help is economic work of a case.
    "programmes_programme": Administrative(knows_programme, adds=runs_programme, alters=runs_programme, blind="name_en = 'x'"),
    "programmes_budgetline": Administrative(knows_programme, adds=runs_programme, blind="code = 'x'"),
    "programmes_target": Administrative(knows_programme, adds=runs_programme, blind="people = 1"),
    "programmes_rate": Administrative(knows_programme, adds=keeps_books, blind="pounds = 1"),
    "programmes_allotment": Administrative(sees_money, adds=takes_back, blind="amount = 1"),
    "programmes_entry": Administrative(sees_money, blind="amount = 1"),
    "programmes_balance": Administrative(sees_money, blind="available = 1", key="line_id"),
    "assistance_kind": Administrative(anybody, blind="months = 1", key="code"),
    "assistance_limit": Administrative(anybody, blind="approvals = 1", key="above"),
    "assistance_request": Personal(BIT["economic"], adds=asks_help, blind="state = 'approved'"),
    "assistance_instalment": Personal(BIT["economic"], adds=plans_part, blind="state = 'done'"),
    "assistance_requeststep": Personal(BIT["economic"], adds=moves_help, blind="exceeds = true"),
    "assistance_paymentlist": Administrative(sees_money, adds=keeps_books, blind="state = 'released'"),
    "assistance_liststep": Administrative(sees_money, adds=moves_list, blind="step = 'release'"),
    "assistance_answerfile": Administrative(sees_money, adds=keeps_books, blind="digest = 'x'"),
    "assistance_payment": Personal(BIT["economic"], adds=lists_payment, blind="state = 'paid'"),
    "assistance_answer": Personal(BIT["economic"], adds=takes_answer, blind="outcome = 'paid'"),
    # §6.1 "Economic: income, debts, assistance": a screening and what came of it (docs/decisions/0043).
    "entitlements_screening": Booking(BIT["economic"], verb="screen", blind="remarks = 'x'"),
    "entitlements_application": Booking(BIT["economic"], verb="screen", blind="state = 'approved'"),
    "entitlements_applicationstep": Booking(BIT["economic"], verb="screen", blind="words = 'x'"),
    "livelihoods_business": Booking(BIT["economic"], verb="plan_business", blind="state = 'approved'"),
    "livelihoods_plan": OfBusiness(BIT["economic"], verb="plan_business", blind="asked = 1"),
    "livelihoods_vote": Vote(BIT["economic"], verb="decide_business", blind="choice = 'approve'"),
    "livelihoods_step": Step(BIT["economic"], blind="told = 'x'"),
    "livelihoods_instalment": Personal(BIT["economic"], blind="amount = 1"),
    "livelihoods_met": OfBusiness(BIT["economic"], verb="plan_business", blind="evidence = 'x'", key="instalment_id"),
    "livelihoods_visit": OfBusiness(BIT["economic"], verb="plan_business", blind="seen = 'x'"),
    # The day of arrival is of the record, with its journey; follow-up is of the case, with its social section (docs/decisions/0044).
    "reintegration_return": Personal(BIT["journey"], verb="register", blind="told = 'x'"),
    "reintegration_check": Personal(BIT["journey"], verb="register", blind="reason = 'x'"),
    "reintegration_onward": Personal(BIT["journey"], verb="register", blind="counselling_place = 'x'"),
    "reintegration_followup": Personal(BIT["social"], verb="task", blind="other_contact = 'x'"),
    "reintegration_attempt": Personal(BIT["social"], verb="note", blind="words = 'x'"),
    "reintegration_intention": Kept(BIT["social"], verb="note", blind="words = 'x'"),
    "exceptional_access": ExceptionalAccess(HEAD, adds=opens_exceptionally, blind="verdict = 'justified'"),
    "exceptional_accessstep": ExceptionalAccess(HEAD, adds=moves_access, blind="verdict = 'justified'"),
    "referral_referral": OfReferral(HEAD, adds=refers, blind="state = 'accepted'"),
    "referral_target": Target(BY_ROW, adds=sends, blind="sections = 1023", key="referral_id"),
    "referral_packagepart": Part(BY_ROW, adds=packs, blind="body = '{}'"),
    "referral_referralstep": OfReferral(HEAD, adds=moves_referral, blind="step = 'accept'"),
    "referral_message": Message(HEAD, adds=writes_message, blind="body = 'x'"),
    "referral_takeover": Personal(HEAD, adds=takes_over, blind="made_at = now()"),
    "referral_draft": Draft(HEAD, adds=refers, changed=True, blind="is_done = true"),
    "elsewhere_question": Question(HEAD, adds=asks_elsewhere, blind="made_by = NULL"),
    "elsewhere_answer": Answer(HEAD, blind="is_likely = true", key="question_id"),
    "elsewhere_request": Question(HEAD, adds=requests_contact, blind="person_agreed = true"),
    "elsewhere_message": DeskMessage(HEAD, blind="number = ''"),
    "elsewhere_reply": Reply(HEAD, adds=replies, blind="how = 'referral'"),
    "arrivals_arrivallist": Administrative(sees_list, adds=uploads, alters=alters_list, blind="flight = 'x'"),
    "arrivals_arrivalrow": ArrivalRow(HEAD, adds=imports_row, blind="name = 'x'"),
    "arrivals_arrivalstep": ArrivalRow(HEAD, adds=moves_row, blind="step = 'arrive'"),
    "caseload_saidcase": Personal(BIT["social"], adds=says_case, blind="reason = 'x'"),
    "organisations_organisation": Administrative(
        anybody, adds=lambda actor, facts: actor.may("organisations"), alters=lambda actor, facts: actor.may("organisations"), blind="is_active = true"),
    "organisations_team": Administrative(  # desks are the phone book
        lambda actor, facts: facts["is_desk"] or of_the_organisation(actor, facts), adds=administers("teams"), alters=administers("teams"),
        blind="name_en = 'x'"),
    "organisations_agreement": Administrative(
        of_a_side, adds=lambda actor, facts: actor.may("agreements") and of_a_side(actor, facts) and facts["purposes_fit"], blind="state = 'confirmed'"),
    "organisations_agreementstep": Administrative(of_a_side, adds=steps_agreement, blind="step = 'end'"),
    "directory_service": Administrative(  # each organisation writes its own services, its desks say how many places are open
        anybody, adds=lambda actor, facts: administers("services")(actor, facts) and facts["desk_is_its_own"],
        alters=lambda actor, facts: administers("services")(actor, facts) or (administers("capacity")(actor, facts) and facts["desk"] in actor.teams),
        blind="open_places = 1"),
    "holidays_holiday": Administrative(  # DESIGN.md §6.4: "platform_administrator: organisations, reference data"
        anybody, adds=lambda actor, facts: actor.may("reference_data"), blind="mark = 'official'"),
    # §3.6 "Rules are data": what was published is everybody's, a draft is the platform's.
    "entitlements_ruledraft": Administrative(lambda actor, facts: actor.may("reference_data") or facts["published"], adds=lambda actor, facts: actor.may("reference_data"), blind="why = 'x'"),
    "entitlements_publication": Administrative(anybody, adds=lambda actor, facts: actor.may("reference_data"), blind="confirmed = 'x'", key="rule_id"),
    "lists_savedview": Administrative(sees_view, adds=saves_view, alters=alters_view, blind="columns = '{}'"),
    "lists_export": Administrative(holds_export, adds=anybody, alters=holds_export, blind="rows_done = 0"),
    "webhooks_hook": Administrative(carries_hook, adds=sets_up, alters=carries_hook, blind="tries = 0"),
    "webhooks_delivery": Administrative(carries_hook, adds=adds_delivery, alters=notes_delivery, blind="tries = 0"),
    "access_role": Administrative(anybody, blind="reads = 1023", key="code"),
    "access_staff": Administrative(lambda actor, facts: facts["staff"] == actor.staff or actor.organisation in facts["is_colleague_of"], blind="name = 'x'"),
    "access_membership": Administrative(
        lambda actor, facts: of_the_organisation(actor, facts) or facts["staff"] == actor.staff, adds=grants_role,
        alters=lambda actor, facts: administers("staff")(actor, facts) and facts["role"] != "platform_administrator", blind="teams = '{}'",
        ),
    "access_invitation": Administrative(own_invitations, adds=invites, alters=own_invitations, blind="withdrawn_at = NULL"),
}
# Views through which the program reads; each has its own comparison.
VIEWS = {"access_my_circle": "the actor's circles, column by column", "access_my_circle_latest_first": "the same in the order of lists",
         "access_my_circle_oldest_first": "the same from the other end",
         "access_factor": "second factors by key: one's own, and an administrator's colleagues', without what they call theirs",
         "access_own_session": "where one is signed in, by the digest of the cookie's digest",
         "access_token": "tokens of the API by key: one's own, and an administrator's organisation's"}
# Tables of the program's schema without row security, each with its reason.
OPEN = {
    "django_migrations": "the program reads at start which migrations ran; no personal data",
    "procrastinate_jobs": "the worker's queue: its arguments are keys of job sessions, sealed, which no statement can open",
    "procrastinate_events": "as procrastinate_jobs",
    "procrastinate_periodic_defers": "as procrastinate_jobs",
    "procrastinate_workers": "as procrastinate_jobs",
}
