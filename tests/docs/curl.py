"""Stands in for curl on machines that have none: the options that our pages use, and no others."""

import argparse
import sys
from pathlib import Path

import httpx2


def main() -> int:
    """Send one request and print the answer."""
    parser = argparse.ArgumentParser(prog="curl")
    parser.add_argument("-s", "--silent", action="store_true")
    parser.add_argument("-S", "--show-error", action="store_true")
    parser.add_argument("-f", "--fail", action="store_true")
    parser.add_argument("-N", "--no-buffer", action="store_true")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data")
    parser.add_argument("-F", "--form", action="append", default=[])
    parser.add_argument("-o", "--output")
    parser.add_argument("url")
    options = parser.parse_args()
    headers = dict(each.split(": ", 1) for each in options.header)
    files = {name: _file(path) for name, _, path in (each.partition("=@") for each in options.form)}
    method = options.request or ("POST" if options.data or files else "GET")
    answer = httpx2.request(method, options.url, headers=headers, content=options.data, files=files or None, timeout=60)
    if options.fail and answer.is_error:
        return 22
    if options.output:
        Path(options.output).write_bytes(answer.content)
    else:
        sys.stdout.write(answer.text)
    return 0


def _file(path: str) -> tuple[str, bytes]:
    return Path(path).name, Path(path).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
