"""Attempts to get out of the sandbox, by name. Each prints ESCAPED when it succeeds; places are filled in.

`{secret}` a file outside, `{outside}` a folder outside, `{port}` a local server, `{unix}` the socket of another,
`{abstract}` one without a file, `{pid}` a process of the machine (the test's own), `{script}` a program to run.
"""

_SYSCALL = "import ctypes; libc = ctypes.CDLL(None, use_errno=True); "

# These succeed in a process that nothing closes off, which a test proves; so a failure means that they were stopped.
REAL = {
    "read a file": "open('{secret}').read(); print('ESCAPED')",
    "read a file by descriptor": "import os; os.read(os.open('{secret}', os.O_RDONLY), 10); print('ESCAPED')",
    "read through a symbolic link": "import os; os.symlink('{secret}', 'l'); open('l').read(); print('ESCAPED')",
    "read through a hard link": "import os; os.link('{secret}', 'h'); open('h').read(); print('ESCAPED')",
    "read through the parent folder": "import os; open(os.path.relpath('{secret}')).read(); print('ESCAPED')",
    "read through /proc/self/root": "open('/proc/self/root{secret}').read(); print('ESCAPED')",
    "read through /proc/self/cwd": "import os; p = os.path.relpath('{secret}')\n"
    "open('/proc/self/cwd/' + p).read(); print('ESCAPED')",
    "read by mapping": "import mmap, os; f = os.open('{secret}', os.O_RDONLY)\n"
    "mmap.mmap(f, 0, prot=mmap.PROT_READ)[:1]; print('ESCAPED')",
    "read with polars": "import polars as pl; pl.read_csv('{secret}'); print('ESCAPED')",
    "read with numpy": "import numpy as np; np.fromfile('{secret}', dtype='u1'); print('ESCAPED')",
    "read by openat2": _SYSCALL + "import struct\n"
    "fd = libc.syscall(437, -100, b'{secret}', struct.pack('QQQ', 0, 0, 0), 24)\nprint('ESCAPED' if fd >= 0 else '')",
    "read by C's fopen": _SYSCALL + "libc.fopen.restype = ctypes.c_void_p\n"
    "print('ESCAPED' if libc.fopen(b'{secret}', b'r') else '')",
    "read the list of users": "open('/etc/passwd').read(); print('ESCAPED')",
    "read a folder": "import os; os.listdir('{outside}'); print('ESCAPED')",
    "read the root folder": "import os; os.listdir('/'); print('ESCAPED')",
    "read the environment of another process": "open('/proc/{pid}/environ').read(); print('ESCAPED')",
    "read the command of another process": "open('/proc/{pid}/cmdline').read(); print('ESCAPED')",
    "read the memory of another process": "open('/proc/{pid}/mem', 'rb'); print('ESCAPED')",
    "read the descriptors of another process": "import os; os.listdir('/proc/{pid}/fd'); print('ESCAPED')",
    "list the processes": "import os; os.listdir('/proc'); print('ESCAPED')",
    "write a file": "open('{outside}/new', 'w').write('x'); print('ESCAPED')",
    "change a file": "open('{secret}', 'a').write('x'); print('ESCAPED')",
    "change an attached file": "import os; os.chmod('data.csv', 0o666)\n"
    "open('data.csv', 'w').write('x'); print('ESCAPED')",
    "truncate a file": "import os; os.truncate('{secret}', 5); print('ESCAPED')",
    "truncate a file that is opened to be read": "import os; os.open('{secret}', os.O_RDONLY | os.O_TRUNC)\n"
    "print('ESCAPED')",
    "delete a file": "import os; os.unlink('{outside}/victim'); print('ESCAPED')",
    "rename a file": "import os; os.rename('{outside}/victim', '{outside}/gone'); print('ESCAPED')",
    "take a file into the folder": "import os; os.rename('{outside}/victim', 'mine'); print('ESCAPED')",
    "put a file out of the folder": "import os; open('x', 'w').close()\n"
    "os.rename('x', '{outside}/x'); print('ESCAPED')",
    "make a folder": "import os; os.mkdir('{outside}/d'); print('ESCAPED')",
    "make a link": "import os; os.symlink('x', '{outside}/l'); print('ESCAPED')",
    "make a pipe": "import os; os.mkfifo('{outside}/p'); print('ESCAPED')",
    "make a device": "import os, stat; os.mknod('{outside}/n', 0o600 | stat.S_IFIFO); print('ESCAPED')",
    "make a file readable to all": "import os, stat; os.chmod('{secret}', 0o777)\n"
    "print('ESCAPED' if os.stat('{secret}').st_mode & 0o777 == 0o777 else '')",
    "set a file's time": "import os; os.utime('{secret}', (1, 1))\n"
    "print('ESCAPED' if os.stat('{secret}').st_mtime == 1 else '')",
    "set a file's attributes": "import os; os.setxattr('{secret}', 'user.x', b'y'); print('ESCAPED')",
    "give a file away": "import os; os.chown('{secret}', os.getuid(), os.getgid()); print('ESCAPED')",
    "write to shared memory": "open('/dev/shm/{pid}-x', 'w').close(); import os; os.unlink('/dev/shm/{pid}-x')\n"
    "print('ESCAPED')",
    "write to the temporary folder": "import os; open('/tmp/{pid}-x', 'w').close(); os.unlink('/tmp/{pid}-x')\n"
    "print('ESCAPED')",
    "connect to a server": "import socket; socket.create_connection(('127.0.0.1', {port}), 2); print('ESCAPED')",
    "connect by name": "import socket; socket.create_connection(('localhost', {port}), 2); print('ESCAPED')",
    "fetch a page": "import urllib.request as u; u.urlopen('http://127.0.0.1:{port}/', timeout=2); print('ESCAPED')",
    "send a datagram": "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    "s.sendto(b'x', ('127.0.0.1', {port})); print('ESCAPED')",
    "look up a name": "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    "s.sendto(bytes(12), ('127.0.0.53', 53)); print('ESCAPED')",
    "listen": "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); print('ESCAPED')",
    "connect to a Unix socket": "import socket; socket.socket(socket.AF_UNIX).connect('{unix}'); print('ESCAPED')",
    "connect to an abstract socket": "import socket; socket.socket(socket.AF_UNIX).connect('\\0{abstract}')\n"
    "print('ESCAPED')",
    "ask the kernel over netlink": "import socket; socket.socket(16, socket.SOCK_RAW, 0); print('ESCAPED')",
    "make a socket by number": _SYSCALL + "print('ESCAPED' if libc.syscall(41, 2, 1, 0) >= 0 else '')",
    "start a process": "import subprocess; subprocess.run(['{script}'], check=True); print('ESCAPED')",
    "start a shell": "import os; print('ESCAPED' if os.system('true') == 0 else '')",
    "become another program": "import os; os.execv('{script}', ['{script}', 'ESCAPED'])",
    "fork": "import os; pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0); print('ESCAPED')",
    "fork by vfork": "import os; pid = os.posix_spawn('{script}', ['{script}'], {{}})\n"
    "os.waitpid(pid, 0); print('ESCAPED')",
    "fork by number": _SYSCALL + "import os\npid = libc.syscall(57)\nif pid == 0: os._exit(0)\n"
    "print('ESCAPED' if pid > 0 else '')",
    "fork by multiprocessing": "import multiprocessing as m\nif __name__ == '__main__':\n"
    "  p = m.get_context('fork').Process(target=print); p.start(); p.join(); print('ESCAPED')",
    "signal another process": "import os; os.kill({pid}, 0); print('ESCAPED')",
    "signal the parent": "import os; os.kill(os.getppid(), 0); print('ESCAPED')",
    "signal by thread": _SYSCALL + "print('ESCAPED' if libc.syscall(234, {pid}, {pid}, 0) == 0 else '')",
    "signal by queue": _SYSCALL + "print('ESCAPED' if libc.sigqueue({pid}, 0, None) == 0 else '')",
    "signal by descriptor": "import os, signal; signal.pidfd_send_signal(os.pidfd_open({pid}), 0); print('ESCAPED')",
    "limit another process": "import resource; resource.prlimit({pid}, resource.RLIMIT_CORE); print('ESCAPED')",
    "slow another process": "import os; p = (os.PRIO_PROCESS, {pid})\n"
    "os.setpriority(*p, os.getpriority(*p)); print('ESCAPED')",
    "move another process": "import os; os.sched_setaffinity({pid}, os.sched_getaffinity({pid})); print('ESCAPED')",
    "own what a descriptor signals": "import fcntl, os; fcntl.fcntl(os.pipe()[0], 8, {pid}); print('ESCAPED')",
    "memory without a file": "import os; os.memfd_create('x'); print('ESCAPED')",
    "memory of System V": _SYSCALL + "i = libc.shmget(0, 4096, 0o1600)\n"
    "print('ESCAPED' if i >= 0 else ''); libc.shmctl(i, 0, None)",
    "a queue of messages": _SYSCALL
    + "i = libc.msgget(0, 0o1600)\nprint('ESCAPED' if i >= 0 else ''); libc.msgctl(i, 0, None)",
    "watch files": _SYSCALL + "print('ESCAPED' if libc.inotify_init() >= 0 else '')",
    "a ring of requests to the kernel": _SYSCALL + "print('ESCAPED' if libc.syscall(425, 4, bytes(120)) >= 0 else '')",
    "a namespace of users": _SYSCALL + "print('ESCAPED' if libc.unshare(0x10000000) == 0 else '')",
    "a key ring": _SYSCALL + "print('ESCAPED' if libc.syscall(250, 0, -3, 1) >= 0 else '')",
    "trace itself": _SYSCALL + "print('ESCAPED' if libc.ptrace(0, 0, 0, 0) == 0 else '')",
}

# These would harm a machine, or need rights that a test does not have everywhere.
HARMFUL = {
    "attach to another process": _SYSCALL + "print('ESCAPED' if libc.ptrace(16, {pid}, 0, 0) == 0 else '')",
    "seize another process": _SYSCALL + "print('ESCAPED' if libc.ptrace(0x4206, {pid}, 0, 0) == 0 else '')",
    "read by process_vm_readv": _SYSCALL + "import os\nb = ctypes.create_string_buffer(8)\n"
    "class V(ctypes.Structure): _fields_ = [('b', ctypes.c_void_p), ('l', ctypes.c_size_t)]\n"
    "v = V(ctypes.addressof(b), 8)\nr = libc.process_vm_readv({pid}, ctypes.byref(v), 1, ctypes.byref(v), 1, 0)\n"
    "print('ESCAPED' if r >= 0 or ctypes.get_errno() == 14 else '')",
    "kill everything": "import os; os.kill(-1, 9); print('ESCAPED')",
    "kill the group": "import os; os.kill(0, 9); print('ESCAPED')",
    "mount": _SYSCALL + "print('ESCAPED' if libc.mount(b'none', b'/mnt', b'tmpfs', 0, b'') == 0 else '')",
    "mount by the new calls": _SYSCALL + "print('ESCAPED' if libc.syscall(430, b'tmpfs', 0) >= 0 else '')",
    "leave the root": "import os; os.chroot('.'); print('ESCAPED')",
    "enter the parent's namespaces": _SYSCALL + "print('ESCAPED' if libc.syscall(308, 3, 0) == 0 else '')",
    "load a module": _SYSCALL + "print('ESCAPED' if libc.syscall(175, b'', 0, b'') == 0 else '')",
    "a program in the kernel": _SYSCALL + "print('ESCAPED' if libc.syscall(321, 0, bytes(128), 128) >= 0 else '')",
    "set the clock": "import time; time.clock_settime(time.CLOCK_REALTIME, time.time()); print('ESCAPED')",
    "name the machine": "import socket; socket.sethostname('x'); print('ESCAPED')",
    "become root": "import os; os.setresuid(0, 0, 0); os.setgroups([0]); print('ESCAPED')",
    "take off the filter": _SYSCALL + "print('ESCAPED' if libc.prctl(22, 0, 0, 0, 0) == 0 else '')",
    "a second filter": _SYSCALL + "print('ESCAPED' if libc.syscall(317, 1, 0, 0) == 0 else '')",
    "the 32-bit calls": _SYSCALL + "import mmap\n"
    "m = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes.fromhex('b814000000cd80c3'))\n"
    "f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\n"
    "print('ESCAPED' if f() > 0 else '')",
    "the x32 calls": _SYSCALL + "print('ESCAPED' if libc.syscall(0x40000000 + 39) > 0 else '')",
    "raise its own limits": "import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))\n"
    "print('ESCAPED')",
    "write to the kernel's settings": "open('/proc/sys/kernel/core_pattern', 'w').write('x'); print('ESCAPED')",
    "ask the kernel for a reset": "open('/proc/sysrq-trigger', 'w').write('b'); print('ESCAPED')",
    "read the disk": "open('/dev/sda', 'rb').read(1); print('ESCAPED')",
    "read the kernel's memory": "open('/dev/kmem', 'rb').read(1); print('ESCAPED')",
    "read the kernel's log": _SYSCALL + "print('ESCAPED' if libc.klogctl(10, None, 0) >= 0 else '')",
    "type into a terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x'); print('ESCAPED')",
    "open a file by its handle": _SYSCALL + "print('ESCAPED' if libc.syscall(304, -100, bytes(64), 0) >= 0 else '')",
    "import what we are made of": "import pilothouse.core.http; print('ESCAPED')",
}
