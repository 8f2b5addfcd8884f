"""Read one batch of files: each by itself, and the Python of one skill together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

import msgspec

from pilothouse.shield.code import Language, Sighting, analyse_source, language_of
from pilothouse.shield.code.analysis import analyse_python
from pilothouse.shield.code.blanking import without_hash_comments, without_slash_comments
from pilothouse.shield.code.gates import Gate, gates_of
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.scanner import scan_text
from pilothouse.shield.skills.dependencies import judge_dependencies
from pilothouse.shield.skills.files import SourceFile
from pilothouse.shield.skills.instructions import is_obeyed, judge_document
from pilothouse.shield.skills.manifests import judge_addresses, judge_json
from pilothouse.shield.skills.naming import Lines, finding_of
from pilothouse.shield.skills.reading import Content, read_content

STREAM = "stdin"  # what a stream is called; it has no name that tells its language
DOCUMENT_FAMILIES = ("prompt_injection*", "jailbreak*", "hidden_*", "secret_*", "link_*")
_UNMISTAKABLE = 0.9999  # as "Ignore all previous instructions" is
_OF_INJECTION = {"prompt", "jailbreak"}  # as `Finding.family` says
CODE_FAMILIES = ("hidden_*", "secret_*")
_MOST_TOGETHER_CHARS = 150_000  # Python of one skill that is followed from file to file; a library is read file by file
_MOST_TOGETHER = 40
_MOST_SCANNED_CHARS = 1_000_000
_DATA = frozenset(
    {".csv", ".tsv", ".jsonl", ".svg", ".lock", ".map", ".ipynb", ".xml", ".html", ".css", ".log", ".po", ".snap"}
)
_SETTINGS = frozenset({".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties"})
_CODE = {Language.PYTHON, Language.SHELL, Language.JAVASCRIPT, Language.RUBY, Language.GO, Language.POWERSHELL}


def read_batch(files: Iterable[SourceFile], selection: Collection[str] | None = None) -> list[Finding]:
    """Return the findings of some files.

    Args:
        files: of one scan; those of one skill are best in one batch.
        selection: ids or families of detectors; None is every one that concerns skills.
    """
    found: list[Finding] = []
    python: dict[str, list[tuple[SourceFile, str]]] = defaultdict(list)
    for file in files:
        content = read_content(file.data)
        if content.text is None:
            found.extend(_of_data(file, content))
            continue
        language = language_of(None if file.path == STREAM else file.path, content.text)
        if language is Language.PYTHON:
            python[_skill_of(file.path)].append((file, content.text))
        found.extend(_of_text(file, content.text, language, selection))
    for group in python.values():
        found.extend(_of_python(group))
    return [each for each in found if _is_wanted(each.detector, selection)]


def _of_text(file: SourceFile, text: str, language: Language, selection: Collection[str] | None) -> Iterator[Finding]:
    lines = Lines(text)
    sightings: list[Sighting] = []
    suffix = PurePosixPath(file.path).suffix.lower()
    if language is Language.MARKDOWN or suffix in {".txt", ".mdc"} or is_obeyed(file.path) or file.path == STREAM:
        sightings += judge_document(file.path, text)
    if language in _CODE and language is not Language.PYTHON:
        sightings += analyse_source(text, language, file.path)
    if language in _CODE:
        sightings += _addresses(text, language)
    elif suffix in _SETTINGS or file.path.endswith(".env"):
        sightings += judge_addresses(text, is_code=False)
    if suffix == ".json":
        more, findings = judge_json(file.path, text)
        sightings += more
        yield from (msgspec.structs.replace(each, path=file.path, line=1) for each in findings)
    sightings += judge_dependencies(file.path, text)
    yield from _named(sightings, text, file.path, lines)
    yield from _of_engine(file, text, language, suffix, selection, lines)


def _addresses(text: str, language: Language) -> Iterator[Sighting]:
    """Yield shady addresses in code; a comment that names one fetches nothing from it."""
    blank = without_slash_comments if language in {Language.JAVASCRIPT, Language.GO} else without_hash_comments
    if found := list(judge_addresses(text, is_code=True)):
        blanked = blank(text)
        yield from (each for each in found if blanked[each.start : each.end].strip())


def _of_engine(
    file: SourceFile, text: str, language: Language, suffix: str, selection: Collection[str] | None, lines: Lines
) -> Iterator[Finding]:
    is_document = language is Language.MARKDOWN or suffix == ".txt" or file.path == STREAM
    families = DOCUMENT_FAMILIES if is_document else CODE_FAMILIES
    if suffix in _DATA or file.path.endswith(("-lock.json", "package-lock.json")):
        families = ("secret_*",)
    wanted = (
        families if selection is None else [each for each in selection if not each.startswith(("malware", "skill"))]
    )
    if not wanted:
        return
    report = scan_text(text[:_MOST_SCANNED_CHARS], kind="document" if is_document else "code", detectors=wanted)
    for each in _corroborated(report.findings) if is_document and file.path != STREAM else report.findings:
        yield msgspec.structs.replace(each, path=file.path, line=lines.number(each.start))


def _corroborated(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings without a lone sign of injection: by its nature a skill gives orders to an agent.

    Two different signs (each is one sentence of an explanation) in one file count, or one that leaves no doubt. On the
    developers' samples any one alone flagged 15 % of the honest skills, and one without doubt none.
    """
    told = (each.explanation for each in findings if each.family in _OF_INJECTION)
    signs = {sentence.strip() for words in told for sentence in words.split(".") if sentence.strip()}
    for each in findings:
        if each.family not in _OF_INJECTION or len(signs) > 1 or each.confidence >= _UNMISTAKABLE:
            yield each


def _of_python(group: list[tuple[SourceFile, str]]) -> Iterator[Finding]:
    whole = sum(len(text) for _, text in group)
    sends = any(Gate.NETWORK in gates_of(text) for _, text in group[:_MOST_TOGETHER])
    is_one = sends and whole <= _MOST_TOGETHER_CHARS and len(group) <= _MOST_TOGETHER
    batches = [group] if is_one else [[each] for each in group]
    for batch in batches:
        if len(batch) == 1:
            file, text = batch[0]
            yield from _named(analyse_source(text, Language.PYTHON, file.path), text, file.path, Lines(text))
            continue
        texts = [text for _, text in batch]
        for (file, text), sightings in zip(batch, analyse_python(texts, [file.path for file, _ in batch]), strict=True):
            yield from _named(sightings, text, file.path, Lines(text))


def _of_data(file: SourceFile, content: Content) -> Iterator[Finding]:
    if content.oddity:
        severity = Severity.HIGH if content.is_program else Severity.MEDIUM
        sighting = Sighting(
            "skill_opaque_file", severity, 0.8 if content.is_program else 0.6, 0, 0, f"It is {content.oddity}."
        )
        yield from _named([sighting], "", file.path, Lines(""))


def _named(sightings: Iterable[Sighting], text: str, path: str, lines: Lines) -> Iterator[Finding]:
    for each in sightings:
        if (found := finding_of(each, text, path, lines)) is not None:
            yield found


def _skill_of(path: str) -> str:
    """Return the folder whose Python is read together: the top one of a skill, without its `scripts`."""
    parts = PurePosixPath(path).parts[:-1]
    return "/".join(parts[:2])


def _is_wanted(detector: str, selection: Collection[str] | None) -> bool:
    if selection is None:
        return True
    return any(detector == each or (each.endswith("*") and detector.startswith(each[:-1])) for each in selection)
