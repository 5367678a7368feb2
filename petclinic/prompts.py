"""The messages for a model, from the facts: templates in templates/petclinic/prompts, without names of people."""

from typing import Any

from django.template.loader import render_to_string

LONGEST_LINE = 300


def messages(name: str, facts: Any, image: str = "", **context: Any) -> list[dict[str, Any]]:
    """The system and the user message. With `image`, a place for the picture, which is put in when it is there."""
    shown = {"facts": facts, "case": facts.case, "pet": facts.case.pet, **context}
    system = render_to_string(f"petclinic/prompts/{name}_system.txt", shown).strip()
    user = render_to_string(f"petclinic/prompts/{name}.txt", shown).strip()
    content: Any = user
    if image:
        content = [{"type": "text", "text": user}, {"type": "picture", "key": image}]
    return [{"role": "system", "content": system}, {"role": "user", "content": content}]
