import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.dialects.media import (
    anthropic_file_id,
    data_url,
    document_text,
    file_of,
    image_at,
    image_url,
    openai_file_id,
    split_data_url,
)
from pilothouse.llm.messages import FilePart, ImagePart


def test_a_data_url_is_taken_apart_and_put_together() -> None:
    url = "data:image/png;base64,iVBORw0KGgo="
    assert split_data_url(url, "x") == ("image/png", "iVBORw0KGgo=")
    assert data_url("image/png", "iVBORw0KGgo=") == url
    assert split_data_url("data:text/plain;charset=utf-8;base64,YQ==", "x") == ("text/plain", "YQ==")


@pytest.mark.parametrize("url", ["data:", "data:image/png,abc", "data:;base64,abc", "data:image/png;base64"])
def test_a_data_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="messages") as raised:
        split_data_url(url, "messages[0]")
    assert raised.value.details == {"param": "messages[0]"}


def test_an_image_keeps_its_address_or_its_bytes() -> None:
    for image in (
        ImagePart(url="https://example.com/a.png", detail="low"),
        ImagePart(media_type="image/png", data="QQ=="),
    ):
        assert image_at(image_url(image, "x"), image.detail, "x") == image
    with pytest.raises(InvalidInput, match="file id"):
        image_url(ImagePart(file_id="file-1"), "x")


def test_a_file_may_come_with_or_without_its_type() -> None:
    assert file_of("JVBERi0=", "a.pdf", "x") == FilePart(media_type="application/pdf", data="JVBERi0=", name="a.pdf")
    assert file_of("data:text/csv;base64,YQ==", None, "x") == FilePart(media_type="text/csv", data="YQ==")


def test_a_vendor_gets_no_file_of_another() -> None:
    assert openai_file_id("file-1", "x") == "file-1"
    assert anthropic_file_id("file_1", "x") == "file_1"
    for check, foreign in ((openai_file_id, "file_1"), (anthropic_file_id, "file-1")):
        with pytest.raises(InvalidInput, match="another provider"):
            check(foreign, "x")


def test_a_text_document_is_said_under_its_name() -> None:
    assert document_text(FilePart(text="b", name="a.txt")) == "a.txt\n\nb"
    assert document_text(FilePart(text="b")) == "b"
