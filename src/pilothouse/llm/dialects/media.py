"""Pictures and documents: addresses, data URLs and base64, as the wires want them."""

from pilothouse.llm.dialects.decoding import cannot_translate, refusal
from pilothouse.llm.messages import FilePart, ImagePart

_OPENAI_FILE_ID = "file-"
_ANTHROPIC_FILE_ID = "file_"


def split_data_url(url: str, field: str) -> tuple[str, str]:
    """Take "data:image/png;base64,iVBO…" apart into media type and base64.

    Raises:
        InvalidInput: it is not of this form.
    """
    head, comma, data = url.partition(",")
    media_type, *parameters = head.removeprefix("data:").split(";")
    if not comma or not media_type or "base64" not in parameters:
        raise refusal(field, "a data URL has to be of the form data:<media type>;base64,<data>.")
    return media_type, data


def data_url(media_type: str, data: str) -> str:
    """Write bytes as a data URL."""
    return f"data:{media_type};base64,{data}"


def image_at(url: str, detail: str | None, field: str) -> ImagePart:
    """Read an image's address, which may hold the image itself."""
    if not url.startswith("data:"):
        return ImagePart(url=url, detail=detail)
    media_type, data = split_data_url(url, field)
    return ImagePart(media_type=media_type, data=data, detail=detail)


def image_url(image: ImagePart, field: str) -> str:
    """Write an image as one address.

    Raises:
        InvalidInput: it is known by a file id only.
    """
    if image.url is not None:
        return image.url
    if image.data is None or image.media_type is None:
        raise cannot_translate(field, "an image by file id")
    return data_url(image.media_type, image.data)


def file_of(data: str, name: str | None, field: str) -> FilePart:
    """Read a document's data: a data URL, or bare base64 of a PDF."""
    if not data.startswith("data:"):
        return FilePart(media_type="application/pdf", data=data, name=name)
    media_type, encoded = split_data_url(data, field)
    return FilePart(media_type=media_type, data=encoded, name=name)


def openai_file_id(file_id: str, field: str) -> str:
    """Return a file id, which has to be one of OpenAI's."""
    if not file_id.startswith(_OPENAI_FILE_ID):
        raise cannot_translate(field, "a file of another provider")
    return file_id


def anthropic_file_id(file_id: str, field: str) -> str:
    """Return a file id, which has to be one of Anthropic's."""
    if not file_id.startswith(_ANTHROPIC_FILE_ID):
        raise cannot_translate(field, "a file of another provider")
    return file_id


def document_text(part: FilePart) -> str:
    """Write a plain-text document as a paragraph under its name, for wires without such documents."""
    return f"{part.name}\n\n{part.text}" if part.name else part.text or ""
