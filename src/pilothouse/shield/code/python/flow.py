"""Follow values through the statements, functions and files of one Python program."""

import ast
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from pilothouse.shield.code.kinds import NOTHING, Kind
from pilothouse.shield.code.python.evaluate import Evaluator, Scope
from pilothouse.shield.code.python.islands import Island, parse_islands
from pilothouse.shield.code.python.places_in_text import Places
from pilothouse.shield.code.python.project import Project
from pilothouse.shield.code.python.recorder import Payload
from pilothouse.shield.code.python.sinks import Sinks
from pilothouse.shield.code.python.values import Value, joined
from pilothouse.shield.code.sightings import Sighting

_MOST_PASSES = 4  # collector, encoder, sender and their caller settle in three
_DEFINITION = re.compile(r"\bdef (\w+)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Program:
    """The Python files of one skill, or a single file.

    Args:
        texts: source of each file.
        names: of the files, where they are known.
        read_payload: analyses a command or a decoded program that is found inside.
    """

    def __init__(self, texts: Sequence[str], names: Sequence[str], read_payload: Payload) -> None:
        self._texts = texts
        self._names = names
        self._islands = [parse_islands(text) for text in texts]
        self._read_payload = read_payload
        self._project = Project()
        for text in texts:
            self._project.functions |= _defined(text)

    @property
    def parsed(self) -> list[bool]:
        """Whether anything of each file is Python."""
        return [bool(islands) for islands in self._islands]

    def sightings(self) -> list[list[Sighting]]:
        """Return what each file does, in the order of the files."""
        found: list[list[Sighting]] = []
        for _ in range(_MOST_PASSES):
            self._project.is_changed = False
            found = [self._read(number) for number in range(len(self._texts))]
            if not self._project.is_changed:
                break
        return found

    def _read(self, number: int) -> list[Sighting]:
        places = Places(self._texts[number])
        found: list[Sighting] = []
        module: Scope = {}
        is_setup = self._names[number].rpartition("/")[2] in {"setup.py", "__init__.py"}
        sinks = Sinks(self._project, self._read_payload, found, is_setup=is_setup)
        for island in self._islands[number]:
            sinks.locate = places.after_line(island.line)
            _Flow(module, self._project, sinks).run(island)
        sinks.finish()
        return found


class _Flow:
    """Walks the statements of one island."""

    def __init__(self, module: Scope, project: Project, sinks: Sinks) -> None:
        self._module = module
        self._project = project
        self._sinks = sinks
        self._evaluator = Evaluator(module, project, sinks.on_call)
        self._function = ""

    def run(self, island: Island) -> None:
        self._block(island.tree.body, self._module)

    def _block(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            with suppress(RecursionError):  # a statement nested a thousand deep is left unread, its neighbours are not
                self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(node, scope)
            case ast.ClassDef():
                self._class(node, scope)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(node, scope)
            case ast.Return():
                value = self._evaluator.evaluate(node.value, scope)
                self._project.learn_return(self._function, value.kinds)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self._evaluator.evaluate(item.context_expr, scope)
                    if item.optional_vars is not None:
                        self._evaluator.bind(item.optional_vars, value, scope)
                self._block(node.body, scope)
            case ast.For() | ast.AsyncFor():
                self._loop(node, scope)
            case _:
                self._other(node, scope)

    def _other(self, node: ast.stmt, scope: Scope) -> None:
        """Evaluate what a statement says, then what stands in its blocks."""
        for name, child in ast.iter_fields(node):
            if isinstance(child, ast.expr):
                value = self._evaluator.evaluate(child, scope)
                if name == "value" and isinstance(child, ast.Yield | ast.YieldFrom):
                    self._project.learn_return(self._function, value.kinds)
            elif isinstance(child, list):
                parts = cast("list[ast.AST]", child)
                self._block([each for each in parts if isinstance(each, ast.stmt)], scope)
                for part in parts:
                    if isinstance(part, ast.ExceptHandler | ast.match_case):
                        self._block(part.body, scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                scope[each.asname or top] = Value(name=each.name if each.asname else top)
            return
        for each in node.names:
            full = f"{node.module}.{each.name}" if node.module and not node.level else each.name
            if full == "os.environ":
                scope[each.asname or each.name] = Value(frozenset({Kind.ENVIRONMENT}), name=full)
            elif each.name != "*":
                scope[each.asname or each.name] = Value(name=_without_builtins(full))

    def _define(self, node: _Function, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self._evaluator.evaluate(decorator, scope)
        outer, self._function = self._function, node.name
        inner = dict(scope) if scope is not self._module else {}
        arguments = [*node.args.posonlyargs, *node.args.args]
        is_method = bool(arguments) and arguments[0].arg in {"self", "cls"}
        for number, argument in enumerate(arguments[1:] if is_method else arguments):
            inner[argument.arg] = self._project.argument_of(node.name, number, argument.arg)
        for argument in node.args.kwonlyargs:
            inner[argument.arg] = self._project.argument_of(node.name, -1, argument.arg)
        self._sinks.enter(node.name)
        self._block(node.body, inner)
        self._sinks.leave()
        self._function = outer
        scope.pop(node.name, None)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self._evaluator.evaluate(base, scope).name or "" for base in node.bases]
        self._sinks.enter_class([base.rpartition(".")[2] for base in bases])
        inner = dict(scope)
        self._block([each for each in node.body if not isinstance(each, _Function)], inner)
        self._block([each for each in node.body if isinstance(each, _Function)], inner)
        self._sinks.leave_class()
        for name, value in inner.items():
            if name not in scope and not name.startswith("."):
                self._module.setdefault(f".{name}", value)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope) -> None:
        value = self._evaluator.evaluate(node.value, scope)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node, ast.AugAssign):
            before = self._evaluator.evaluate(node.target, scope)
            texts = before.text is not None and value.text is not None and isinstance(node.op, ast.Add)
            value = Value(joined(before, value).kinds, (before.text or "") + (value.text or "") if texts else None)
        for target in targets:
            self._evaluator.bind(target, value, scope)

    def _loop(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        source = self._evaluator.evaluate(node.iter, scope)
        each = source.constant[0] if isinstance(source.constant, list) and source.constant else None
        kinds = source.kinds or NOTHING
        self._evaluator.bind(node.target, Value(kinds, each if isinstance(each, str) else None), scope)
        self._sinks.enter_loop(source)
        self._block(node.body, scope)
        self._sinks.leave_loop()
        self._block(node.orelse, scope)


def _defined(text: str) -> set[str]:
    """Return the functions that a program defines; those called as many libraries call theirs are left out."""
    names = set(_DEFINITION.findall(text))
    return {name for name in names if not name.startswith("__")} - {
        "get",
        "post",
        "open",
        "read",
        "write",
        "join",
        "run",
        "append",
    }


def _without_builtins(name: str) -> str:
    return name.removeprefix("builtins.").removeprefix("__builtin__.")
