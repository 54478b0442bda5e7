"""What is kept of a photo."""

from random import Random

import pytest
from PIL import Image

from amana.lib.core import photos
from amana.lib.core.errors import Unreadable
from tests.photos import noise, opened, picture, turned, written


def refused(photo: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        photos.plain(photo)
    return refusal.value.code


@pytest.mark.parametrize("kind", photos.KINDS)
def test_a_photo_is_kept_grey_and_small(kind):
    kept = opened(photos.plain(picture(kind)))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "L", (800, 600))
    assert kept.getpixel((20, 20)) < 60 and kept.getpixel((700, 500)) > 240


def test_a_small_photo_is_not_blown_up():
    assert opened(photos.plain(picture(size=(90, 60)))).size == (90, 60)


@pytest.mark.parametrize(("orientation", "size", "dark"), [(3, (800, 600), (780, 580)), (6, (600, 800), (580, 20)), (8, (600, 800), (20, 780))])
def test_a_photo_stands_as_the_phone_was_held(orientation, size, dark):
    kept = opened(photos.plain(turned(orientation)))
    assert kept.size == size and kept.getpixel(dark) < 60
    assert kept.getpixel((size[0] // 2, size[1] // 2)) > 240


def test_nothing_stays_that_the_camera_wrote_beside_the_picture():
    sent = turned(6)
    assert b"Cairo" in sent and b"Sharia" in sent
    kept = photos.plain(sent)
    assert b"Cairo" not in kept and b"Sharia" not in kept and b"Exif" not in kept
    assert not opened(kept).getexif()


def test_what_shines_through_is_paper():
    assert opened(photos.plain(written(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "PNG"))).getpixel((30, 30)) > 240


def test_what_is_kept_is_bounded_whatever_was_sent():
    sent = noise("PNG", (1600, 1600))
    assert len(sent) > 7_000_000
    assert len(photos.plain(sent)) < 500_000


@pytest.mark.parametrize("sent", [b"", b"thumb.jpg", b"%PDF-1.7 ...", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture("GIF"), picture("BMP"), picture("TIFF")])
def test_what_is_no_photo_is_refused_by_its_content(sent):
    assert refused(sent) == "photo.no_photo"


def test_a_photo_that_breaks_off_is_refused():
    assert refused(picture(size=(3000, 2000))[:9000]) == "photo.broken"


def test_a_photo_that_is_too_heavy_is_refused():
    assert refused(picture() + bytes(photos.MOST_BYTES)) == "photo.too_heavy"


def test_a_photo_with_too_many_points_is_refused_before_it_is_unpacked():
    """41 million points of white are a few kilobytes to send; 200 million stop the library itself."""
    for size in ((6500, 6400), (20000, 10000)):
        sent = written(Image.new("1", size, 1), "PNG")
        assert len(sent) < 100_000
        assert refused(sent) == "photo.too_many_pixels"


def test_damaged_photos_are_kept_or_refused_and_nothing_else():
    draw = Random(11)
    for kind in photos.KINDS * 60:
        sent = bytearray(turned(6) if kind == "JPEG" else picture(kind, size=(300, 200)))
        for _n in range(draw.randint(1, 12)):
            sent[draw.randrange(min(len(sent), 600))] = draw.randrange(256)
        try:
            assert opened(photos.plain(bytes(sent))).mode == "L"
        except Unreadable as error:
            assert error.code.startswith("photo.")
