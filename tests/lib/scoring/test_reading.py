import random
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amana.lib.core.errors import Unreadable
from amana.lib.scoring import Instrument, read, shipped

INVENTED = Path(__file__).with_name("invented.toml").read_text("utf-8")
SHIPPED = {one.name: files("amana.lib.scoring").joinpath(f"reference/{one.name}.toml").read_text("utf-8") for one in shipped()}
TEXTS = {"garden/1": INVENTED, **SHIPPED}
names = st.sampled_from(sorted(TEXTS))


def faults(text):
    with pytest.raises(Unreadable) as raised:
        read(text, "garden")
    assert raised.value.code == "instrument.faulty"
    return raised.value.params["faults"]


def changed(old, new):
    assert INVENTED.count(old) >= 1, "the invented file has no such line"
    return INVENTED.replace(old, new, 1)


def test_the_invented_file_is_right_before_anything_is_changed():
    assert read(INVENTED).name == "garden/1"


# --- one thing is wrong, and it is named with its place ---


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        # shape
        ('source_ar = "مخترع"\n', "", "file.missing_key", "garden: lacks source_ar"),
        ('source_en = "Invented"\n', "", "file.missing_key", "garden: lacks source_en"),
        ("valid_from = 2026-01-01\n", "", "file.missing_key", "garden: lacks valid_from"),
        ('mark = "interim"\n', "", "file.missing_key", "garden: lacks mark"),
        ('licence_en = "The', 'license_en = "The', "file.unknown_key", "garden: knows no key 'license_en'"),
        ('topic_en = "Weeds"', 'tpoic_en = "Weeds"', "file.unknown_key", "garden, item 2 (weeds): knows no key 'tpoic_en'"),
        ('topic_ar = "الأعشاب"\n', "", "file.missing_key", "garden, item 2 (weeds): lacks topic_ar"),
        ('topic_ar = "الأعشاب"', 'topic_ar = "Weeds"', "file.not_arabic", "garden, item 2 (weeds): topic_ar has no Arabic letter"),
        ('topic_en = "Weeds"', 'topic_en = "الأعشاب"', "file.not_english", "garden, item 2 (weeds): topic_en has Arabic letters"),
        ('topic_en = "Weeds"', 'topic_en = "We\u200beds"', "file.untidy", "marks that nobody sees"),
        ('topic_en = "Weeds"', 'topic_en = ""', "file.untidy", "topic_en is empty"),
        ('wording_ar = "كم مرة تُسقى؟"\n', "", "file.missing_key", "lacks wording_ar"),
        ('label_en = "Never"', "label_en = 3", "file.wrong_kind", "label_en is not a text"),
        ("points = 1, label_ar = \"أحيانًا\"", "points = 1.0, label_ar = \"أحيانًا\"", "file.wrong_kind", "option 2 (some): points is not a number"),
        ("points = 1, label_ar = \"أحيانًا\"", "points = true, label_ar = \"أحيانًا\"", "file.wrong_kind", "points is not a number"),
        ("points = 1, label_ar = \"أحيانًا\"", "points = -1, label_ar = \"أحيانًا\"", "file.no_number", "not below 0"),
        ("points = 1, label_ar = \"أحيانًا\"", "points = \"١\", label_ar = \"أحيانًا\"", "file.no_number", "points is a number such as"),
        ('code = "weeds"', 'code = "water"', "file.twice", "has item 'water' twice"),
        ('code = "weeds"', 'code = "Weeds"', "file.no_code", "made of small Latin letters"),
        ('code = "autumn"', 'code = "spring"', "file.twice", "has occasion 'spring' twice"),
        ('code = "green"', 'code = "bare"', "file.twice", "has band 'bare' twice"),
        ('code = "some"', 'code = "never"', "file.twice", "scale often: has option 'never' twice"),
        ('["water", "weeds"]', '["water", "weeds", "water"]', "file.twice", "dimension 1 (care): items names one twice"),
        ('["water", "weeds"]', '"water"', "file.wrong_kind", "dimension 1 (care): items is not a list"),
        ('code = "some"', 'code = "declined"', "scale.reserved", "'declined', which means no answer"),
        ('scale = "often"', 'scale = "oftne"', "item.no_scale", "item 1 (water): has a scale 'oftne'"),
        ("[[item]]", "[scale.spare]\nwhole = [1, 3]\n[[item]]", "file.unused", "has a scale 'spare' that no item uses"),
        ("[[item]]", "[scale.spare]\nwhole = [3, 1]\n[[item]]", "scale.no_range", "counts from one whole number up to another"),
        ('method = "sum"', 'method = "median"', "file.no_such_choice", "dimension 1 (care): method is one of sum, mean"),
        ('mark = "interim"', 'mark = "final"', "file.no_such_choice", "mark is one of draft, interim, official"),
        ("range = [0, 8]", "range = [0]", "file.no_pair", "range is written like [0, 27]"),
        ("places = 0", "places = 9", "file.out_of_range", "places lies between 0 and 4"),
        ('opens = [6, "months"]', 'opens = [6, "weeks"]', "file.no_span", "occasion 2 (autumn): opens is written like"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01T00:00:00", "file.wrong_kind", "valid_from is not a day"),
        # sense
        ('["water", "weeds"]', '["water", "wedes"]', "dimension.unknown_part", "dimension care: counts 'wedes'"),
        ('["water", "weeds"]', '["water"]', "item.uncounted", "item weeds: is counted in no dimension"),
        ('["care", "trees"]', '["care", "whole"]', "dimension.unknown_part", "dimension whole: counts 'whole'"),
        ('["care", "trees"]', "[]", "dimension.empty", "dimension whole: counts nothing"),
        ('total = "whole"', 'total = "sum"', "total.unknown", "has no dimension 'sum'"),
        ('fruit = "0.75"', 'fruit = "0.7"', "weights.no_whole", "dimension trees: is a mean whose weights give 19/20, not 1"),
        ('{shade = "0.25", fruit = "0.75"}', "{shade = 1}", "weights.not_the_parts", "gives weights to other parts"),
        ("{care = 1, trees = 4}", "{care = 1, trees = 0}", "weights.not_positive", "a weight or factor of nothing"),
        ('["shade", "fruit"]\nmethod = "mean"', '["shade", "fruit"]\nmethod = "sum"', "dimension.absent_in_sum", "only a mean can leave them out"),
        ("at_most = 1}", "at_most = 2}", "missing.out_of_range", "dimension care: allows no gap at all, or nothing but gaps"),
        ("at_most = 1}", "at_most = 0}", "missing.out_of_range", "dimension care: allows no gap at all"),
        ("factor = 2", "factor = 0", "weights.not_positive", "dimension care: has a weight or factor of nothing"),
        ("meaningful_change = 3", "meaningful_change = 0", "change.out_of_range", "a meaningful change that its scores cannot show"),
        ('mark = "interim"', 'mark = "official"\nconfirmed_by_ar = "الوزارة"\nconfirmed_by_en = "The ministry"', "mark.not_confirmed", "who confirmed it and when"),
        ("at_most = 1}", 'at_most = 1, never_guessed = ["fruit"]}', "missing.unknown_part", "never guesses a part that it does not count"),
        ("range = [0, 8]", "range = [0, 4]", "dimension.wrong_range", "dimension care: can reach 0 to 8, not 0 to 4"),
        ("factor = 2\n", "", "dimension.wrong_range", "dimension care: can reach 0 to 4"),
        ('change_source_ar = "مخترع"\nchange_source_en = "Invented"\n', "", "change.no_source", "gives a meaningful change and its source together"),
        ("meaningful_change = 3", "meaningful_change = 9", "change.out_of_range", "a meaningful change that its scores cannot show"),
        ("from = 6, to = 12", "from = 7, to = 12", "band.gap", "bands bare and green leave a gap at 5.9 and 7"),
        ("from = 6, to = 12", 'from = "5.9", to = 12', "band.overlap", "bands bare and green overlap at 5.9 and 5.9"),
        ("from = 6, to = 12", "from = 6, to = 11", "band.not_the_range", "bands cover 0 to 11, not 0 to 12"),
        ('from = 0, to = "5.9"', 'from = 0, to = "5.95"', "band.between_steps", "rounded to 1 places never shows"),
        ('from = 0, to = "5.9"', 'from = 9, to = "5.9"', "band.upside_down", "band bare ends before it begins"),
        ('items = ["fruit"]', 'items = ["friut"]', "rule.unknown_item", "rule pick: looks at friut"),
        ('dimension = "whole"', 'dimension = "hole"', "rule.unknown_dimension", "rule water_more: looks at 'hole'"),
        ('gaps = ["fruit"]', 'gaps = ["fruit"]\nitems = ["fruit"]', "rule.no_subject", "rule look_again: looks at items, at gaps or at a dimension"),
        ('gaps = ["fruit"]', 'gaps = ["fruit"]\nat_least = 1', "rule.no_bound", "none for gaps"),
        ('items = ["fruit"]\nat_least = 1\n', 'items = ["fruit"]\n', "rule.no_bound", "rule pick: has a bound"),
        ('items = ["fruit"]\nat_least = 1\n', 'items = ["fruit"]\nat_least = 2\n', "rule.out_of_reach", "rule pick: has a bound that no answer reaches"),
        ('at_least = 1\nat_most = "5.5"', 'at_least = 6\nat_most = "5.5"', "rule.upside_down", "asks for more than it allows"),
        ('due = [30, "days"]', 'due = [7, "months"]', "occasion.overlap", "occasion autumn: opens before spring is past its due day"),
        ('due = [30, "days"]', 'due = [6, "months"]', "occasion.overlap", "occasion autumn: opens before"),
        ('opens = [6, "months"]', 'opens = [10, "months"]', "occasion.upside_down", "occasion autumn: is due before it opens"),
        ('dimensions = ["care"]\n', 'dimensions = ["car"]\n', "occasion.unknown_dimension", "occasion spring: measures car"),
        ("valid_until = 2027-12-31", "valid_until = 2025-12-31", "version.ends_before", "ends before it begins"),
        ('mark_note_ar = "للاختبار"\nmark_note_en = "For tests"\n', "", "mark.no_note", "mark_note says what is to be confirmed"),
        ('mark = "interim"', 'mark = "official"', "mark.not_confirmed", "says who confirmed it and when"),
        ('mark = "interim"', 'mark = "official"', "mark.no_wording", "weeds, shade, fruit have none"),
        # examples
        ('"always - yes no"', '"always - yes"', "example.wrong_length", "example 1: answers 3 of 4 items"),
        ('"always - yes no"', '"always - yes maybe"', "example.not_an_option", "example 1: answers 'maybe' to fruit"),
        ("whole = 5, care", "whole = 6, care", "example.does_not_hold", "example 1: says whole is 6, but it comes to 5"),
        ("whole = 5, care = 4", "care = 4", "example.does_not_hold", "example 1: does not say what whole comes to"),
        ("care = 4, trees", "car = 4, trees", "example.does_not_hold", "example 1: names car, which"),
        ('band = {whole = "bare"}', 'band = {whole = "green"}', "example.does_not_hold", "says whole lies in green, but it lies in bare"),
        ('acts = ["pick"]', "acts = []", "example.does_not_hold", "example 2: says acts [], but they are ['pick']"),
        ("points = 2, label", "points = 3, label", "dimension.wrong_range", "can reach 0 to 12"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(old, new, code, said):
    found = faults(changed(old, new))
    assert [fault for fault in found if fault.code == code and said in str(fault)], [str(fault) for fault in found]


@pytest.mark.parametrize(("old", "new"), [("valid_until = 2027-12-31", "valid_until = 2026-01-01"), ("meaningful_change = 3", "meaningful_change = 8"),
                                          ('at_least = 1\nat_most = "5.5"', "at_least = 5\nat_most = 5"), ('due = [30, "days"]', 'due = [0, "days"]')])  # fmt: skip
def test_the_edge_of_what_is_allowed_is_allowed(old, new):
    assert read(changed(old, new)).name == "garden/1"


@pytest.mark.parametrize(("method", "said"), [('"mean"\nfactor = 20', "can reach 20 to 100, not 1 to 5"), ('"sum"\nfactor = 2', "can reach 10 to 50, not 1 to 5")])
def test_the_range_follows_from_points_method_and_factor(method, said):
    found = faults(SHIPPED["satisfaction/1"].replace('"mean"\n', f"{method}\n").replace(f"total = {method}", 'total = "mean"').replace(f"code = {method}", 'code = "mean"'))
    assert [str(one) for one in found if one.code == "dimension.wrong_range"] == [f"garden, dimension mean: {said}"]


def test_no_change_is_larger_than_the_range():
    change = 'higher_is = "better"\nmeaningful_change = {}\nchange_source_ar = "مخترع"\nchange_source_en = "Invented"'
    assert read(SHIPPED["satisfaction/1"].replace('higher_is = "better"', change.format(4)))
    assert [one.code for one in faults(SHIPPED["satisfaction/1"].replace('higher_is = "better"', change.format(5)))] == ["change.out_of_range"]


def test_a_band_and_a_rule_that_no_example_shows_are_faults():
    without_green = INVENTED.replace('[[example]]\nanswers = "always always no_trees yes"\nscore = {whole = 12, care = 8, trees = 1}\nband = {whole = "green"}\nacts = ["pick"]\n', "")
    found = [str(one) for one in faults(without_green)]
    assert found == ["garden, dimension whole: band green is in no example", "garden, rule pick: is in no example"]
    assert "example.none" in {one.code for one in faults(INVENTED[: INVENTED.index("[[example]]")])}


def test_all_faults_of_a_file_are_told_at_once():
    found = faults(changed('source_en = "Invented"\n', "").replace('topic_en = "Weeds"', "topic_en = 4").replace('method = "mean"', 'method = "avg"'))
    assert {one.code for one in found} == {"file.missing_key", "file.wrong_kind", "file.no_such_choice"}


def test_a_confirmed_file_with_all_its_wording_may_be_official():
    worded = INVENTED.replace('topic_en = "Weeds"', 'topic_en = "Weeds"\nwording_ar = "أ"\nwording_en = "A"')
    worded = worded.replace('topic_en = "Shade"', 'topic_en = "Shade"\nwording_ar = "ب"\nwording_en = "B"').replace('topic_en = "Fruit"', 'topic_en = "Fruit"\nwording_ar = "ت"\nwording_en = "C"')
    official = read(worded.replace('mark = "interim"', 'mark = "official"\nconfirmed_by_ar = "الوزارة"\nconfirmed_by_en = "The ministry"\nconfirmed_on = 2026-11-01'))
    assert official.mark == "official" and official.is_worded and not read(INVENTED).is_worded


# --- what is no TOML at all ---


@pytest.mark.parametrize("text", ["code = ", "[[item]", "code = 'x'\ncode = 'y'", "a = " + "[" * 5_000, "a = 2026-02-31", "\x00", "n = " + "9" * 5_000, None, 7])
def test_what_is_no_toml_is_refused_as_such(text):
    with pytest.raises(Unreadable) as raised:
        read(text, "garden")
    assert raised.value.code == "instrument.not_toml"


# --- a broken file never passes silently ---


def _places(row, path=()):
    """Every key of every table, as the way to it."""
    for key, value in row.items() if isinstance(row, dict) else enumerate(row):
        if isinstance(row, dict):
            yield (*path, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))


def _kinds_of_places(row):
    """Of the places that differ only by a number the first and the last."""
    found = {}
    for path in _places(row):
        kind = tuple("#" if isinstance(step, int) else step for step in path)
        found[kind] = [*found.get(kind, [path])[:1], path]
    return [path for ends in found.values() for path in dict.fromkeys(ends)]


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)


def _text(row):
    return "\n".join(f"{key} = {_toml(value)}" for key, value in row.items())


def _inner(row, path):
    for key in path:
        row = row[key]
    return row


OPTIONAL = {"valid_until", "how_ar", "how_en", "period_days", "from_age", "comparable_with", "dimensions", "band", "about_ar", "about_en", "occasion", "rule",
            "never_guessed", "score", "at_least", "at_most", "example", "points", "weights"}  # fmt: skip
PAIRED = {"how_ar": "how_en", "how_en": "how_ar", "about_ar": "about_en", "about_en": "about_ar"}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_way_back_to_text_changes_nothing(name):
    assert read(_text(tomllib.loads(TEXTS[name]))) == read(TEXTS[name])


@pytest.mark.parametrize("name", ["garden/1", "phq9/1", "satisfaction/1"])  # they hold every key that there is
def test_a_key_that_is_lacking_unknown_or_of_another_kind_never_passes(name):
    for path in _kinds_of_places(tomllib.loads(TEXTS[name])):
        for breaks in (_lacking, _unknown, _of_another_kind):
            row = tomllib.loads(TEXTS[name])
            if breaks(_inner(row, path[:-1]), path[-1]):
                with pytest.raises(Unreadable):
                    read(_text(row))
                    pytest.fail(f"{name}: {breaks.__name__} {path} passed")


def _lacking(row, key):
    """True where the key must be there."""
    del row[key]
    return key not in OPTIONAL or PAIRED.get(key) in row


def _unknown(row, key):
    row[f"{key}_"] = row.pop(key)
    return True


def _of_another_kind(row, key):
    row[key] = 1.5
    return True


@given(names, st.randoms(use_true_random=False))
def test_a_band_edge_moved_alone_never_passes(name, chance):
    row = tomllib.loads(TEXTS[name])
    edges = [(band, key) for one in row["dimension"] for band in one.get("band", ()) for key in ("from", "to")]
    if edges:
        band, key = chance.choice(edges)
        band[key] = str(float(band[key]) + chance.choice([1, 0.01, 0.5, 10]))
        with pytest.raises(Unreadable):
            read(_text(row))


@given(names, st.randoms(use_true_random=False))
def test_a_name_misspelt_in_one_place_never_passes(name, chance):
    row = tomllib.loads(TEXTS[name])
    lists = [one[key] for kind in ("dimension", "rule", "occasion") for one in row.get(kind, ()) for key in ("items", "gaps", "dimensions") if one.get(key)]
    found = chance.choice(lists)
    found[chance.randrange(len(found))] += "_x"
    with pytest.raises(Unreadable):
        read(_text(row))


@given(names, st.randoms(use_true_random=False), st.integers(1, 4))
@example("garden/1", random.Random(1), 1)
def test_any_damage_to_the_text_gives_an_instrument_or_a_clear_refusal(name, chance, times):
    text = TEXTS[name]
    for _ in range(times):
        start = chance.randrange(len(text))
        end = start + chance.choice([0, 1, 1, 5, 40])
        text = text[:start] + chance.choice(["", "", "x", "0", "9", '"', "]", "\n", "= ", "٣", "\u202e", "-1", "{}", text[end : end + 20]]) + text[end:]
    _instrument_or_refusal(text)


@given(st.recursive(st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab_", min_size=1), inner), max_leaves=8),
       names, st.randoms(use_true_random=False))
def test_anything_in_the_place_of_anything_gives_an_instrument_or_a_clear_refusal(value, name, chance):
    row = tomllib.loads(TEXTS[name])
    path = chance.choice(list(_places(row)))
    _inner(row, path[:-1])[path[-1]] = value
    _instrument_or_refusal(_text(row))


def _instrument_or_refusal(text):
    try:
        assert isinstance(read(text), Instrument)
    except Unreadable as refusal:
        assert refusal.code in ("instrument.not_toml", "instrument.faulty") and refusal.message
