"""Which language a text is written in: by its file's name, its first line, or its looks."""

import re
from enum import StrEnum
from pathlib import PurePosixPath


class Language(StrEnum):
    """The languages that the analysis reads. `OTHER` is read for commands and addresses alone."""

    PYTHON = "python"
    SHELL = "shell"
    POWERSHELL = "powershell"
    JAVASCRIPT = "javascript"
    RUBY = "ruby"
    GO = "go"
    MARKDOWN = "markdown"
    OTHER = "other"


_BY_SUFFIX = {
    **dict.fromkeys((".py", ".pyw", ".pyi", ".pth"), Language.PYTHON),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ksh", ".command", ".bats"), Language.SHELL),
    **dict.fromkeys((".ps1", ".psm1", ".psd1", ".bat", ".cmd", ".vbs"), Language.POWERSHELL),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts", ".cts"), Language.JAVASCRIPT),
    **dict.fromkeys((".rb", ".gemspec", ".rake"), Language.RUBY),
    ".go": Language.GO,
    **dict.fromkeys((".md", ".markdown", ".mdx", ".rst"), Language.MARKDOWN),
}
_BY_NAME = {
    "dockerfile": Language.SHELL,
    "makefile": Language.SHELL,
    "gemfile": Language.RUBY,
    "rakefile": Language.RUBY,
}
_BY_FENCE = {
    **dict.fromkeys(("python", "py", "python3"), Language.PYTHON),
    **dict.fromkeys(("bash", "sh", "shell", "zsh", "console", "terminal", "shell-session"), Language.SHELL),
    **dict.fromkeys(("powershell", "pwsh", "ps1", "bat", "cmd"), Language.POWERSHELL),
    **dict.fromkeys(("javascript", "js", "typescript", "ts", "jsx", "tsx", "node"), Language.JAVASCRIPT),
    **dict.fromkeys(("ruby", "rb"), Language.RUBY),
    **dict.fromkeys(("go", "golang"), Language.GO),
}
_BY_SHEBANG = (
    (re.compile(r"\bpython"), Language.PYTHON),
    (re.compile(r"\b(?:ba|z|da|k|a)?sh\b"), Language.SHELL),
    (re.compile(r"\b(?:node|deno|bun)\b"), Language.JAVASCRIPT),
    (re.compile(r"\bruby\b"), Language.RUBY),
    (re.compile(r"\bpwsh\b"), Language.POWERSHELL),
)
# What each language looks like, and words of which at least one stands in every such text: they are found far faster.
_LOOKS = (
    (Language.GO, ("package ",), re.compile(r"(?m)^package \w+\s*$")),
    (
        Language.PYTHON,
        ("import ", "def ", "with "),
        re.compile(
            r"(?m)^(?:import [\w.]+(?: as \w+)?(?:, ?[\w.]+)*(?:;.*)?$|from [\w.]+ import |def \w+\(.*\):"
            r"|with .+:$)"
        ),
    ),
    (
        Language.JAVASCRIPT,
        ("require(", "const ", "let ", "var ", "=>", "process.env", "atob(", "new function("),
        re.compile(r"\brequire\(['\"]|\b(?:const|let|var) \w+ ?=|=> ?\{|\bprocess\.env\b|\batob\(|\bnew Function\("),
    ),
    (
        Language.PYTHON,
        ("exec(", "eval(", "__import__(", "os.system(", "subprocess.", "b64decode("),
        re.compile(r"\b(?:exec|eval|__import__)\(|\bos\.system\(|\bsubprocess\.|\bbase64\.b64decode\("),
    ),
    (
        Language.POWERSHELL,
        ("new-object", "invoke-", "iex", "[system.", "set-mppreference", "powershell"),
        re.compile(
            r"(?i)\$\w+ ?= ?New-Object|\bInvoke-(?:Expression|WebRequest)\b|\bIEX\b|\[System\."
            r"|Set-MpPreference|powershell(?:\.exe)? "
        ),
    ),
    (
        Language.RUBY,
        ("require ", "def ", "end\n", "puts "),
        re.compile(r"(?m)^\s*(?:require ['\"]|def \w+$|end$)|\bputs "),
    ),
)


def language_of(path: str | None, text: str) -> Language:
    """Tell the language of a file's text; without a path, of a text somebody pasted."""
    if path is not None:
        name = PurePosixPath(path).name.lower()
        found = _BY_SUFFIX.get(PurePosixPath(name).suffix) or _BY_NAME.get(name.partition(".")[0])
        if found:
            return found
    if text.startswith("#!"):
        line = text[:200].partition("\n")[0]
        return next((language for pattern, language in _BY_SHEBANG if pattern.search(line)), Language.OTHER)
    return Language.OTHER if path is not None else _by_looks(text[:20_000])


def language_of_fence(info: str) -> Language | None:
    """Tell the language that a fence of Markdown names, None for one that is not code we read."""
    return _BY_FENCE.get(info.strip().split(" ")[0].strip("{}.").lower()) if info.strip() else None


def _by_looks(text: str) -> Language:
    folded = text.casefold() + "\n"
    for language, words, pattern in _LOOKS:
        if any(word in folded for word in words) and pattern.search(text):
            return language
    return Language.SHELL
