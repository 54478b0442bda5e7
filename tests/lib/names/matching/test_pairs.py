"""Whether two records are of one person: symmetric, any input, and with reasons by part."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names.linkage.scoring import described_pairs
from amana.lib.names.matching import Facts
from amana.lib.names.matching.birth import Birth
from amana.lib.names.matching.evidence import part_evidence
from amana.lib.names.matching.likeness import RAREST, Alike
from amana.lib.names.matching.pairs import AMONG, FEATURES, PARTS, described, first_logits, logits, probabilities
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.trees import Trees

WORDS = ["محمد", "Mohamed", "أحمد", "علي", "Hassan", "حسن", "عبد الرحمن", "Tesfay", "تسفاي", "Nyandeng", "", "x", "محمد علي"]


def record(text, birth="", **facts):
    return Record.of([dict(zip(PARTS, text.split("/"), strict=False))], birth=Birth.read(birth), **facts)


parts = st.dictionaries(st.sampled_from(PARTS), st.sampled_from(WORDS) | st.text(max_size=40), max_size=4)
records = st.builds(
    lambda names, birth, sex, phone: Record.of(names, birth=Birth(*birth), sex=sex, phone=phone),
    st.lists(parts, max_size=2), st.tuples(st.integers(1950, 2026), st.integers(0, 12), st.integers(1, 28)), st.sampled_from(["m", "f", ""]), st.sampled_from(["", "+201001234567"]))


@settings(max_examples=100, deadline=2000)
@given(records, records)
def test_a_comparison_is_the_same_from_either_side(one, other):
    there, back = probabilities([(one, other), (other, one)])
    assert there == pytest.approx(back, abs=1e-5) and 0 <= there <= 1


@pytest.mark.parametrize("other", ["Mohamed/Hassan/Ali", "محمد/حسن/على", "Mohammad/Hasan/Aly", "محمد/حسن", "Muhamad/Hassan/Ali/El-Masry"])
def test_one_person_in_another_spelling_is_likely_one(other):
    one = record("محمد/حسن/علي", "1990-05-12", sex="m", nationality="EG")
    assert probabilities([(one, record(other, "1990-05-12", sex="m", nationality="EG"))])[0] > 0.8


@pytest.mark.parametrize(("other", "birth"), [
    ("أحمد/حسن/علي", "1993-07-01"), ("حسن/علي/محمد", "1962-02-02"), ("سعيد/خالد/عمر", "1990-05-12"), ("محمد/حسين/إبراهيم", "1971-09-30"), ("أحمد/حسن/علي", "1990-05-12"),
])
def test_a_brother_a_father_a_stranger_and_a_twin_are_not(other, birth):
    one = record("محمد/حسن/علي", "1990-05-12", sex="m")
    assert probabilities([(one, record(other, birth, sex="m"))])[0] < 0.5


def test_the_share_of_same_persons_among_those_asked_about_counts():
    pair = (record("محمد/حسن/علي"), record("محمد/حسن/علي"))
    rare, usual = probabilities([pair], prior=0.01)[0], probabilities([pair], prior=0.45)[0]
    assert rare < usual
    assert rare / (1 - rare) == pytest.approx(usual / (1 - usual) * (0.01 / 0.99) / (0.45 / 0.55), rel=1e-4)


def test_nothing_is_asked_of_no_pair():
    assert probabilities([]) == []


def test_reasons_are_given_part_by_part():
    found = part_evidence(record("محمد/حسن/علي/الشناوي"), record("Mohamed/Hussein/Ali"))
    assert [(one.part, one.other_part, one.code) for one in found] == [
        ("given", "given", "other_spelling"), ("father", "father", "differs"), ("grandfather", "grandfather", "other_spelling"), ("family", "", "missing")]
    assert found[0].nats > 1 > found[1].nats and found[0].one_in and not found[1].one_in


def test_a_rare_name_is_more_evidence_than_a_frequent_one():
    frequent, rare = (part_evidence(record(name), record(name))[0] for name in ("محمد", "رتيبة"))
    assert rare.nats > frequent.nats and rare.one_in > frequent.one_in


def test_names_in_another_order_and_home_names_are_said():
    found = part_evidence(record("تسفاي/برهاني"), record("برهاني/تسفاي"))
    assert [(one.part, one.other_part, one.is_in_place) for one in found] == [("given", "father", False), ("father", "given", False)]
    assert part_evidence(record("مصطفى/خالد"), record("درش/خالد"))[0].code == "home_name"


@settings(max_examples=100, deadline=2000)
@given(records, records)
def test_each_part_of_either_side_has_one_reason(one, other):
    found = part_evidence(one, other)
    assert [part.part for part in found if part.part] == [name for name, texts in zip(PARTS, one.places, strict=False) if texts]
    assert sorted(part.other_part for part in found if part.other_part) == sorted(name for name, texts in zip(PARTS, other.places, strict=False) if texts)


# --- the trees, and how usual a name is among the people whose name it is ---


def test_trees_say_of_many_rows_at_once_what_each_question_says_of_one():
    chance = np.random.default_rng(1)
    features, limits, leaves = chance.integers(0, 5, (7, 15)), chance.normal(size=(7, 15)).astype(np.float32), chance.normal(size=(7, 16)).astype(np.float32)
    rows = chance.normal(size=(150, 5)).astype(np.float32)

    def said(row, tree, node=0):
        return said(row, tree, 2 * node + 1 + (row[features[tree][node]] > limits[tree][node])) if node < 15 else leaves[tree][node - 15]

    trees = Trees(features, limits, leaves, 0.25)
    assert trees.logits(rows) == pytest.approx([0.25 + sum(said(row, tree) for tree in range(7)) for row in rows], abs=1e-5)
    assert trees.logits(rows[:0]).shape == (0,)


@pytest.mark.parametrize(("own", "everybody"), [("تسفاي", "احمد"), ("tesfay", "ahmed"), ("دينق", "محمود")])
def test_a_name_that_is_rare_among_all_may_be_usual_among_its_own(own, everybody):
    known = Alike()
    assert known.share(own) < known.share(everybody) / 2
    assert known.among(own) > known.among(everybody) > known.share(everybody)


@pytest.mark.parametrize(("one", "other"), [("تسفاي/برهاني/كداني", "Tesfay/Berhane/Kidane"), ("مينا/جرجس/بطرس", "Mina/Girgis/Botros")])
def test_whoever_has_names_that_are_usual_among_her_own_has_namesakes(one, other):
    """Rare among all people, these names made the first trees as sure as one chance in two, where no birth is known and one pair in ten is one person."""
    rows = described([(record(one), record(other))])
    assert logits(rows, 0.1)[0] < first_logits(rows, 0.1)[0] - 0.3
    rare = described([(record("نصوح/سغيتا/اماتو"), record("نصوح/سغيتا/اماتو"))])
    assert logits(rare, 0.1)[0] > logits(rows, 0.1)[0] + 1


def test_a_name_of_no_list_is_rare_among_all_and_among_its_own():
    assert Alike().share("grzegorz") == Alike().among("grzegorz") == RAREST


def test_linkage_is_told_what_its_trees_were_learned_from():
    """How usual names are among their own is not among it: linkage counts namesakes by itself."""
    rows = described_pairs([(Facts(({"given": "Tesfay", "father": "Berhane"},)), Facts(({"given": "Tesfay", "father": "Berhane"},)))], Alike())
    assert rows.shape == (1, len(FEATURES)) and not set(FEATURES) & set(AMONG)
