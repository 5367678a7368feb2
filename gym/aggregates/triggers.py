"""Database triggers that mark what has changed, in the transaction of the change, whoever makes it.

The admin, the portal, an import's `bulk_create`, a queryset's `update`, a cascade or plain SQL: all pass here. A mark
is a member and a moment; which day that is, the reader of the marks finds out. They are made after every `migrate`; on
SQLite they are dropped before it, because it cannot rebuild a table that a trigger of another table names.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

MARK = "INSERT INTO gym_mark (member_id, at)"
OF_SESSIONS = "SELECT DISTINCT member_id, start FROM {rows}"
OF_WEIGHTS = "SELECT DISTINCT member_id, measured_at FROM {rows}"
OF_SETS = "SELECT DISTINCT s.member_id, s.start FROM {rows} c JOIN gym_trainingsession s ON s.id = c.session_id"

RECORDS = {"gym_trainingsession": OF_SESSIONS, "gym_weightrecord": OF_WEIGHTS, "gym_setrecord": OF_SETS}
ROW_COLUMNS = {
    "gym_trainingsession": "member_id, start",
    "gym_weightrecord": "member_id, measured_at",
    "gym_setrecord": "session_id",
}

# An exercise that trains other muscles than before, and members whose days are cut in another time zone.
EXERCISE_CHANGED = (
    "{old}.primary_muscle <> {new}.primary_muscle "
    "OR CAST({old}.secondary_muscles AS TEXT) <> CAST({new}.secondary_muscles AS TEXT)"
)
OF_EXERCISES = (
    "SELECT DISTINCT s.member_id, s.start FROM gym_setrecord x JOIN gym_trainingsession s ON s.id = x.session_id "
    "WHERE x.exercise_id IN ({exercises})"
)
CUT_ANEW = (
    "DELETE FROM gym_dailyaggregate WHERE member_id IN ({members});",
    "DELETE FROM gym_weeklyaggregate WHERE member_id IN ({members});",
    f"{MARK} SELECT member_id, start FROM gym_trainingsession WHERE member_id IN ({{members}});",
    f"{MARK} SELECT member_id, measured_at FROM gym_weightrecord WHERE member_id IN ({{members}});",
)


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, name in installed(connection):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Table and name of each trigger that is there."""
    query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'gym_mark%'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE 'gym_mark%' AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(str(table), str(name)) for table, name in cursor.fetchall()]


def expected() -> int:
    """How many triggers there are when none is missing."""
    return 4 * len(RECORDS) + 3


def _sqlite() -> Iterator[str]:
    for table, select in RECORDS.items():
        for event, name, row in _events(table):
            one = select.format(rows=_one_row(table, row))
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} BEGIN {MARK} {one}; END"
    changed = EXERCISE_CHANGED.format(old="OLD", new="NEW")
    body = f"{MARK} {OF_EXERCISES.format(exercises='NEW.id')};"
    yield f"CREATE TRIGGER IF NOT EXISTS gym_mark_exercise AFTER UPDATE ON gym_exercise WHEN {changed} BEGIN {body} END"
    body = " ".join(CUT_ANEW).format(members="SELECT id FROM gym_member WHERE gym_id = NEW.id")
    yield (
        "CREATE TRIGGER IF NOT EXISTS gym_mark_zone AFTER UPDATE ON gym_gym "
        f"WHEN OLD.time_zone <> NEW.time_zone BEGIN {body} END"
    )
    body = " ".join(CUT_ANEW).format(members="NEW.id")
    yield (
        "CREATE TRIGGER IF NOT EXISTS gym_mark_move AFTER UPDATE ON gym_member "
        f"WHEN OLD.gym_id <> NEW.gym_id BEGIN {body} END"
    )


def _events(table: str) -> list[tuple[str, str, str]]:
    """Event, trigger name and which side of the change, for the four triggers of a table."""
    return [
        ("INSERT", f"gym_mark_insert_{table}", "NEW"),
        ("DELETE", f"gym_mark_delete_{table}", "OLD"),
        ("UPDATE", f"gym_mark_before_{table}", "OLD"),
        ("UPDATE", f"gym_mark_after_{table}", "NEW"),
    ]


def _one_row(table: str, row: str) -> str:
    values = ", ".join(f"{row}.{name} AS {name}" for name in ROW_COLUMNS[table].split(", "))
    return f"(SELECT {values})"


def _postgresql() -> Iterator[str]:
    """Once per statement, not per row: a bulk change of a thousand rows costs one INSERT."""
    for table, select in RECORDS.items():
        yield _function(f"gym_mark_{table}", f"{MARK} {select.format(rows='changed')};")
        for event, name, row in _events(table):
            yield (
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {row} TABLE AS changed "
                f"FOR EACH STATEMENT EXECUTE FUNCTION gym_mark_{table}()"
            )
    both = "SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE "
    exercises = both + EXERCISE_CHANGED.format(old="o", new="n")
    yield from _on_update("exercise", "gym_exercise", f"{MARK} {OF_EXERCISES.format(exercises=exercises)};")
    zones = f"SELECT m.id FROM gym_member m WHERE m.gym_id IN ({both} o.time_zone <> n.time_zone)"
    yield from _on_update("zone", "gym_gym", " ".join(CUT_ANEW).format(members=zones))
    moved = f"{both} o.gym_id <> n.gym_id"
    yield from _on_update("move", "gym_member", " ".join(CUT_ANEW).format(members=moved))


def _on_update(name: str, table: str, body: str) -> Iterator[str]:
    yield _function(f"gym_mark_{name}", body)
    yield (
        f"CREATE OR REPLACE TRIGGER gym_mark_{name} AFTER UPDATE ON {table} "
        f"REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gym_mark_{name}()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    )
