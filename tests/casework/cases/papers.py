"""Files as people attach them, made here: pictures with what a camera writes, office documents with and without programs."""
import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PLACE = "30 2 39 N, 31 14 8 E"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **how) -> bytes:
    """Lying on its side, with place and camera beside it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x010E], exif[0x0112] = "Camera of Hanaa", PLACE, 6
    out = io.BytesIO()
    Image.new("RGB", size, (180, 40, 40)).save(out, format=kind, exif=exif, **how)
    return out.getvalue()


def office(*names: str, types: str = "") -> bytes:
    """A packed office document with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in names:
            packed.writestr(name, "<x/>")
    return out.getvalue()


def open_document(mimetype: str = "application/vnd.oasis.opendocument.text", *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", mimetype)
        for name in ("content.xml", *names):
            packed.writestr(name, "<x/>")
    return out.getvalue()
