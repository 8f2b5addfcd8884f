"""What must not stand anywhere in the source, because input could become an order."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pilothouse

SOURCE = Path(pilothouse.__file__).parent
WEB = SOURCE.parents[1] / "web" / "src"

# Where patterns are put together while somebody is served: of our own words, or of theirs through `re.escape`.
PATTERNS_OF_OUR_OWN = {
    "chat/tools/navigate.py", "llm/builtin/general.py", "llm/builtin/intents.py", "llm/builtin/lexicon.py",
    "llm/builtin/linking.py", "llm/builtin/orders.py", "llm/builtin/reading.py", "server/cors.py",
    "shield/code/command_rules.py", "shield/code/commands.py", "shield/code/dialects.py",
    "shield/code/python/catalog.py", "shield/code/python/sinks.py", "shield/rules/matcher.py",
    "shield/skills/signals.py", "shield/skills/tools.py",
}  # fmt: skip
# Pauses, choices among equals, and samples for trying detectors.
CHANCE_WITHOUT_SECRETS = {
    "access/security/checks/generating.py", "client/request.py", "db/migrate.py", "durable/runner.py",
    "gateway/calls/retry.py", "gateway/routing/plan.py", "notify/backoff.py",
}  # fmt: skip


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted(SOURCE.rglob("*.py"))
    return tuple((str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def imported() -> Iterator[tuple[str, str]]:
    """Yield file and module of every import, those by name too."""
    for file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((file, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield file, node.module or ""
            elif isinstance(node, ast.Call) and name_of(node.func) == "importlib.import_module":
                yield from ((file, each.value) for each in node.args if isinstance(each, ast.Constant))


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield file, name and node of every call."""
    for file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield file, name_of(node.func), node


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def importers_of(*names: str) -> set[str]:
    return {file for file, module in imported() if module.split(".")[0] in names}


def callers_of(*names: str) -> set[str]:
    return {file for file, name, _ in calls() if name in names}


def test_nothing_starts_a_shell() -> None:
    shells = {"os.system", "os.popen", "asyncio.create_subprocess_shell", "subprocess.getoutput"}
    assert callers_of(*shells) == set()
    assert [file for file, _, call in calls() if any(each.arg == "shell" for each in call.keywords)] == []


def test_text_is_run_as_code_in_the_sandbox_alone() -> None:
    assert callers_of("eval", "exec", "compile", "__import__") == {"toolbox/sandbox/inside/worker.py"}


def test_nothing_is_unpickled() -> None:
    assert importers_of("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib") == set()
    assert callers_of("yaml.load", "yaml.unsafe_load", "yaml.full_load") == set()
    assert [
        file for file, _, call in calls() if any(ast.unparse(each) == "allow_pickle=True" for each in call.keywords)
    ] == []


def test_no_xml_parser_resolves_entities() -> None:
    """None reads XML but lxml, as HTML, which has no entities of its own."""
    assert importers_of("xml") == set()
    assert importers_of("lxml") == {"toolbox/web/readable.py"}
    assert "lxml.etree.fromstring" not in {name for _, name, _ in calls()}


def test_templates_are_files_of_the_package() -> None:
    assert importers_of("jinja2", "mako", "chevron") == {"notify/rendering.py"}
    made = {file for file, name, _ in calls() if name.endswith((".from_string", "Template"))}
    assert made == {"cli/scaffold/writing.py"}  # `string.Template`, for `pilothouse new` on the command line


def test_no_format_string_is_made_of_what_is_sent() -> None:
    """`"{}".format(x)` is harmless whatever x is; `x.format(…)` would read attributes that x names."""
    constants = re.compile(r"^_?[A-Z_]+$|^words$|^path$|^pl$|^msgspec\.json$")
    formatted = {name.rpartition(".")[0] for _, name, _ in calls() if name.endswith((".format", ".format_map"))}
    assert {each for each in formatted if each and not constants.match(each)} == set()


def test_no_pattern_is_made_of_what_is_sent() -> None:
    found = set()
    for file, tree in modules():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                made = [each for each in ast.walk(function) if isinstance(each, ast.Call) and each.args]
                makes = [each for each in made if re.match(r"re\.(?!escape)", name_of(each.func))]
                found |= {file for each in makes if not isinstance(each.args[0], ast.Constant)}
    assert found <= PATTERNS_OF_OUR_OWN, found - PATTERNS_OF_OUR_OWN


def test_broken_hashes_are_not_used() -> None:
    assert callers_of("hashlib.md5", "hashlib.sha1", "hashes.MD5", "hashes.SHA1", "modes.ECB", "modes.CBC") == set()


def test_what_must_not_be_guessed_is_not_drawn_from_random() -> None:
    assert importers_of("random") == CHANCE_WITHOUT_SECRETS


def test_the_page_listens_to_no_messages() -> None:
    for path in WEB.rglob("*.ts*"):
        text = path.read_text(encoding="utf-8")
        assert "addEventListener('message'" not in text, path
        assert "window.onmessage" not in text, path
        assert "dangerouslySetInnerHTML" not in text, path
