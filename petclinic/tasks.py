"""What the clinic does apart from requests. Every task may run twice, and be cut off anywhere."""

import time
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from petclinic import pictures, reports
from petclinic.models import AccessToken, Consultation

STRAY_AFTER_S = 3600
ENDS_AFTER = timedelta(days=7)


@shared_task
def build_report(number: int) -> bool:
    return reports.build(number)


@shared_task
def resume_reports() -> int:
    return reports.resume()


@shared_task
def tidy() -> int:
    """Delete expired tokens and files that no row knows, and end sessions that nobody has come back to."""
    now = timezone.now()
    deleted, _kinds = AccessToken.objects.filter(expires_at__lte=now).delete()
    left = Consultation.objects.filter(status=Consultation.Status.RUNNING, updated_at__lte=now - ENDS_AFTER)
    left.update(status=Consultation.Status.EXPIRED)
    stray = pictures.stray_files(time.time() - STRAY_AFTER_S)
    for file in stray:
        file.unlink(missing_ok=True)
    return deleted + len(stray)
