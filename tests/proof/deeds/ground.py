"""Organisations, agreements, services, views of lists, holidays and the record of acts."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON, key


@deed
def saved_views_and_exports_are_stamped_and_end(s: Scene):
    s.by("me caseworker")
    view, one = uuid4(), uuid4()
    forged = {"organisation_id": ORGANISATION["B"], "made_by": member("you supervisor"), "made_at": s.now.replace(year=2001), "of_list": "cases"}
    s.insert("lists_savedview", id=view, name="x", removed_at=s.now, **forged)
    yield "view", s.one("SELECT organisation_id, made_by, made_at, removed_at FROM lists_savedview WHERE id = %s", view), (ORGANISATION["A"], member("me caseworker"), s.now, None)
    s.run("UPDATE lists_savedview SET removed_at = '2001-01-01' WHERE id = %s", [view])
    yield "removed", s.one("SELECT removed_at FROM lists_savedview WHERE id = %s", view), s.now
    s.insert("lists_export", id=one, format="csv", language="ar", state="done", rows_done=9, file_sealed=b"x", asked_sealed=b"x", expires_at=s.now.replace(year=2099), **forged)
    yield "export", s.one("SELECT made_by, made_at, expires_at - made_at = interval '24 hours', state, rows_done, file_sealed FROM lists_export WHERE id = %s", one), (
        member("me caseworker"), s.now, True, "waiting", 0, None)
    s.run("UPDATE lists_export SET file_sealed = 'x' WHERE id = %s", [one])
    s.by("me organisation_administrator")
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [member("me caseworker")])
    s.keeper()
    yield "of a suspended membership", s.one("SELECT file_sealed, asked_sealed FROM lists_export WHERE id = %s", one), (None, None)
    yield "others'", s.one("SELECT count(*) FROM lists_export WHERE file_sealed IS NOT NULL AND made_by = %s", member("me supervisor")), 4
    s.by("me reception")
    yield "forgotten", s.one("SELECT entry.forget_exports()"), 2 * 5
    s.keeper()
    yield "kept", s.one("SELECT count(*) FROM lists_export WHERE file_sealed IS NOT NULL"), 2 * 5


@deed
def a_holiday_is_stamped(s: Scene):
    s.by("me platform_administrator")
    new = uuid4()
    s.insert("holidays_holiday", id=new, day="2031-01-04", name_ar="عطلة", name_en="x", mark="draft", source="x", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "stamp", s.one("SELECT made_by, made_at FROM holidays_holiday WHERE id = %s", new), (member("me platform_administrator"), s.now)


@deed
def what_an_office_did_is_read_by_who_keeps_it(s: Scene):
    subject, maker = uuid4(), {"team.formed": "me organisation_administrator", "token.made": "me caseworker", "organisation.changed": "me platform_administrator",
                               "holiday.added": "me platform_administrator", "team.changed": "me elsewhere organisation_administrator", "file.read": "me caseworker",
                               "agreement.confirm": "police organisation_administrator"}
    for verb, actor in maker.items():
        s.by(actor)
        s.run("SELECT audit.record(%s, %s, 0, %s)", [verb, subject, '{"role": "trainer"}'])
    asked = "SELECT coalesce(array_agg(verb ORDER BY verb), '{}') FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)"
    nothing = (None,) * 6
    for actor, want in (("me organisation_administrator", ["team.formed", "token.made"]), ("me platform_administrator", ["holiday.added", "organisation.changed"]),
                        ("me elsewhere organisation_administrator", ["team.changed"]), ("me elsewhere platform_administrator", []), ("police organisation_administrator", ["agreement.confirm"]),
                        ("me caseworker", []), ("me case_manager", []), ("suspended organisation_administrator", []),
                        ("odd not_organisations", ["holiday.added", "team.formed", "token.made"]), ("odd not_reference_data", ["organisation.changed", "team.formed", "token.made"]),
                        ("odd not_staff", ["holiday.added", "organisation.changed"]), ("odd every_verb", ["holiday.added", "organisation.changed", "team.formed", "token.made"])):
        if not actor.startswith("suspended"):
            s.by(actor)
        else:
            s.run("SELECT set_config('amana.facts', '', true)")
        yield actor, s.one(asked, *nothing, 200), want
    s.by("odd every_verb")
    me, minute = PERSON["me"], timedelta(minutes=1)
    yield "of kinds", s.one(asked, ["team", "holiday"], *nothing[1:], 200), ["holiday.added", "team.formed"]
    yield "of somebody", [s.one(asked, None, who, *nothing[2:], 200) for who in (me, PERSON["you"])], [["holiday.added", "organisation.changed", "team.formed", "token.made"], []]
    yield "since", [len(s.one(asked, None, None, at, *nothing[3:], 200)) for at in (s.now - minute, s.now, s.now + minute)], [4, 4, 0]
    yield "until", [len(s.one(asked, None, None, None, at, *nothing[4:], 200)) for at in (s.now, s.now + minute)], [0, 4]
    told = s.run("SELECT id, at, verb, staff, by_name, subject, details FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)", [*nothing, 200]).fetchall()
    yield "in order", [row[0] for row in told], sorted((row[0] for row in told), reverse=True)
    yield "told", [row[1:] for row in told if row[2] == "team.formed"], [(s.now, "team.formed", me, "me", subject, {"role": "trainer"})]
    yield "beyond", [s.run("SELECT id FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)", [*nothing[:4], told[1][1], told[1][0], many]).fetchall() for many in (200, 1)], [
        [(row[0],) for row in told[2:]], [(told[2][0],)]]


@deed
def an_agreement_is_recorded_waits_and_is_confirmed(s: Scene):
    s.by("me organisation_administrator")
    new = uuid4()
    s.insert("organisations_agreement", id=new, from_organisation_id=ORGANISATION["A"], to_organisation_id=ORGANISATION["B"], purposes=["sharing"], sections=1,
             starts_on="2020-01-01", ends_on="2099-01-01", state="confirmed", recorded_by=member("you caseworker"), recorded_at=s.now.replace(year=2001),
             confirmed_by=member("you caseworker"), confirmed_at=s.now, ended_at=s.now)
    yield "recorded", s.one("SELECT state, recorded_by, recorded_at, confirmed_by, confirmed_at, ended_at FROM organisations_agreement WHERE id = %s", new), (
        "recorded", member("me organisation_administrator"), s.now, None, None, None)
    s.by("me elsewhere organisation_administrator")
    s.insert("organisations_agreementstep", id=uuid4(), agreement_id=new, step="confirm", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "confirmed", s.one("SELECT state, confirmed_by, confirmed_at FROM organisations_agreement WHERE id = %s", new), (
        "confirmed", member("me elsewhere organisation_administrator"), s.now)
    yield "step", s.one("SELECT made_by, made_at FROM organisations_agreementstep WHERE agreement_id = %s", new), (member("me elsewhere organisation_administrator"), s.now)
    s.insert("organisations_agreementstep", id=uuid4(), agreement_id=new, step="end")
    yield "ended", s.one("SELECT state, ended_at FROM organisations_agreement WHERE id = %s", new), ("ended", s.now)


@deed
def an_act_is_recorded_in_the_actors_name_only(s: Scene):
    subject = uuid4()
    s.run("SET LOCAL ROLE amana_web")
    yield "nobody", s.refusal("SELECT audit.record('x', %s, 0, '{}')", subject), "42501"
    s.by("me caseworker")
    s.run("SELECT audit.record('x', %s, 3, '{}')", [subject])
    s.keeper()
    yield "entry", s.one("SELECT membership, staff, organisation, at, sections FROM audit.entry WHERE subject = %s", subject), (
        member("me caseworker"), PERSON["me"], ORGANISATION["A"], s.now, 3)


@deed
def a_desk_changes_the_number_of_open_places_and_nothing_else(s: Scene):
    s.by("desk desk_officer")
    of = "UPDATE directory_service SET {} WHERE id = %s"
    yield "places", s.refusal(of.format("open_places = 3, places_at = now()"), key("service", "A")), "done"
    yield "name", s.refusal(of.format("open_places = 3, name_en = 'y'"), key("service", "A")), "service_places_only"


@deed
def no_organisation_closes_itself_or_stands_above_itself_and_an_ended_place_stays_so(s: Scene):
    s.by("me platform_administrator")
    yield "closed by itself", s.refusal("UPDATE organisations_organisation SET is_active = false WHERE id = %s", ORGANISATION["A"]), "own_organisation"
    yield "above itself", s.refusal("UPDATE organisations_organisation SET parent_id = id WHERE id = %s", ORGANISATION["B"]), "organisation_parent"
    s.by("me organisation_administrator")
    yield "an ended place", s.refusal("UPDATE access_membership SET teams = '{}' WHERE id = %s", member("ended trainer")), "membership_ended"
