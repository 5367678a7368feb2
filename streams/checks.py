"""System checks: what is wrong with the settings of streams, with a hint for each, before anybody asks."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from streams.providers import profiles
from streams.providers.base import Profile


@register
def model_profiles(**_kwargs: Any) -> list[CheckMessage]:
    """Every profile is well formed, and MODEL_PROFILE names one of them."""
    found: list[CheckMessage] = []
    for name in settings.MODEL_PROFILES:
        try:
            found += _problems(profiles.profile(name))
        except ImproperlyConfigured as error:
            hint = "The fields of a profile are those of streams.providers.base.Profile."
            found.append(Error(str(error), hint=hint, id="streams.E002"))
    if settings.MODEL_PROFILE not in settings.MODEL_PROFILES:
        found.append(_unknown_default())
    return found


def _unknown_default() -> CheckMessage:
    known = ", ".join(sorted(settings.MODEL_PROFILES))
    hint = f"Choose one of: {known}. The profile 'default' exists once LLM_BASE_URL is set."
    return Error(f"MODEL_PROFILE={settings.MODEL_PROFILE!r} is not in MODEL_PROFILES.", hint=hint, id="streams.E001")


def _problems(profile: Profile) -> Iterator[CheckMessage]:
    if profile.provider in ("openai_compatible", "fastgpt"):
        yield from _address(profile)
        yield from _key(profile)
    if profile.continuation == "exact" and profile.provider in ("openai_compatible", "fastgpt"):
        hint = "Only the offline provider can write the same text again; use partial, prefix or none."
        yield Error(f"Model profile {profile.name!r}: continuation 'exact'.", hint=hint, id="streams.E005")


def _address(profile: Profile) -> Iterator[CheckMessage]:
    try:
        parts = urlsplit(profile.base_url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        hint = "It looks like https://api.example.com/v1 (LLM_BASE_URL for the profile 'default')."
        problem = f"Model profile {profile.name!r}: base_url {profile.base_url!r} is no address."
        yield Error(problem, hint=hint, id="streams.E003")
    if not profile.model and profile.provider == "openai_compatible":
        hint = "Name the model as its API calls it (LLM_MODEL for the profile 'default')."
        yield Error(f"Model profile {profile.name!r} names no model.", hint=hint, id="streams.E003")


def _key(profile: Profile) -> Iterator[CheckMessage]:
    """The key travels in a header: what cannot stand there would fail at the first question."""
    if not profile.key_variable:
        return
    key = os.environ.get(profile.key_variable, "")
    if not key:
        hint = f"Set {profile.key_variable}; to any word if the server asks for no key."
        yield Warning(f"Model profile {profile.name!r} has no key.", hint=hint, id="streams.W001")
    elif not key.isascii() or not key.isprintable() or " " in key:
        hint = "Copy it again: a space, a line end or a character outside ASCII has come along."
        yield Error(f"The key in {profile.key_variable} cannot be sent.", hint=hint, id="streams.E004")


@register
def drain_times(**_kwargs: Any) -> list[CheckMessage]:
    """Readers that can resume are told before the drain ends."""
    if settings.STREAM_TELL_S <= settings.STREAM_DRAIN_S:
        return []
    hint = "Readers that can resume are told first; let STREAM_TELL_S be at most STREAM_DRAIN_S."
    return [Error("STREAM_TELL_S is above STREAM_DRAIN_S.", hint=hint, id="streams.E006")]
