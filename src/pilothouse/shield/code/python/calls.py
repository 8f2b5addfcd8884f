"""What a call of the standard library is worth: files, paths, codecs and indirection by name."""

import ast
from collections.abc import Callable

from pilothouse.shield.code.kinds import NOTHING, Kind
from pilothouse.shield.code.places import kinds_of_place
from pilothouse.shield.code.python import catalog, folding
from pilothouse.shield.code.python.project import Project
from pilothouse.shield.code.python.values import MOST_CHARS, NO_VALUE, UNKNOWN, Value, joined

_OPENS = frozenset(
    {"open", "io.open", "codecs.open", "builtins.open", "aiofiles.open", "pathlib.Path().open", "os.fdopen", "os.open"}
)
_READS_PATH = frozenset({"read_text", "read_bytes", "open", "iterdir"})
_COPIES = frozenset(
    {"shutil.copy", "shutil.copyfile", "shutil.copy2", "copy2", "copyfile", "shutil.copytree", "shutil.move"}
)
_TEXT_METHODS = frozenset({"lower", "upper", "strip", "lstrip", "rstrip", "swapcase", "title", "casefold"})


def place_of(value: Value, node: ast.AST | None) -> str | None:
    """Return how a file is known again: by its constant path, else by how the path is written."""
    if value.text and value.text != UNKNOWN:
        return value.text
    return (
        ast.dump(node)[:400]
        if isinstance(node, ast.Name | ast.Attribute | ast.BinOp | ast.Subscript | ast.Call)
        else None
    )


class CallFolder:
    """Knows the functions whose result says more than what went in."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def fold(
        self, node: ast.Call, function: Value, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value | None:
        """Return what a call is worth, None where this is nothing special."""
        name = function.name or ""
        first = arguments[0] if arguments else keywords.get("name", NO_VALUE)
        if name in _OPENS:
            return self._opened(first, node.args[0] if node.args else None)
        if name in _COPIES and len(arguments) > 1:
            kinds = (
                kinds_of_place(first.text or "")
                | first.kinds
                | self._project.contents_of(place_of(first, node.args[0]))
            )
            self._project.learn_contents(place_of(arguments[1], node.args[1]), kinds)
            return NO_VALUE
        if found := self._indirect(name, first, arguments) or self._path(name, first, arguments):
            return found
        if catalog.decodes(name):
            return _decoded(name.removesuffix("()"), first, arguments)
        if folded := _builtin(name, first, arguments):
            return folded
        return self._method(node, receiver, arguments) if isinstance(node.func, ast.Attribute) else None

    def _opened(self, path: Value, node: ast.AST | None) -> Value:
        place = place_of(path, node)
        swept = path.kinds & {Kind.SWEPT, Kind.HOME} if Kind.SWEPT in path.kinds else NOTHING
        kinds = kinds_of_place(path.text or "") | swept | self._project.contents_of(place)
        return Value(kinds, name="open()", place=place)

    def _indirect(self, name: str, first: Value, arguments: list[Value]) -> Value | None:  # noqa: PLR0911
        """Resolve `getattr(os, "system")`, `__import__("os")` and the like to the name they lead to."""
        if (
            name in {"getattr", "builtins.getattr", "__builtins__.getattr", "object.__getattribute__"}
            and len(arguments) > 1
        ):
            attribute = arguments[1].text
            if first.name and attribute and UNKNOWN not in attribute:
                found = f"{first.name}.{attribute}"
                return Value(catalog.kinds_of_name(found), name=found, layers=(*arguments[1].layers, "getattr"))
            return Value(first.kinds)
        if name in {
            "__import__",
            "builtins.__import__",
            "importlib.import_module",
            "importlib.__import__",
            "builtins.importlib.import_module",
        }:
            if first.text and UNKNOWN not in first.text:
                return Value(name=first.text, layers=(*first.layers, "import by name"))
            return Value(first.kinds)
        if name in {"globals", "locals", "vars"} and not arguments:
            return Value(name="__builtins__")
        if name in {"os.getenv", "os.environ.get", "os.environ.pop", "environ.get", "os.environ.setdefault"}:
            from pilothouse.shield.code.python.evaluate import variable  # it imports this module

            return variable(first.text)
        return None

    def _path(self, name: str, first: Value, arguments: list[Value]) -> Value | None:
        if name in {"os.path.expanduser", "pathlib.Path.home", "os.path.expandvars"}:
            text = first.text if first.text is not None else ("~" if name.endswith("home") else UNKNOWN)
            return Value(
                first.kinds | ({Kind.HOME} if text in {"~", "~/", "$HOME"} else NOTHING), text, name=f"{name}()"
            )
        if name in {"os.path.join", "posixpath.join", "ntpath.join", "os.sep.join"}:
            texts = [UNKNOWN if part.text is None else part.text for part in arguments]
            kinds = joined(*arguments).kinds
            return Value(kinds if Kind.SWEPT in kinds else kinds - {Kind.HOME}, "/".join(texts))
        if (
            name
            in {
                "pathlib.Path",
                "Path",
                "pathlib.PurePath",
                "str",
                "os.fspath",
                "os.path.abspath",
                "os.path.realpath",
                "os.path.normpath",
            }
            and first.constant is not None
        ):
            texts = [UNKNOWN if part.text is None else part.text for part in arguments]
            if first.text is not None:
                return Value(first.kinds, "/".join(texts), name=f"{name}()", layers=first.layers)
        return None

    def _method(self, node: ast.Call, receiver: Value, arguments: list[Value]) -> Value | None:
        """Fold a method of a constant, or a read of a path that is one."""
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if method in _READS_PATH and receiver.place is None:
            target = node.func.value if isinstance(node.func, ast.Attribute) else None
            return self._opened(receiver, target) if receiver.text is not None or receiver.name is None else None
        if method in {"expanduser", "resolve", "absolute", "as_posix", "joinpath"} and receiver.text is not None:
            text = "/".join([receiver.text, *(part.text or UNKNOWN for part in arguments)])
            return Value(receiver.kinds | ({Kind.HOME} if text == "~" else NOTHING), text, receiver.name)
        if receiver.constant is None:
            return None
        return _folded_method(method, receiver, arguments)


def _folded_method(method: str, receiver: Value, arguments: list[Value]) -> Value | None:  # noqa: PLR0911
    constant, first = receiver.constant, arguments[0] if arguments else NO_VALUE
    kinds = joined(receiver, *arguments).kinds
    if method == "join":
        return Value(kinds, folding.join_text(constant, first.constant), layers=first.layers)
    if method in {"decode", "encode"}:
        codec = first.text or "utf-8"
        if method == "encode" and folding.decode_codec("", codec)[1] is None:
            return Value(kinds, constant, layers=receiver.layers)
        decoded, layer = folding.decode_codec(constant, codec)
        return Value(
            kinds | ({Kind.DECODED} if layer else NOTHING),
            decoded,
            layers=(*receiver.layers, *([layer] if layer else [])),
        )
    if isinstance(constant, str):
        texts = [part.text for part in arguments]
        if (
            method == "replace"
            and len(texts) > 1
            and texts[0]
            and texts[1] is not None
            and len(constant) * (len(texts[1]) + 1) <= MOST_CHARS
        ):
            return Value(kinds, constant.replace(texts[0], texts[1]), layers=receiver.layers)
        if method in _TEXT_METHODS and not arguments:
            change: Callable[[], str] = getattr(constant, method)
            return Value(kinds, change(), layers=receiver.layers)
        if method == "format":
            return Value(kinds, folding.bounded(_formatted(constant, texts)), layers=receiver.layers)
        if method == "split" and arguments and texts[0]:
            return Value(kinds, list(constant.split(texts[0])))
    return None


def _formatted(template: str, texts: list[str | None]) -> str:
    for text in texts:
        template = template.replace("{}", text if text is not None else UNKNOWN, 1)
    return template


def _decoded(name: str, first: Value, arguments: list[Value]) -> Value:
    if name.startswith("codecs."):
        codec = arguments[1].text if len(arguments) > 1 else None
        constant, layer = folding.decode_codec(first.constant, codec or "utf-8")
        return Value(first.kinds | {Kind.DECODED}, constant, layers=(*first.layers, layer or "codec"))
    constant, layer = folding.decode_by(name, first.constant)
    return Value(first.kinds | {Kind.DECODED}, constant, layers=(*first.layers, layer))


def _builtin(name: str, first: Value, arguments: list[Value]) -> Value | None:  # noqa: PLR0911
    constant = first.constant
    if name == "chr" and isinstance(constant, int) and 0 <= constant < 0x110000:
        return Value(first.kinds, chr(constant), layers=("character codes",))
    if name == "ord" and isinstance(constant, str) and len(constant) == 1:
        return Value(first.kinds, ord(constant))
    if name in {"bytes", "bytearray"} and isinstance(constant, list):
        codes = [code for code in constant if isinstance(code, int) and 0 <= code < 256]
        return Value(first.kinds, bytes(codes), layers=("character codes",)) if len(codes) == len(constant) else None
    if name == "map" and len(arguments) > 1 and arguments[0].name == "chr" and isinstance(arguments[1].constant, list):
        codes = [code for code in arguments[1].constant if isinstance(code, int) and 0 <= code < 0x110000]
        return Value(first.kinds, [chr(code) for code in codes], layers=("character codes",))
    if name == "int" and isinstance(constant, str) and len(constant) < 20:
        return Value(first.kinds, _integer(constant, arguments))
    if name == "reversed" and isinstance(constant, str | list):
        return Value(first.kinds, list(constant[::-1]), layers=(*first.layers, "reversed"))
    if name == "compile" and constant is not None:
        return Value(first.kinds, constant, layers=first.layers)
    return None


def _integer(text: str, arguments: list[Value]) -> int | None:
    base = arguments[1].constant if len(arguments) > 1 else 10
    try:
        return int(text, base if isinstance(base, int) else 10)
    except ValueError:
        return None
