import json
from pathlib import Path

from scripts.injection.requests import requests_in


class TestRequests:
    def test_are_read_from_tasks_and_messages(self, tmp_path: Path) -> None:
        task = {"input": [{"role": "system", "content": "You answer in one word."}], "ideal": "an answer left unread"}
        plain = {"question": "How high is the tower of Pisa?", "answer": "56 m"}
        tasks = tmp_path / "evals/evals/registry/data/towers/all.jsonl"
        tasks.parent.mkdir(parents=True)
        tasks.write_text("\n".join(json.dumps(row) for row in (task, plain)) + "\nno json")
        chat = tmp_path / "chitchat-dataset/dataset.json"
        chat.parent.mkdir()
        chat.write_text(json.dumps({"1": {"messages": [[{"text": "I was in the garden all day"}, {"text": "hi"}]]}}))
        found = {(piece.group, piece.text) for piece in requests_in(tmp_path)}
        assert found == {
            ("evals/towers", "You answer in one word."),
            ("evals/towers", "How high is the tower of Pisa?"),
            ("chitchat/0", "I was in the garden all day"),
        }
