"""Everything that a report's page and PDF show, as one value: the templates ask nothing of anybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from petclinic.case import Pet, Source, Tier


class ShownPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A re-encoded picture: `data` are its bytes for the PDF, `url` its address for the page (empty = not shown)."""

    data: bytes = b""
    media_type: str = "image/jpeg"
    url: str = ""
    kind: str = ""
    finding: str = ""


class ShownAddendum(msgspec.Struct, frozen=True, kw_only=True):
    author: str
    text: str
    at: datetime


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """`report` has the API's shape, of a consultation or of a picture check; `written_by` is who wrote `summary`.

    `signed_by` is the vet's name, empty until signed. `tier` None means that nothing was triaged (a breed check).
    """

    number: str
    title: str
    built_at: datetime
    pet: Pet = Pet()
    summary: str = ""
    report: Mapping[str, Any] = {}
    written_by: Literal["rules", "model"] = "rules"
    tier: Tier | None = "green"
    flags: tuple[str, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    sources: tuple[Source, ...] = ()
    vet_note: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None
    addenda: tuple[ShownAddendum, ...] = ()
    emergency_phone: str = ""
    clinic: str = ""

    @property
    def signed(self) -> bool:
        return bool(self.signed_by)
