"""Files that programs have no business with: where systems and applications keep credentials and start programs.

Sources: the documentation of each product for where it keeps its files; MITRE ATT&CK T1552 (unsecured credentials),
T1555 (password stores), T1547, T1546, T1543 and T1053 (persistence).
"""

import re
from functools import lru_cache

from pilothouse.shield.code.kinds import NOTHING, Kind, Kinds

_SEP = r"[/\\]+"
_PLACES: tuple[tuple[Kind, str], ...] = (
    (
        Kind.CREDENTIAL,
        (rf"\.ssh(?:{_SEP}(?!known_hosts|config\b)[\w*.]*|\b(?![\w/\\.-]))|\bid_(?:rsa|dsa|ecdsa|ed25519)\b(?!\.pub)"
        rf"|\.aws{_SEP}(?:credentials|\*)|\.aws\b(?![\w/\\.-])|\.config{_SEP}gcloud|application_default_credentials"
        rf"|gcloud{_SEP}credentials|\.azure{_SEP}|\.kube{_SEP}config|\.docker{_SEP}config\.json|\.pypirc\b|\.netrc\b"
                rf"|\.git-credentials\b|\.gnupg\b|{_SEP}etc{_SEP}(?:shadow|gshadow|sudoers)\b|\.vault-token"
                rf"|\.pgpass\b|\.my\.cnf\b"
                rf"|login\.keychain|{_SEP}Keychains\b|wallet\.dat\b|\.electrum{_SEP}|{_SEP}Exodus{_SEP}"
                rf"|\.bitcoin{_SEP}|\.solana{_SEP}id"
                rf"|Ethereum{_SEP}keystore|\.config{_SEP}gh{_SEP}hosts\.yml|\.password-store|KeePass|\.kdbx\b"
                rf"|proc{_SEP}self{_SEP}environ"
        rf"|\.claude{_SEP}\.credentials|\.codex{_SEP}auth\.json|\.npmrc\b"),
    ),
    (
        Kind.BROWSER,
                (rf"\bLogin Data\b|\bWeb Data\b|{_SEP}Cookies\b|cookies\.sqlite|\blogins\.json\b|\bkey[34]\.db\b"
                rf"|\bformhistory\.sqlite"
        rf"|Local Storage{_SEP}leveldb|(?:Chrome|Chromium|Edge|Brave-Browser|Opera Stable){_SEP}(?:User Data|Default)"
        rf"|Firefox{_SEP}Profiles|\bnkbihfbeogaeaoehlefnkodbefgpgknn\b"),
    ),
    (
        Kind.HISTORY,
        (rf"\.(?:bash|zsh|sh|python|psql|mysql|node_repl)_history\b|ConsoleHost_history|places\.sqlite"
        rf"|Safari{_SEP}History\.db|Default{_SEP}History\b"),
    ),
    (Kind.ACCOUNTS, rf"{_SEP}etc{_SEP}passwd\b"),
    (
        Kind.METADATA,
        (r"\b169\.254\.169\.254\b|\b169\.254\.170\.2\b|metadata\.google\.internal|\b100\.100\.100\.200\b"
        r"|fd00:ec2::254|\b0xA9FEA9FE\b"),
    ),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PLACES)
PRIVATE_PLACE = re.compile("|".join(pattern for _, pattern in _PLACES), re.IGNORECASE)
PRIVATE_WORDS = (
    r"\.ssh\b",
    r"\bid_(?:rsa|dsa|ecdsa|ed25519)\b",
    r"\.(?:aws|azure|kube|docker|gnupg|electrum|bitcoin|solana|kdbx)\b",
    r"\.(?:netrc|pypirc|npmrc|pgpass|my\.cnf|vault-token|git-credentials|password-store)\b",
    r"gcloud|application_default_credentials|hosts\.yml|auth\.json|\.credentials",
    r"keychain|keepass|wallet|exodus[/\\]|ethereum[/\\]",
    r"[/\\](?:passwd|g?shadow|sudoers|environ)\b",
    r"login data|web data|cookies|logins\.json|\bkey[34]\.db\b|formhistory|leveldb|nkbihfbeogaeaoehlefnkodbefgpgknn",
    r"(?:chrome|chromium|edge|brave-browser|opera stable|firefox)[/\\]",
    r"\.(?:bash|zsh|sh|python|psql|mysql|node_repl)_history\b|consolehost_history|places\.sqlite|history\.db",
    r"default[/\\]{1,9}history\b",
    r"169\.254\.|metadata\.google|100\.100\.100\.200|fd00:ec2|0xa9fea9fe",
)
"""What no private place is named without, however its path is put together; in the dialect of rules."""

AUTOSTART = re.compile(
    rf"\.(?:bashrc|zshrc|profile|bash_profile|zprofile|bash_login|zshenv)\b|{_SEP}etc{_SEP}(?:profile"
    rf"|rc\.local|cron|crontab|init\.d"
    rf"|ld\.so\.preload|systemd|environment\b)|var{_SEP}spool{_SEP}cron|Library{_SEP}Launch(?:Agents|Daemons)"
    rf"|systemd{_SEP}(?:user|system){_SEP}|\.config{_SEP}autostart"
    rf"|Start Menu{_SEP}Programs{_SEP}Startup|\.git{_SEP}hooks{_SEP}"
    rf"|authorized_keys\b|CurrentVersion{_SEP}Run(?:Once)?\b|Winlogon|usercustomize\.py|sitecustomize\.py|\.pth\b",
    re.IGNORECASE,
)
"""Where a program or a shell begins by itself, or who may log in is kept."""
AUTOSTART_WORDS = (
    r"\.(?:bashrc|zshrc|bash_profile|zprofile|bash_login|zshenv)\b",
    r"(?:^|[\s/\\\"'~>}])\.profile\b",  # not the attribute of that name, which stands in every other program
    r"[/\\]etc[/\\]|spool[/\\]|\bcron|\bsystemd\b",
    r"launch(?:agents|daemons)|autostart|startup|currentversion|winlogon",
    r"[/\\\"']hooks\b",
    r"authorized_keys|(?:user|site)customize|\.pth\b",
)
"""The same of the places where programs begin."""

SECRET_VARIABLE = re.compile(
    r"(?i)(?:SECRET|TOKEN|PASSW(?:OR)?D|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|AUTH_?KEY|SESSION_?KEY)"
)


@lru_cache(maxsize=4096)
def kinds_of_place(path: str) -> Kinds:
    """Return what a file of this path, or an address, holds."""
    if len(path) > 4096:
        return NOTHING
    return frozenset(kind for kind, pattern in _COMPILED if pattern.search(path))
