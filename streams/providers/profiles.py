"""The model profiles of the settings, checked, and the provider that serves each."""

from functools import lru_cache

import msgspec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from streams.providers.base import Profile, Provider


@lru_cache(maxsize=64)
def profile(name: str) -> Profile:
    """The profile of that name in MODEL_PROFILES; `ImproperlyConfigured` says what is wrong with it."""
    try:
        fields = settings.MODEL_PROFILES[name]
    except KeyError:
        known = ", ".join(sorted(settings.MODEL_PROFILES))
        raise ImproperlyConfigured(f"There is no model profile {name!r}; MODEL_PROFILES has: {known}.") from None
    try:
        return msgspec.convert({**fields, "name": name}, Profile)
    except msgspec.ValidationError as error:
        raise ImproperlyConfigured(f"MODEL_PROFILES[{name!r}]: {error}") from None


def provider(of: Profile) -> Provider:
    """One provider per profile; it keeps the connections to its model."""
    return _provider(of.name)


@lru_cache(maxsize=64)
def _provider(name: str) -> Provider:
    of = profile(name)
    match of.provider:
        case "offline":
            from streams.providers.offline import OfflineProvider

            return OfflineProvider()
        case "openai_compatible":
            from streams.providers.openai_compatible import OpenAICompatibleProvider

            return OpenAICompatibleProvider(of)
        case "scripted":
            from streams.providers.scripted import ScriptedProvider

            return ScriptedProvider(of)


def _forget(*, setting: str, **_kwargs: object) -> None:
    """Tests change settings; what was made from the old ones must go."""
    if setting == "MODEL_PROFILES":
        profile.cache_clear()
        _provider.cache_clear()


setting_changed.connect(_forget)
