"""What a skill makes somebody install: names that imitate popular ones, sources that no registry answers for."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Literal, cast

from pilothouse.shield.code.destinations import Standing, destinations_in
from pilothouse.shield.code.shell import analyse_commands
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

Registry = Literal["pypi", "npm"]

_REQUIREMENT = re.compile(r"(?m)^[ \t]*([A-Za-z0-9][\w.-]*)[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?:[=<>~!;@].*|#.*)?$")
_INSTALL = re.compile(
    r"\b(?:(?P<pip>(?:uv\s+)?pip3?\s+install|uv\s+add|poetry\s+add|pipx\s+install|uvx)"
    r"|(?P<npm>npm\s+(?:install|i|add)|yarn\s+add|pnpm\s+(?:add|install)|npx"
    r"|bun\s+add))\s+(?P<rest>[^\n`|;&)\"']{1,300})"
)
_NAME = re.compile(r"^(?:@[\w.-]+/)?[A-Za-z0-9][\w.-]*$")
_HOOKS = ("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare")
_HARMLESS_HOOK = re.compile(
    r"^(?:(?:npm|yarn|pnpm|bun)\s+run\s|husky|patch-package|tsc\b|node-gyp|prisma\s|playwright\s"
    r"|lerna\s|is-ci|npx\s+(?:husky|simple-git-hooks)|simple-git-hooks|electron-builder|ngcc|lefthook"
    r"|turbo\s|vite\s|rollup\s|webpack\b|node\s+scripts/(?:build|postinstall)|echo\s)"
)
_TOP = 1500  # names worth imitating
_CONFUSABLE = str.maketrans({"0": "o", "1": "l", "5": "s", "3": "e", "7": "t", "@": "a"})
_ENDINGS = ("-python", "-py", "-js", "-lib", "-dev", "-official", "-sdk", "-api", "js", "py", "2", "3")
_MANIFESTS = {"requirements", "constraints"}


@cache
def popular(registry: Registry) -> dict[str, int]:
    """Return the most downloaded names of a registry and their rank, from 0."""
    text = (files("pilothouse.shield.skills") / "popular" / f"{registry}.txt").read_text(encoding="utf-8")
    return {name: rank for rank, name in enumerate(text.split())}


@cache
def _targets(registry: Registry) -> dict[str, str]:
    """Return every spelling at one deletion's distance of a name that is worth imitating, and the name."""
    found: dict[str, str] = {}
    for name, rank in popular(registry).items():
        if rank < _TOP and len(name) >= 5:
            for spelling in {name, *_shortened(name)}:
                found.setdefault(spelling, name)
    return found


def imitates(name: str, registry: Registry) -> str | None:
    """Return the popular package that a name is one slip or one look-alike away from, None when there is none.

    Source: the symmetric-delete method (SymSpell) finds every pair at one edit by comparing their deletions.
    """
    plain = name.lower().replace("_", "-").replace(".", "-") if registry == "pypi" else name.lower()
    if plain in popular(registry) or len(plain) < 5 or plain.startswith("@"):
        return None
    straight = plain.translate(_CONFUSABLE)
    if straight != plain and popular(registry).get(straight, _TOP) < _TOP:
        return straight
    for spelling in (plain, *_shortened(plain)):
        found = _targets(registry).get(spelling)
        if found and _is_one_edit(plain, found) and not _is_sibling(plain, found):
            return found
    return None


def judge_dependencies(path: str, text: str) -> Iterator[Sighting]:
    """Yield what is wrong with the dependencies that a file declares."""
    name = PurePosixPath(path).name.lower()
    stem = name.partition(".")[0].partition("-")[0]
    if name.endswith((".txt", ".in")) and stem in _MANIFESTS:
        yield from _requirements(text)
    elif name == "pyproject.toml":
        yield from _project(text)
    elif name == "package.json":
        yield from _package_json(text)
    elif name.endswith((".md", ".sh", ".yaml", ".yml", ".mdx")) or name in {"dockerfile", "makefile"}:
        yield from _installs(text)


def _requirements(text: str) -> Iterator[Sighting]:
    for match in _REQUIREMENT.finditer(text):
        yield from _judge_name(match[1], "pypi", match.start(1), match.end(1))
    yield from _judge_sources(text)


def _project(text: str) -> Iterator[Sighting]:
    try:
        project: Any = tomllib.loads(text).get("project", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    wanted: Any = cast("dict[str, Any]", project).get("dependencies") if isinstance(project, dict) else None
    for each in cast("list[Any]", wanted) if isinstance(wanted, list) else ():
        if match := re.match(r"[A-Za-z0-9][\w.-]*", str(each)):
            start = max(text.find(str(each)), 0)
            yield from _judge_name(match[0], "pypi", start, start + len(match[0]))


def _package_json(text: str) -> Iterator[Sighting]:
    try:
        package: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(package, dict):
        return
    manifest = cast("dict[str, Any]", package)
    for group in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        wanted = manifest.get(group)
        for name, version in cast("dict[str, Any]", wanted).items() if isinstance(wanted, dict) else ():
            start = max(text.find(f'"{name}"'), 0)
            yield from _judge_name(name, "npm", start, start + len(name) + 2)
            for each in _judge_sources(str(version)):
                yield each.moved(start, start + len(name) + 2)
    yield from _hooks(manifest.get("scripts"), text)


def _hooks(scripts: Any, text: str) -> Iterator[Sighting]:
    for name, command in cast("dict[str, Any]", scripts).items() if isinstance(scripts, dict) else ():
        if name not in _HOOKS or not isinstance(command, str):
            continue
        start = max(text.find(f'"{name}"'), 0)
        end = start + len(name) + 2
        yield from (each.moved(start, end) for each in analyse_commands(command))
        runs = re.search(r"\b(?:node|python3?|(?:ba|z)?sh|curl|wget|powershell|npx|deno|bun|eval)\b", command)
        if name in {"preinstall", "install", "postinstall"} and runs and not _HARMLESS_HOOK.match(command.strip()):
            why = "A program runs as soon as the package is installed."
            severity = (
                Severity.HIGH
                if re.search(r"curl|wget|powershell|eval|\bnode\s+-e|https?:", command)
                else Severity.MEDIUM
            )
            yield Sighting("malware_install_hook", severity, 0.7, start, end, why)


def _installs(text: str) -> Iterator[Sighting]:
    for match in _INSTALL.finditer(text):
        registry: Registry = "pypi" if match["pip"] else "npm"
        words = match["rest"].split()[:20]
        for word in (
            words[:1] if match[0].startswith(("npx", "uvx", "pipx")) else words
        ):  # what follows is for the program
            bare = re.split(r"[=<>~!\[;@]", word, maxsplit=1)[0] if not word.startswith("@") else word
            if word.startswith("-"):
                continue
            if _NAME.match(bare):
                yield from _judge_name(bare, registry, match.start(), match.end())
        for each in _judge_sources(match["rest"]):
            yield each.moved(match.start(), match.end())


def _judge_name(name: str, registry: Registry, start: int, end: int) -> Iterator[Sighting]:
    if model := imitates(name, registry):
        why = f"The package is called {name!r}; the well-known one is {model!r}."
        yield Sighting("skill_typosquat", Severity.HIGH, 0.7, start, end, why)


def _judge_sources(text: str) -> Iterator[Sighting]:
    for each in destinations_in(text):
        if each.standing in {Standing.KNOWN, Standing.LOCAL}:
            continue
        severity = Severity.HIGH if each.standing.is_shady or each.is_plain else Severity.LOW
        start = max(text.find(each.url), 0)
        why = f"A package is installed from {each.standing.value}."
        yield Sighting("skill_dependency_source", severity, 0.7, start, start + len(each.url), why)


def _shortened(name: str) -> set[str]:
    return {name[:place] + name[place + 1 :] for place in range(len(name))}


def _is_one_edit(left: str, right: str) -> bool:
    """Whether one letter added, left out, changed or two swapped make one name the other."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    if len(left) == len(right):
        differing = [place for place in range(len(left)) if left[place] != right[place]]
        if len(differing) == 1:
            return True
        first, *others = differing
        return (
            len(others) == 1
            and others[0] == first + 1
            and left[first] == right[first + 1]
            and left[first + 1] == right[first]
        )
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return shorter in _shortened(longer)


def _is_sibling(name: str, model: str) -> bool:
    """Whether a name is honestly one of a family, such as "boto3" of "boto" or "types-six" of "six"."""
    digits = name.rstrip("0123456789") == model.rstrip("0123456789")
    return (
        digits
        or name.rstrip("s") == model.rstrip("s")
        or name.replace("-", "") == model.replace("-", "")
        or any(name == model + end or model == name + end for end in _ENDINGS)
    )
