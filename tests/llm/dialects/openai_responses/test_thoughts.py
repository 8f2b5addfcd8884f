from pilothouse.llm.dialects.openai_responses.thoughts import encrypted_content, thought_of
from pilothouse.llm.messages import ThinkingPart


def test_a_seal_is_written_as_it_is_read() -> None:
    for signature, redacted in (("openai:s", None), ("anthropic:s", None), (None, "anthropic:x")):
        sealed = encrypted_content(signature, redacted)
        assert thought_of("hm", sealed, "rs_1") == ThinkingPart("hm", signature, redacted, "rs_1")


def test_a_thought_without_a_seal_needs_no_id() -> None:
    assert encrypted_content(None, None) is None
    assert thought_of("hm", None, "rs_1") == ThinkingPart("hm")
