from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amana.lib.core import money
from amana.lib.core.errors import Unreadable

codes = st.sampled_from(sorted(money.currencies()))
ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")


@st.composite
def amounts(draw):
    """An amount and its currency."""
    code = draw(codes)
    decimals = money.currency_of(code).decimals
    return Decimal(draw(st.integers(0, 10 ** (13 + decimals) - 1))).scaleb(-decimals), code


@pytest.mark.parametrize(("code", "decimals"), [("EGP", 2), ("USD", 2), ("EUR", 2), ("GBP", 2), ("SAR", 2), ("AED", 2), ("SDG", 2), ("LYD", 3), ("KWD", 3), ("JOD", 3), ("TND", 3), ("JPY", 0)])
def test_a_currency_has_the_decimals_of_its_standard(code, decimals):
    assert money.currency_of(code).decimals == decimals


@pytest.mark.parametrize(("typed", "code", "amount"), [
    ("1500", "EGP", "1500.00"),
    ("1,500.5", "EGP", "1500.50"),
    ("١٬٥٠٠٫٥٠", "EGP", "1500.50"),
    ("۱۵۰۰", "EGP", "1500.00"),
    ("١،٥٠٠", "EGP", "1500.00"),
    ("1 500 000.25", "EGP", "1500000.25"),
    ("1\u00a0500", "EGP", "1500.00"),
    ("1500 EGP", "EGP", "1500.00"),
    ("egp 1,500.00", "EGP", "1500.00"),
    ("١٥٠٠ ج.م.", "EGP", "1500.00"),
    ("١٥٠٠ جنيه مصري", "EGP", "1500.00"),
    ("L.E. 20", "EGP", "20.00"),
    ("\u200f20\u200f", "EGP", "20.00"),
    ("1500.500", "EGP", "1500.50"),
    ("1.234", "KWD", "1.234"),
    ("$20", "USD", "20.00"),
    ("0", "EGP", "0.00"),
])  # fmt: skip
def test_a_typed_amount_is_read(typed, code, amount):
    """Field report B25."""
    assert str(money.read(typed, code)) == amount


@pytest.mark.parametrize(("typed", "code"), [
    ("", "money.unreadable"), ("abc", "money.unreadable"), ("1,5", "money.unreadable"), ("1.500,50", "money.unreadable"), ("1e5", "money.unreadable"), ("12,34,567", "money.unreadable"),
    ("NaN", "money.unreadable"), ("20 USD", "money.unreadable"), ("1.005", "money.too_fine"), ("-3", "money.negative"), ("10000000000000", "money.too_much"),
])  # fmt: skip
def test_what_is_no_amount_is_refused(typed, code):
    with pytest.raises(Unreadable) as no:
        money.read(typed, "EGP")
    assert no.value.code == code


def test_a_currency_that_nobody_knows_is_refused():
    with pytest.raises(Unreadable, match=r"money\.no_such_currency"):
        money.read("5", "XXX")


@given(amounts())
def test_what_is_shown_or_written_is_read_as_the_same(one):
    amount, code = one
    assert money.read(money.plain(amount, code), code) == amount
    for language in ("ar", "en"):
        shown = money.shown(amount, code, language)
        assert money.read(shown, code) == amount == money.read(shown.translate(ARABIC) if language == "ar" else shown, code)


@given(st.text(), codes)
def test_any_text_is_an_amount_or_unreadable(text, code):
    with suppress(Unreadable):
        assert 0 <= money.read(text, code) < money.MOST


def test_an_amount_is_shown_with_its_currency_in_both_languages():
    assert money.shown(Decimal("1500.5"), "EGP", "en") == "1,500.50 EGP"
    assert money.shown(Decimal("1500.5"), "EGP", "ar-eg") == "1,500.50 جنيه مصري"


@given(amounts(), st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_shares_sum_exactly_and_none_is_a_unit_off(one, weights):
    amount, code = one
    assume(sum(weights))
    shares = money.share(amount, weights, code)
    unit = Decimal(1).scaleb(-money.currency_of(code).decimals)
    assert sum(shares) == amount
    for given_, weight in zip(shares, weights, strict=True):
        assert abs(given_ * sum(weights) - amount * weight) < unit * sum(weights)
        assert weight or not given_


@given(amounts(), st.integers(1, 50))
def test_equal_parts_differ_by_a_unit_at_most_and_the_first_get_it(one, parts):
    amount, code = one
    shares = money.share(amount, parts, code)
    assert sum(shares) == amount and shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= Decimal(1).scaleb(-money.currency_of(code).decimals)


@pytest.mark.parametrize("parts", [0, -1, [], [0, 0], [1, -1, 3]])
def test_nothing_is_shared_among_nobody(parts):
    with pytest.raises(ValueError, match="shares"):
        money.share(Decimal(10), parts, "EGP")


@pytest.mark.parametrize(("amount", "rate", "code", "result"), [
    ("100", "48.5", "EGP", "4850.00"), ("0.05", "0.5", "EGP", "0.02"), ("0.15", "0.5", "EGP", "0.08"), ("1", "0.3075", "KWD", "0.308"), ("10", "3.14159", "JPY", "31"),
])  # fmt: skip
def test_a_conversion_is_rounded_once_half_to_even(amount, rate, code, result):
    assert str(money.convert(Decimal(amount), Decimal(rate), code)) == result


@pytest.mark.parametrize(("amount", "rate"), [("1", "0"), ("1", "-2"), ("1", "NaN"), ("1", "1e999999"), ("9e12", "10"), ("-1", "1"), ("NaN", "1"), ("1", "1e90")])
def test_a_conversion_that_is_none_is_refused(amount, rate):
    with pytest.raises(Unreadable):
        money.convert(Decimal(amount), Decimal(rate), "EGP")


@given(amounts(), st.decimals(min_value="0.0001", max_value="1000", places=6), codes)
def test_a_conversion_is_at_most_half_a_unit_off(one, rate, code):
    amount, _code = one
    assume(amount * rate < money.MOST - 1)
    step = Decimal(1).scaleb(-money.currency_of(code).decimals)
    assert abs(money.convert(amount, rate, code) - amount * rate) <= step / 2
