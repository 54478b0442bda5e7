"""How fast an arrival list is imported: rows a second through the real actions, row policies on, on a committed clone.

`python -m tests.bench.arrivals [ROWS]`.
"""

import os
import sys
import time

ROWS = 10_000


def measure(rows: int = ROWS) -> dict[str, float]:
    """Seconds and rows a second of reading the file, looking through it, and importing it."""
    from amana.casework.arrivals import actions, queries
    from amana.ground.rows.acting import acting
    from tests.casework.arrivals.lists import people
    from tests.casework.arrivals.test_kill import prepared
    from tests.proof.clones import committed

    with committed("bench") as database:
        begun = time.perf_counter()
        session, eyes = prepared(database, list(people(rows)))
        uploaded = time.perf_counter() - begun
        begun = time.perf_counter()
        with acting(session):
            queries.reading(queries.lists()[0])
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        actions.run(session)
        imported = time.perf_counter() - begun
        (made,) = eyes.execute("SELECT count(*) FROM arrivals_arrivalrow").fetchone()
        eyes.close()
    assert made == rows
    return {"rows": rows, "uploaded_s": uploaded, "read_s": read, "imported_s": imported, "rows_per_s": rows / imported}


def main(rows: int = ROWS) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from amana.ground.rows import acting
    from tests import conftest

    acting._login = conftest._as_the_programs_login
    print("arrivals: " + ", ".join(f"{name} {value:.4g}" for name, value in measure(rows).items()))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
