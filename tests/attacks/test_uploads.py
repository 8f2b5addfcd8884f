"""Files that want out of their folder, that grow, or that are something else."""

import gzip
import io
import zipfile
from pathlib import Path

import httpx2
import pytest

from tests.house import House, data_of

TABLE = b"a,b\n1,2\n"
NAMES = (
    "../../../../etc/cron.d/evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "C:\\evil.csv", "....//evil.csv",
    "%2e%2e%2fevil.csv", "..%c0%afevil.csv", "evil.csv\0.png", "evil\r\nX-Injected: 1.csv", 'evil";x=".csv',
    "\u202evsc.live.csv", "~/.ssh/evil.csv", "file:///etc/evil.csv", "con.csv", ".csv", "a" * 4_000 + ".csv",
    "<img src=x onerror=alert(1)>.csv", "evil.php.csv", "\ud800.csv", "`id`.csv", "$(id).csv", "; id;.csv",
)  # fmt: skip


def _zipped(name: str) -> bytes:
    """Return an archive of one file, the same whenever it is made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"<workbook/>")
    return packed.getvalue()


async def upload(api: httpx2.AsyncClient, name: str, content: bytes) -> httpx2.Response:
    """Send a form as an attacker writes it: the name goes out byte by byte."""
    raw = name.encode("utf-8", "surrogatepass")
    body = (
        b'--line\r\nContent-Disposition: form-data; name="file"; filename="' + raw + b'"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--line--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    return await api.post("/files", content=body, headers=headers)


def everything_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


class TestNames:
    async def test_lead_nowhere_and_nothing_is_served_from_there(
        self, house: House, api: httpx2.AsyncClient, tmp_path: Path
    ) -> None:
        """Every file lies under its own hash, whatever it is called."""
        before = everything_below(tmp_path.parent)
        taken = 0
        for number, name in enumerate(NAMES):
            answer = await upload(api, name, TABLE + b"%d,3\n" % number)
            assert answer.status_code in {201, 400, 422}, (name, answer.text)
            if answer.status_code == 201:
                taken += 1
                shown = data_of(answer)["name"]
                assert not {"/", "\\", "\0", "\n", "\r"} & {*shown}, (name, shown)
                assert len(shown) <= 200
        assert taken > 10
        new = everything_below(tmp_path.parent) - before
        folder = tmp_path / "blobs"
        assert {path for path in new if folder not in path.parents and "secrets" not in path.parts} == set()
        assert all(len(path.name) >= 60 for path in new if folder in path.parents)
        client = await house.client()
        for path in new:
            for address in (path, f"/blobs/{path.relative_to(tmp_path)}", f"/assets/../../{path.name}"):
                answer = await client.get(f"http://pilothouse.test{address}")
                assert TABLE not in answer.content


class TestBombs:
    async def test_a_workbook_that_is_next_to_nothing_packed_is_not_let_in(self, api: httpx2.AsyncClient) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
        answer = await upload(api, "figures.xlsx", bomb.getvalue())
        assert 400 <= answer.status_code < 500, answer.text

    async def test_an_encoded_body_is_not_unpacked(self, api: httpx2.AsyncClient) -> None:
        """Nobody asked for compressed requests: they are bytes that are no JSON."""
        packed = gzip.compress(b'{"name": "' + b"a" * 5_000_000 + b'"}')
        for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
            headers = {"Content-Type": "application/json", "Content-Encoding": coding}
            answer = await api.post("/teams", content=packed, headers=headers)
            assert answer.status_code in {400, 415, 422}, (coding, answer.text)


class TestKinds:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("page.html", b"<script>alert(1)</script>"), ("picture.svg", b"<svg onload=alert(1)>"),
            ("run.py", b"import os"), ("run.exe", b"MZ"), ("page.csv.html", TABLE), ("figures.xlsx", b"<html>"),
            ("picture.png", b"<script>alert(1)</script>"), ("picture.gif", b"GIF89a/*<script>alert(1)</script>"),
            ("figures.xlsx", _zipped("evil.js")), ("figures.xlsx", _zipped("xl/workbook.xml")[:-30]),
            ("figures.parquet", b"PAR1<script>alert(1)</script>"),
            ("table.csv", b"MZ\0\0"), ("noext", TABLE),
        ],
    )  # fmt: skip
    async def test_that_no_tool_reads_or_that_are_another_are_refused(
        self, api: httpx2.AsyncClient, name: str, content: bytes
    ) -> None:
        assert (await upload(api, name, content)).status_code in {413, 422}


class TestDownloads:
    async def test_keep_their_name_within_one_header(self, api: httpx2.AsyncClient) -> None:
        """What a conversation is called becomes the name of a file, and nothing else of the answer."""
        for title in (
            'x"; filename="evil.html',
            "x\r\nSet-Cookie: a=1",
            "../../evil",
            "<b>",
            "\u202egnp.exe",
            "é" * 90,
        ):
            made = await api.post("/chat/conversations", json={"title": title})
            if made.status_code == 422:
                continue
            answer = await api.get(f"/chat/conversations/{data_of(made)['id']}/export", params={"format": "markdown"})
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment")
            assert "set-cookie" not in answer.headers
            assert not {"/", "\\", "\n", '"', ";"} & {*disposition.partition("''")[2]}, disposition
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
