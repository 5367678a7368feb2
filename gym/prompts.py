"""The messages for a model, from the facts: templates in templates/gym/prompts, and what of the data they may show."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.template.loader import get_template, render_to_string

from gym.models import Goal

SHARED = "gym/prompts/rules.txt"
LONGEST_NAME = 80


def messages(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The system and the user message for facts of any kind, in the active language; names of people stay out."""
    system, user, _shared = _templates(facts["basic"]["kind"])
    context = _shown(facts)
    return [
        {"role": "system", "content": render_to_string(system, context).strip()},
        {"role": "user", "content": render_to_string(user, context).strip()},
    ]


def version(kind: str) -> str:
    """Such as `weekly-3f2a91`: the kind and a short digest of its templates."""
    sources = "\n".join(get_template(name).template.source for name in _templates(kind))  # type: ignore[attr-defined]
    return f"{kind}-{hashlib.blake2b(sources.encode(), digest_size=3).hexdigest()}"


def _templates(kind: str) -> tuple[str, str, str]:
    return f"gym/prompts/{kind}_summary_system.txt", f"gym/prompts/{kind}_summary.txt", SHARED


def _shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The template's context: every text that people typed is one short line without the names in `basic`."""
    basic = facts["basic"]
    people = [basic["member"], basic["coach"]]

    def data(row: Mapping[str, Any]) -> dict[str, Any]:
        return {key: _plain(value, people) if isinstance(value, str) else value for key, value in row.items()}

    phase = facts["phase"]
    return {
        "facts": [data(row) for row in facts["facts"] if row["key"] != "member_name"],
        "basic": {"start": basic["start"], "end": basic["end"], "days": basic["days"]},
        "goal": Goal(basic["goal"]).label,
        "weights": facts["weights"],
        "sessions": [data(row) for row in facts["sessions"]],
        "records": [data(row) for row in facts["records"]],
        "unmeasured": phase.get("unmeasured", []) if phase else [],
        "rate_known": facts["rate_known"],
    }


def _plain(text: str, people: list[str]) -> str:
    """One line, at most 80 characters, without what cannot be seen and without the names of these people."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for name in people:
        if len(name) > 1:
            line = line.replace(name, "…")
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}…"
