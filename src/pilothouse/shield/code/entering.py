"""Command lines by which attackers come in and get data out.

Sources: MITRE ATT&CK T1059 (interpreters), T1105 (tool transfer), T1053/T1546/T1547 (persistence), T1485/T1486
(destruction), T1562 (impaired defences); LOLBAS and GTFOBins for what ordinary programs can be made to do.
"""

from pilothouse.shield.code.command_rules import SHELL, CommandRule, rule
from pilothouse.shield.findings import Severity

_LOW, _MEDIUM, _HIGH, _CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

ENTERING: tuple[CommandRule, ...] = (
    rule("reverse_shell", _CRITICAL, 0.95, "A shell is tied to a network connection.", r"/dev/(?:tcp|udp)/[^\s/]+/\S+"),
    rule(
        "reverse_shell",
        _CRITICAL,
        0.95,
        "A shell is tied to a network connection.",
        rf"\b(?:nc|ncat|netcat|nc\.exe)\b[^|;]{{0,200}}\s-\w*[ec]\s*[\"']?(?:{SHELL}|cmd|powershell)",
    ),
    rule(
        "reverse_shell",
        _CRITICAL,
        0.95,
        "A shell is tied to a network connection.",
        (
            r"\bmkfifo\b.{0,200}\b(?:nc|ncat|netcat|telnet|openssl)\b|\bsocat\b.{0,200}\bexec:|\b(?:telnet"
            r"|openssl s_client)\b[^|]{0,200}\|\s*/bin/\w*sh"
        ),
    ),
    rule(
        "reverse_shell",
        _CRITICAL,
        0.9,
        "A one-line program ties a shell to a socket.",
        (
            r"\b(?:python[\d.]*|perl|ruby|php|lua|node|awk|gawk)\b\s.{0,80}(?:socket|fsockopen|TCPSocket"
            r"|net\.(?:connect|Socket)|/inet/tcp).{0,400}(?:dup2|exec|/bin/\w*sh|spawn|proc_open|system"
            r"|getline|cmd\.exe)"
        ),
    ),
    rule(
        "reverse_shell",
        _CRITICAL,
        0.95,
        "PowerShell runs what a socket sends.",
        r"Net\.Sockets\.TCPClient.{0,1500}(?:GetStream|iex|Invoke-Expression)",
    ),
    rule(
        "download_execute",
        _HIGH,
        0.75,
        "A package is installed from a bare IP address, and installing runs it.",
        r"\b(?:pip3?|npm|npx|yarn|pnpm|bunx|uvx?)\s(?!.{0,200}\b(?:--index-url|--extra-index-url|-i|--registry|--proxy)\b)"
        r".{0,80}?\bhttps?://(?!127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d{1,3}(?:\.\d{1,3}){3}\b",
    ),
    rule(
        "download_execute",
        _HIGH,
        0.9,
        "PowerShell runs what it downloads.",
        (
            r"(?:\biex\b|Invoke-Expression|&\s*\().{0,300}(?:DownloadString|DownloadData|Invoke-WebRequest"
            r"|Invoke-RestMethod|\biwr\b|\birm\b)|(?:DownloadString|Invoke-WebRequest|Invoke-RestMethod"
            r"|\biwr\b|\birm\b)[^;\n]{0,300}\|\s*(?:iex\b|Invoke-Expression)"
        ),
        r"(?:astral\.sh|get\.scoop\.sh|chocolatey\.org|bun\.sh|deno\.land|pnpm\.io|ollama\.com|claude\.ai)",
    ),
    rule(
        "download_execute",
        _HIGH,
        0.9,
        "A file is downloaded and started.",
        (
            r"(?:DownloadFile|Invoke-WebRequest|\biwr\b|Start-BitsTransfer|curl"
            r"|wget)\b.{0,400}(?:Start-Process|Invoke-Item|\bstart\s+\S|&\s*['\"$]|rundll32|cmd\s*/c)\b"
        ),
        r"(?i)https?://(?:localhost|127\.)",
    ),
    rule(
        "download_execute",
        _HIGH,
        0.85,
        "A system program is made to fetch or run remote code.",
        (
            r"certutil(?:\.exe)?\b.{0,80}-urlcache|bitsadmin\b.{0,80}/transfer"
            r"|mshta(?:\.exe)?\s+[\"']?(?:https?:|javascript:|vbscript:)|regsvr32\b.{0,80}/i:https?"
            r"|rundll32(?:\.exe)?\b.{0,80}(?:javascript:|https?:)|msiexec\b.{0,60}/i\s+https?:"
            r"|wmic\b.{0,80}process\s+call\s+create"
        ),
    ),
    rule(
        "download_execute",
        _MEDIUM,
        0.6,
        "A library is loaded from a file that comes with the program.",
        r"rundll32(?:\.exe)?\s+\S+\.dll\s*,",
    ),
    rule(
        "obfuscation",
        _HIGH,
        0.9,
        "A command is decoded and run.",
        (
            rf"(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r|openssl\s+(?:enc\s+-d|base64\s+-d)|\brev\b"
            rf"|tr\s+['\"]?[A-Za-z]-[A-Za-z]\S*\s+\S+|gunzip|zcat)[^|;\n]{{0,120}}\|\s*(?:sudo\s+)?(?:{SHELL}"
            rf"|python[\d.]*|perl|ruby|node|php)\b"
        ),
        None,
        "base64",
    ),
    rule(
        "obfuscation",
        _HIGH,
        0.9,
        "A command is decoded and run.",
        (
            r"(?:\beval\b|\bsource\b|\bsh\s+-c|\bbash\s+-c"
            r"|\bbash\s+<)\s*[\"'(]*\s*[$`<]\(?[^)`]{0,300}(?:base64\s+-\w*d|xxd\s+-r|openssl\s+enc)"
        ),
        None,
        "base64",
    ),
    rule(
        "obfuscation",
        _HIGH,
        0.85,
        "PowerShell runs an encoded command.",
        (
            r"(?:powershell|pwsh)(?:\.exe)?\b.{0,160}\s-(?:e|en|enc|enco|encod|encode|encoded|encodedcommand"
            r"|ec)\s+[\"']?[A-Za-z0-9+/=]{16,}|FromBase64String\(.{0,400}(?:iex|Invoke-Expression)|(?:iex"
            r"|Invoke-Expression).{0,200}FromBase64String"
        ),
        None,
        "base64",
    ),
    rule(
        "obfuscation",
        _MEDIUM,
        0.7,
        "PowerShell is started hidden, past its policy.",
        (
            r"(?:powershell|pwsh)(?:\.exe)?\b(?=.{0,200}-w(?:indow(?:style)?)?\s+hidden)(?=.{0,200}-(?:ep"
            r"|ex\w*|nop\w*)\b)"
        ),
    ),
    rule(
        "obfuscation",
        _MEDIUM,
        0.75,
        "The words of a command are taken apart so that no one reads them.",
        r"(?:\$\{IFS\}\S*){3,}|\$'(?:\\x[0-9a-f]{2}|\\[0-7]{3}){6,}|(?:\b\w['\"]{2}){4,}",
    ),
    rule(
        "exfiltration",
        _CRITICAL,
        0.9,
        "The environment or credentials go over the network.",
        (
            r"(?:^|[;&|(`]\s*)(?:env|printenv|set|cat\s+/proc/self/environ"
            r"|export\s+-p)\s*(?:\|[^;\n]{0,120})?\|\s*(?:curl|wget|nc|ncat|netcat|openssl|socat)\b|(?:curl"
            r"|wget)\b.{0,300}(?:\$\((?:env|printenv|set|export -p)\b|`(?:env|printenv)\b)"
        ),
    ),
)
