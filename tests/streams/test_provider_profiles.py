"""The profiles of the settings, and the providers made from them."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from streams.providers.base import Provider
from streams.providers.offline import OfflineProvider
from streams.providers.openai_compatible import OpenAICompatibleProvider
from streams.providers.profiles import profile, provider
from streams.providers.scripted import ScriptedProvider


@pytest.mark.parametrize(
    ("name", "kind"),
    [("offline", OfflineProvider), ("openai_compatible", OpenAICompatibleProvider), ("scripted", ScriptedProvider)],
)
def test_each_profile_has_its_provider_and_keeps_it(settings: Settings, name: str, kind: type[Provider]) -> None:
    settings.MODEL_PROFILES = {"mine": {"provider": name}}
    assert isinstance(provider(profile("mine")), kind)
    assert provider(profile("mine")) is provider(profile("mine"))


def test_changed_settings_make_new_providers(settings: Settings) -> None:
    settings.MODEL_PROFILES = {"mine": {"provider": "scripted"}}
    provider(profile("mine"))
    settings.MODEL_PROFILES = {"mine": {"provider": "offline"}}
    assert isinstance(provider(profile("mine")), OfflineProvider)


def test_an_unknown_profile_is_named_with_those_that_exist() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"'nobody'.*offline"):
        profile("nobody")


def test_a_wrong_field_is_named(settings: Settings) -> None:
    settings.MODEL_PROFILES = {"mine": {"provider": "offline", "tempature": 1}}
    with pytest.raises(ImproperlyConfigured, match=r"mine.*tempature"):
        profile("mine")
