"""The system checks name what is wrong with a model profile before anybody asks it."""

from typing import Any

import pytest
from pytest_django import Settings

from streams.checks import drain_times, model_profiles

GOOD = {"provider": "openai_compatible", "base_url": "https://api.example.com/v1", "model": "m"}


def ids() -> list[str]:
    return [str(problem.id) for problem in model_profiles()]


def test_the_settings_as_they_come_are_right() -> None:
    assert ids() == []


def test_a_profile_that_does_not_exist_is_named_with_those_that_do(settings: Settings) -> None:
    settings.MODEL_PROFILE = "defualt"
    (problem,) = model_profiles()
    assert problem.id == "streams.E001"
    assert "defualt" in problem.msg
    assert "offline" in str(problem.hint)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"base_url": "http://127.0.0.1:8080"}, []),
        ({"provider": "mindreader"}, ["streams.E002"]),
        ({"temperature": 1}, ["streams.E002"]),
        ({"thinking": "yes"}, ["streams.E002"]),
        ({"base_url": ""}, ["streams.E003"]),
        ({"base_url": "api.example.com/v1"}, ["streams.E003"]),
        ({"base_url": "https://"}, ["streams.E003"]),
        ({"base_url": "https://api.example.com:port"}, ["streams.E003"]),
        ({"base_url": "http://[::1"}, ["streams.E003"]),
        ({"model": ""}, ["streams.E003"]),
        ({"continuation": "exact"}, ["streams.E005"]),
        ({"continuation": "guess"}, ["streams.E002"]),
        ({"continuation": "prefix"}, []),
    ],
)
def test_each_mistake_in_a_profile_is_found(settings: Settings, fields: dict[str, Any], expected: list[str]) -> None:
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "mine": {**GOOD, **fields}}
    assert ids() == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("", ["streams.W001"]),
        ("sk-abc", []),
        ("sk-abc\n", ["streams.E004"]),
        ("sk abc", ["streams.E004"]),
        ("密钥", ["streams.E004"]),
    ],
)
def test_a_key_is_there_and_can_be_sent(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, key: str, expected: list[str]
) -> None:
    monkeypatch.setenv("MY_KEY", key)
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "mine": {**GOOD, "key_variable": "MY_KEY"}}
    problems = model_profiles()
    assert [problem.id for problem in problems] == expected
    assert not any(key and key in problem.msg for problem in problems)


def test_readers_are_told_before_the_drain_ends(settings: Settings) -> None:
    assert drain_times() == []
    settings.STREAM_TELL_S = settings.STREAM_DRAIN_S + 1
    (problem,) = drain_times()
    assert problem.id == "streams.E006"
