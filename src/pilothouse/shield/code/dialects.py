"""What the words of JavaScript, Ruby, Go, PowerShell and shell bring in, send, run and keep.

Sources: the documentation of Node.js, Ruby's and Go's standard libraries, PowerShell and the programs named.
"""

import re
from dataclasses import dataclass

from pilothouse.shield.code.kinds import Kind
from pilothouse.shield.code.languages import Language


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one language says what the flow looks for.

    Attributes:
        sources: what brings data in, and of which kind.
        sends: what carries data out of the machine.
        runs: what runs a command or program; `evaluates`: what runs text as code.
        keeps: what writes a file whose name stands in the same statement.
        reads: what reads a file whose name stands in the same statement.
        runs_by: without which `runs` means something else, such as `exec` of a regular expression.
        opens: what opens a file, so that the name it is assigned to stands for that file.
        assigns: how a name is given a value; group 1 is the name or names.
        defines: how a function begins; group 1 its name, group 2 its parameters.
    """

    sources: tuple[tuple[Kind, re.Pattern[str]], ...]
    sends: re.Pattern[str]
    runs: re.Pattern[str]
    evaluates: re.Pattern[str]
    keeps: re.Pattern[str]
    opens: re.Pattern[str]
    assigns: re.Pattern[str]
    defines: re.Pattern[str]
    reads: re.Pattern[str]
    runs_by: re.Pattern[str] | None = None

    @property
    def has_anchored_sources(self) -> bool:
        """Whether a source may match at the beginning of a value, though not in the statement that it stands in."""
        return any("^" in pattern.pattern.replace("[^", "") for _, pattern in self.sources)


def _sources(*pairs: tuple[Kind, str]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in pairs)


NEVER = re.compile(r"(?!)")
"""Matches nothing."""

_JAVASCRIPT = Dialect(
    sources=_sources(
        (
            Kind.ENVIRONMENT,
            (
                r"\bJSON\.stringify\(\s*(?:process|Deno|Bun)\.env\s*[,)]|\bprocess\.env(?=\s*[),;}\]]|\s*$)"
                r"|Object\.(?:entries|values|assign)\([^)]{0,40}process\.env\s*\)|\.\.\.process\.env\b"
                r"|Deno\.env\.toObject\(|querystring\.stringify\(process\.env"
                r"|\bexec(?:File)?Sync\(\s*['\"`](?:env|printenv)\b"
            ),
        ),
        (Kind.CLIPBOARD, r"clipboard(?:y)?\.(?:readText|read|readSync|paste)\(|execCommand\(['\"]paste|\bpbpaste\b"),
        (
            Kind.KEYSTROKES,
            (
                r"addEventListener\(\s*['\"]key(?:down|up|press)['\"]|\bonkey(?:down|press|up)\s*="
                r"|GlobalKeyboardListener|iohook"
            ),
        ),
        (Kind.BROWSER, r"\bdocument\.cookie\b|chrome\.cookies\.getAll"),
        (Kind.SCREEN, r"desktopCapturer\.getSources|screenshot-desktop|getDisplayMedia\("),
        (Kind.HOSTNAME, r"\bos\.hostname\b"),
        (Kind.USERNAME, r"\bos\.userInfo\b"),
        (Kind.MACHINE, r"\bos\.(?:platform|release|arch|type|cpus|version)\("),
        (Kind.ADDRESS, r"\bos\.networkInterfaces\(|dns\.getServers\("),
        (Kind.DIRECTORY, r"\b__dirname\b|process\.cwd\(\)"),
        (
            Kind.DOWNLOAD,
            (
                r"\b(?:https?|axios|got|request|needle|superagent)(?:\.(?:get|request|post))?\(|\bfetch\("
                r"|\.on\(\s*['\"]data['\"]"
            ),
        ),
        (
            Kind.DECODED,
            (
                r"\batob\(|Buffer\.from\([^)]{0,400}['\"](?:base64|hex)['\"]|\bunescape\(|decodeURIComponent\("
                r"|String\.fromCharCode|inflateSync|gunzipSync|createDecipher"
            ),
        ),
    ),
    sends=re.compile(
        r"\b(?:https?|axios|got|needle|superagent|request)(?:\.(?:post|put|request|get|patch))?\("
        r"|\bfetch\(|(?<!stdout)(?<!stderr)\.(?:write|end|send|emit)\(|sendBeacon\(|\bnew\s+(?:WebSocket"
        r"|Image|XMLHttpRequest)\b|\bdns(?:['\"]\))?(?:\.promises)?\.(?:lookup|resolve\w*)\("
        r"|\.send(?:Mail|Message|Photo|Document)\(|\.src\s*="
        r"|\b(?:exec|spawn)(?:File)?(?:Sync)?\(\s*['\"`](?:curl|wget|ncat|nc|nslookup|dig)\b"
    ),
    runs=re.compile(
        r"\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|fork)\(|\.(?:exec|execSync|spawn"
        r"|spawnSync|execFile|execFileSync)\(|Deno\.(?:run|Command)\(|Bun\.spawn"
    ),
    evaluates=re.compile(
        r"(?<![.\w])eval\(|\bnew\s+Function\(|(?<![.\w])Function\(|vm\.(?:runIn\w+|Script|compileFunction)"
        r"|\.constructor\(\s*['\"]return|setTimeout\(\s*['\"]|module\._compile|require\(\s*['\"]vm"
    ),
    keeps=re.compile(
        r"\.(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile\w*)\("
        r"|\.pipe\("
    ),
    opens=re.compile(r"createWriteStream\(|openSync\("),
    assigns=re.compile(
        r"(?:^|[;{(,\s])(?:const|let|var)?\s*([\w$.\[\]]+|\{[^}=]{1,200}\}|\[[^\]=]{1,100}\])\s*(?:\+|\|\|"
        r"|\?\?)?=(?![=>])"
    ),
    defines=re.compile(
        r"(?:\bfunction\s*\*?\s*([\w$]+)\s*\(([^)]{0,200})\))|(?:(?:const|let"
        r"|var)\s+([\w$]+)\s*=\s*(?:async\s*)?(?:function\s*)?\(([^)]{0,200})\)\s*(?:=>|\{))"
    ),
    reads=re.compile(
        r"\.(?:readFile|readFileSync|createReadStream|copyFile|copyFileSync)\("
        r"|\b(?:exec|spawn)(?:File)?(?:Sync)?\(\s*['\"`](?:cat|head|tail|type|base64|xxd)\b"
    ),
    runs_by=re.compile(r"child_process|Deno\.|Bun\.|execa|shelljs"),
)
_RUBY = Dialect(
    sources=_sources(
        (
            Kind.ENVIRONMENT,
            r"\bENV(?:\.to_(?:h|hash|a)|\.map|\.each|\.inspect|\.collect|\.entries)\b|[(,]\s*ENV\s*[),]",
        ),
        (Kind.CLIPBOARD, r"Clipboard\.paste|\bpbpaste\b"),
        (Kind.HOSTNAME, r"Socket\.gethostname|Etc\.uname"),
        (Kind.USERNAME, r"Etc\.(?:getlogin|getpwuid)|ENV\[['\"]USER"),
        (Kind.ADDRESS, r"Socket\.ip_address_list"),
        (Kind.DIRECTORY, r"Dir\.pwd\b"),
        (
            Kind.DOWNLOAD,
            (
                r"Net::HTTP\.get|URI\.open|open-uri|URI\.parse\([^)]*\)\.(?:read|open)|HTTParty\.get"
                r"|Faraday\.get|RestClient\.get|\bopen\(['\"]https?:"
            ),
        ),
        (Kind.RECEIVED, r"TCPSocket\.(?:new|open)|\.gets\b"),
        (Kind.DECODED, r"Base64\.\w*decode\w*|\.unpack1?\(['\"](?:m0?|H\*|C\*)|Zlib::Inflate|Marshal\.load|\.rot13"),
    ),
    sends=re.compile(
        r"Net::HTTP(?:\.\w+)*\.(?:post|post_form|put|new|start)|\.request\(|HTTParty\.(?:post|put)"
        r"|Faraday\.(?:post|put)|RestClient\.(?:post|put)|\.post\(|Net::SMTP|TCPSocket\.(?:new|open)"
        r"|\.puts\b|Resolv(?:\.\w+)*|URI\.open\(|Net::HTTP\.get"
    ),
    runs=re.compile(
        r"(?<![.\w])(?:system|exec|spawn|popen|Open3\.\w+|IO\.popen|Kernel\.(?:system|exec|spawn))[\s(]|`"
        r"|%x[\[({]"
    ),
    evaluates=re.compile(
        r"(?<!\w)(?:Kernel\.|binding\.)?(?:eval|instance_eval|class_eval|module_eval)\b[\s(]"
        r"|RubyVM::InstructionSequence"
    ),
    keeps=re.compile(r"File\.(?:write|binwrite|open|new)|IO\.(?:write|copy_stream)|\.write\("),
    opens=re.compile(r"File\.(?:open|new)\("),
    assigns=re.compile(r"(?:^|[;\s])([@\w.\[\]'\":]+(?:\s*,\s*[@\w]+)*)\s*(?:\+|\|\|)?=(?![=~>])"),
    defines=re.compile(r"\bdef\s+(?:self\.)?(\w+)\s*\(?([^)\n]{0,200})\)?"),
    reads=re.compile(r"File\.(?:read|open|binread|readlines|foreach)|IO\.(?:read|readlines)"),
)
_GO = Dialect(
    sources=_sources(
        (Kind.ENVIRONMENT, r"\bos\.Environ\(\)"),
        (Kind.SECRET_VARIABLE, r"os\.Getenv\(\"(?:AWS_SECRET\w*|AWS_ACCESS\w*|AWS_SESSION\w*)\"\)"),
        (Kind.HOSTNAME, r"\bos\.Hostname\("),
        (Kind.USERNAME, r"\buser\.Current\("),
        (Kind.MACHINE, r"\bruntime\.GOOS\b|syscall\.Uname"),
        (Kind.ADDRESS, r"net\.Interface(?:s|Addrs)\("),
        (Kind.DIRECTORY, r"\bos\.Getwd\("),
        (Kind.CLIPBOARD, r"clipboard\.Read(?:All)?\("),
        (Kind.DOWNLOAD, r"\bhttp\.(?:Get|Post|DefaultClient)|\bclient\.(?:Get|Do)\(|(?:net|tls)\.Dial\w*\("),
        (Kind.DECODED, r"base64\.\w+\.Decode\w*|hex\.Decode\w*|gzip\.NewReader"),
    ),
    sends=re.compile(
        r"http\.(?:Post|PostForm|NewRequest\w*|Get)\(|\.(?:Do|Write|Send)\(|fmt\.Fprintf?\(\s*conn"
        r"|net\.(?:LookupHost|LookupIP|LookupTXT|Dial\w*)\(|smtp\.SendMail|io\.Copy\(\s*conn"
    ),
    runs=re.compile(r"exec\.Command(?:Context)?\(|syscall\.Exec\(|os\.StartProcess\("),
    evaluates=re.compile(r"plugin\.Open\(|syscall\.Syscall\(|\.Eval\("),
    keeps=re.compile(r"io\.Copy\(|os\.(?:WriteFile|Create|OpenFile)\(|ioutil\.WriteFile\(|\.Write(?:String)?\("),
    opens=re.compile(r"os\.(?:Create|OpenFile)\("),
    assigns=re.compile(r"(?:^|[;{\s])(?:var\s+)?([\w.]+(?:\s*,\s*[\w.]+)*)(?:\s+[\w.\[\]*]+)?\s*:?=(?!=)"),
    defines=re.compile(r"\bfunc\s+(?:\([^)]*\)\s*)?(\w+)\s*\(([^)]{0,200})\)"),
    reads=re.compile(r"os\.(?:ReadFile|Open)\(|ioutil\.ReadFile\("),
)
_SHELL_SOURCES = _sources(
    (
        Kind.ENVIRONMENT,
        (
            r"(?:\$\(|`|\||^|;|&&)\s*(?:env|printenv|export -p)(?=\s*(?:[|)`>;&]|$))"
            r"|(?i:\b(?:Get-ChildItem|gci|dir|ls)\s+env:)\*?(?=\s*(?:[|)`>;&]|$))"
            r"|\[(?:System\.)?Environment\]::GetEnvironmentVariables\("
        ),
    ),
    (
        Kind.CLIPBOARD,
        (
            r"\bpbpaste\b|\bxclip\b.{0,40}-o\b|\bxsel\b.{0,20}(?:-o|--output|-b)\b|\bwl-paste\b"
            r"|Get-Clipboard\b"
        ),
    ),
    (Kind.SCREEN, r"\bscreencapture\b|\bscrot\b|\bimport\s+-window\b|\bgnome-screenshot\b|CopyFromScreen"),
    (
        Kind.CREDENTIAL,
        (
            r"security\s+(?:find-\w+-password|dump-keychain)|gh\s+auth\s+token"
            r"|gcloud\s+auth\s+print-access-token|aws\s+configure\s+(?:get|export)|kubectl\s+(?:get"
            r"|config view)\s+(?:secrets?|--raw)|ConvertFrom-SecureString"
        ),
    ),
    (Kind.HOSTNAME, r"(?:\$\(|`|\|)\s*hostname\b|\$\{?HOSTNAME\b|\$env:COMPUTERNAME|%COMPUTERNAME%"),
    (Kind.USERNAME, r"(?:\$\(|`)\s*(?:whoami|id)\b|\$env:USERNAME|%USERNAME%"),
    (Kind.MACHINE, r"(?:\$\(|`)\s*uname\b|systeminfo\b"),
    (
        Kind.ADDRESS,
        (
            r"(?:\$\(|`)\s*(?:ifconfig|ip\s+a)|curl\s+(?:-\w+\s+)*(?:https?://)?(?:ifconfig\.me|ipinfo\.io"
            r"|api\.ipify|icanhazip)"
        ),
    ),
    (Kind.HISTORY, r"(?:^|[;&|]\s*|\$\()history\b(?=\s*[|>])|HistorySavePath"),
)
_SHELL = Dialect(
    sources=_SHELL_SOURCES,
    sends=re.compile(
        (
            r"\bcurl\b(?=.{0,600}(?:\s-d\b|\s-d[@\"']|\s--data|\s-F\b|\s--form|\s-T\b|\s--upload-file"
            r"|\s--json|[?&][\w-]+=\S*\$|\s-H\s+[\"'][^\"']*\$\(|/\$[({\w]|\s-X\s*(?:POST|PUT)))"
            r"|\bwget\b(?=.{0,400}(?:--post-(?:data|file)|--body|[?&]\w+=\S*\$))"
            r"|\b(?:nc|ncat|netcat)\s+(?!-l)(?:-\w+\s+)*[\w.$\{\}-]+\s+[\d$]|\b(?:scp|rsync"
            r"|sftp)\b.{0,300}\S+@?\S+:|\b(?:dig|nslookup|host|ping)\b[^;|\n]*(?:\$[({\w]|`)|\bsendmail\b"
            r"|\bmail(?:x)?\s+-s|\bs3\s+(?:cp|sync)\b.{0,160}s3://"
            r"|gh\s+gist\s+create|\bsocat\b|\bopenssl\s+s_client|Invoke-(?:RestMethod"
            r"|WebRequest)\b(?=.{0,400}(?:-Body|-InFile|-Method\s+[\"']?(?:post|put)))"
            r"|\birm\b(?=.{0,300}-Body)|UploadString\(|UploadFile\(|UploadData\(|Send-MailMessage|\bftp\b"
            r"|\btftp\b|>\s*/dev/(?:tcp|udp)/|\bhttps?\s+(?:-\S+\s+)*(?:POST|PUT)\s"
            r"|\bpython[\d.]*\s+-c\b(?=.{0,600}(?:urlopen|requests\.|socket))"
        ),
        re.IGNORECASE,
    ),
    runs=NEVER,
    evaluates=NEVER,
    keeps=re.compile(
        r">>?\s*[\"']?[\w./~$-]|\btee\b|\btar\s+-?\w*c|\bzip\b|\bcp\b|\bmv\b|Out-File|Compress-Archive"
        r"|Set-Content|Add-Content|\bscreencapture\b|\bscrot\b"
    ),
    opens=NEVER,
    assigns=re.compile(
        r"(?:^|[;&\s])(?:export\s+|local\s+|declare\s+(?:-\w+\s+)*|\$)?(?:env:|global:"
        r"|script:)?([A-Za-z_]\w*)\s*\+?=(?!=)"
    ),
    defines=re.compile(r"(?m)^\s*(?:function\s+)?([\w-]+)\s*\(\)()\s*\{"),
    reads=re.compile(
        (
            r"\b(?:cat|cp|tar|zip|base64|xxd|head|tail|less|strings|find|gzip|openssl|Get-Content|gc|type"
            r"|ReadAllText|ReadAllBytes|Copy-Item|scp|rsync|Compress-Archive|jq|sed|awk|xargs|dd|od)\b"
            r"|<\s*[\"'~/$]|-F\b|-T\b|--data|@"
        ),
        re.IGNORECASE,
    ),
)

DIALECTS = {
    Language.JAVASCRIPT: _JAVASCRIPT,
    Language.RUBY: _RUBY,
    Language.GO: _GO,
    Language.SHELL: _SHELL,
    Language.POWERSHELL: _SHELL,
    Language.OTHER: _SHELL,
}
