"""The clients in Python and TypeScript, written from the OpenAPI document by `python -m scripts.reference`.

Only what differs from route to route is generated: `schemas` and `resources`. How a request is sent stands in the
packages themselves, by hand. A test tells when they are old.
"""

import json
from pathlib import Path

from scripts.sdk import python, typescript

_ROOT = Path(__file__).parents[2]
DOCUMENT = _ROOT / "docs/reference/openapi.json"
PACKAGES = {_ROOT / "src/pilothouse/client": python.modules, _ROOT / "web/client/src": typescript.modules}


def written() -> dict[Path, str]:
    """Return the text of every generated module."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    texts = {package: modules(document) for package, modules in PACKAGES.items()}
    return {package / name: text for package, each in texts.items() for name, text in each.items()}


def left_over() -> set[Path]:
    """Return the modules of resources that are gone."""
    present = {path for package in PACKAGES for path in (package / "resources").glob("*.*")}
    return present - set(written())


def write() -> None:
    """Write the modules that differ and say which; remove those of resources that are gone."""
    for path, text in written().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"  {path.relative_to(_ROOT)}")
    for path in left_over():
        path.unlink()
