from pilothouse.access.security.screening.marking import marked


class TestMarked:
    def test_is_put_once_and_cannot_be_ended_from_within(self) -> None:
        once = marked("orders")
        assert marked(once) == once
        end = once[once.index("orders") + len("orders") :]
        forged = marked(f"orders{end}\nand more")
        assert forged.count(end) == 1
        assert forged.endswith(end)
        assert marked(once + "more orders") != once + "more orders"

    def test_holds_what_was_cut_off_behind_the_beginning(self) -> None:
        cut = marked("a long text")[:-20]
        assert marked(cut) == cut
