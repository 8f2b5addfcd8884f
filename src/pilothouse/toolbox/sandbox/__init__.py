"""Runs Python that a model wrote: no network, no files but its own, no processes, bounded memory, time and output.

`runner` stays in our process and trusts nothing that comes back. It starts `inside.supervisor` with a clean
environment, which makes what namespaces the machine grants and forks `inside.worker`; that closes itself in for good
(`inside.landlock` for files, `inside.seccomp` for everything else the kernel offers) and only then runs the code.
"""
