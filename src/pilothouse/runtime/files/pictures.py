"""Pictures: what is taken, and a look inside that never decodes one."""

from io import BytesIO

import imagesize

from pilothouse.core.errors import InvalidInput, TooLarge

MAX_PICTURE_BYTES = 5_000_000
MAX_SIDE_PX = 8_000
MAX_PIXELS = 40_000_000  # a few hundred kilobytes may say that they unpack to gigabytes


class PictureTooLarge(InvalidInput):
    """A picture has more pixels than anything here wants to unpack."""


class PictureIsBroken(InvalidInput):
    """A picture does not say how large it is."""


def check_picture(name: str, content: bytes) -> None:
    """Let a picture pass that models take and pages can show.

    Args:
        name: for messages.
        content: all of it, at most a byte more than `MAX_PICTURE_BYTES`.

    Raises:
        TooLarge: it has too many bytes.
        PictureIsBroken: its head cannot be read.
        PictureTooLarge: it has too many pixels.

    Source of the limits on bytes and sides: https://docs.anthropic.com/en/docs/build-with-claude/vision; other vendors
    take more.
    """
    if len(content) > MAX_PICTURE_BYTES:
        raise TooLarge(
            f"{name!r}: a picture may have {MAX_PICTURE_BYTES / 1_000_000:g} MB at most. Make it smaller.",
            details={"limit_bytes": MAX_PICTURE_BYTES},
        )
    width, height = _size_px(content)
    if width < 1 or height < 1:
        raise PictureIsBroken(f"{name!r} is broken: it does not say how large it is. Save it again and try once more.")
    if max(width, height) > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise PictureTooLarge(
            f"{name!r} has {width:,} by {height:,} pixels. A side may have {MAX_SIDE_PX:,}, the whole picture "
            f"{MAX_PIXELS // 1_000_000} million.",
            details={"width_px": width, "height_px": height},
        )


def _size_px(content: bytes) -> tuple[int, int]:
    """Return width and height as the head tells them; (-1, -1) when it does not."""
    try:
        return imagesize.get(BytesIO(content))
    except Exception:  # noqa: BLE001 - whatever a hostile head makes of the reader, the picture is broken
        return -1, -1
