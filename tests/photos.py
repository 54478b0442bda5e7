"""Pictures for tests, drawn here."""

import io
from random import Random

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), **options) -> bytes:
    """White, with a dark field at its start and top."""
    image = Image.new("RGB", size, "white")
    image.paste((30, 20, 60), (0, 0, size[0] // 4, size[1] // 4))
    return written(image, kind, **options)


def noise(kind: str, size: tuple[int, int]) -> bytes:
    """Points without order: nothing packs them smaller."""
    return written(Image.frombytes("RGB", size, Random(7).randbytes(size[0] * size[1] * 3)), kind, compress_level=0)


def turned(orientation: int) -> bytes:
    """As a phone writes it: lying, with a note how it was held, and where."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010F] = orientation, "Camera of Cairo"
    return picture(exif=notes, comment=b"Sharia al-Nil 7")


def opened(photo: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(photo))
    image.load()
    return image


def written(image: Image.Image, kind: str, **options) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()
