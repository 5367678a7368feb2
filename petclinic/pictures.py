"""Pictures in storage: kept when they are sent, fetched once when they are elsewhere.

A picture that a stream asks for is fetched while it is produced. What came of it is written down beside the pictures
before anything is said about it, so that a producer that takes over finds the same, and does not fetch again.
"""

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from petclinic import image_fetch, images
from petclinic.images import Unfit
from petclinic.models import EndUser, PetProfile, Picture
from petclinic.models.consultations import picture_key

OURS = re.compile(r"/file/pictures/([A-Za-z0-9_-]{32})\.jpg(?:\?[^#]*)?$")
FOLDER = "pictures"


def too_large() -> str:
    return _("图片太大，最多 %(size)s MB。") % {"size": settings.PICTURE_LIMIT // 1_048_576}


def keep(owner: EndUser, data: bytes, pet: PetProfile | None = None) -> Picture:
    """Re-encode and store what was sent. Raises `Unfit`."""
    cleaned = images.clean(data)
    picture = Picture(
        owner=owner,
        pet=pet,
        width=cleaned.width,
        height=cleaned.height,
        problem=images.unfit_for_judging(cleaned),
    )
    picture.file.save(picture.name, ContentFile(cleaned.jpeg), save=False)
    picture.save(force_insert=True)
    return picture


def own_picture(owner: EndUser, url: str) -> Picture | None:
    """The picture behind an address that was issued here; None for addresses elsewhere."""
    found = OURS.search(url)
    return owner.pictures.filter(pk=found[1]).first() if found else None


def named(owner: EndUser, url: str) -> dict[str, str]:
    """What a stream keeps of a picture: its key, and the address where it must be fetched from.

    An address of ours that is not this owner's picture is never fetched: `refused` then says why.
    """
    mine = own_picture(owner, url)
    if mine is not None:
        return {"key": mine.key}
    if OURS.search(url):
        return {"key": picture_key(), "refused": "foreign"}
    return {"key": picture_key(), "url": url}


async def obtain(name: dict[str, str]) -> images.Picture:
    """The picture, from storage or fetched now. Raises `Unfit`, the same again when it is asked again."""
    if "refused" in name:
        raise Unfit(name["refused"])
    file = _folder() / f"{name['key']}.jpg"
    refusal = file.with_suffix(".refused")
    if not file.exists() and "url" in name:
        if refusal.exists():
            raise Unfit(refusal.read_text())
        try:
            cleaned = await asyncio.to_thread(images.clean, await image_fetch.fetch(name["url"]))
        except Unfit as error:
            _write(refusal, error.reason.encode())
            raise
        _write(file, cleaned.jpeg)
    if not file.exists():
        raise Unfit("gone")
    return await asyncio.to_thread(lambda: images.clean(file.read_bytes()))


def adopt(owner: EndUser, name: dict[str, str], pet: PetProfile | None) -> Picture | None:
    """The row of a picture that a stream has asked for; None when nothing was stored."""
    found = Picture.objects.filter(pk=name["key"]).first()
    file = _folder() / f"{name['key']}.jpg"
    if found is not None or not file.exists():
        return found
    cleaned = images.clean(file.read_bytes())
    return Picture.objects.create(
        key=name["key"],
        owner=owner,
        pet=pet,
        file=f"{FOLDER}/{file.name}",
        width=cleaned.width,
        height=cleaned.height,
        problem=images.unfit_for_judging(cleaned),
    )


def forget_files(name: dict[str, str]) -> None:
    """Delete what a stream has stored under a key that never became a picture."""
    if not Picture.objects.filter(pk=name["key"]).exists():
        for suffix in (".jpg", ".refused"):
            (_folder() / f"{name['key']}{suffix}").unlink(missing_ok=True)


def stray_files(before: float) -> list[Path]:
    """Files older than that moment (seconds since 1970) that no row knows: left by streams that were deleted."""
    old = [file for file in _folder().glob("*.*") if file.stat().st_mtime < before]
    known: set[Any] = set(Picture.objects.filter(pk__in=[file.stem for file in old]).values_list("pk", flat=True))
    return [file for file in old if file.stem not in known]


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, whenever the process dies."""
    unfinished = file.with_suffix(f".part{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(file)
