from hypothesis import given
from hypothesis import strategies as st

from pilothouse.runtime.files.service import MAX_NAME_CHARS, safe_name


class TestSafeName:
    @given(st.text(max_size=400))
    def test_leads_nowhere_and_fits_a_line(self, name) -> None:
        safe = safe_name(name)
        assert safe
        assert "/" not in safe
        assert "\\" not in safe
        assert safe.isprintable()

    def test_keeps_what_people_call_their_files(self) -> None:
        assert safe_name("Umsätze 2026 (final).csv") == "Umsätze 2026 (final).csv"

    def test_takes_folders_away(self) -> None:
        for name in ("/etc/passwd.csv", "..\\..\\passwd.csv", "C:\\data\\passwd.csv", "a/../passwd.csv"):
            assert safe_name(name) == "passwd.csv"

    def test_takes_control_characters_away(self) -> None:
        assert safe_name("a\0b\r\n\x1b[31m.csv") == "ab[31m.csv"

    def test_shortens_the_stem_and_keeps_the_extension(self) -> None:
        safe = safe_name("x" * 500 + ".csv")
        assert len(safe) == MAX_NAME_CHARS
        assert safe.endswith("x.csv")
