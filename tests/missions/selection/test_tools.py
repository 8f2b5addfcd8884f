import pytest

from pilothouse.missions.errors import ToolDoesNotFit
from pilothouse.missions.selection.intent import KINDS
from pilothouse.missions.selection.tools import LIMIT, choose
from pilothouse.runtime.registry.service import build_registry

REGISTRY = build_registry()
ANALYST = REGISTRY.agent("analyst")


def chosen(
    objective: str, intent_type: str, files: tuple[str, ...] = ("data.csv",), fixed: str | None = None
) -> list[str]:
    found = choose(REGISTRY, ANALYST, objective, intent_type=intent_type, fixed=fixed, file_names=list(files))
    assert len({each.name for each in found}) == len(found)
    assert all(each.reason for each in found)
    return [each.name for each in found]


class TestChoose:
    @pytest.mark.parametrize(
        ("objective", "intent_type", "needed"),
        [
            ("Mean price by city", "compare", {"table_profile", "table_group", "chart"}),
            ("Sales over time", "trend", {"table_profile", "table_trend", "chart"}),
            ("Ten largest", "rank", {"table_profile", "table_top", "chart"}),
            ("Odd values", "anomaly", {"table_profile", "table_outliers", "chart"}),
            ("Does age matter for income?", "relate", {"table_profile", "table_correlate", "chart"}),
        ],
    )
    def test_gives_what_the_kind_of_work_stands_on(self, objective, intent_type, needed) -> None:
        assert needed <= set(chosen(objective, intent_type))

    @pytest.mark.parametrize("intent_type", [kind.type for kind in KINDS])
    def test_gives_few_that_exist_best_first(self, intent_type) -> None:
        found = choose(REGISTRY, ANALYST, "Do it", intent_type=intent_type, fixed=None, file_names=["data.csv"])
        assert len(found) <= LIMIT
        assert {each.name for each in found} <= set(REGISTRY.tools)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)

    def test_gives_no_tool_for_files_when_there_are_none(self) -> None:
        for kind in KINDS:
            assert not [
                name for name in chosen("Do it", kind.type, files=()) if name.startswith(("table_", "files_", "chart"))
            ]


class TestFixed:
    def test_is_first_and_with_it_what_it_needs(self) -> None:
        assert chosen("Anything", "write", fixed="table_outliers") == ["table_outliers", "table_profile", "chart"]

    def test_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(ToolDoesNotFit, match="There is no tool 'nothing'"):
            chosen("Anything", "write", fixed="nothing")

    def test_that_works_on_a_file_wants_one(self) -> None:
        with pytest.raises(ToolDoesNotFit, match="none is attached"):
            chosen("Anything", "write", files=(), fixed="table_group")
