"""A full-text index in a SQLite file (FTS5, ranked by BM25), brought up to date before each search."""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pilothouse.toolbox.searching._documents import Document, passages_of
from pilothouse.toolbox.searching.backends import SearchHit

_FORMAT = 1
_SCHEMA = """
create table if not exists document (id integer primary key, name text unique not null, stamp text not null);
create virtual table if not exists passage using fts5(
    title, text, document unindexed, tokenize = "unicode61 remove_diacritics 2");
"""
_TITLE_WEIGHT = 3.0  # a word in a heading says more than one in a paragraph
_SNIPPET_WORDS = 40
_MAX_WORDS = 24
# Too common to tell documents apart; a question is full of them.
_STOP_WORDS = """
    a an and are as at be by can do does for from how i in is it me of on or our that the their there this to was we
    what when where which who why will with you your
"""


def index_path(folder: Path, index_dir: Path | None) -> Path:
    """Return where the index of a folder lies: beside the folder unless set, under a name made of its path."""
    base = index_dir or folder.parent / ".pilothouse" / "search"
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return base / f"{key}-{_FORMAT}.sqlite"


class FullTextIndex:
    """The index of one folder, open for one search."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def refresh(self, documents: Iterable[Document], progress: Callable[[float, str], None]) -> int:
        """Index what is new or changed and drop what is gone; return how many documents that were.

        Args:
            documents: all that there are now.
            progress: told how far it is.
        """
        known = dict(self._connection.execute("select name, stamp from document").fetchall())
        now = {each.name: each for each in documents}
        changed = [each for each in now.values() if known.get(each.name) != each.stamp]
        gone = [name for name in known if name not in now]
        if not changed and not gone:
            return 0
        self._connection.execute("begin immediate")  # one process indexes, others wait
        for name in gone:
            self._drop(name)
        for number, document in enumerate(changed, start=1):
            progress(number / (len(changed) + 1), f"Indexing {document.name}")
            self._put(document)
        self._connection.execute("commit")
        return len(changed) + len(gone)

    def search(self, query: str, limit: int) -> list[SearchHit]:
        """Return the best passage of each document that fits, best first.

        All of the query's words are wanted first; where no passage has them all, any of them.
        """
        words = _words_of(query)
        if not words:
            return []
        quoted = [f'"{word}"' for word in words]
        for match in (" AND ".join(quoted), " OR ".join([*quoted, *(f'"{word}"*' for word in words)])):
            if hits := self._matching(match, limit):
                return hits
        return []

    def _matching(self, match: str, limit: int) -> list[SearchHit]:
        rows = self._connection.execute(
            "select d.name, p.title, snippet(passage, 1, '', '', ' … ', ?) as words, bm25(passage, ?, 1.0) as rank"
            " from passage p join document d on d.id = p.document where passage match ? order by rank limit ?",
            (_SNIPPET_WORDS, _TITLE_WEIGHT, match, limit * 5),
        )
        best: dict[str, SearchHit] = {}
        for name, title, words, _ in rows:
            if name not in best and len(best) < limit:
                best[name] = SearchHit(str(title), str(name), " ".join(str(words).split()))
        return list(best.values())

    def _put(self, document: Document) -> None:
        self._drop(document.name)
        added = self._connection.execute(
            "insert into document (name, stamp) values (?, ?)", (document.name, document.stamp)
        )
        self._connection.executemany(
            "insert into passage (title, text, document) values (?, ?, ?)",
            [(each.title, each.text, added.lastrowid) for each in passages_of(document)],
        )

    def _drop(self, name: str) -> None:
        self._connection.execute(
            "delete from passage where document = (select id from document where name = ?)", (name,)
        )
        self._connection.execute("delete from document where name = ?", (name,))


def _words_of(query: str) -> list[str]:
    """Take the words of a question that tell documents apart; all of them when there are no others."""
    words = list(dict.fromkeys(re.findall(r"\w+", query.lower())))[: 2 * _MAX_WORDS]
    return [word for word in words if word not in _STOP_WORDS.split()][:_MAX_WORDS] or words[:_MAX_WORDS]
