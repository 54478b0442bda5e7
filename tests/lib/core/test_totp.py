"""Codes of authenticator apps, by the numbers of RFC 6238."""
import pytest

from amana.lib.core import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(("second", "shown"), [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")])
def test_the_numbers_of_the_rfc(second, shown):
    assert totp.code(SECRET, second // totp.SECONDS, digits=8) == shown
    assert totp.code(SECRET, second // totp.SECONDS) == shown[2:]


def test_a_code_is_found_in_the_steps_that_are_looked_at_and_in_no_other():
    assert totp.step_of(SECRET, totp.code(SECRET, 7), (6, 7, 8)) == 7
    assert totp.step_of(SECRET, totp.code(SECRET, 7), (5, 6)) is None
    assert totp.step_of(SECRET, "٧٧٧٧٧٧", (7,)) is None


def test_the_picture_and_the_typed_key_say_the_same_secret():
    assert totp.letters(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.address(SECRET, issuer="Amana x", account="maha@example.org") == (
        "otpauth://totp/Amana%20x:maha%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Amana%20x&algorithm=SHA1&digits=6&period=30")


def test_each_secret_is_another():
    assert len({totp.new_secret() for _n in range(20)}) == 20 and len(totp.new_secret()) == 20
