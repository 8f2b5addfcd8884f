import hashlib
from pathlib import Path

import pytest

from pilothouse.core.ids import new_id
from pilothouse.runtime.files.pictures import MAX_PICTURE_BYTES
from tests.house import code_of, data_of, open_house
from tests.pictures import PNG, png

CSV = b"origin,mpg\nJapan,30\nUSA,20\n"


async def upload(api, name: str, content: bytes):
    return await api.post("/files", files={"file": (name, content)})


class TestUpload:
    async def test_stores_a_file_and_tells_what_it_is(self, api) -> None:
        answer = await upload(api, "cars.csv", CSV)
        assert answer.status_code == 201
        file = data_of(answer)
        assert {name: file[name] for name in ("name", "media_type", "size_bytes", "sha256")} == {
            "name": "cars.csv",
            "media_type": "text/csv",
            "size_bytes": len(CSV),
            "sha256": hashlib.sha256(CSV).hexdigest(),
        }
        assert data_of(await api.get(f"/files/{file['id']}")) == file

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("virus.exe", b"MZ", "unsupported_file_type"),
            ("cars", CSV, "unsupported_file_type"),
            ("cars.csv", b"", "file_is_empty"),
            ("cars.csv", b"PK\x03\x04\0\0", "file_is_not_what_it_says"),
            ("cars.xlsx", CSV, "file_is_not_what_it_says"),
            ("cars.png", CSV, "file_is_not_what_it_says"),
            ("cars.png", png(30_000, 30_000), "picture_too_large"),
            ("cars.png", PNG[:12], "picture_is_broken"),
        ],
    )
    async def test_refuses_what_no_tool_can_read(self, api, name, content, code) -> None:
        assert code_of(await upload(api, name, content)) == (422, code)

    async def test_refuses_two_hundred_megabytes_before_it_reads_them(self, api) -> None:
        async def body():
            raise AssertionError("the body was read")
            yield b""

        headers = {"content-type": "multipart/form-data; boundary=x", "content-length": "200000000"}
        assert code_of(await api.post("/files", content=body(), headers=headers)) == (413, "too_large")

    @pytest.mark.parametrize("size", [150_000, 400_000])
    async def test_refuses_a_large_one_whose_length_is_not_declared_and_keeps_nothing(
        self, cluster, tmp_path: Path, member, size
    ) -> None:
        async with open_house(cluster, tmp_path, server={"max_upload_bytes": 100_000}) as house:
            api = await house.client(member)

            async def body():
                yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
                for _ in range(size // 1_000):
                    yield b"a,b\n" * 250
                yield b"\r\n--x--\r\n"

            answer = await api.post(
                "/files", content=body(), headers={"content-type": "multipart/form-data; boundary=x"}
            )
            assert code_of(answer) == (413, "too_large")
            assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []

    async def test_stores_a_picture_as_it_is(self, api) -> None:
        content = PNG + bytes(3_000_000)  # more than one piece
        file = data_of(await upload(api, "car.png", content))
        assert (file["media_type"], file["sha256"]) == ("image/png", hashlib.sha256(content).hexdigest())

    async def test_refuses_a_picture_that_no_model_takes_and_keeps_nothing(self, api, tmp_path: Path) -> None:
        assert code_of(await upload(api, "car.png", PNG + bytes(MAX_PICTURE_BYTES))) == (413, "too_large")
        assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []

    async def test_takes_the_folders_out_of_a_name(self, api) -> None:
        assert data_of(await upload(api, "../../etc/cars.csv", CSV))["name"] == "cars.csv"

    @pytest.mark.parametrize(
        "request_", [{"files": {"other": ("a.csv", CSV)}}, {"json": {}}, {"data": {"file": "text"}}, {"content": b"x"}]
    )
    async def test_says_that_a_file_is_missing(self, api, request_) -> None:
        answer = await api.post("/files", **request_)
        assert code_of(answer)[0] in {400, 422}

    async def test_needs_the_permission(self, house, member) -> None:
        reader = await house.client(member, "files:read")
        assert code_of(await upload(reader, "cars.csv", CSV)) == (403, "permission_denied")


class TestRead:
    async def test_another_organizations_file_is_not_found(self, api, strangers_api) -> None:
        file = data_of(await upload(api, "cars.csv", CSV))
        assert code_of(await strangers_api.get(f"/files/{file['id']}")) == (404, "not_found")

    async def test_nor_one_that_does_not_exist(self, api) -> None:
        assert code_of(await api.get(f"/files/{new_id()}")) == (404, "not_found")

    async def test_an_id_that_is_none_is_named(self, api) -> None:
        assert code_of(await api.get("/files/seven")) == (422, "invalid_input")
