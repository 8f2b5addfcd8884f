"""Command lines that stay, destroy, steal and switch protections off.

Sources: MITRE ATT&CK T1059 (interpreters), T1105 (tool transfer), T1053/T1546/T1547 (persistence), T1485/T1486
(destruction), T1562 (impaired defences); LOLBAS and GTFOBins for what ordinary programs can be made to do.
"""

from pilothouse.shield.code.command_rules import CommandRule, rule
from pilothouse.shield.findings import Severity

_LOW, _MEDIUM, _HIGH, _CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

_WIPED = (
    r"(?:/(?:\*|\s|$|[\"'])|~/?(?:\*|\s|$|[\"'])|\"?\$\{?HOME\}?\"?/?(?:\*|\s|$)|\.\.?/\*|\*(?:\s|$)"
    r"|\.\.(?:/|\s|$)|/(?:home|usr|etc|var|boot|Users)/?\*?(?:\s|$)|%USERPROFILE%|C:\\\\?(?:\s|\*|$))"
)
HARMING: tuple[CommandRule, ...] = (
    rule(
        "persistence",
        _HIGH,
        0.85,
        "A start-up file of the shell is made to run a program.",
        (
            r"(?:>>|\btee\s+-a)\s*[\"']?(?:~|\$\{?HOME\}?|/root|/home/\S+)?/?\.?(?:bashrc|zshrc|profile"
            r"|bash_profile|zprofile|zshenv|bash_login)\b"
        ),
        (
            r"^\s*(?:echo|printf|cat|grep)?.{0,20}(?:export\s|alias\s|PATH|completion|eval \"\$\(|source\s"
            r"|\[ -[sf]|autoload|setopt|complete\b|# |<<)"
        ),
    ),
    rule(
        "persistence",
        _HIGH,
        0.9,
        "A key that lets somebody log in is added.",
        r"(?:>>?|\btee\b[^|;]{0,20}|cp\b.{0,60})\s*\S*authorized_keys\b",
    ),
    rule(
        "persistence",
        _HIGH,
        0.8,
        "A schedule is made to run a program.",
        (
            r"\|\s*crontab\b|\bcrontab\s+(?!-[leru]\b)[-/\w.]+|(?:>>?|\btee\b[^|;]{0,20})\s*[\"']?/(?:etc/cron"
            r"|var/spool/cron)|schtasks(?:\.exe)?\s+/create|Register-ScheduledTask|New-ScheduledTask\b"
        ),
        r"crontab\s+-l\s*$",
    ),
    rule(
        "persistence",
        _HIGH,
        0.8,
        "A service or login item is made to run a program.",
        (
            r"(?:>>?|\btee\b[^|;]{0,20}|\bcp\b.{0,80}\s|\bmv\b.{0,80}\s)\s*[\"']?\S*(?:/etc/(?:rc\.local"
            r"|init\.d/|ld\.so\.preload|profile\.d/)|Library/Launch(?:Agents|Daemons)/|\.config/(?:autostart"
            r"|systemd/user)/|Programs\\\\?Startup)|reg(?:\.exe)?\s+add\s+\S*CurrentVersion\\+Run|(?:Set"
            r"|New)-ItemProperty\b.{0,120}CurrentVersion\\+Run|New-Service\b|sc(?:\.exe)?\s+create\b"
        ),
    ),
    rule(
        "persistence",
        _MEDIUM,
        0.7,
        "Git is made to run a program on every commit.",
        (
            r"git\s+config\s+.{0,40}core\.(?:hooksPath|fsmonitor|sshCommand)\s+\S|(?:>>?|\bcp\b.{0,80}\s"
            r"|\btee\b[^|;]{0,20})\s*[\"']?\S*\.git/hooks/\w"
        ),
    ),
    rule(
        "destructive",
        _CRITICAL,
        0.95,
        "Everything in a disk, home or working directory is deleted.",
        (
            rf"\brm\s+(?:-\w+\s+|--\S+\s+)*-(?:\w*r\w*f"
            rf"|\w*f\w*r)\w*\s+(?:--\S+\s+)*(?:[^\s;&|]+\s+)*?[\"']?{_WIPED}"
        ),
        r"docker\s+(?:run|build)|apt/lists|RUN\s",
    ),
    rule(
        "destructive",
        _HIGH,
        0.8,
        "Files outside of the working directory are deleted by pattern.",
        r"\brm\s+(?:-\w+\s+)*(?:[^\s;&|]+\s+)*?\.\./\S*\*",
    ),
    rule(
        "destructive",
        _HIGH,
        0.85,
        "Files that were searched for are deleted.",
        (
            r"\brm\s+(?:-\w+\s+)*[\"']?(?:\$\(cat\b|`cat\b|\$\(find\b)|\bfind\s+(?:/|~|\$HOME"
            r"|\.\.)\s.{0,200}(?:-delete\b|-exec\s+(?:rm|shred)\b)"
            r"|\bfind\b.{0,160}\|\s*xargs\b.{0,40}\b(?:shred|rm\s+-\w*f)"
        ),
        r"node_modules|__pycache__|\.pyc|\.DS_Store|-mtime|/tmp/",
    ),
    rule(
        "destructive",
        _CRITICAL,
        0.95,
        "A disk is overwritten.",
        (
            r"\bdd\b.{0,80}\bof=/dev/(?:sd|hd|nvme|vd|disk|mmcblk)|\bmkfs(?:\.\w+)?\s+(?:-\w+\s+)*/dev/"
            r"|>\s*/dev/(?:sd|nvme|hd|vd)[a-z]|\bformat\s+[cd]:|:\(\)\s*\{\s*:\s*\|\s*:|cipher\s+/w:"
            r"|vssadmin\s+delete\s+shadows|wbadmin\s+delete|Remove-Item\b.{0,80}(?:C:\\|\$HOME"
            r"|~).{0,40}-Recurse.{0,40}-Force"
        ),
    ),
    rule(
        "destructive",
        _HIGH,
        0.75,
        "Files are encrypted under a password that is not kept.",
        (
            r"(?:\b(?:zip|7z)\b.{0,60}\s-(?:P|p)\S*\s*[\"']?\$\(?(?:RANDOM|openssl|head)|\b(?:gpg"
            r"|openssl\s+enc)\b.{0,160}&&\s*(?:rm|shred)\b)"
        ),
    ),
    rule(
        "credential_theft",
        _HIGH,
        0.85,
        "Stored passwords are read.",
        (
            r"\bsecurity\s+(?:find-(?:generic|internet)-password\b.{0,80}-\w*[wg]|dump-keychain)"
            r"|\bsecretsdump\b|mimikatz|sekurlsa|\blazagne\b|reg\s+save\s+hklm\\+(?:sam|security)"
            r"|cmdkey\s+/list|vaultcmd\b|procdump\b.{0,60}lsass|netsh\s+wlan\s+show\s+profile.{0,60}key=clear"
            r"|secret-tool\s+lookup"
        ),
    ),
    rule(
        "credential_theft",
        _MEDIUM,
        0.65,
        "A file of credentials is read or copied.",
        (
            r"\b(?:cat|cp|less|head|tail|strings|scp|tar|zip|base64|xxd|type|Get-Content|gc"
            r"|more)\b[^|;&\n]{0,160}(?:\.ssh/(?:id_|\*|\s|$)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b(?!\.pub)"
            r"|\.aws/credentials|/etc/(?:shadow|sudoers)\b|\.gnupg|\.netrc|\.git-credentials"
            r"|\.docker/config\.json|\.kube/config|Login Data|login\.keychain|\.pypirc|wallet\.dat)"
        ),
        r"\b(?:ssh-keygen|known_hosts|chmod|mkdir)\b",
    ),
    rule(
        "credential_theft",
        _HIGH,
        0.85,
        "The cloud machine is asked for its credentials.",
        (
            r"(?:curl|wget|Invoke-\w+|iwr|irm)\b.{0,160}(?:169\.254\.169\.254|metadata\.google\.internal"
            r"|169\.254\.170\.2|100\.100\.100\.200)"
        ),
    ),
    rule(
        "miner",
        _CRITICAL,
        0.95,
        "A cryptocurrency miner is run.",
        (
            r"stratum\d?\+(?:tcp|ssl)://|\b(?:xmrig|minerd|cpuminer|ethminer|cgminer|t-rex|nbminer"
            r"|phoenixminer|lolminer)\b.{0,200}\s-(?:o|u|a|p|-url|-donate|-coin|P)|--donate-level\b"
            r"|\bcoinhive\b|\brandomx\b.{0,80}(?:pool|wallet)"
        ),
    ),
    rule(
        "keylogger",
        _HIGH,
        0.85,
        "Keystrokes are recorded.",
        (
            r"\bxinput\s+test(?:-xi2)?\b|\blogkeys\b|\bscreenkey\b.{0,40}--|/dev/input/event\d.{0,120}(?:>|\|"
            r"|cat)|\bcat\s+/dev/input/event|GetAsyncKeyState|SetWindowsHookEx"
        ),
    ),
    rule(
        "defence_evasion",
        _HIGH,
        0.85,
        "A protection of the system is switched off.",
        (
            r"Set-MpPreference\b.{0,120}-Disable|Add-MpPreference\b.{0,60}-Exclusion|\bsetenforce\s+0"
            r"|\bcsrutil\s+disable|spctl\s+--master-disable|netsh\s+advfirewall\s+set\s+\w+\s+state\s+off"
            r"|ufw\s+disable|systemctl\s+(?:stop|disable)\s+(?:auditd|falcon|clamav|apparmor|firewalld)"
            r"|xattr\s+-\w*[dc]\w*\s+.{0,20}com\.apple\.quarantine|\bhistory\s+-c\b|unset\s+HISTFILE"
            r"|HISTFILE=/dev/null|wevtutil\s+cl\b|Clear-EventLog|amsiInitFailed|AmsiUtils"
        ),
    ),
    rule(
        "privilege_escalation",
        _HIGH,
        0.8,
        "Rights of the system are taken or given away.",
        (
            r"chmod\s+(?:-\w+\s+)*(?:u\+s|[24]7\d\d|\+s)\s|NOPASSWD\s*:\s*ALL|chmod\s+(?:-R\s+)?(?:777"
            r"|a\+rwx)\s+/(?:etc|\s|$)|chown\s+root\b.{0,60}chmod\s+\+s"
            r"|net\s+localgroup\s+administrators\s+\S+\s+/add|net\s+user\s+\S+\s+\S+\s+/add"
            r"|useradd\b.{0,60}-o\s+-u\s*0"
        ),
    ),
    rule(
        "self_propagation",
        _HIGH,
        0.7,
        "The program copies itself to other machines.",
        (
            r"for\s+\w+\s+in\b.{0,120}\bscp\b.{0,80}\$0|known_hosts.{0,160}\|\s*(?:while|xargs).{0,80}\b(?:ssh"
            r"|scp)\b"
        ),
    ),
)
