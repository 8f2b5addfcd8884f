"""JavaScript made plain: names that are spelled in pieces or codes are written out, so that flow can read them."""

import base64
import binascii
import re

from pilothouse.shield.code.gates import Gate, gates_of
from pilothouse.shield.code.places import AUTOSTART
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

_CONCATENATED = re.compile(r"(['\"])([^'\"\\\n]{0,60})\1\s*\+\s*(['\"])([^'\"\\\n]{0,60})\3")
_FROM_CODES = re.compile(r"String\.fromCharCode\(\s*((?:0x[0-9a-fA-F]+|\d+)(?:\s*,\s*(?:0x[0-9a-fA-F]+|\d+))*)\s*\)")
_FROM_BYTES = re.compile(
    r"\b(?:Buffer|[A-Za-z_$]\w*)(?:\.from|\[\w+\])\(\s*\[\s*((?:0x[0-9a-fA-F]+"
    r"|\d+)(?:\s*,\s*(?:0x[0-9a-fA-F]+|\d+)){2,})\s*\]\s*\)(?:\.toString\([^)]*\))?"
)
_FROM_BASE64 = re.compile(
    r"(?:\batob\(\s*|Buffer\.from\(\s*)(['\"])([A-Za-z0-9+/=_-]{4,2000})\1(?:\s*,\s*['\"](?:base64"
    r"|hex)['\"])?\s*\)(?:\.toString\([^)]*\))?"
)
_ESCAPED = re.compile(r"(['\"])((?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}){3,})\1")
_KEYED = re.compile(r"([\w$)\]])\s*\[\s*(['\"])([A-Za-z_$][\w$]*)\2\s*\]")
_LISTED = re.compile(r"\(\s*\[\s*\d")  # in all that `_FROM_BYTES` matches, and found far faster
_KEY = re.compile(r"\[\s*(['\"])[A-Za-z_$][\w$]*\1\s*\]")  # the same for `_KEYED`
_DETOUR = re.compile(
    r"(?:Reflect\.(?:get|apply)\(|Object\.(?:getOwnPropertyDescriptors?|getOwnPropertyNames|keys"
    r"|entries|values)\()[^;\n]{0,200}"
    r"['\"](?:exec|execSync|spawn|spawnSync|execFile|fork|eval|hostname|userInfo|request|networkInterfaces)['\"]"
)
_MODULES = re.compile(
    r"(?:require\(\s*['\"](?:node:)?(?:child_process|os|https?|fs|net|dns)['\"]\s*\)"
    r"|\bfrom\s+['\"](?:node:)?(?:child_process|os|https?|fs|net)['\"])"
)
_CALLABLE = {
    "exec",
    "execSync",
    "spawn",
    "spawnSync",
    "execFile",
    "eval",
    "require",
    "hostname",
    "request",
    "readFileSync",
    "Function",
    "env",
    "userInfo",
    "fork",
    "get",
    "platform",
    "homedir",
    "constructor",
}
_MANGLED = re.compile(r"\b_0x[0-9a-f]{3,8}\b")
_PACKED = re.compile(r"eval\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c\s*,\s*k\s*,\s*[er]\b|while\s*\(\s*!!\[\]\s*\)")
_SELF_DECODING = re.compile(
    r"\b(?:eval|Function)\(\s*\(?\s*function\s*\([^)]*\)\s*\{[\s\S]{0,2000}?(?:fromCharCode|charCodeAt|\batob\b)"
)
_JSFUCK = re.compile(r"(?:[\[\]()!+]{6,}\s*){8,}")
_XORED = re.compile(
    r"(\w+)\[(\w+)\]\s*(?:=\s*\1\[\2\]\s*)?\^=?\s*\w+\[\s*\2\s*%\s*\w+\.length\s*\]"
    r"|charCodeAt\([^)]*\)\s*\^\s*\w+(?:\.charCodeAt|\[)"
    r"|\^\s*\w+\[\s*\w+\s*%\s*\w+\.length\s*\]\.charCodeAt"
)
_PIECED_GLOBAL = re.compile(r"\b(?:global|globalThis|window|process)\s*\[\s*(?:Buffer|String|atob|\w+\()")
_SILENT = re.compile(
    r"\b(?:spawn|spawnSync|fork|exec\w*)\([\s\S]{0,300}?\{(?=[^}]{0,300}\bdetached\s*:\s*(?:true"
    r"|!0))(?=[^}]{0,300}\bstdio\s*:\s*['\"\[]+\s*ignore)"
)
_PUBLISHES = re.compile(r"\b(?:exec|execSync|spawn|spawnSync)\(\s*[`'\"](?:npm|yarn|pnpm)['\",\s\[]+publish")
_RENAMES = re.compile(
    r"\.name\s*=(?!=)[\s\S]{0,800}?writeFile(?:Sync)?\("
    r"|writeFile(?:Sync)?\([^)]{0,60}package\.json[\s\S]{0,800}?\.name\s*="
)

_WRITES = re.compile(
    r"\b(?:(?:write|append|copy|output)File(?:Sync)?|createWriteStream|symlink(?:Sync)?)\(([^;\n]{0,300})"
)
_SOCKET = re.compile(r"\b(?:net|tls)\.(?:connect|createConnection)\(|\bnew\s+net\.Socket\(")
_SHELL = re.compile(r"\bspawn\(\s*['\"](?:(?:/usr)?(?:/bin/)?(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)['\"]")
_TIED = re.compile(r"\.pipe\(\s*\w+\.stdin\b")
_OBEYS = re.compile(r"\.on\(\s*['\"]data['\"][^;]{0,200}?\bexec(?:Sync)?\(")

_SHAPES = (
    (Gate.PACKED, _PACKED, "The script is packed by an obfuscator.", 0.85),
    (Gate.LETTERS, _SELF_DECODING, "A function decodes text and it is run.", 0.9),
    (Gate.SIGNS, _JSFUCK, "The script is written in brackets and signs alone.", 0.9),
    (Gate.KEYED, _XORED, "Text is decrypted by a repeated key.", 0.6),
    (Gate.GLOBALS, _PIECED_GLOBAL, "A global is reached by a name that is put together.", 0.75),
    (Gate.REFLECTION, _DETOUR, "What runs commands is reached by a detour through reflection.", 0.8),
)


def written_out(text: str) -> str:
    """Return a script with folded texts and dotted names; lines stay lines."""
    text = _ESCAPED.sub(lambda match: f"'{_unescaped(match[2])}'", text)
    text = _FROM_CODES.sub(lambda match: f"'{_from_codes(match[1])}'", text)
    if _LISTED.search(text):
        text = _FROM_BYTES.sub(lambda match: f"'{_from_codes(match[1])}'", text)
    if "atob(" in text or "Buffer.from(" in text:
        text = _FROM_BASE64.sub(lambda match: f"'{decoded}'" if (decoded := _from_base64(match[2])) else match[0], text)
    for _ in range(4):
        shorter = _CONCATENATED.sub(lambda match: f"'{match[2]}{match[4]}'", text)
        if shorter == text:
            break
        text = shorter
    return _KEYED.sub(r"\1.\3", text) if _KEY.search(text) else text


def obfuscations(text: str) -> list[Sighting]:
    """Return the shapes that hide what a script does, and the deeds that only several lines together show."""
    found: list[Sighting] = []
    gates = gates_of(text)
    if Gate.MANGLED in gates and len(_MANGLED.findall(text[:200_000])) >= 10:
        place = _MANGLED.search(text)
        found.append(_seen(place.start() if place else 0, 10, "Names are mangled by an obfuscator.", 0.9))
    for gate, pattern, why, confidence in _SHAPES:
        if gate in gates and (match := pattern.search(text[:400_000])):
            found.append(_seen(match.start(), len(match[0]), why, confidence))
    if Gate.RUNS_JS in gates and _MODULES.search(text) and (match := _hidden_name(text)):
        found.append(
            _seen(match.start(), len(match[0]), "The name of what is called is put together or decoded.", 0.85)
        )
    return found


def deeds(text: str) -> list[Sighting]:
    """Return what several words of a script together do."""
    found: list[Sighting] = []
    gates = gates_of(text)
    if Gate.DETACHED in gates and (match := _SILENT.search(text)):
        why = "A program is started that outlives its caller and shows nothing."
        found.append(Sighting("malware_persistence", Severity.MEDIUM, 0.65, match.start(), match.end(), why))
    if Gate.AUTOSTART in gates:
        found += (_begins(match) for match in _WRITES.finditer(text) if AUTOSTART.search(match[1]))
    if Gate.RUNS_JS in gates and (socket := _SOCKET.search(text)) and _is_shell_tied(text):
        why = "A shell is tied to a network connection."
        found.append(Sighting("malware_reverse_shell", Severity.CRITICAL, 0.9, *socket.span(), why))
    calls = "exec(" in text or "execSync(" in text or "spawn(" in text or "spawnSync(" in text
    if Gate.PUBLISHES in gates and calls and (match := _PUBLISHES.search(text)) and _RENAMES.search(text):
        why = "The package publishes copies of itself under other names."
        found.append(Sighting("malware_self_propagation", Severity.HIGH, 0.85, match.start(), match.end(), why))
    return found


def _begins(written: re.Match[str]) -> Sighting:
    why = "A file is written from which programs start by themselves."
    return Sighting("malware_persistence", Severity.MEDIUM, 0.75, *written.span(), why)


def _is_shell_tied(text: str) -> bool:
    return bool((_SHELL.search(text) and _TIED.search(text)) or _OBEYS.search(text))


def _hidden_name(text: str) -> re.Match[str] | None:
    for match in re.finditer(r"[\w$)\]]\s*\[\s*([^\]\n]{3,200}?)\s*\]\s*(?:\(|\.call|\.apply|\.bind)", text):
        inner = match[1]
        plain = written_out(inner).strip()
        name = plain.strip("'\"")
        if plain != inner.strip() and name in _CALLABLE:
            return match
    return None


def _seen(start: int, length: int, why: str, confidence: float) -> Sighting:
    return Sighting("malware_obfuscation", Severity.HIGH, confidence, start, start + min(length, 400), why)


def _unescaped(text: str) -> str:
    return (
        "".join(chr(int(code, 16)) for code in re.findall(r"\\[xu]([0-9a-fA-F]{2,4})", text))
        .replace("\n", " ")
        .replace("'", "")
    )


def _from_codes(text: str) -> str:
    codes = [int(code, 0) for code in re.findall(r"0x[0-9a-fA-F]+|[1-9]\d*|0", text)[:5_000]]
    return "".join(chr(code) for code in codes if 9 <= code < 0x110000).replace("\n", " ").replace("'", '"')


def _from_base64(value: str) -> str | None:
    try:
        data = (
            bytes.fromhex(value)
            if re.fullmatch(r"(?:[0-9a-f]{2})+", value)
            else base64.b64decode(value + "=" * (-len(value) % 4))
        )
    except (binascii.Error, ValueError):
        return None
    text = data.decode("utf-8", "replace")
    return text.replace("\n", " ").replace("'", '"') if text.isprintable() else None
