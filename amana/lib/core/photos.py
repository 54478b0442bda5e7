"""Photos as they are kept: upright, grey, small, and without anything that a camera or a program wrote beside the picture."""

import io
import struct

from PIL import Image, ImageOps

from amana.lib.core.errors import Unreadable

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 800
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, ZeroDivisionError, struct.error)


def plain(photo: bytes) -> bytes:
    """The picture alone as a grey JPEG, no side longer than LONGEST_SIDE. What it is follows from its content, not from its name.

    Raises Unreadable: `photo.too_heavy`, `photo.no_photo`, `photo.too_many_pixels`, `photo.broken`.
    """
    if len(photo) > MOST_BYTES:
        raise Unreadable("photo.too_heavy")
    image = opened(photo)
    try:
        return _written(_grey(image))
    except BROKEN as error:
        raise Unreadable("photo.broken") from error


def opened(photo: bytes) -> Image.Image:
    """Its head is read and its size judged; nothing is unpacked yet, and what is done with it may still raise one of BROKEN.

    Raises Unreadable: `photo.no_photo`, `photo.too_many_pixels`.
    """
    try:
        image = Image.open(io.BytesIO(photo), formats=KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("photo.too_many_pixels") from error
    except BROKEN as error:
        raise Unreadable("photo.no_photo") from error
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable("photo.too_many_pixels")
    return image


def _grey(image: Image.Image) -> Image.Image:
    image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is unpacked small at once
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:  # what shines through is paper, not night
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    return upright.convert("L")


def _written(grey: Image.Image) -> bytes:
    """From the points alone: a remark beside them would travel along."""
    kept = io.BytesIO()
    Image.frombytes("L", grey.size, grey.tobytes()).save(kept, "JPEG", quality=80, optimize=True)
    return kept.getvalue()
