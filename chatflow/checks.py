"""System checks of the calls' settings, with what to do about each."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from chatflow.callers import named_networks


@register()
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name in ("CHATFLOW_TRUSTED_NETWORKS", "TRUSTED_PROXIES"):
        try:
            named_networks(tuple(getattr(settings, name)))
        except ValueError as error:
            found.append(
                Error(f"{name}: {error}", hint="Write networks as name=10.1.0.0/16, with commas.", id="chatflow.E001")
            )
    if settings.CALL_WHEN_BUSY not in ("wait", "refuse", "interrupt"):
        hint = "It is wait, refuse or interrupt."
        found.append(Error(f"CALL_WHEN_BUSY is {settings.CALL_WHEN_BUSY!r}.", hint=hint, id="chatflow.E002"))
    if settings.CALL_PROFILE not in settings.MODEL_PROFILES or settings.CALL_PROFILE == "agent":
        hint = "Name one of MODEL_PROFILES, or leave it empty."
        found.append(Error(f"CALL_PROFILE is {settings.CALL_PROFILE!r}.", hint=hint, id="chatflow.E003"))
    return found
