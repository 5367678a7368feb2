"""The model profiles of the settings, checked, and the provider that serves each."""

from collections.abc import Callable
from functools import lru_cache

import msgspec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from streams.providers.base import Profile, Provider

PROVIDERS = ("offline", "openai_compatible", "fastgpt", "scripted")
_makers: dict[str, Callable[[Profile], Provider]] = {}


def register_provider(name: str, make: Callable[[Profile], Provider]) -> None:
    """Add a provider of an app's own; profiles name it."""
    _makers[name] = make


@lru_cache(maxsize=64)
def profile(name: str) -> Profile:
    """The profile of that name in MODEL_PROFILES; `ImproperlyConfigured` says what is wrong with it."""
    try:
        fields = settings.MODEL_PROFILES[name]
    except KeyError:
        known = ", ".join(sorted(settings.MODEL_PROFILES))
        raise ImproperlyConfigured(f"There is no model profile {name!r}; MODEL_PROFILES has: {known}.") from None
    try:
        found = msgspec.convert({**fields, "name": name}, Profile)
    except msgspec.ValidationError as error:
        raise ImproperlyConfigured(f"MODEL_PROFILES[{name!r}]: {error}") from None
    if found.provider not in {*PROVIDERS, *_makers}:
        raise ImproperlyConfigured(f"MODEL_PROFILES[{name!r}]: there is no provider {found.provider!r}.")
    return found


def provider(of: Profile) -> Provider:
    """One provider per profile; it keeps the connections to its model."""
    return _provider(of.name)


_made: dict[str, Provider] = {}


def _provider(name: str) -> Provider:
    if name not in _made:
        _made[name] = _make(profile(name))
    return _made[name]


def _make(of: Profile) -> Provider:
    if of.provider in _makers:
        return _makers[of.provider](of)
    match of.provider:
        case "offline":
            from streams.providers.offline import OfflineProvider

            return OfflineProvider()
        case "openai_compatible":
            from streams.providers.openai_compatible import OpenAICompatibleProvider

            return OpenAICompatibleProvider(of)
        case "fastgpt":
            from streams.providers.fastgpt import FastGPTProvider

            return FastGPTProvider(of)
        case "scripted":
            from streams.providers.scripted import ScriptedProvider

            return ScriptedProvider(of)
    raise AssertionError(f"{of.provider} is checked by `profile`")


async def close() -> None:
    """Close the connections to models that the running loop keeps."""
    for made in list(_made.values()):
        if hasattr(made, "close"):
            await made.close()


def _forget(*, setting: str, **_kwargs: object) -> None:
    """Tests change settings; what was made from the old ones must go."""
    if setting == "MODEL_PROFILES":
        profile.cache_clear()
        _made.clear()


setting_changed.connect(_forget)
