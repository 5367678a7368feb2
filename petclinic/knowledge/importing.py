"""Articles from files: one, a folder or a zip. The same again changes nothing; what is wrong is said, line by line."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from petclinic.knowledge import index
from petclinic.knowledge.drafts import Draft
from petclinic.knowledge.reading import LARGEST, FileRefused, read
from petclinic.models.knowledge import Article

STARTER = Path(__file__).parent / "articles"
ENDINGS = (".md", ".markdown", ".csv")
MOST_FILES = 5_000
MOST_BYTES = 200 * 1024 * 1024
MOST_NOTES = 1_000
BATCH = 200


class Note(NamedTuple):
    """One plain sentence about what stands in `file` from line `line` on."""

    file: str
    line: int
    sentence: str


@dataclass
class Report:
    """What an import did, in articles. `notes` keeps the first thousand sentences; the numbers count all."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    unsigned: int = 0
    notes: list[Note] = field(default_factory=list)

    def note(self, file: str, line: int, sentence: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(file, line, sentence))

    def fail(self, file: str, line: int, sentence: str) -> None:
        self.failed += 1
        self.note(file, line, sentence)

    def in_words(self) -> str:
        said = (
            _("新增 %(created)d 篇，更新 %(updated)d 篇，未变 %(unchanged)d 篇，有问题 %(failed)d 处。")
            % self.numbers()
        )
        if self.unsigned:
            said += _("其中 %(unsigned)d 篇改动了内容，原来的签名已撤下，请兽医重新审阅。") % self.numbers()
        return said

    def numbers(self) -> dict[str, int]:
        return {name: value for name, value in asdict(self).items() if name != "notes"}


class Found(NamedTuple):
    """A draft and where it stands."""

    file: str
    line: int
    draft: Draft


Files = Iterable[tuple[str, bytes | FileRefused]]


def import_path(path: Path, *, dry_run: bool = False) -> Report:
    """A file, a zip or a folder on this machine. Raises `FileRefused`, and `OSError` for what cannot be opened."""
    if path.is_dir():
        return import_files(_folder(path), dry_run=dry_run)
    with path.open("rb") as file:
        return import_upload(file, path.name, dry_run=dry_run)


def import_upload(file: BinaryIO, name: str, *, dry_run: bool = False) -> Report:
    """One seekable file by its name, as a form uploads it: Markdown, CSV or a zip of them. Raises `FileRefused`."""
    if name.lower().endswith(".zip"):
        return import_files(_zip(file), dry_run=dry_run)
    if not name.lower().endswith(ENDINGS):
        raise FileRefused(_("只能导入 .md、.csv 或 .zip 文件。"))
    return import_files([(name, file.read(LARGEST + 1))], dry_run=dry_run)


def import_files(files: Files, *, dry_run: bool = False) -> Report:
    """Names and contents; good articles are written, in batches, whatever becomes of the others."""
    report = Report()
    for batch in index.batches(drafts_of(files, report), BATCH):
        with transaction.atomic():
            _write(batch, report)
            if dry_run:
                transaction.set_rollback(True)
    return report


def drafts_of(files: Files, report: Report) -> Iterator[Found]:
    """Each key once: the first counts."""
    seen: dict[str, tuple[str, int]] = {}
    today = timezone.localdate()
    for file, content in files:
        try:
            if isinstance(content, FileRefused):
                raise content
            for line, draft, problem in read(file, content, today):
                if draft is None:
                    report.fail(file, line, problem)
                elif draft.key in seen:
                    there = dict(zip(("file", "line"), seen[draft.key], strict=True)) | {"key": draft.key}
                    report.fail(
                        file, line, _("编号 %(key)s 在 %(file)s 第 %(line)d 行已经有了，只取了那一篇。") % there
                    )
                else:
                    seen[draft.key] = (file, line)
                    yield Found(file, line, draft)
        except FileRefused as error:
            report.fail(file, 1, str(error))


def _write(batch: list[Found], report: Report) -> None:
    index.lock()
    there = {article.key: article for article in Article.objects.filter(key__in=[found.draft.key for found in batch])}
    fresh, changed = [], []
    for file, line, draft in batch:
        values = _values(draft)
        article = there.get(draft.key)
        if article is None:
            fresh.append(Article(**values))
        elif all(getattr(article, name) == value for name, value in values.items()):
            report.unchanged += 1
        else:
            signed = article.signed
            for name, value in values.items():
                setattr(article, name, value)
            article.updated_at = timezone.now()
            changed.append((article, signed, file, line))
    Article.objects.bulk_create(fresh)
    report.created += len(fresh)
    report.updated += len(changed)
    if changed:
        fields = [*_values(batch[0].draft), "updated_at"]
        Article.objects.bulk_update([article for article, *_where in changed], fields)
    for article, signed, file, line in changed:
        if signed and not article.signed:
            report.unsigned += 1
            report.note(file, line, _("「%(title)s」的内容变了，原来的签名已撤下。") % {"title": article.title})


def _values(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__} | {"tags": list(draft.tags)}


def _wanted(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in ENDINGS and path.stem.lower() != "readme" and not hidden


def _folder(folder: Path) -> Iterator[tuple[str, bytes | FileRefused]]:
    paths = [
        path for path in sorted(folder.rglob("*")) if _wanted(path.relative_to(folder).as_posix()) and path.is_file()
    ]
    if not paths:
        raise FileRefused(_("里面没有 .md 或 .csv 文件。"))
    for path in paths:
        with path.open("rb") as file:
            yield path.relative_to(folder).as_posix(), file.read(LARGEST + 1)


def _zip(file: BinaryIO) -> Iterator[tuple[str, bytes | FileRefused]]:
    """Never more than LARGEST of an entry in memory, nor MOST_BYTES in all, whatever the archive says of itself."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileRefused(_("这不是完好的 zip 压缩包。")) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and _wanted(_name(entry))]
        if not entries:
            raise FileRefused(_("里面没有 .md 或 .csv 文件。"))
        if len(entries) > MOST_FILES:
            raise FileRefused(_("压缩包里的文件超过 %(most)d 个，请分几次导入。") % {"most": MOST_FILES})
        room = MOST_BYTES
        for entry in entries:
            content = _entry(archive, entry)
            room -= len(content) if isinstance(content, bytes) else 0
            if room < 0:
                yield _name(entry), FileRefused(_("压缩包解开后太大，从这个文件起没有读，请分几次导入。"))
                return
            yield _name(entry), content


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | FileRefused:
    try:
        with archive.open(entry) as opened:
            return opened.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        return FileRefused(_("压缩包里的这个文件损坏了，或者加了密码。"))


def _name(entry: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in its own encoding without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
