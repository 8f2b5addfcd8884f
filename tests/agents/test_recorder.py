from pathlib import Path

from pilothouse.agents import FileRecorder, MemoryRecorder


async def test_memory_keeps_json_not_references() -> None:
    recorder = MemoryRecorder()
    record = {"text": "a", "items": (1, 2)}
    await recorder.keep("model:1", record)
    record["text"] = "b"
    assert await recorder.find("model:1") == {"text": "a", "items": [1, 2]}
    assert await recorder.find("model:2") is None


async def test_a_file_outlives_its_process(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    await FileRecorder(path).keep("model:1", {"text": "hé"})
    await FileRecorder(path).keep("model:2", {"text": "two"})
    reopened = FileRecorder(path)
    assert await reopened.find("model:1") == {"text": "hé"}
    assert await reopened.find("model:2") == {"text": "two"}


async def test_a_line_cut_by_a_crash_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    await FileRecorder(path).keep("model:1", {"text": "one"})
    with path.open("ab") as file:
        file.write(b'{"key": "model:2", "rec')
    reopened = FileRecorder(path)
    assert await reopened.find("model:2") is None
    await reopened.keep("model:2", {"text": "two"})
    assert await FileRecorder(path).find("model:2") == {"text": "two"}
