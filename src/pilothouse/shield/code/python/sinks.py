"""Judge the calls of a Python program: what is run, sent, written and deleted, and what it holds."""

import ast
import re

from pilothouse.shield.code.kinds import PRIVATE, Kind, Kinds, told
from pilothouse.shield.code.places import AUTOSTART, kinds_of_place
from pilothouse.shield.code.python import catalog
from pilothouse.shield.code.python.calls import place_of
from pilothouse.shield.code.python.running import Running
from pilothouse.shield.code.python.sending import PROGRAM, Sending
from pilothouse.shield.code.python.values import UNKNOWN, Value, joined
from pilothouse.shield.findings import Severity

_SENDER = re.compile(r"(?i)^(?:exfil\w*|steal\w*|leak\w*|send_to_(?:c2|server|attacker)\w*|beacon\w*|phone_home)$")
_WALLET = re.compile(r"\[13\]\[a-km-zA-HJ-NP|0x\[a-fA-F0-9\]\{40\}|\[LM3\]\[a-km-z|bc1\[|4\[0-9AB\]\[1-9A-HJ-NP")
_WHOLE_DISK = {"/", "~", "~/", "/*", "C:\\", "C:/", "/home", "/Users", "/root"}


class Sinks(Running, Sending):
    """Sends each call to the judge that it concerns."""

    def finish(self) -> None:
        """Judge what only several calls together show."""
        if {"dup2", "socket"} <= self._marks.keys():
            self._add(
                "malware_reverse_shell",
                Severity.CRITICAL,
                0.95,
                self._marks["dup2"],
                "A socket becomes a program's input and output.",
            )
        if {"clipboard in", "clipboard out", "wallet"} <= self._marks.keys():
            why = "Addresses of wallets in the clipboard are replaced."
            self._add("malware_credential_theft", Severity.HIGH, 0.9, self._marks["clipboard out"], why)

    def on_call(self, node: ast.Call, function: Value, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Judge one call."""
        span = node
        bare = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else node.func.id
            if isinstance(node.func, ast.Name)
            else ""
        )
        name = function.name or ""
        self._mark(bare, name, arguments, span)
        if catalog.runs_code(name):
            self._runs_code(name, function, arguments, keywords, span)
        elif catalog.runs_command(name) or self._is_hidden_command(function):
            self._runs_command(node, function, arguments, keywords, span)
        elif catalog.loads_objects(name):
            self._loads(arguments, span)
        elif catalog.resolves_names(name):
            self._resolves(arguments, span)
        elif catalog.sends(name) or bare in {"sendall", "sendto", "sendmail"}:
            self._sends(name, arguments, keywords, span)
        elif catalog.is_write(bare) and isinstance(node.func, ast.Attribute):
            self._writes(bare, function, arguments, keywords, span)
        else:
            self._other(node, bare, name, arguments, span)

    def _mark(self, bare: str, name: str, arguments: list[Value], span: ast.AST) -> None:
        if name == "os.dup2":
            self._marks["dup2"] = self.locate(span)
        elif name in {"socket.socket", "socket.create_connection"}:
            self._marks["socket"] = self.locate(span)
        elif Kind.CLIPBOARD in catalog.kinds_of_name(f"{name}()"):
            self._marks["clipboard in"] = self.locate(span)
        elif name in {"pyperclip.copy", "clipboard.copy", "win32clipboard.SetClipboardText"}:
            self._marks["clipboard out"] = self.locate(span)
        if bare in {"search", "match", "findall", "compile", "fullmatch"} and any(
            _WALLET.search(each.text or "") for each in arguments
        ):
            self._marks["wallet"] = self.locate(span)

    @staticmethod
    def _is_hidden_command(function: Value) -> bool:
        return bool(
            function.name
            and function.name.startswith("__builtins__.")
            and catalog.runs_code(function.name.removeprefix("__builtins__."))
        )

    def _other(self, node: ast.Call, bare: str, name: str, arguments: list[Value], span: ast.AST) -> None:
        first = arguments[0] if arguments else Value()
        node_first = node.args[0] if node.args else None
        if bare == "urlretrieve" and len(arguments) > 1:
            self._project.learn_contents(place_of(arguments[1], node.args[1]), frozenset({Kind.DOWNLOAD}))
        elif name in {"os.rename", "os.replace", "shutil.move"} and len(arguments) > 1:
            held = self._project.contents_of(place_of(first, node_first))
            self._project.learn_contents(place_of(arguments[1], node.args[1]), held)
            if Kind.DOWNLOAD in held and PROGRAM.search(arguments[1].text or ""):
                self._add(
                    "malware_download_execute", Severity.HIGH, 0.85, span, "A downloaded file is renamed to a program."
                )
        elif bare == "chmod" and _makes_runnable(node):
            self._program(first, node_first, span)
        elif bare in {"rmtree", "unlink", "remove", "rmdir", "send2trash"}:
            self._deletes(bare, first, span)
        elif catalog.listens_to_keys(name) or catalog.asks_for_keys(name):
            self._listens(node, name, span)
        else:
            self._rare(node, bare, name, arguments, span)

    def _rare(self, node: ast.Call, bare: str, name: str, arguments: list[Value], span: ast.AST) -> None:
        first = arguments[0] if arguments else Value()
        node_first = node.args[0] if node.args else None
        if catalog.injects(name) and "ctypes" in name:
            self._add(
                "malware_code_injection",
                Severity.HIGH,
                0.8,
                span,
                "Memory is written and run past the operating system's loader.",
            )
        elif bare in {"SetValueEx", "SetValue", "CreateKey", "CreateKeyEx", "OpenKey"} and any(
            AUTOSTART.search(each.text or "") for each in arguments
        ):
            self._add(
                "malware_persistence", Severity.HIGH, 0.85, span, "The registry is told to start a program by itself."
            )
        elif bare == "setuid" and first.constant == 0 and name.startswith("os."):
            self._add("malware_privilege_escalation", Severity.MEDIUM, 0.6, span, "The program makes itself root.")
        elif bare in {
            "open",
            "read_text",
            "read_bytes",
            "copy",
            "copyfile",
            "copy2",
            "copytree",
            "ZipFile",
        } or name.endswith(".connect"):
            self._reads(node, bare, arguments, span)
        elif (
            name in {"json.dumps", "json.dump", "pickle.dumps", "yaml.dump", "marshal.dumps"}
            and Kind.ENVIRONMENT in first.kinds
        ):
            self._add(
                "malware_credential_theft",
                Severity.MEDIUM,
                0.6,
                span,
                "The whole environment, secrets with it, is made ready to be kept or sent.",
            )
        elif _SENDER.match(bare) and (private := joined(*arguments).kinds & PRIVATE):
            self._add(
                "malware_exfiltration", Severity.HIGH, 0.75, span, f"What is passed on by `{bare}` is {told(private)}."
            )
        elif bare == "execute" and node_first is not None:
            self._queries(node_first, first, span)

    def _reads(self, node: ast.Call, bare: str, arguments: list[Value], span: ast.AST) -> None:
        texts = [each.text for each in arguments[:1] if each.text]
        if isinstance(node.func, ast.Attribute) and bare.startswith("read_"):
            return
        mode = arguments[1].text or "" if bare == "open" and len(arguments) > 1 else "r"
        kinds: Kinds = frozenset(kind for text in texts for kind in kinds_of_place(text))
        if kinds & PRIVATE and not set(mode) & set("wa"):
            severity = Severity.HIGH if Kind.BROWSER in kinds else Severity.MEDIUM
            self._add("malware_credential_theft", severity, 0.65, span, f"The program reads {told(kinds & PRIVATE)}.")

    def _deletes(self, bare: str, first: Value, span: ast.AST) -> None:
        text = (first.text or "").rstrip("/") or (first.text or "")
        if bare == "rmtree" and (text in _WHOLE_DISK or (first.text in _WHOLE_DISK)):
            self._add(
                "malware_destructive", Severity.CRITICAL, 0.95, span, "A whole home directory or disk is deleted."
            )
        elif (
            bare in {"remove", "unlink"}
            and Kind.SWEPT in first.kinds
            and any(Kind.HOME in loop.kinds for loop in self._loops)
        ):
            self._add(
                "malware_destructive", Severity.HIGH, 0.85, span, "Files all over the home directory are deleted."
            )

    def _listens(self, node: ast.Call, name: str, span: ast.AST) -> None:
        callbacks = [each.value for each in node.keywords] + list(node.args)
        for callback in callbacks:
            bare = (
                callback.id
                if isinstance(callback, ast.Name)
                else callback.attr
                if isinstance(callback, ast.Attribute)
                else None
            )
            if bare:
                self._project.learn_argument(bare, 0, frozenset({Kind.KEYSTROKES}))
        is_hotkey = name.endswith(("GlobalHotKeys", "add_hotkey", "mouse.Listener"))
        if not is_hotkey:
            self._add("malware_keylogger", Severity.MEDIUM, 0.7, span, "Every key that is pressed is listened to.")

    def _queries(self, node: ast.AST, value: Value, span: ast.AST) -> None:
        """A query that is put together from what a caller passed can be made to say anything."""
        is_built = isinstance(node, ast.JoinedStr | ast.BinOp | ast.Name)
        text = value.text or ""
        if (
            is_built
            and Kind.PARAMETER in value.kinds
            and re.search(rf"(?is)\b(?:where|like|values)\b[^{UNKNOWN}]*{UNKNOWN}", text)
        ):
            self._add(
                "skill_unsafe_code", Severity.MEDIUM, 0.6, span, "A query is put together from what a caller passed."
            )


def _makes_runnable(node: ast.Call) -> bool:
    mode = node.args[-1] if node.args else None
    text = ast.dump(mode) if mode is not None else ""
    return (
        "S_IEXEC" in text
        or "S_IX" in text
        or (isinstance(mode, ast.Constant) and isinstance(mode.value, int) and bool(mode.value & 0o111))
    )
