"""The demonstration's charter list: 120 invented people, the same each time, with the faults that lists have."""

from datetime import date

from amana.casework.arrivals import mapping, rows, sheets
from amana.doors.demo import charter


def test_the_charter_list_is_the_same_each_time_and_is_read(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        charter.write(tmp_path / name)
    content = (tmp_path / "a.xlsx").read_bytes()
    assert content == (tmp_path / "b.xlsx").read_bytes()
    found = sheets.read(content)
    place, row = sheets.propose(found, mapping.is_known)
    table = sheets.table(found[place], row)
    plan = rows.Plan(tuple(table.headings), tuple(mapping.propose(table.headings)), date(2026, 11, 24))
    made = rows.read(table.lines, plan, today=date(2026, 11, 25))
    assert len(made) == 120 and table.hidden == 1 and table.passed_over["totals"]
    assert sorted(one.number for one in made if one.errors) == [20, 58, 95]
    assert sum(one.is_alone for one in made) >= 2
