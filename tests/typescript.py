"""The TypeScript client as a package, for tests that run Node."""

import shutil
import subprocess
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"


def build_package(folder: Path) -> Path:
    """Build `@pilothouse/client` where Node finds it for programs in a folder; return its own."""
    compiler = WEB / "node_modules/.bin/tsc"
    assert compiler.exists(), "Run `npm --prefix web ci`, or `./scripts/dev.sh test`."
    package = folder / "node_modules/@pilothouse/client"
    package.mkdir(parents=True)
    shutil.copy(WEB / "client/package.json", package)
    build = [compiler, "--project", WEB / "client/tsconfig.build.json", "--outDir", package / "dist"]
    subprocess.run(build, check=True)
    return package
