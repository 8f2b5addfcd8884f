"""The Python client, written from the OpenAPI document by `python -m scripts.reference`; a test tells when it is old.

Only what differs from route to route is generated: `schemas.py` and `resources/`. How a request is sent stands in
`pilothouse.client` itself, by hand.
"""

import json
from pathlib import Path

from scripts.sdk.python import modules

_ROOT = Path(__file__).parents[2]
PACKAGE = _ROOT / "src/pilothouse/client"
DOCUMENT = _ROOT / "docs/reference/openapi.json"


def written() -> dict[Path, str]:
    """Return the text of every generated module."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return {PACKAGE / name: text for name, text in modules(document).items()}


def write() -> None:
    """Write the modules that differ and say which; remove those of resources that are gone."""
    texts = written()
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"  {path.relative_to(_ROOT)}")
    for path in set((PACKAGE / "resources").glob("*.py")) - set(texts):
        path.unlink()
