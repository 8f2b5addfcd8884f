import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.runtime.files.kinds import (
    KINDS,
    FileIsEmpty,
    FileIsNotWhatItSays,
    UnsupportedFileType,
    check_file,
    check_whole,
)
from tests.pictures import GIF, JPEG, PNG, WEBP

GOOD = {
    ".csv": b"a,b\n1,2\n",
    ".tsv": b"a\tb\n",
    ".txt": "grüße".encode("latin-1"),
    ".md": b"# Title",
    ".json": b"[1]",
    ".jsonl": b'{"a": 1}\n',
    ".parquet": b"PAR1\x15\x04",
    ".xlsx": b"PK\x03\x04\x14\x00",
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".gif": GIF,
    ".webp": WEBP,
}


class TestCheckFile:
    @pytest.mark.parametrize("extension", sorted(KINDS))
    def test_takes_every_kind_that_tools_read(self, extension) -> None:
        assert check_file(f"data{extension}", GOOD[extension]).media_type
        assert check_file(f"DATA{extension.upper()}", GOOD[extension])

    @pytest.mark.parametrize("name", ["a.exe", "a", "a.csv.exe", "csv", ".csv", "", "a.", "a.csv ", "a.html", "a.svg"])
    def test_says_which_types_it_takes_instead(self, name) -> None:
        with pytest.raises(UnsupportedFileType, match=r"Give one of \.csv, \.gif") as refused:
            check_file(name, b"a,b\n")
        assert refused.value.details == {"supported": sorted(KINDS)}

    @pytest.mark.parametrize("extension", sorted(KINDS))
    def test_says_that_a_file_is_empty(self, extension) -> None:
        with pytest.raises(FileIsEmpty, match="is empty"):
            check_file(f"a{extension}", b"")

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", b"PK\x03\x04\x14\x00\x00\x00"),
            ("a.csv", b"\x89PNG\r\n\x1a\n\0\0"),
            ("a.txt", b"MZ\x90\x00\x03"),
            ("a.xlsx", b"a,b\n1,2\n"),
            ("a.xlsx", b"\xd0\xcf\x11\xe0"),
            ("a.parquet", b"a,b\n"),
        ],
    )
    def test_says_that_the_content_is_of_another_type(self, name, content) -> None:
        with pytest.raises(FileIsNotWhatItSays, match=r"is not a \.\w+ file inside"):
            check_file(name, content)

    def test_takes_text_in_utf_16(self) -> None:
        assert check_file("a.csv", "a,b\n".encode("utf-16"))

    @given(st.text(), st.binary(max_size=20))
    def test_answers_or_refuses_whatever_comes(self, name, head) -> None:
        try:
            assert check_file(name, head) in KINDS.values()
        except InvalidInput as error:
            assert error.message


class TestCheckWhole:
    def test_takes_a_workbook_and_a_table(self, tmp_path: Path) -> None:
        workbook, table = tmp_path / "a.xlsx", tmp_path / "a.parquet"
        with zipfile.ZipFile(workbook, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
        table.write_bytes(b"PAR1 and columns PAR1")
        for path in (workbook, table):
            check_whole(path.name, KINDS[path.suffix], path)

    @pytest.mark.parametrize("extension", [".csv", ".png"])
    def test_looks_at_nothing_where_the_beginning_says_all(self, tmp_path: Path, extension: str) -> None:
        check_whole(f"a{extension}", KINDS[extension], tmp_path / "not there")

    @pytest.mark.parametrize("extension", [".xlsx", ".parquet"])
    @pytest.mark.parametrize("content", [b"", b"PAR", b"PK\x03\x04", b"PAR1 cut off"])
    def test_says_that_a_file_is_cut_off(self, tmp_path: Path, extension: str, content: bytes) -> None:
        path = tmp_path / "uploaded"
        path.write_bytes(content)
        with pytest.raises(FileIsNotWhatItSays, match="is broken or no"):
            check_whole(f"a{extension}", KINDS[extension], path)

    def test_says_that_an_archive_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "uploaded"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<document/>")
        with pytest.raises(FileIsNotWhatItSays, match=r"no \.xlsx file"):
            check_whole("a.xlsx", KINDS[".xlsx"], path)
