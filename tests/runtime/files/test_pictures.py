import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import PilothouseError, TooLarge
from pilothouse.runtime.files.pictures import (
    MAX_PICTURE_BYTES,
    MAX_SIDE_PX,
    PictureIsBroken,
    PictureTooLarge,
    check_picture,
)
from tests.pictures import GIF, JPEG, PNG, WEBP, png

ALL = [PNG, JPEG, GIF, WEBP]


class TestCheckPicture:
    @pytest.mark.parametrize("content", ALL)
    def test_takes_what_models_take(self, content: bytes) -> None:
        check_picture("a", content)

    @pytest.mark.parametrize(
        "size", [(MAX_SIDE_PX + 1, 1), (1, MAX_SIDE_PX + 1), (7_000, 7_000), (2**31 - 1, 2**31 - 1)]
    )
    def test_refuses_what_would_unpack_to_too_much(self, size: tuple[int, int]) -> None:
        with pytest.raises(PictureTooLarge, match="pixels") as refused:
            check_picture("bomb.png", png(*size))
        assert refused.value.details == {"width_px": size[0], "height_px": size[1]}

    def test_refuses_more_bytes_than_models_take(self) -> None:
        with pytest.raises(TooLarge, match="5 MB"):
            check_picture("a.png", PNG + bytes(MAX_PICTURE_BYTES))

    @pytest.mark.parametrize("content", [each[:8] for each in ALL])
    def test_refuses_one_that_is_cut_off_before_its_size(self, content: bytes) -> None:
        with pytest.raises(PictureIsBroken, match="does not say how large"):
            check_picture("a", content)

    def test_refuses_one_without_pixels(self) -> None:
        with pytest.raises(PictureIsBroken):
            check_picture("a", png(0, 0))

    @given(st.sampled_from(ALL), st.integers(3, 30), st.binary(max_size=200))
    def test_answers_or_refuses_whatever_comes(self, start: bytes, kept: int, rest: bytes) -> None:
        try:
            check_picture("a", start[:kept] + rest)
        except PilothouseError as error:
            assert error.message
