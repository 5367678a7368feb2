"""The documents are true: every setting, address, event, error, answer and fact stands in them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from streams import answers, dialects, errors, events

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
WIRE = DOCS["wire-formats.md"] + DOCS["clinic-api.md"] + DOCS["calls.md"]


def environment_variables() -> set[str]:
    source = (ROOT / "config/settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) | {"LLM_API_KEY"}


@pytest.mark.parametrize("name", sorted(environment_variables()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS["settings.md"]


def test_no_setting_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", DOCS["settings.md"], re.MULTILINE))
    assert documented == environment_variables()


@pytest.mark.parametrize("leaf", errors.leaves(), ids=lambda leaf: leaf.__name__)
def test_every_error_code_is_documented_and_drawn_in_the_tree(leaf: type[errors.StreamError]) -> None:
    assert f"`{leaf.code}`" in WIRE
    if leaf.__module__ == errors.__name__:
        assert leaf.__name__ in (errors.__doc__ or "")


def test_every_event_answer_and_dialect_is_documented() -> None:
    kinds = [kind.__struct_config__.tag for kind in events.Event.__args__]
    for name in [
        *kinds,
        *(n for n in answers.names() if not n.startswith("test.")),
        "events",
        "gym",
        "text",
        "dollar",
        "petclinic",
    ]:
        assert f"`{name}`" in WIRE
    assert dialects.get("gym").name == "gym"


def patterns(resolver: URLResolver) -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry)
        elif isinstance(entry, URLPattern):
            found.append(str(entry.pattern))
    return found


def test_every_api_address_is_documented() -> None:
    api = [
        p for p in patterns(get_resolver("config.urls")) if p.startswith("^") and "admin" not in p and p.endswith("/?$")
    ]
    api = [p.replace(r"(?:v1\.0|v2\.0)", "v2.0") for p in api]
    plain = {re.sub(r"\(\?P<\w+>.*?\)", "<id>", p).removeprefix("^").removesuffix("/?$") for p in api}
    assert {"streams/<id>/cancel", "gym/member/stream_weekly_summary"} <= plain
    for path in plain:
        assert f"/{path}" in WIRE


def test_every_link_and_file_in_the_documents_exists() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
        for name in re.findall(
            r"`((?:streams|gym|petclinic|chatflow|static|config|templates|tests)/[\w/.-]+\.\w+)", path.read_text()
        ):
            assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_both_readmes_say_the_same_commands() -> None:
    english, chinese = ((ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md"))
    strip = re.compile(r"\s*#.*")
    blocks = [
        [strip.sub("", line) for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.split("\n")]
        for text in (english, chinese)
    ]
    assert blocks[0] == blocks[1]


def test_the_fact_names_of_the_document_are_those_that_the_code_adds() -> None:
    source = "".join(path.read_text() for path in (ROOT / "gym/facts").glob("*.py"))
    documented = set(re.findall(r"`([a-z_]+)`", DOCS["gym-facts.md"]))
    for name in re.findall(r'table\.add\(f?"([a-z_]+)"', source):
        assert name in documented


def test_only_the_encoder_writes_data_lines() -> None:
    for folder in ("streams", "gym", "petclinic", "config"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name not in ("dialects.py", "described.py") and "providers" not in path.parts:
                code = "\n".join(line for line in path.read_text().split("\n") if '"""' not in line and "#" not in line)
                assert not re.search(r"""["']data: """, code), path


def test_the_defaults_are_those_of_the_contract() -> None:
    assert (settings.STREAM_OPEN_LIMIT, settings.STREAM_RUNNING_LIMIT, settings.STREAM_BODY_LIMIT) == (6, 2, 65_536)
    assert (settings.LANGUAGE_CODE, settings.TIME_ZONE) == ("zh-hans", "Asia/Shanghai")
