"""The embedded log: one SQLite file in WAL mode, one writer thread, one reader thread, one process.

`synchronous=NORMAL` survives the death of the process; a power cut may lose the last moments. Integers and JSON
payloads only, so the file can be read with any SQLite tool.
"""

import asyncio
import fcntl
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TypeVar

from django.utils.translation import gettext as _

from streams.log.base import Append, Closed, Entry, Fenced, Head, LogBusy, Verdict

logger = logging.getLogger(__name__)
T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    id INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, expires_at REAL);
CREATE INDEX IF NOT EXISTS head_expiry ON head (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS entry (
    head INTEGER NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, payload BLOB NOT NULL, raw BLOB,
    terminal INTEGER NOT NULL, PRIMARY KEY (head, seq)) WITHOUT ROWID;
"""
INSERT = "INSERT INTO entry (head, seq, epoch, payload, raw, terminal) VALUES (?, ?, ?, ?, ?, ?)"
LAST = "SELECT seq, terminal FROM entry WHERE head = ? ORDER BY seq DESC LIMIT 1"


class _Head(Head):
    """A head with its row id, as the writer thread remembers it while the stream is open."""

    id: int


class SqliteLog:
    """See `streams.log.base.Log`. `open` takes the exclusive lock that makes this the only process."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.identity = ""
        self._lock: IO[str] | None = None
        self._heads: dict[str, _Head] = {}
        self._writer = ThreadPoolExecutor(1, "streams-log-writer")
        self._reader = ThreadPoolExecutor(1, "streams-log-reader")
        self._write_db: sqlite3.Connection
        self._read_db: sqlite3.Connection

    # --- opening and closing

    async def open(self) -> None:
        """Raises `LogBusy` with a sentence for people when another process has the log."""
        self._take_lock()
        self._write_db = await self._in(self._writer, self._connect)
        self.identity = await self._in(self._writer, self._prepare)
        self._read_db = await self._in(self._reader, self._connect)

    async def close(self) -> None:
        for executor, name in ((self._reader, "_read_db"), (self._writer, "_write_db")):
            if hasattr(self, name):
                await self._in(executor, getattr(self, name).close)
            executor.shutdown()
        if self._lock:
            self._lock.close()

    def _take_lock(self) -> None:
        lock = open(f"{self.file}.lock", "a", encoding="ascii")  # noqa: SIM115 (held as long as the process lives)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise LogBusy(
                _(
                    "另一个溪流进程正在使用 %(file)s，内置日志只容一个进程。"
                    "请先停止那个进程，或用 DATA_DIR 指定另一个目录。"
                )
                % {"file": self.file}
            ) from None
        self._lock = lock

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False, timeout=10)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA cache_size=-4000")
        return db

    def _prepare(self) -> str:
        self._write_db.executescript(SCHEMA)
        self._write_db.execute("INSERT OR IGNORE INTO meta VALUES ('identity', ?)", (secrets.token_hex(8),))
        row = self._write_db.execute("SELECT value FROM meta WHERE name = 'identity'").fetchone()
        return str(row[0])

    async def _in(self, executor: ThreadPoolExecutor, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, function)

    # --- writing, on the writer thread

    async def commit(self, batch: list[Append]) -> list[Verdict]:
        return await self._in(self._writer, lambda: self._commit(batch))

    async def take_over(self, stream: str, epoch: int, resumed: bytes | None) -> int:
        return await self._in(self._writer, lambda: self._take_over(stream, epoch, resumed))

    async def expire(self, stream: str, after_s: float) -> None:
        sql, values = "UPDATE head SET expires_at = ? WHERE stream = ?", (time.time() + after_s, stream)
        await self._in(self._writer, lambda: self._write_db.execute(sql, values))

    async def delete(self, streams: list[str]) -> None:
        await self._in(self._writer, lambda: self._delete(streams))

    async def purge(self) -> int:
        return await self._in(self._writer, self._purge)

    def _commit(self, batch: list[Append]) -> list[Verdict]:
        rows: list[tuple[int, int, int, bytes, bytes | None, bool]] = []
        verdicts = []
        for item in batch:
            head = self._head(item.stream)
            verdict = self._judge(head, item)
            verdicts.append(verdict)
            if verdict is Verdict.OK and head:
                rows.append((head.id, item.seq, item.epoch, item.payload, item.raw, item.terminal))
                head.last, head.closed = item.seq, item.terminal
        try:
            self._transaction(lambda: self._write_db.executemany(INSERT, rows) if rows else None)
        except sqlite3.Error:
            self._heads.clear()  # what they say was not kept
            raise
        return verdicts

    def _judge(self, head: _Head | None, item: Append) -> Verdict:
        if head is None or item.epoch != head.epoch:
            return Verdict.FENCED
        if item.seq <= head.last:
            row = self._write_db.execute(
                "SELECT epoch, payload FROM entry WHERE head = ? AND seq = ?", (head.id, item.seq)
            ).fetchone()
            return Verdict.ALREADY if row == (item.epoch, item.payload) else Verdict.FENCED
        if head.closed:
            return Verdict.FENCED
        return Verdict.OK if item.seq == head.last + 1 else Verdict.BEHIND

    def _take_over(self, stream: str, epoch: int, resumed: bytes | None) -> int:
        head = self._head(stream)
        if head and head.closed:
            raise Closed(stream)
        if head and head.epoch > epoch:
            raise Fenced(stream)
        last = head.last if head else 0
        repeated = head is not None and head.epoch == epoch

        def write() -> None:
            self._write_db.execute(
                "INSERT INTO head (stream, epoch) VALUES (?, ?) "
                "ON CONFLICT (stream) DO UPDATE SET epoch = excluded.epoch",
                (stream, epoch),
            )
            if resumed is not None and not repeated:
                values = (last + 1, epoch, resumed, None, False, stream)
                self._write_db.execute(
                    "INSERT INTO entry (head, seq, epoch, payload, raw, terminal) "
                    "SELECT id, ?, ?, ?, ?, ? FROM head WHERE stream = ?",
                    values,
                )

        self._heads.pop(stream, None)
        self._transaction(write)
        head = self._head(stream)
        return head.last if head else 0

    def _delete(self, streams: Iterable[str]) -> None:
        def write() -> None:
            for stream in streams:
                head = self._head(stream)
                if head:
                    self._write_db.execute("DELETE FROM entry WHERE head = ?", (head.id,))
                    self._write_db.execute("DELETE FROM head WHERE id = ?", (head.id,))
                    self._heads.pop(stream, None)

        self._transaction(write)

    def _purge(self) -> int:
        """A hundred streams at a time: what is being written now does not wait long."""
        rows = self._write_db.execute(
            "SELECT stream FROM head WHERE expires_at < ? LIMIT 100", (time.time(),)
        ).fetchall()
        self._delete(stream for (stream,) in rows)
        return len(rows)

    def _transaction(self, write: Callable[[], object]) -> None:
        self._write_db.execute("BEGIN IMMEDIATE")
        try:
            write()
        except BaseException:
            self._write_db.execute("ROLLBACK")
            raise
        self._write_db.execute("COMMIT")

    def _head(self, stream: str) -> _Head | None:
        head = self._heads.get(stream)
        if head is None:
            head = _load_head(self._write_db, stream)
            if head and not head.closed:
                self._heads[stream] = head
        elif head.closed:
            del self._heads[stream]
        return head

    # --- reading, on the reader thread

    async def read(self, stream: str, after: int, most: int) -> list[Entry]:
        sql = (
            "SELECT seq, payload, raw FROM entry WHERE head = (SELECT id FROM head WHERE stream = ?) "
            "AND seq > ? ORDER BY seq LIMIT ?"
        )
        rows = await self._in(self._reader, lambda: self._read_db.execute(sql, (stream, after, most)).fetchall())
        return [Entry(*row) for row in rows]

    async def streams(self) -> list[str]:
        rows = await self._in(self._reader, lambda: self._read_db.execute("SELECT stream FROM head").fetchall())
        return [str(stream) for (stream,) in rows]

    async def head(self, stream: str) -> Head | None:
        return await self._in(self._reader, lambda: _load_head(self._read_db, stream))


def _load_head(db: sqlite3.Connection, stream: str) -> _Head | None:
    row = db.execute("SELECT id, epoch FROM head WHERE stream = ?", (stream,)).fetchone()
    if row is None:
        return None
    last, closed = db.execute(LAST, (row[0],)).fetchone() or (0, 0)
    return _Head(id=row[0], epoch=row[1], last=last, closed=bool(closed))
