"""Writes the proof's tables anew from what the program does now: `python -m tests.proof.write routes grants`. Read the diff before committing it.

`routes:people/<uuid:person_id>/contact/` writes the lines of that address alone.
"""
import os
import sys

import django


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from amana.ground.rows import acting
    from tests import conftest
    from tests.proof import grants, routes
    acting._login = conftest._as_the_programs_login
    for name, _colon, part in (one.partition(":") for one in names):
        {"routes": routes, "grants": grants}[name].write(*filter(None, [part]))


if __name__ == "__main__":
    main(sys.argv[1:] or ["routes", "grants"])
