"""Building the report of a session: asked for by the owner, built by a task, begun again when it was cut off."""

import logging
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from petclinic import triage
from petclinic.case import Source
from petclinic.consultation import understand
from petclinic.gathering import case_of, pet_value
from petclinic.models import Consultation, MedicalRecord, Module, Report
from petclinic.models.consultations import PICTURE_KINDS
from petclinic.sources import sources_for
from petclinic.writer import picture_report, report

logger = logging.getLogger(__name__)

Status = MedicalRecord.ReportStatus
MOST_ATTEMPTS = 3
SILENCE = timedelta(minutes=2)
WITH_REPORT = (Module.CONSULTATION, Module.PICTURE)


def ask(record: MedicalRecord) -> bool:
    """Queue the report; False where there can be none. A signed record keeps the one that was signed."""
    if record.consultation.module_type not in WITH_REPORT:
        return False
    if record.signed and record.report_status == Status.DONE:
        return True
    from petclinic.tasks import build_report

    waiting = MedicalRecord.objects.filter(pk=record.pk, signed_at__isnull=True)
    waiting.update(report_status=Status.RUNNING, asked_at=timezone.now(), attempts=0)
    transaction.on_commit(lambda: build_report.delay(record.pk))
    return True


def build(number: int) -> bool:
    """Build the report of that record, if one is wanted; whether it is there now."""
    wanted = MedicalRecord.objects.filter(pk=number, report_status=Status.RUNNING, signed_at__isnull=True)
    record = wanted.select_related("consultation__pet", "consultation__owner").first()
    if record is None:
        return False
    if record.attempts >= MOST_ATTEMPTS:
        wanted.update(report_status=Status.FAILED)
        return False
    wanted.update(attempts=record.attempts + 1)
    try:
        fields = contents(record.consultation)
    except Exception:
        logger.exception("report of record %s failed", number)
        wanted.update(report_status=Status.FAILED)
        return False
    with transaction.atomic():
        if not wanted.update(report_status=Status.DONE if fields else Status.UNFIT, updated_at=timezone.now()):
            return False  # signed, or built by somebody else, in the meantime
        if fields:
            Report.objects.update_or_create(record=record, defaults={**fields, "built_at": timezone.now()})
    return bool(fields)


def contents(consultation: Consultation) -> dict[str, Any] | None:
    """The fields of a `Report`; None where there is nothing to report on."""
    if consultation.module_type == Module.PICTURE:
        return _of_picture(consultation)
    return _of_consultation(consultation) if consultation.complaint.strip() else None


def _of_picture(consultation: Consultation) -> dict[str, Any] | None:
    finding = consultation.findings.filter(refused="").last()
    if finding is None:
        return None
    kind = consultation.sub_module_type or 0
    return {
        "title": f"{PICTURE_KINDS[kind]}",
        "content": picture_report(kind, finding.text, pet_value(consultation.pet), finding.by_model),
        "summary": finding.text,
        "written_by": "model" if finding.by_model else "rules",
        "sources": [],
    }


def _of_consultation(consultation: Consultation) -> dict[str, Any]:
    case = case_of(consultation)
    understanding = understand(case)
    kept = tuple(msgspec.convert(source, Source) for source in consultation.sources)
    sources = kept or tuple(sources_for(case, understanding))
    return {
        "title": f"{understanding.keyword or '问诊'}报告",
        "content": report(case, understanding, triage.renew(consultation, case), sources),
        "summary": consultation.summary,
        "written_by": consultation.summary_by,
        "sources": [msgspec.to_builtins(source) for source in sources],
    }


def resume(at: datetime | None = None) -> int:
    """Build what was asked for and not built: its task was lost, or cut off. The number of reports."""
    quiet = (at or timezone.now()) - SILENCE
    lost = MedicalRecord.objects.filter(Q(asked_at__lte=quiet) | Q(asked_at__isnull=True), report_status=Status.RUNNING)
    return sum(build(number) for number in lost.values_list("pk", flat=True)[:50])
