"""Numbers, days and phones are planted in every column, and found in every form in which a page prints them."""
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.utils.translation import override

from amana.ground.shell import fields, values
from amana.ground.shell.templatetags import amana as shown
from amana.lib.core.dates import PartialDate
from tests.proof import canaries, facts_planted

DAY = date(1911, 3, 4)


class Form(forms.Form):
    born = fields.PartialDateField(required=False)


def test_every_number_and_time_of_somebody_is_planted_or_has_its_reason():
    missing = [name for model in apps.get_models() if model._meta.app_label in canaries.PACKAGES and not model._meta.db_table.endswith("_past")
               for name in facts_planted.unplanted(model)]
    assert missing == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_day_is_found_in_words_in_figures_and_in_the_fields_of_a_form(language):
    with override(language):
        forms_of_it = [values.day_words(DAY), values.partial_words(PartialDate.of(1911, 3, 4)), DAY.isoformat(), values.relative_words(DAY), str(shown.date_short(DAY)),
                       str(shown.date_long(PartialDate.of(1911, 3, 4))), str(Form(initial={"born": PartialDate.of(1911, 3, 4)})), str(Form({"born_day": "4", "born_month": "3", "born_year": "1911"}))]
    assert [one for one in forms_of_it if facts_planted.found_in(f"<p>{one}</p>") != {"1911-03-04"}] == []


def test_a_phone_and_an_amount_are_found_as_pages_print_them():
    assert facts_planted.found_in(str(shown.phone("+201057000123"))) == {"1057000123"} == facts_planted.found_in('value="01057000123"')
    assert facts_planted.found_in(str(shown.count(Decimal("7319012.37")))) == {"7319012.37"} == facts_planted.found_in("7319012.37")


def test_nothing_is_found_where_nothing_is_planted():
    today = date.today()
    usual = " ".join([values.day_words(today), today.isoformat(), (today - timedelta(days=9000)).isoformat(), "+20 100 555 0142", "1,482", "1900"])
    assert facts_planted.found_in(usual) == set()
