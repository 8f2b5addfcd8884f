from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.dialects.seals import for_upstream, on_wire, seal

raw = st.text(min_size=1).filter(lambda text: not text.startswith(("anthropic:", "openai:")))


@given(raw)
def test_come_back_to_their_vendor_over_any_wire(signature: str) -> None:
    sealed = seal("anthropic", signature)
    for wire in ("anthropic", "openai"):
        assert for_upstream("anthropic", seal(wire, on_wire(wire, sealed))) == signature


@given(raw)
def test_reach_nobody_else(signature: str) -> None:
    sealed = seal("openai", signature)
    for wire in ("anthropic", "openai"):
        assert for_upstream("anthropic", seal(wire, on_wire(wire, sealed))) is None


def test_there_need_not_be_one() -> None:
    assert for_upstream("openai", None) is None
