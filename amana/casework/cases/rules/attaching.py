"""What may be attached to a record or a case, judged by its content; a name that promises a scan must not belie it. No database, no clock."""
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from amana.lib.core import photos
from amana.lib.core.errors import Refused, Unreadable

MOST_BYTES = photos.MOST_BYTES
MOST_UNPACKED = 200_000_000  # of an office document: what is packed tighter than that is made to break programs
MOST_PARTS = 5000


class AttachmentKind(TextChoices):
    IDENTITY_PAPER = "identity_paper", _("Identity paper")
    SIGNED_PAPER = "signed_paper", _("Signed paper")
    LETTER = "letter", _("Letter or decision of an office")
    SCHOOL_PAPER = "school_paper", _("School or training paper")
    MEDICAL_PAPER = "medical_paper", _("Paper of a health provider")
    COURT_PAPER = "court_paper", _("Paper of a court or lawyer")
    RECEIPT = "receipt", _("Receipt or bill")
    PICTURE = "picture", _("Picture of a place or thing")
    OTHER = "other", _("Something else")


class WithdrawalReason(TextChoices):
    OTHER_PERSON = "other_person", _("It belongs to another person")
    WRONG_FILE = "wrong_file", _("The wrong file was chosen")
    WRONG_SECTION = "wrong_section", _("It stands in the wrong section")
    UNREADABLE = "unreadable", _("It cannot be read")
    TWICE = "twice", _("It was attached twice")
    NOT_WANTED = "not_wanted", _("The person does not want it to be kept")


class MediaType(TextChoices):
    """What is kept, and how it is named when it is fetched."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    TEXT = "text/plain", _("Text")
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX"
    ODT = "application/vnd.oasis.opendocument.text", "ODT"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "ODS"


ENDING = {MediaType.JPEG: "jpg", MediaType.TEXT: "txt"}
_SCANS = {".pdf": frozenset({MediaType.PDF})} | dict.fromkeys((".jpg", ".jpeg", ".png", ".webp"), frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP}))
_OFFICE = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX, "ppt/presentation.xml": MediaType.PPTX}
_OPEN = {MediaType.ODT.value.encode(): MediaType.ODT, MediaType.ODS.value.encode(): MediaType.ODS}
_PICTURES = {"JPEG": MediaType.JPEG, "PNG": MediaType.PNG, "WEBP": MediaType.WEBP}
_ACTIVE_IN_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_ACTIVE_IN_OFFICE = ("vbaproject", "vbadata", "activex", "oleobject", "macrosheets", "customui", "basic/", "scripts/")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Accepted:
    """What is kept: for pictures drawn anew, without anything that the camera wrote beside them."""

    media_type: MediaType
    content: bytes


def ending(media_type: str) -> str:
    """Of the name under which it is fetched."""
    return ENDING.get(MediaType(media_type)) or MediaType(media_type).name.lower()


def accepted(content: bytes) -> Accepted:
    """Raises Refused: file_empty, file_too_big, file_unknown, file_damaged, file_has_macros, file_old_office, file_locked, picture_too_big."""
    if not content:
        raise Refused("file_empty")
    if len(content) > MOST_BYTES:
        raise Refused("file_too_big")
    if content.startswith(_OLD_OFFICE):
        raise Refused("file_old_office")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return _picture(content)
    return _text(content)


def belied(name: str, kind: MediaType) -> bool:
    """The name promises a picture or a PDF and the content is something else: a scan that went wrong, and nobody would look at it again."""
    return kind not in _SCANS.get(PurePath(name.lower()).suffix, {kind})


def _pdf(content: bytes) -> Accepted:
    if b"%%EOF" not in content[-2048:]:
        raise Refused("file_damaged")
    if any(sign in content for sign in _ACTIVE_IN_PDF):
        raise Refused("file_has_macros")
    return Accepted(MediaType.PDF, content)


def _picture(content: bytes) -> Accepted:
    """The picture itself, upright and drawn anew: place, time and camera stay behind."""
    try:
        picture = photos.opened(content)
        return _drawn(ImageOps.exif_transpose(picture), _PICTURES[str(picture.format)])
    except Unreadable as error:
        raise Refused("picture_too_big" if error.code == "photo.too_many_pixels" else "file_damaged") from None
    except photos.BROKEN:
        raise Refused("file_damaged") from None


def _drawn(upright: Image.Image, kind: MediaType) -> Accepted:
    plain = upright.convert("RGB" if kind == MediaType.JPEG else "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    plain.info = {}  # what a format would write along: comments, profiles, texts
    out = io.BytesIO()
    plain.save(out, format=kind.name, **({} if kind == MediaType.PNG else {"quality": 88}))
    return Accepted(kind, out.getvalue())


def _office(content: bytes) -> Accepted:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused("file_damaged")
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("file_locked")
            names = {part.filename.lower() for part in parts}
            if any(sign in name for name in names for sign in _ACTIVE_IN_OFFICE):
                raise Refused("file_has_macros")
            kind = _kind_of_office(packed, names)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
        raise Refused("file_damaged") from None
    return Accepted(kind, content)


def _kind_of_office(packed: zipfile.ZipFile, names: set[str]) -> MediaType:
    if "mimetype" in names:
        return _known(_OPEN.get(packed.read("mimetype").strip()))
    if "[content_types].xml" not in names:
        raise Refused("file_unknown")
    types = packed.read("[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Refused("file_has_macros")
    return _known(next((kind for name, kind in _OFFICE.items() if name in names), None))


def _known(kind: MediaType | None) -> MediaType:
    if kind is None:
        raise Refused("file_unknown")
    return kind


def _text(content: bytes) -> Accepted:
    """Letters and line ends only, in Unicode; kept as UTF-8."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("file_unknown") from None
    if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text) or text.lstrip()[:1] == "<":
        raise Refused("file_unknown")
    return Accepted(MediaType.TEXT, text.encode())
