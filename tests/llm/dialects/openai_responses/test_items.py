from pilothouse.llm.dialects.blocks import Block
from pilothouse.llm.dialects.openai_responses.items import item, item_id, part


def test_an_item_is_empty_until_it_is_done() -> None:
    block = Block(0, "tool", id="c1", name="add", pieces=["{", "}"])
    begun, done = item(block, "resp_1", is_done=False), item(block, "resp_1", is_done=True)
    assert (begun["arguments"], begun["status"]) == ("", "in_progress")
    assert (done["arguments"], done["status"]) == ("{}", "completed")
    assert begun["id"] == done["id"] == item_id(block, "resp_1")


def test_ids_tell_the_kind() -> None:
    prefixes = [item_id(Block(at, kind), "resp_1")[:3] for at, kind in enumerate(("tool", "thinking", "text"))]
    assert prefixes == ["fc_", "rs_", "msg"]
    assert item_id(Block(0, "thinking", id="rs_own"), "resp_1") == "rs_own"


def test_parts_are_named_after_what_they_hold() -> None:
    kinds = [part(Block(0, kind), "a")["type"] for kind in ("text", "refusal", "thinking")]
    assert kinds == ["output_text", "refusal", "summary_text"]
