"""A vet reviews and signs a record: from then on it is locked, and only added to."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from petclinic.models import Addendum, MedicalRecord

SIGN = "petclinic.sign_record"


class Locked(Exception):
    """The record has been signed; the message is for people."""


def name_of(user: Any) -> str:
    """As a person is named in Chinese: 陈波, not 波 陈."""
    return f"{user.last_name}{user.first_name}" or str(user.get_username())


def may_review(user: object) -> bool:
    return bool(getattr(user, "has_perm", lambda _name: False)(SIGN))


@transaction.atomic
def sign(record: MedicalRecord, vet: User, note: str) -> MedicalRecord:
    """Lock the record under this vet's name. Two vets at once: one signs, the other is told."""
    open_record = MedicalRecord.objects.filter(pk=record.pk, signed_at__isnull=True)
    if record.report_status != MedicalRecord.ReportStatus.DONE:
        raise Locked(_("报告还没有生成，不能签署。"))
    if not open_record.update(vet_note=note, signed_by=vet, signed_at=timezone.now(), updated_at=timezone.now()):
        raise Locked(_("这份病历已经由别的兽医签署，请刷新查看。"))
    record.refresh_from_db()
    return record


def save_note(record: MedicalRecord, note: str) -> None:
    """Keep a draft of the vet's note."""
    open_record = MedicalRecord.objects.filter(pk=record.pk, signed_at__isnull=True)
    if not open_record.update(vet_note=note, updated_at=timezone.now()):
        raise Locked(_("这份病历已经签署，只能写补充记录。"))


def add(record: MedicalRecord, author: User, text: str) -> Addendum:
    """A signed record gets an addendum."""
    if not MedicalRecord.objects.filter(pk=record.pk, signed_at__isnull=False).exists():
        raise Locked(_("这份病历还没有签署，直接改意见就可以。"))
    return Addendum.objects.create(record=record, author=author, text=text)
