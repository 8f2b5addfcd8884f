"""What an expression of Python is worth: its constant, the name it goes by, and what it may hold."""

import ast
from collections.abc import Callable
from typing import Any

from pilothouse.shield.code.kinds import NOTHING, Kind, Kinds
from pilothouse.shield.code.places import SECRET_VARIABLE, kinds_of_place
from pilothouse.shield.code.python import catalog, folding
from pilothouse.shield.code.python.calls import CallFolder
from pilothouse.shield.code.python.project import Project
from pilothouse.shield.code.python.values import NO_VALUE, UNKNOWN, Value, joined

Scope = dict[str, Value]
CallWatcher = Callable[[ast.Call, Value, list[Value], dict[str, Value]], None]

_ALIASES = {"pd": "pandas", "np": "numpy", "urlrequest": "urllib.request", "sp": "subprocess"}
_HOMES = {"HOME", "USERPROFILE", "HOMEPATH"}
_CLOUD_VARIABLE = (
    "AWS_ACCESS_KEY",
    "AWS_SECRET_",
    "AWS_SESSION_TOKEN",
    "GOOGLE_APPLICATION_CRED",
    "AZURE_CLIENT_SECRET",
)
_MOST_TURNS = 20_000  # of a comprehension over a constant list
_MUTED = frozenset({
    "len", "bool", "isinstance", "print", "hasattr", "id", "range", "os.path.exists", "os.path.isfile", "os.path.isdir",
    "os.path.getsize", "os.stat", "time.sleep", "logging.getLogger", "any", "all", "type", "sum",
})  # fmt: skip


class Evaluator:
    """Evaluates expressions in a scope. Every call that is met is told to `watch`."""

    def __init__(self, module: Scope, project: Project, watch: CallWatcher) -> None:
        self._module = module
        self._project = project
        self._watch = watch
        self._calls = CallFolder(project)
        self._by_type: dict[type[ast.AST], Callable[[Any, Scope], Value]] = {
            ast.Constant: self._constant, ast.Name: self._name, ast.Attribute: self._attribute, ast.Call: self._call,
            ast.BinOp: self._operation, ast.JoinedStr: self._format, ast.FormattedValue: self._formatted,
            ast.Subscript: self._subscript, ast.List: self._list, ast.Tuple: self._list, ast.Set: self._list,
            ast.Dict: self._dict, ast.ListComp: self._comprehension, ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension, ast.DictComp: self._comprehension, ast.Compare: self._compare,
            ast.UnaryOp: self._unary, ast.NamedExpr: self._named, ast.Lambda: self._lambda,
        }  # fmt: skip

    def evaluate(self, node: ast.AST | None, scope: Scope) -> Value:
        """Return what an expression is worth."""
        if node is None:
            return NO_VALUE
        known = self._by_type.get(type(node))
        return known(node, scope) if known else self._other(node, scope)

    def bind(self, target: ast.AST, value: Value, scope: Scope) -> None:
        """Assign a value to whatever a target names."""
        match target:
            case ast.Name(id=name):
                scope[name] = value
            case ast.Attribute(attr=name):
                self._project.learn_attribute(name, value.kinds)
                if value.constant is not None or value.name:
                    scope[f".{name}"] = self._module[f".{name}"] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self._unpack(parts, value, scope)
            case ast.Starred(value=inner):
                self.bind(inner, value, scope)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                self.evaluate(key, scope)
                scope[name] = self._look_up(name, scope).holding(value.kinds)
            case ast.Subscript(value=inner):
                self.evaluate(inner, scope)
                if isinstance(inner, ast.Attribute):
                    self._project.learn_attribute(inner.attr, value.kinds)
            case _:
                pass

    def _unpack(self, parts: list[ast.expr], value: Value, scope: Scope) -> None:
        items = value.constant if isinstance(value.constant, list) else []
        for number, part in enumerate(parts):
            constant = items[number] if len(items) == len(parts) else None
            self.bind(part, Value(value.kinds, constant), scope)

    def _look_up(self, name: str, scope: Scope) -> Value:
        found = scope.get(name) or self._module.get(name)
        if found is not None:
            return found
        resolved = _ALIASES.get(name, name)
        return Value(catalog.kinds_of_name(resolved), name=resolved)

    def _constant(self, node: ast.Constant, _: Scope) -> Value:
        value = node.value
        return (
            Value(constant=value) if isinstance(value, str | bytes | int) and not isinstance(value, bool) else NO_VALUE
        )

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        return self._look_up(node.id, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return self._attribute_of(node, self.evaluate(node.value, scope), scope)

    def _attribute_of(self, node: ast.Attribute, base: Value, scope: Scope) -> Value:
        if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
            stored = scope.get(f".{node.attr}") or self._module.get(f".{node.attr}") or NO_VALUE
            return stored.holding(self._project.attributes.get(node.attr, NOTHING))
        if base.name is None:
            return Value(
                base.kinds | self._project.attributes.get(node.attr, NOTHING),
                base.constant,
                None,
                base.place,
                base.layers,
            )
        name = f"{base.name}.{node.attr}"
        return Value(base.kinds | catalog.kinds_of_name(name), base.constant, name, base.place, base.layers)

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        receiver = NO_VALUE
        if isinstance(node.func, ast.Attribute):  # once: chains of calls would otherwise be walked 2**n times
            receiver = self.evaluate(node.func.value, scope)
            function = self._attribute_of(node.func, receiver, scope)
        else:
            function = self.evaluate(node.func, scope)
        arguments = [self.evaluate(each, scope) for each in node.args]
        keywords = {each.arg or "**": self.evaluate(each.value, scope) for each in node.keywords}
        self._watch(node, function, arguments, keywords)
        bare = _bare(node.func)
        if bare in self._project.functions and not (function.name and catalog.kinds_of_name(f"{function.name}()")):
            return self._local_call(bare, arguments, keywords, receiver)
        return self._library_call(node, function, receiver, arguments, keywords)

    def _local_call(self, bare: str, arguments: list[Value], keywords: dict[str, Value], receiver: Value) -> Value:
        for number, value in enumerate(arguments):
            self._project.learn_argument(bare, number, value.kinds)
        for name, value in keywords.items():
            self._project.learn_argument(bare, name, value.kinds)
        return NO_VALUE.holding(self._project.returned.get(bare, NOTHING) | (receiver.kinds - {Kind.PARAMETER}))

    def _library_call(
        self, node: ast.Call, function: Value, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value:
        name = f"{function.name}()" if function.name else None
        folded = self._calls.fold(node, function, receiver, arguments, keywords)
        if folded is not None:
            return folded
        if function.name in _MUTED or (function.name or "").startswith("hashlib."):
            return Value(name=name)
        brought = catalog.kinds_of_name(name) if name else NOTHING
        if function.name and (catalog.sends(function.name) or catalog.runs_command(function.name)):
            fetched = frozenset({Kind.METADATA}) if _names_metadata(arguments, keywords) else NOTHING
            return Value(brought | fetched, name=name)
        carried = joined(receiver, *arguments, *keywords.values())
        kinds = brought | carried.kinds
        if name and catalog.encrypts(function.name or "") and Kind.SWEPT in kinds:
            kinds = kinds | {Kind.ENCRYPTED}
        return Value(kinds, name=name, layers=carried.layers)

    def _operation(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        operator = type(node.op).__name__
        both = joined(left, right)
        constant = None
        if operator == "Add":
            constant = folding.add(left.constant, right.constant)
        elif operator == "Div" and (left.text is not None or right.text is not None):
            constant = f"{left.text or UNKNOWN}/{right.text or UNKNOWN}"
        elif operator == "Mod" and left.text is not None:
            constant = left.text.replace("%s", UNKNOWN if right.text is None else right.text)
        else:
            constant = folding.arithmetic(operator, left.constant, right.constant)
        return Value(both.kinds | _kinds_of_text(constant), constant, layers=both.layers)

    def _format(self, node: ast.JoinedStr, scope: Scope) -> Value:
        parts = [self.evaluate(each, scope) for each in node.values]
        texts = [UNKNOWN if part.constant is None else str(part.text or part.constant) for part in parts]
        both = joined(*parts)
        constant = folding.bounded("".join(texts))
        return Value(both.kinds | _kinds_of_text(constant), constant, layers=both.layers)

    def _formatted(self, node: ast.FormattedValue, scope: Scope) -> Value:
        return self.evaluate(node.value, scope)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        base = self.evaluate(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            return self._slice(node.slice, base, scope)
        key = self.evaluate(node.slice, scope)
        if base.name in {"os.environ", "os.environb"}:
            return variable(key.text)
        if isinstance(base.constant, str | bytes | list) and isinstance(key.constant, int):
            if -len(base.constant) <= key.constant < len(base.constant):
                return Value(base.kinds, base.constant[key.constant])
            return Value(base.kinds)
        return Value(base.kinds, None, None, base.place, base.layers)

    def _slice(self, part: ast.Slice, base: Value, scope: Scope) -> Value:
        if not isinstance(base.constant, str | bytes | list):
            return Value(base.kinds)
        numbers = [
            self.evaluate(each, scope).constant if each else None for each in (part.lower, part.upper, part.step)
        ]
        start, end, step = (number if isinstance(number, int) and number != 0 else None for number in numbers)
        layers = (*base.layers, "reversed") if step == -1 and base.text is not None else base.layers
        return Value(base.kinds, base.constant[start:end:step], layers=layers)

    def _list(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
        parts = [self.evaluate(each, scope) for each in node.elts]
        kinds = joined(*parts).kinds
        constants = [UNKNOWN if part.constant is None else part.constant for part in parts]
        return Value(kinds, folding.bounded(list(constants)) if parts else None)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        parts = [self.evaluate(each, scope) for each in (*node.keys, *node.values) if each is not None]
        return Value(joined(*parts).kinds)

    def _comprehension(self, node: Any, scope: Scope) -> Value:
        inner = dict(scope)
        kinds: Kinds = NOTHING
        for generator in node.generators:
            source = self.evaluate(generator.iter, inner)
            kinds |= source.kinds
            self.bind(generator.target, Value(source.kinds), inner)
            for condition in generator.ifs:
                self.evaluate(condition, inner)
        made = [self.evaluate(part, inner) for part in _made(node)]
        constants = (
            self._turns(node, scope) if len(node.generators) == 1 and not isinstance(node, ast.DictComp) else None
        )
        return Value(kinds | joined(*made).kinds, constants)

    def _turns(self, node: Any, scope: Scope) -> list[Any] | None:
        """Fold a comprehension over a constant, such as `chr(code) for code in [101, 118]`."""
        generator = node.generators[0]
        items = self.evaluate(generator.iter, scope).constant
        if not isinstance(items, list | bytes | str) or generator.ifs or len(items) > _MOST_TURNS:
            return None
        made: list[Any] = []
        inner = dict(scope)
        for item in items:
            self.bind(generator.target, Value(constant=item), inner)
            constant = self.evaluate(node.elt, inner).constant
            if constant is None:
                return None
            made.append(constant)
        return made

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        for part in (node.left, *node.comparators):
            self.evaluate(part, scope)
        return NO_VALUE

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        is_negative = isinstance(node.op, ast.USub) and isinstance(value.constant, int)
        return Value(value.kinds, -value.constant if is_negative and isinstance(value.constant, int) else None)

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        self.bind(node.target, value, scope)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        inner = dict(scope)
        for argument in node.args.args:
            inner[argument.arg] = NO_VALUE
        return Value(self.evaluate(node.body, inner).kinds)

    def _other(self, node: ast.AST, scope: Scope) -> Value:
        return joined(
            *(self.evaluate(child, scope) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        )


def variable(name: str | None) -> Value:
    """Return what a variable of the environment holds."""
    if name in _HOMES:
        return Value(frozenset({Kind.HOME}), "~")
    if name in {"APPDATA", "LOCALAPPDATA"}:
        return Value(constant=f"%{name}%")
    if name in {"COMPUTERNAME", "HOSTNAME"}:
        return Value(frozenset({Kind.HOSTNAME}))
    if name in {"USER", "USERNAME", "LOGNAME"}:
        return Value(frozenset({Kind.USERNAME}))
    if name and name.startswith(_CLOUD_VARIABLE):
        return Value(frozenset({Kind.SECRET_VARIABLE, Kind.CREDENTIAL}))
    return Value(frozenset({Kind.SECRET_VARIABLE}) if name and SECRET_VARIABLE.search(name) else NOTHING)


def _bare(function: ast.AST) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _made(node: Any) -> list[ast.expr]:
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]


def _kinds_of_text(constant: Any) -> Kinds:
    """A text that names the cloud's metadata address leads there; a path's kinds are taken when it is opened."""
    return NOTHING if not isinstance(constant, str) else kinds_of_place(constant) & {Kind.METADATA}


def _names_metadata(arguments: list[Value], keywords: dict[str, Value]) -> bool:
    return any(Kind.METADATA in kinds_of_place(value.text or "") for value in (*arguments, *keywords.values()))
