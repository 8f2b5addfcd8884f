import io
from collections.abc import AsyncIterator
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.organizations.zip_stream import ZipStream


async def chunks(content: list[bytes]) -> AsyncIterator[bytes]:
    for each in content:
        yield each


class TestZipStream:
    @given(st.lists(st.lists(st.binary(max_size=200), max_size=4), max_size=4))
    async def test_is_a_zip_of_what_was_added(self, contents: list[list[bytes]]) -> None:
        stream, written = ZipStream(), bytearray()
        for number, content in enumerate(contents):
            async for chunk in stream.add(f"file{number}", chunks(content)):
                written += chunk
        written += stream.close()
        with ZipFile(io.BytesIO(written)) as archive:
            assert archive.testzip() is None
            found = [archive.read(name) for name in archive.namelist()]
        assert found == [b"".join(content) for content in contents]

    async def test_keeps_nothing_that_was_read(self) -> None:
        stream, longest = ZipStream(), 0
        noise = [bytes(number * 7 % 251 for number in range(start, start + 100_000)) for start in range(20)]
        async for chunk in stream.add("large", chunks(noise)):
            longest = max(longest, len(chunk))
        assert longest < 100_000
