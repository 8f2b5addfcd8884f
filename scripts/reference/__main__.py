"""Write every reference page, and the clients that follow from them: `python -m scripts.reference`."""

from scripts import sdk
from scripts.reference import PAGES, ROOT


def main() -> None:
    """Write the pages and modules that differ and say which."""
    for name, write in PAGES.items():
        path = ROOT / name
        text = write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"  {name}")
    sdk.write()


if __name__ == "__main__":
    main()
