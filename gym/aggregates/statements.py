"""The SQL of the aggregates, the same for SQLite and PostgreSQL: one statement computes any number of days or weeks.

Days are cut before the SQL, as moments (`gym.days.span`), so that both databases and the facts cut them alike. A scope
says which days are meant:

    marked   some members, each with a day or a week of his own
    ranged   the same days or weeks for every member of a range of numbers, in the gyms of a time zone
"""

from gym.models import DailyAggregate, Muscle, SetRecord, WeeklyAggregate

MUSCLES = [f"sets_{muscle}" for muscle in Muscle.values]
SUMS = ["weigh_ins", "planned", "completed", "missed", "minutes", "timed", "sets", "volume_kg", *MUSCLES]
DAILY = ["member_id", "day", "weight_first", "weight_last", *SUMS, "input_hash", "computed_at"]
WEEKLY = ["member_id", "iso_year", "iso_week", "training_days", *DAILY[2:]]

MARKED = "scope"
RANGED = """scope
      JOIN gym_gym g ON g.time_zone = scope.zone
      JOIN gym_member m ON m.gym_id = g.id AND m.id BETWEEN %s AND %s"""


def _credit() -> str:
    """Half sets of each muscle that one set of an exercise counts for; `code` differs whenever one of them does."""
    cases = [
        f"CASE WHEN primary_muscle = '{muscle}' THEN 2 "
        f"WHEN CAST(secondary_muscles AS TEXT) LIKE '%%\"{muscle}\"%%' THEN 1 ELSE 0 END"
        for muscle in Muscle.values
    ]
    named = ", ".join(f"{case} AS sets_{muscle}" for case, muscle in zip(cases, Muscle.values, strict=True))
    code = " + ".join(f"{3**place} * ({case})" for place, case in enumerate(cases))
    return f"SELECT id, {named}, id * 729 + {code} AS code FROM gym_exercise"


def _upsert(table: str, columns: list[str], keys: str, select: str) -> str:
    """Rows that come out as they are stand untouched, `computed_at` too."""
    compared = [name for name in columns if name != "computed_at" and name not in keys.split(", ")]
    changed = ", ".join(f"{table}.{name}" for name in compared)
    fresh = ", ".join(f"excluded.{name}" for name in compared)
    assigned = ", ".join(f"{name} = excluded.{name}" for name in [*compared, "computed_at"])
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) {select} WHERE true "
        f"ON CONFLICT ({keys}) DO UPDATE SET {assigned} WHERE ({changed}) {{differs}} ({fresh})"
    )


def daily(rows: int, source: str, *, differs: str) -> str:
    """Parameters: member or zone, day, since and until for each row of the scope; the range of members, three times,
    if `source` is RANGED; the time.

    `differs` is the database's word for "is distinct from".
    """
    member = "scope.member_id" if source == MARKED else "m.id"
    sets = ", ".join(f"SUM(c.{name}) / 2.0 AS {name}" for name in MUSCLES)
    volume = "COALESCE(CAST(ROUND(x.weight_kg * 100) AS BIGINT), 0)"
    shown = ", ".join(f"COALESCE(l.{name}, 0)" for name in ["sets", "volume_kg", *MUSCLES])
    select = f"""
      SELECT k.member_id, k.day, f.kg, z.kg, COALESCE(w.weigh_ins, 0), COALESCE(t.planned, 0),
             COALESCE(t.completed, 0), COALESCE(t.missed, 0), COALESCE(t.minutes, 0), COALESCE(t.timed, 0), {shown},
             COALESCE(t.hash, 0) + COALESCE(l.hash, 0) + COALESCE(w.hash, 0), %s
      FROM keyed k
      LEFT JOIN trained t ON t.member_id = k.member_id AND t.day = k.day
      LEFT JOIN lifted l ON l.member_id = k.member_id AND l.day = k.day
      LEFT JOIN weighed w ON w.member_id = k.member_id AND w.day = k.day
      LEFT JOIN gym_weightrecord f ON f.member_id = w.member_id AND f.measured_at = w.first_at
      LEFT JOIN gym_weightrecord z ON z.member_id = w.member_id AND z.measured_at = w.last_at"""
    insert = _upsert(DailyAggregate._meta.db_table, DAILY, "member_id, day", select).format(differs=differs)
    return f"""
    WITH {_scope(rows, source, "day, since, until")},
    credit AS MATERIALIZED ({_credit()}),
    held AS (
      SELECT s.id, s.member_id, scope.day, s.status, COALESCE(s.minutes, 0) AS minutes FROM {source}
      JOIN gym_trainingsession s ON s.member_id = {member} AND s.start >= scope.since AND s.start < scope.until),
    trained AS (
      SELECT member_id, day, COUNT(*) AS planned,
             SUM(CASE WHEN status = 'completed' THEN 1 ELSE 0 END) AS completed,
             SUM(CASE WHEN status = 'missed' THEN 1 ELSE 0 END) AS missed,
             SUM(CASE WHEN status = 'completed' THEN minutes ELSE 0 END) AS minutes,
             SUM(CASE WHEN status = 'completed' AND minutes > 0 THEN 1 ELSE 0 END) AS timed,
             SUM((id * 7919 %% 1000003) * (minutes + CASE status WHEN 'completed' THEN 20011 WHEN 'missed' THEN 40009
                 ELSE 60013 END)) AS hash
      FROM held GROUP BY member_id, day),
    lifted AS (
      SELECT held.member_id, held.day, COUNT(*) AS sets, SUM({volume} * COALESCE(x.reps, 0)) / 100.0 AS volume_kg,
             {sets},
             SUM((x.id * 7919 %% 1000003)
                 * ((c.code * 31 + {volume} * 17 + COALESCE(x.reps, 0)) %% 1000003 + 1)) AS hash
      FROM held JOIN {SetRecord._meta.db_table} x ON x.session_id = held.id JOIN credit c ON c.id = x.exercise_id
      WHERE held.status = 'completed' AND NOT x.is_warmup GROUP BY held.member_id, held.day),
    weighed AS (
      SELECT w.member_id, scope.day, COUNT(*) AS weigh_ins,
             MIN(w.measured_at) AS first_at, MAX(w.measured_at) AS last_at,
             SUM((w.id * 7919 %% 1000003) * CAST(ROUND(w.kg * 100) AS BIGINT)) AS hash
      FROM {source}
      JOIN gym_weightrecord w ON w.member_id = {member} AND w.measured_at >= scope.since AND w.measured_at < scope.until
      GROUP BY w.member_id, scope.day),
    keyed AS (
      SELECT member_id, day FROM trained UNION SELECT member_id, day FROM weighed UNION
      SELECT d.member_id, d.day FROM {source} JOIN gym_dailyaggregate d ON d.member_id = {member} AND d.day = scope.day)
    {insert}"""


def weekly(rows: int, source: str, *, differs: str) -> str:
    """Weeks from their days. Parameters: member or zone, Monday, Sunday and `iso_year * 100 + iso_week` for each row of
    the scope; the range of members, once, if `source` is RANGED; the time.
    """
    member = "scope.member_id" if source == MARKED else "m.id"
    sums = ", ".join(f"SUM(d.{name}) AS {name}" for name in SUMS)
    select = f"""
      SELECT t.member_id, t.week / 100, t.week %% 100, t.training_days, f.weight_first, z.weight_last,
             {", ".join(f"t.{name}" for name in SUMS)}, t.input_hash, %s
      FROM totalled t
      LEFT JOIN gym_dailyaggregate f ON f.member_id = t.member_id AND f.day = t.first_day
      LEFT JOIN gym_dailyaggregate z ON z.member_id = t.member_id AND z.day = t.last_day"""
    table = WeeklyAggregate._meta.db_table
    insert = _upsert(table, WEEKLY, "member_id, iso_year, iso_week", select).format(differs=differs)
    return f"""
    WITH {_scope(rows, source, "monday, sunday, week")},
    totalled AS (
      SELECT d.member_id, scope.week, {sums},
             SUM(CASE WHEN d.completed > 0 THEN 1 ELSE 0 END) AS training_days,
             MIN(CASE WHEN d.weigh_ins > 0 THEN d.day END) AS first_day,
             MAX(CASE WHEN d.weigh_ins > 0 THEN d.day END) AS last_day,
             SUM(d.input_hash %% 1000000007) AS input_hash
      FROM {source} JOIN gym_dailyaggregate d ON d.member_id = {member} AND d.day BETWEEN scope.monday AND scope.sunday
      GROUP BY d.member_id, scope.week)
    {insert}"""


def _scope(rows: int, source: str, names: str) -> str:
    first = "member_id" if source == MARKED else "zone"
    return f"scope({first}, {names}) AS (VALUES {', '.join(['(%s, %s, %s, %s)'] * rows)})"


def empty(table: str) -> str:
    """Days and weeks whose last record is gone; a partial index holds just these."""
    return f"DELETE FROM {table} WHERE planned = 0 AND weigh_ins = 0"
