"""What Python's names do: which calls bring something private in, which decode, run, send, write or delete.

Names are dotted, as imports resolve them; "()" stands for what a call returns. A pattern is matched whole.
Sources: the libraries' documentation.
"""

import re
from functools import lru_cache

from pilothouse.shield.code.kinds import NOTHING, Kind, Kinds

_HTTP = r"requests|httpx|urllib3|aiohttp|requests\.sessions|grequests|curl_cffi\.requests|httpx2"
_CLIENT = r"(?:\.(?:Session|Client|AsyncClient|ClientSession|PoolManager|session)\(\))?"

_SOURCES: tuple[tuple[str, Kind], ...] = (
    (r"os\.environ(?:\.copy\(\)|\.items\(\)|\.values\(\))?|os\.environb|posix\.environ", Kind.ENVIRONMENT),
    (
        (r"pyperclip\.paste\(\)|pandas\.read_clipboard\(\)|win32clipboard\.GetClipboardData\(\)|clipboard\.paste\(\)"
                r"|(?:tkinter|Tkinter)\.Tk\(\)\.(?:clipboard_get|selection_get)\(\)"
                r"|PIL\.ImageGrab\.grabclipboard\(\)|copykitten\.paste\(\)"),
        Kind.CLIPBOARD,
    ),
    (
                (r"PIL\.ImageGrab\.grab\(\)|pyautogui\.screenshot\(\)|mss\.mss\(\)\.(?:grab|shot|save)\(\)"
                r"|pyscreenshot\.grab\(\)"
                r"|ImageGrab\.grab\(\)|cv2\.VideoCapture\(\)\.read\(\)|sounddevice\.rec\(\)"
                r"|d3dshot\.create\(\)\.screenshot\(\)"),
        Kind.SCREEN,
    ),
    (
        (r"browser_?cookie3\.\w+\(\)|browserhistory\.\w+\(\)|browser_history\.\w+\(\)"
        r"|win32crypt\.CryptUnprotectData\(\)"
        r"|browsercookie\.\w+\(\)|pycookiecheat\.\w+\(\)"),
        Kind.BROWSER,
    ),
    (r"keyboard\.(?:record|read_event|read_key|get_typed_strings)\(\)", Kind.KEYSTROKES),
    (r"keyring\.get_password\(\)|getpass\.getpass\(\)", Kind.SECRET_VARIABLE),
    (r"socket\.gethostname\(\)|platform\.node\(\)|socket\.getfqdn\(\)|os\.uname\(\)\.nodename", Kind.HOSTNAME),
    (r"getpass\.getuser\(\)|os\.getlogin\(\)|pwd\.getpwuid\(\)", Kind.USERNAME),
    ((
            r"platform\.(?:platform|uname|system|machine|version|release|processor)\(\)|os\.uname\(\)"
            r"|uuid\.getnode\(\)"
        ), Kind.MACHINE),
    ((
            r"socket\.socket\(\)\.getsockname\(\)|socket\.gethostbyname_ex\(\)|netifaces\.\w+\(\)"
            r"|psutil\.net_if_addrs\(\)"
        ), Kind.ADDRESS),
    (r"os\.getcwd\(\)|pathlib\.Path\.cwd\(\)", Kind.DIRECTORY),
    (r"os\.walk\(\)|glob\.i?glob\(\)|os\.scandir\(\)|os\.listdir\(\)|pathlib\.Path\(?\)?[^,]*\.r?glob\(\)", Kind.SWEPT),
    (
                (rf"(?:{_HTTP}){_CLIENT}\.(?:get|post|put|request|fetch)\(\)|urllib\.request\.(?:urlopen"
                rf"|urlretrieve)\(\)|urllib2?\.urlopen\(\)"
        r"|urllib\.urlretrieve\(\)|http\.client\.HTTPS?Connection\(\)\.getresponse\(\)|wget\.download\(\)"
        r"|ftplib\.FTP\(\)\.retrbinary\(\)|httplib\.HTTPS?Connection\(\)\.getresponse\(\)|dns\.resolver\.\w+\(\)"),
        Kind.DOWNLOAD,
    ),
    ((
            r"(?:socket|ssl)\.(?:socket|create_connection|wrap_socket)\(\)(?:\.makefile\(\))?\.(?:recv"
            r"|recvfrom|read|readline)\(\)"
        ), Kind.RECEIVED),
    (
                (r"(?:\w+\.)*lsb\.reveal\(\)|stegano(?:\.\w+)*\.reveal\(\)|steganography(?:\.\w+)*\.decode\(\)"
                r"|stepic\.decode\(\)|cryptosteganography(?:\.\w+)*\.retrieve\(\)"
                r"|PIL\.Image\.open\(\)(?:\.\w+\(\))*\.(?:getdata|getpixel|load|tobytes)\(\)"
                r"|wave\.open\(\)\.readframes\(\)|Steganography\.decode\(\)"),
        Kind.CONCEALED,
    ),
    ((
            r"marshal\.loads\(\)|(?:\w+\.)*(?:Fernet|AES\.new)\(\)\.decrypt\(\)|dill\.loads\(\)"
            r"|cloudpickle\.loads\(\)"
        ), Kind.DECODED),
    (r"input\(\)|sys\.argv|sys\.stdin(?:\.\w+\(\))?", Kind.PARAMETER),
    (r"pathlib\.Path\.home\(\)", Kind.HOME),
)  # fmt: skip
_DECODERS = re.compile(
    r"(?:base64\.(?:[bu]\w*|a85|b85|standard_|urlsafe_)?\w*decode\w*|binascii\.(?:unhexlify|a2b_\w+)"
    r"|bytes\.fromhex|bytearray\.fromhex"
    r"|codecs\.(?:decode|getdecoder)|zlib\.decompress|gzip\.decompress|bz2\.decompress"
    r"|lzma\.decompress|zlib\.decompressobj\(\)\.decompress)\(\)"
)

_RUNS_CODE = re.compile(
    r"(?:builtins\.|__builtins__\.)?(?:exec|eval|execfile)|runpy\.run_(?:path|module)"
    r"|types\.FunctionType|code\.InteractiveInterpreter\(\)\.runsource"
    r"|code\.interact|importlib\.util\.module_from_spec|imp\.load_source|pandas\.eval"
)
_RUNS_COMMAND = re.compile(
    r"os\.(?:system|popen\d?|exec[lv]p?e?|spawn[lv]p?e?|startfile|posix_spawnp?)|subprocess\.(?:run"
    r"|call|check_call|check_output|Popen|getoutput|getstatusoutput)"
    r"|commands\.get(?:status)?output|pty\.spawn|asyncio\.create_subprocess_(?:shell|exec)|popen2\.\w+"
    r"|platform\.popen|sh\.\w+|pexpect\.(?:spawn|run)|invoke\.run"
    r"|plumbum\.local\[.*|fabric\.\w+|webbrowser\.open"
)
_SHELL_ALWAYS = re.compile(
    r"os\.(?:system|popen\d?)|commands\.\w+|subprocess\.get\w*output|asyncio\.create_subprocess_shell|platform\.popen"
)
_LOADS = re.compile(
    r"(?:c?[pP]ickle|_pickle|dill|cloudpickle|joblib|shelve|marshal|jsonpickle)\.(?:loads?|decode)"
    r"|torch\.load|numpy\.load|yaml\.(?:unsafe_load|load)"
)
_SENDS = re.compile(
    rf"(?:{_HTTP}){_CLIENT}\.(?:post|put|patch|request)|(?:{_HTTP}){_CLIENT}\.(?:get|head|delete|options|ws_connect)"
    r"|urllib\.request\.(?:urlopen|Request)|urllib[23]?\.(?:urlopen|Request|request)"
    r"|http\.client\.HTTPS?Connection\(\)\.request|httplib\.HTTPS?Connection\(\)\.request"
    r"|(?:socket|ssl)\.(?:socket|create_connection|wrap_socket"
    r"|SSLContext\(\)\.wrap_socket)\(\)\.(?:send|sendall|sendto)"
    r"|smtplib\.SMTP(?:_SSL)?\(\)\.(?:sendmail|send_message)|ftplib\.FTP(?:_TLS)?\(\)\.(?:storbinary"
    r"|storlines)|paramiko(?:\.\w+(?:\(\))?)*\.(?:put|putfo|exec_command)"
    r"|websockets?(?:\.\w+(?:\(\))?)*\.send|boto3\.(?:client|resource)\(\)\.(?:put_object|upload_file"
    r"|upload_fileobj)|telebot(?:\.\w+(?:\(\))?)*\.send_\w+"
    r"|telegram(?:\.\w+(?:\(\))?)*\.send_\w+|discord(?:_webhook)?(?:\.\w+(?:\(\))?)*\.(?:send|execute)"
    r"|paho(?:\.\w+(?:\(\))?)*\.publish|pycurl\.Curl\(\)\.setopt|dhooks(?:\.\w+(?:\(\))?)*\.send"
)
_FETCHES_ONLY = re.compile(r".*\.(?:get|head|options|delete|ws_connect)")
_RESOLVES = re.compile(
    r"socket\.(?:gethostbyname|gethostbyname_ex|getaddrinfo)|dns\.(?:\w+\.)*(?:resolve|query"
    r"|Resolver\(\)\.(?:query|resolve)|Resolver\(\)\.resolve_name)"
    r"|aiodns\.DNSResolver\(\)\.\w+|dns\.asyncresolver(?:\.\w+(?:\(\))?)*\.resolve"
)
_WRITES = re.compile(r"write|writelines|write_text|write_bytes|dump|writerow|append_text")
_ENCRYPTS = re.compile(
    r"(?:\w+\.)*(?:Fernet|AESGCM|ChaCha20Poly1305|AES\.new|ChaCha20\.new|Salsa20\.new|ARC4\.new"
    r"|Blowfish\.new|PKCS1_OAEP\.new|encryptor)\(\)\.(?:encrypt|update)|pyAesCrypt\.encrypt(?:File"
    r"|Stream)|pyzipper\..*|(?:\w+\.)+encryptor\(\)\.update"
)
_LISTENS = re.compile(
    r"pynput\.(?:keyboard|mouse)\.(?:Listener|GlobalHotKeys)|keyboard\.(?:on_press|on_release|hook"
    r"|record|add_hotkey)|pyHook\.HookManager|pyxhook\.HookManager|PyHook3\.\w+"
)
_KEY_APIS = re.compile(r".*\.(?:SetWindowsHookEx[AW]?|GetAsyncKeyState|GetKeyboardState|GetForegroundWindow)")
_INJECTS = re.compile(
    r".*\.(?:VirtualAllocEx?|WriteProcessMemory|CreateRemoteThread(?:Ex)?|RtlMoveMemory|QueueUserAPC"
    r"|NtCreateThreadEx|SetThreadContext|CreateThread)"
)


@lru_cache(maxsize=8192)
def kinds_of_name(name: str) -> Kinds:
    """Return what a name brings in, such as "os.environ" or "pyperclip.paste()"."""
    kinds = {kind for pattern, kind in _COMPILED if pattern.fullmatch(name)}
    if _DECODERS.fullmatch(name):
        kinds.add(Kind.DECODED)
    return frozenset(kinds) if kinds else NOTHING


_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _SOURCES)


def _matcher(pattern: re.Pattern[str]):  # noqa: ANN202  # the type of a cached function is longer than the function
    @lru_cache(maxsize=4096)
    def matches(name: str) -> bool:
        return pattern.fullmatch(name) is not None

    return matches


decodes = _matcher(_DECODERS)
runs_code = _matcher(_RUNS_CODE)
runs_command = _matcher(_RUNS_COMMAND)
always_by_shell = _matcher(_SHELL_ALWAYS)
loads_objects = _matcher(_LOADS)
sends = _matcher(_SENDS)
only_fetches = _matcher(_FETCHES_ONLY)
resolves_names = _matcher(_RESOLVES)
is_write = _matcher(_WRITES)
encrypts = _matcher(_ENCRYPTS)
listens_to_keys = _matcher(_LISTENS)
asks_for_keys = _matcher(_KEY_APIS)
injects = _matcher(_INJECTS)
