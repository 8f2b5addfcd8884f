"""What a text is worth reading for, told in one pass, so that most files of a large repository cost next to nothing."""

import os
from enum import Enum
from functools import cache, lru_cache

from pilothouse.shield.code.places import AUTOSTART_WORDS, PRIVATE_WORDS
from pilothouse.shield.rules.engines import Hyperscan, Re2, engine_of


class Gate(Enum):
    """What must stand somewhere in a text before a slower reader is asked; an ASCII pattern in lower case."""

    DYNAMIC = (
        r"\b(?:exec|eval|execfile)\s?\(|\b_{0,2}builtins|__import__|getattr\(\w{1,40}, ?[\"']\w{1,40}[\"']\["
        r"|marshal|pickle|dill|runpy|stegano|stepic|\blsb\b"
    )
    COMMANDS = (
        r"subprocess|\bpty\b|pexpect|os\.(?:system|popen|exec|spawn|startfile|posix_spawn|dup2|chmod"
        r"|remove|unlink|rename|setuid)|webbrowser|\bcommands\.get|\bimport[^\n]{0,60}\bcommands\b"
        r"|\bfrom\s{1,4}commands\b"
    )
    NETWORK = (
        r"\b(?:socket|requests|urllib|httpx|httplib|aiohttp|smtplib|ftplib|boto3|paramiko|websockets?"
        r"|telebot|telegram|dhooks|grequests|curl_cffi|wget|pycurl)\b|http\.client|urllib[23]|\bdns\."
        r"|httpx2|discord"
    )
    SOURCES = (
        r"environ|getenv|hostname|getuser|getlogin|getfqdn|platform\.|getcwd|os\.walk|\bglob\b|uname"
        r"|getpass|keyring"
    )
    DEVICES = (
        r"ctypes|pynput|\bkeyboard\b|py[hx]+ook|pyperclip|clipboard|winreg|\bmss\b|pyautogui|imagegrab"
        r"|win32[a-z]|browser_?cookie|pyaescrypt"
    )
    FILES = r"fernet|aesgcm|\baes\b|rmtree|cmdclass"
    PRIVATE = "|".join(PRIVATE_WORDS)
    AUTOSTART = "|".join(AUTOSTART_WORDS)
    EXECUTES = r"\.execute\("
    QUERIES = r"\b(?:select|insert|update|delete|replace)\s[^;]{0,300}\b(?:where|like|values)\b"
    FAR = r"[ \t]{120}"
    ALIKE = r"\b[o0]{9}|\b[il1]{9}|\b[xw]{9}"
    PROTECTED = r"pyarmor|pytransform|blankobf|__ ?= ?lambda|javascript-obfuscator"
    MINER = r"stratum|coinhive|cryptonight"
    BASE64 = r"[a-z0-9+/]{24}"
    HEXADECIMAL = r"[0-9a-f]{40}|(?:\\x[0-9a-f]{2}){8}"
    ADDRESS = r"\b(?:https?|wss?|ftp|tcp|hxxps?)://"
    MANGLED = r"\b_0x[0-9a-f]{3}"
    SIGNS = r"[\[\]()!+]{40}"
    PACKED = r"\bp ?, ?a ?, ?c ?, ?k|!!\[\]"
    LETTERS = r"fromcharcode|charcodeat|\batob\b"
    KEYED = r"\.length ?\]|charcodeat\("
    GLOBALS = r"\b(?:global|globalthis|window|process) ?\[ ?(?:buffer|string|atob|\w{1,40}\()"
    REFLECTION = r"reflect\.(?:get|apply)|object\.(?:getown|keys|entries|values)"
    DETACHED = r"\bdetached\b"
    PUBLISHES = r"publish"
    RUNS_JS = (
        r"child_process|deno\.|bun\.|execa|shelljs|\beval\(|new function|\bfunction\( ?[\"']|\bvm\."
        r"|settimeout\( ?[\"']|\._compile|\.constructor\("
    )
    HOLDS_JS = (
        r"process\.env|deno\.env|clipboard|pbpaste|keydown|keyup|keypress|iohook|document\.cookie"
        r"|cookies\.getall|desktopcapturer|screenshot|getdisplaymedia|\bos\.(?:hostname|userinfo"
        r"|networkinterfaces|platform|release|arch)|\[[\"']hostname"
    )


_ORDER = tuple(Gate)
_PYTHON = frozenset({Gate.DYNAMIC, Gate.COMMANDS, Gate.DEVICES, Gate.FILES, Gate.PRIVATE, Gate.AUTOSTART})
_JAVASCRIPT = frozenset({Gate.RUNS_JS, Gate.HOLDS_JS, Gate.PRIVATE})
_PYTHON_TOGETHER = ({Gate.NETWORK, Gate.SOURCES}, {Gate.EXECUTES, Gate.QUERIES})


@cache
def _engine() -> Hyperscan | Re2:
    return engine_of(os.environ.get("PILOTHOUSE_SHIELD_MATCHER"))(
        [gate.value for gate in _ORDER], is_utf8=False, is_told_once=True
    )


@lru_cache(maxsize=8)
def gates_of(text: str) -> frozenset[Gate]:
    """Return what a text is worth reading for."""
    return frozenset(_ORDER[number] for number, _, _ in _engine().hits(text.lower().encode("utf-8", "replace")))


def is_python_worth_reading(text: str) -> bool:
    """Whether a Python file could do harm at all: the network alone does none without something to send or run."""
    gates = gates_of(text)
    return bool(gates & _PYTHON) or any(both <= gates for both in _PYTHON_TOGETHER)


def is_javascript_worth_following(text: str) -> bool:
    """Whether a script could run something, or holds something that is private."""
    return bool(gates_of(text) & _JAVASCRIPT)
