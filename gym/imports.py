"""Uploaded files on their way into the records: queued, claimed by one worker, begun again when that worker dies."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import BinaryIO, cast

from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gym.importers.base import Report
from gym.importers.formats import ImportRefused, UnitNeeded, import_file, people_in, recognise
from gym.models import ImportRun

logger = logging.getLogger(__name__)

ABANDONED_AFTER = timedelta(seconds=60)
WAITED_FOR = timedelta(seconds=5)
FILE_KEPT = timedelta(days=1)
TELL_EVERY_S = 1.0
MOST_PEOPLE = 50
MOST_ATTEMPTS = 4  # a file that kills its worker each time must not do so for ever

State = ImportRun.State


class _Stopped(Exception):
    """The run is not there any more, or somebody else's."""


def run(number: int) -> bool:
    """Import one file, if nobody else does; False when there was nothing to do. Imports are idempotent."""
    now = timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, heard_at__lt=now - ABANDONED_AFTER)
    claim = {"state": State.RUNNING, "heard_at": now, "rows_done": 0, "attempts": F("attempts") + 1}
    if not ImportRun.objects.filter(free, pk=number).update(**claim):
        return False
    row = ImportRun.objects.select_related("member__gym", "member__user").get(pk=number)
    with translation.override(row.language):
        try:
            if row.attempts > MOST_ATTEMPTS:
                _finish(row, State.FAILED, message=_("这个文件几次都没能导入完，请拆成小一些的文件再试。"))
            else:
                _import(row)
        except _Stopped:
            return False
    return True


def _import(row: ImportRun) -> None:
    try:
        with row.file.open("rb") as file:
            _finish(row, State.DONE, report=_read(row, cast(BinaryIO, file)))
    except UnitNeeded as error:
        _finish(row, State.FAILED, message=str(error), needs={"unit": True})
    except _PersonNeeded as error:
        _finish(row, State.FAILED, message=str(error), needs={"people": error.people})
    except ImportRefused as error:
        _finish(row, State.FAILED, message=str(error))
    except (FileNotFoundError, ValueError):  # a row without a file has no name to open
        _finish(row, State.FAILED, message=_("文件已经清理掉了，请重新上传。"))
    except _Stopped:
        raise
    except Exception:
        logger.exception("Import %s failed", row.pk)
        _finish(row, State.FAILED, message=_("导入时出了错，已经导入的部分会保留。请再试一次，还不行就联系管理员。"))


class _PersonNeeded(ImportRefused):
    def __init__(self, people: dict[str, int]) -> None:
        super().__init__(_("文件里有 %(count)s 个人的数据，请选出哪个编号是这位会员。") % {"count": len(people)})
        self.people = people


def _read(row: ImportRun, file: BinaryIO) -> Report:
    people = None
    if recognise(file)[1] == "fitbit":
        there = people_in(file)
        if row.person:
            people = {row.person: row.member}
        elif len(there) > 1:
            most = sorted(there.items(), key=lambda item: -item[1])[:MOST_PEOPLE]
            raise _PersonNeeded(dict(most))
    return import_file(
        file, "auto", row.member, people=people, unit=row.unit, dry_run=row.dry_run, progress=_progress(row)
    )


def _progress(row: ImportRun) -> Callable[[int], None]:
    """Tells at most once a second how far it is; also the sign that somebody is at work."""
    told = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told
        if time.monotonic() - told < TELL_EVERY_S:
            return
        told = time.monotonic()
        mine = ImportRun.objects.filter(pk=row.pk, state=State.RUNNING, heard_at=row.heard_at)
        row.heard_at = timezone.now()
        if not mine.update(rows_done=done, heard_at=row.heard_at):
            raise _Stopped

    return tell


def _finish(
    row: ImportRun, state: str, *, report: Report | None = None, message: str = "", needs: object = None
) -> None:
    found = report.as_dict() if report else {}
    if needs:
        found["needs"] = needs
    mine = ImportRun.objects.filter(pk=row.pk, state=State.RUNNING, heard_at=row.heard_at)
    rows = sum(found.get(name, 0) for name in ("created", "updated", "unchanged", "skipped", "failed"))
    ended = mine.update(state=state, report=found, message=message[:500], rows_done=rows, heard_at=timezone.now())
    if ended and state == State.DONE and not row.dry_run:
        _forget_file(row)


def resume() -> int:
    """Begin the runs that nobody works on, and clear away files that nobody needs; how many were begun."""
    now = timezone.now()
    waiting = Q(state=State.QUEUED, heard_at__lt=now - WAITED_FOR)
    left = Q(state=State.RUNNING, heard_at__lt=now - ABANDONED_AFTER)
    begun = sum(run(number) for number in ImportRun.objects.filter(waiting | left).values_list("pk", flat=True))
    finished = ImportRun.objects.filter(state__in=[State.DONE, State.FAILED], heard_at__lt=now - FILE_KEPT)
    for row in finished.exclude(file=""):
        _forget_file(row)
    return begun


def _forget_file(row: ImportRun) -> None:
    row.file.delete(save=False)
    ImportRun.objects.filter(pk=row.pk).update(file="")
