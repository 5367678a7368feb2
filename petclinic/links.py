"""Short signed addresses of reports: they show one report for a while, without a token in the address."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from petclinic.errors import RecordUnknown
from petclinic.models import MedicalRecord
from streams.errors import Gone

SALT = "xiliu.petclinic.report"


def report_path(record: MedicalRecord) -> str:
    return reverse("clinic-report-link", args=[signing.TimestampSigner(salt=SALT).sign(str(record.pk))])


def record_behind(text: str) -> MedicalRecord:
    """Raises `RecordUnknown`, and `Gone` when the time is over."""
    try:
        number = signing.TimestampSigner(salt=SALT).unsign(text, max_age=settings.CLINIC_LINK_S)
    except signing.SignatureExpired:
        raise Gone from None
    except signing.BadSignature:
        raise RecordUnknown(log="bad signature") from None
    found = MedicalRecord.objects.select_related("consultation__pet", "consultation__owner", "report", "signed_by")
    record = found.filter(pk=number).first()
    if record is None:
        raise RecordUnknown(log=f"record {number} is gone")
    return record
