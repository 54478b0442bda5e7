"""What makes a password too weak to protect a file: short, common, or the account's own name. No forced change (SECURITY.md §8)."""
from functools import cache
from gzip import open as open_packed
from pathlib import Path

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _

SHORTEST = 12


def weakness(password: str, email: str) -> str | None:
    """Why the password will not do, as a sentence; None if it will."""
    if len(password) < SHORTEST:
        return _("Use at least 12 characters.")
    plain = password.lower()
    if plain in _common() or len(set(plain)) < 4:
        return _("Too many people use this password. Choose another.")
    if email.partition("@")[0].lower() in plain:
        return _("Leave your e-mail name out of the password.")
    return None


@cache
def _common() -> frozenset[str]:
    """The 20,000 most common passwords, from the list that comes with Django."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with open_packed(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip().lower() for line in file)
