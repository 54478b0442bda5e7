"""Consents and legal bases, and what ends with them."""
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON, as_json, columns, key


@deed
def a_legal_basis_says_why(s: Scene):
    s.by("me protection_officer")
    yield "no reason", s.refusal("INSERT INTO consent_legalbasis (id, person_id, to_organisation_id, to_team_id, article, reason, is_vital, sections, ends_at)"
                                 " VALUES (%s, %s, %s, %s, 'art. 1', 'x', false, 1, now() + interval '9 days')", uuid4(), s.person("A A1 me fresh"), ORGANISATION["B"],
                                 s.world.teams["B1"].key), "legal_reason"
    yield "a worker who is not there", s.refusal("INSERT INTO consent_legalbasis (id, person_id, to_organisation_id, to_staff_id, article, reason, is_vital, sections, ends_at)"
                                                 " VALUES (%s, %s, %s, %s, 'art. 1', 'a court order', false, 1, now() + interval '9 days')",
                                                 uuid4(), s.person("A A1 me fresh"), ORGANISATION["B"], PERSON["police"]), "team_member"
    s.by("you protection_officer")
    yield "approved by whoever recorded it", s.refusal("INSERT INTO consent_legalstep (id, legal_basis_id, step) VALUES (%s, %s, 'approve')",
                                                       uuid4(), key("legal unapproved me", "legal")), "legal_basis_second_person"
    s.keeper()
    s.run("UPDATE access_membership SET role_id = 'protection_supervisor' WHERE id = %s", [member("you supervisor")])
    s.by("you supervisor")
    yield "approved by her in another role", s.refusal("INSERT INTO consent_legalstep (id, legal_basis_id, step) VALUES (%s, %s, 'approve')",
                                                       uuid4(), key("legal unapproved me", "legal")), "legal_basis_second_person"


@deed
def a_ground_is_one_in_force(s: Scene):
    s.run("SET LOCAL ROLE amana_keeper")
    a, b = ORGANISATION["A"], ORGANISATION["B"]
    for name, want in (("approved", "done"), ("unapproved", "ground_legal"), ("ended", "ground_legal"), ("over", "ground_legal")):
        record = f"legal {name} B1 case"
        yield record, s.refusal("SELECT ring.ground(%s, NULL, %s, %s, %s, 'referral', 1)", s.person(record), key(record, "legal"), a, b), want
    yield "another's basis", s.refusal("SELECT ring.ground(%s, NULL, %s, %s, %s, 'referral', 1)", s.person("legal approved B1"), key("legal approved B1 case", "legal"), a, b), "ground_legal"
    yield "another's consent", s.refusal("SELECT ring.ground(%s, %s, NULL, %s, %s, 'referral', 1)",
                                         s.person("referral seen"), key("referral sent", "scope of the referral"), a, b), "ground_consent"
    for name, want in (("sent", "done"), ("sent without consent", "ground_consent"), ("consent ends now", "ground_consent")):
        record = f"referral {name}"
        yield record, s.refusal("SELECT ring.ground(%s, %s, NULL, %s, %s, 'referral', 1)", s.person(record), key(record, "scope of the referral"), a, b), want


@deed
def a_consent_is_answered_for_whom_it_can_be_and_by_whom_it_may_be_given(s: Scene):
    person = s.person("A A1 me fresh")
    s.keeper()
    s.run("UPDATE registry_identity SET birth_latest = '2020-01-01' WHERE person_id = %s", [person])
    s.by("me caseworker")
    new = uuid4()
    s.insert("consent_consent", id=new, person_id=person)
    answer = ("INSERT INTO consent_consentscope (id, consent_id, purpose, receiver_id, agreed, sections, ends_at)"
              " VALUES (gen_random_uuid(), %s, %s, %s, true, 1, now() + interval '9 days')")
    for purpose, receiver, want in (("case", "A", "done"), ("case", "B", "consent_receiver"), ("referral", "B", "done"), ("referral", "A", "consent_receiver")):
        yield f"{purpose} for {receiver}", s.refusal(answer, new, purpose, ORGANISATION[receiver]), want
    paper = columns("consent_consentpaper", consent_id=new, person_id=person, mode="oral_witness", witness="سعاد", language="ar", points=[], text_version="1", text_shown="x")
    for given_by, want in (("self", "consent_giver"), ("guardian", "done")):
        yield f"by {given_by}", s.refusal("INSERT INTO consent_consentpaper SELECT * FROM jsonb_populate_record(NULL::consent_consentpaper, %s)",
                                          as_json(paper | {"given_by": given_by})), want


@deed
def what_ends_by_the_clock_ends_before_anybody_settles(s: Scene):
    nearly, lapsed = s.person("A A1 me eve"), s.person("A A1 me lapsed")
    seen, hint = "SELECT EXISTS (SELECT FROM access_my_circle WHERE person_id = %s)", "SELECT entry.closed_file_may_match(ARRAY[%s], ARRAY[0], 1)"
    s.by("me caseworker")
    in_lists = [seen.replace("access_my_circle", f"access_my_circle_{order}_first") for order in ("latest", "oldest")]
    yield "seen", s.one(seen, nearly), True
    yield "seen in lists", [s.one(one, nearly) for one in in_lists], [True, True]
    yield "hint", s.one(hint, f"w:{lapsed}"), True
    s.keeper()
    s.run("UPDATE entry.shift SET ahead = ahead + interval '200 days'")
    s.by("me caseworker")
    yield "seen when it has lapsed", s.one(seen, nearly), False
    yield "seen in lists when it has lapsed", [s.one(one, nearly) for one in in_lists], [False, False]
    yield "hint when it is erased", s.one(hint, f"w:{lapsed}"), False
    yield "hint when it has lapsed", s.one(hint, f"w:{nearly}"), True
