import json
from uuid import UUID

import pytest

from pilothouse.core.ids import new_id
from pilothouse.runtime.artifacts.service import ArtifactRepository, store_artifact
from tests.house import code_of, data_of
from tests.runtime.artifacts.test_formats import CHART, TABLE

CONTENTS = {
    "table": ("mean by origin.json", json.dumps(TABLE).encode(), "application/json"),
    "chart": ("mpg.json", json.dumps(CHART).encode(), "application/vnd.vegalite.v6+json"),
    "markdown": ("report.md", b"# Report", "text/markdown"),
    "file": ("page.html", b"<script>alert(1)</script>", "text/html"),
}


@pytest.fixture
async def mission_id(api) -> UUID:
    return UUID(data_of(await api.post("/missions", json={"objective": "Make something", "draft": True}))["id"])


@pytest.fixture
def store(house, member, mission_id):
    """Store an artifact as a step of the mission does."""

    async def _store(kind: str, source: str = "step"):
        name, content, media_type = CONTENTS[kind]
        artifact = await store_artifact(
            house.platform.blobs, member.principal, mission_id, kind, name, f"A {kind}", media_type, content, source
        )
        async with house.platform.database.transaction(member.organization_id) as session:
            return await ArtifactRepository(session).add_once(artifact)

    return _store


class TestRead:
    @pytest.mark.parametrize("kind", sorted(CONTENTS))
    async def test_tells_what_an_artifact_is_and_how_it_looks(self, api, store, mission_id, kind) -> None:
        row, _ = await store(kind)
        artifact = data_of(await api.get(f"/artifacts/{row.id}"))
        assert (artifact["kind"], artifact["mission_id"], artifact["title"]) == (kind, str(mission_id), f"A {kind}")
        assert artifact["size_bytes"] == len(CONTENTS[kind][1])
        assert artifact["formats"]
        assert bool(artifact["preview"]) == (kind != "file")

    async def test_a_missions_artifacts_come_in_their_order(self, api, store, mission_id) -> None:
        made = [str((await store(kind))[0].id) for kind in ("table", "chart", "markdown")]
        listed = data_of(await api.get(f"/missions/{mission_id}/artifacts"))
        assert [artifact["id"] for artifact in listed] == made

    async def test_another_organizations_is_not_found(self, store, strangers_api) -> None:
        row, _ = await store("table")
        for path in (f"/artifacts/{row.id}", f"/artifacts/{row.id}/content"):
            assert code_of(await strangers_api.get(path)) == (404, "not_found")

    async def test_nor_one_that_does_not_exist(self, api) -> None:
        assert code_of(await api.get(f"/artifacts/{new_id()}/content")) == (404, "not_found")


class TestStore:
    async def test_a_repeated_call_stores_nothing_twice(self, api, store, mission_id) -> None:
        first, is_new = await store("table")
        again, is_new_again = await store("table")
        assert (is_new, is_new_again) == (True, False)
        assert first.id == again.id
        assert len(data_of(await api.get(f"/missions/{mission_id}/artifacts"))) == 1

    async def test_the_same_content_of_another_step_is_another_artifact(self, store) -> None:
        first, _ = await store("table", "step:0")
        second, _ = await store("table", "step:1")
        assert first.id != second.id
        assert first.sha256 == second.sha256


class TestDownload:
    @pytest.mark.parametrize(
        ("kind", "wanted", "head", "media_type", "name"),
        [
            ("table", None, b"origin,mpg,n\n", "text/csv; charset=utf-8", "mean%20by%20origin.csv"),
            ("table", "xlsx", b"PK", "application/vnd.openxmlformats", "mean%20by%20origin.xlsx"),
            ("table", "json", b"{", "application/json", "mean%20by%20origin.json"),
            ("chart", None, b"\x89PNG", "image/png", "mpg.png"),
            ("chart", "svg", b"<svg", "image/svg+xml", "mpg.svg"),
            ("markdown", None, b"# Report", "text/markdown", "report.md"),
            ("file", None, b"<script>", "text/html", "page.html"),
        ],
    )
    async def test_comes_as_a_file_in_the_format_asked_for(
        self, api, store, kind, wanted, head, media_type, name
    ) -> None:
        row, _ = await store(kind)
        answer = await api.get(f"/artifacts/{row.id}/content", params={"format": wanted} if wanted else {})
        assert answer.content.startswith(head)
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{name}"
        assert answer.headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize(
        ("kind", "wanted", "shown"), [("chart", "png", True), ("chart", "svg", False), ("file", "html", False)]
    )
    async def test_only_pictures_that_cannot_run_are_shown_in_place(self, api, store, kind, wanted, shown) -> None:
        row, _ = await store(kind)
        answer = await api.get(f"/artifacts/{row.id}/content", params={"format": wanted, "inline": "1"})
        assert answer.headers["content-disposition"].startswith("inline" if shown else "attachment")

    async def test_an_unknown_format_is_refused_with_those_there_are(self, api, store) -> None:
        row, _ = await store("table")
        answer = await api.get(f"/artifacts/{row.id}/content", params={"format": "pdf"})
        assert code_of(answer) == (422, "unknown_format")
        assert "csv, xlsx, json" in answer.json()["error"]["message"]

    async def test_bytes_that_are_gone_are_named_as_such(self, api, store, house, member) -> None:
        row, _ = await store("markdown")
        (await house.platform.blobs.path(member.organization_id, row.sha256)).unlink()
        answer = await api.get(f"/artifacts/{row.id}/content")
        assert code_of(answer) == (404, "not_found")
        assert "no longer stored" in answer.json()["error"]["message"]
