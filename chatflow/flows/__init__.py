"""The flows that come with the product, and the one in force."""

from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from chatflow.call import flow
from chatflow.call.flow import Flow
from chatflow.models import FlowVersion

ACCIDENT_CALL = "accident_call"
FILES = Path(__file__).parent
PROVIDED = "随产品提供"


@lru_cache
def provided(name: str = ACCIDENT_CALL) -> str:
    """The product's own file."""
    return (FILES / f"{name}.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _parsed(_number: int, source: str) -> Flow:
    """A version that an earlier release has stored may lack what this one says: the product's own wording stands in."""
    return flow.read(source, flow.read(provided()).says)


def of(version: FlowVersion) -> Flow:
    """The flow of a version, parsed once."""
    return _parsed(version.pk, version.source)


def in_force(name: str = ACCIDENT_CALL) -> FlowVersion:
    """The version that new calls follow; the product's own file becomes the first where there is none."""
    found = FlowVersion.objects.filter(name=name, active=True).first()
    return found or store(provided(name), note=PROVIDED)


def renew(**_signal: object) -> None:
    """After an update the product's new file is in force, unless staff have put a version of their own in force."""
    active = FlowVersion.objects.filter(name=ACCIDENT_CALL, active=True).first()
    if active and active.note == PROVIDED and active.created_by_id is None and active.source != provided():
        store(provided(), note=PROVIDED)


@transaction.atomic
def store(source: str, *, note: str = "", activate: bool = True, created_by: int | None = None) -> FlowVersion:
    """The next version of the flow that the text describes. Raises `FlowError`. An unchanged text makes none."""
    name = flow.read(source).name
    versions = FlowVersion.objects.select_for_update().filter(name=name)
    last = versions.aggregate(last=Max("number"))["last"] or 0
    same = versions.filter(source=source).first()
    if activate:
        versions.filter(active=True).update(active=False)
    if same:
        same.active = same.active or activate
        same.save(update_fields=["active"])
        return same
    return FlowVersion.objects.create(
        name=name, number=last + 1, source=source, note=note, active=activate, created_by_id=created_by
    )
