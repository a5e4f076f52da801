"""What may be shown with a question (图像检查): known by what it holds, never by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from zhifa_training.core.errors import DomainError
from zhifa_training.core.lazy import heavy

LARGEST_IMAGE = 10 * 1024 * 1024
LARGEST_VIDEO = 50 * 1024 * 1024
MOST_PIXELS = 40_000_000
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_EBML = b"\x1a\x45\xdf\xa3"
_HEAD = 64
_MP4_BRANDS = frozenset(
    [b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"]
)


class MediumRefusedError(DomainError):
    """The file is no picture or film we show (图像不能使用)."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A picture or film as it will be kept (已检查的图像)."""

    content: bytes
    type: str

    @property
    def kind(self) -> str:
        """Return "image" or "video", as questions name it."""
        return self.type.partition("/")[0]


def examine(content: bytes) -> Examined:
    """Return what may be kept of an upload; pictures are drawn anew, so nothing else comes along.

    Films are kept as they are: only their head is read, and no browser runs what is in them.
    """
    if not content:
        raise MediumRefusedError("文件为空，请重新选择")
    type = _film_type(content[:_HEAD])
    if type is None:
        return _redrawn(content)
    if len(content) > LARGEST_VIDEO:
        raise MediumRefusedError("视频超过 50 MB，请剪短或者压缩后再上传")
    return Examined(content, type)


def _film_type(head: bytes) -> str | None:
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return "video/mp4"
    return "video/webm" if head.startswith(_EBML) and b"webm" in head else None


def _redrawn(content: bytes) -> Examined:
    """Decode a picture and encode it again, upright and without what a camera wrote beside it."""
    if len(content) > LARGEST_IMAGE:
        raise MediumRefusedError("图片超过 10 MB，请压缩后再上传")
    images = heavy("PIL.Image")
    try:
        with images.open(BytesIO(content), formats=list(_FORMATS)) as image:
            _ensure_sane(image)
            format = str(image.format)
            return Examined(_encoded(image, format), _FORMATS[format])
    except MediumRefusedError:
        raise
    except images.DecompressionBombError:
        raise MediumRefusedError(_TOO_MANY_PIXELS) from None
    except (OSError, SyntaxError, ValueError, KeyError, Warning):
        raise MediumRefusedError(
            "不是可以使用的图像：图片须为 PNG、JPG、WebP，视频须为 MP4、WebM"
        ) from None


_TOO_MANY_PIXELS = "图片超过 4000 万像素，请缩小后再上传"


def _ensure_sane(image: Any) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise MediumRefusedError(_TOO_MANY_PIXELS)
    if getattr(image, "is_animated", False):
        raise MediumRefusedError("不支持动图，请上传静态图片或者视频")


def _encoded(image: Any, format: str) -> bytes:
    upright = heavy("PIL.ImageOps").exif_transpose(image)
    modes: dict[str, Callable[[], Any]] = {
        "JPEG": lambda: upright.convert("RGB"),
        "PNG": lambda: upright if upright.mode in ("1", "L", "RGB") else upright.convert("RGBA"),
        "WEBP": lambda: upright.convert("RGBA" if "A" in upright.mode else "RGB"),
    }
    drawn = modes[format]()
    clean = heavy("PIL.Image").new(drawn.mode, drawn.size)
    clean.paste(drawn)
    out = BytesIO()
    clean.save(out, format, **({} if format == "PNG" else {"quality": 88}))
    return out.getvalue()
