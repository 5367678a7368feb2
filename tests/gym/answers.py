"""What the tests of the gym's answers share."""

import json

from pytest_django import Settings


def text(body: str) -> str:
    """The text of a whole stream in the documented form."""
    blocks = [json.loads(block.removeprefix("data: ")) for block in body.split("\n\n")[:-1]]
    assert blocks[-1] == {"text": "", "done": True}
    return "".join(block["text"] for block in blocks)


def model(settings: Settings) -> None:
    """The scripted model `m` writes, for those who have consented."""
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "m": {"provider": "scripted", "continuation": "prefix"}}
    settings.MODEL_PROFILE = "m"
