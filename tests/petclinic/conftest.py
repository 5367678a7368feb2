"""A scripted model for those who agreed, and files of their own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def model(settings: Settings) -> str:
    """The name of a scripted profile that can see; it is asked only with consent."""
    settings.MODEL_PROFILES = {
        **settings.MODEL_PROFILES,
        "vet": {"provider": "scripted", "continuation": "prefix", "images": "data_url"},
    }
    settings.MODEL_PROFILE = settings.PICTURE_PROFILE = "vet"
    return "vet"
