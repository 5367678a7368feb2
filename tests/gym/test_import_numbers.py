"""What a number means: a comma may part decimals or group thousands, and where both make sense nobody guesses."""

from decimal import Decimal

import pytest

from gym.importers.values import BadValue, body_weight, lifted, metres, minutes, moment, number, rpe, whole
from gym.models import Member, SetRecord
from tests.gym import people
from tests.gym.importing import STRONG_HEADER, reasons, train, weigh


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("80", 80),
        ("80.5", 80.5),
        ("80,5", 80.5),
        ("72,55", 72.55),
        ("0,125", 0.125),
        ("61.234969999999997", 61.234969999999997),
        ("1.000", 1),
        ("1234,567", 1234.567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("+5", 5),
    ],
)
def test_a_number_that_has_one_meaning_has_it_in_every_file(text: str, value: float, delimiter: str) -> None:
    assert number(text, "x", delimiter) == value


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize(
    "text",
    [
        *("-1", "-1,5", "1e5", "1e400", "nan", "inf", "0x10", "=1+1", "1,23.4", "12,34,567", "1,2,3", "1.2.3", "1 000"),
        *("9" * 400, "1_000", "٣", "½", ",5", "5,", "1,000.", "0,000,000", "--5", "'80"),
    ],
)
def test_what_is_no_number_is_refused(text: str, delimiter: str) -> None:
    with pytest.raises(BadValue):
        number(text, "x", delimiter)


def test_a_thousand_kilograms_between_commas_and_a_question_between_semicolons() -> None:
    assert lifted("1,000", "kg", ",") == 1000
    assert lifted("1,250", "lb", ",") == Decimal("566.99")
    with pytest.raises(BadValue, match="有歧义"):
        lifted("1,000", "kg", ";")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_reading_that_nobody_could_lift_weigh_or_run_is_not_meant(delimiter: str) -> None:
    assert lifted("72,500", "kg", delimiter) == Decimal("72.50")
    assert body_weight("72,500", "weight", "kg", delimiter) == Decimal("72.50")
    assert body_weight("154,300", "weight", "lb", delimiter) == Decimal("69.99")
    assert metres("5,250", "km", delimiter) == 5250
    assert rpe("8,500", delimiter) == Decimal("8.5")
    assert whole("1,800", "Seconds", 86_400, delimiter) == 1800


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_weight_that_is_absurd_either_way_is_refused(delimiter: str) -> None:
    with pytest.raises(BadValue):
        body_weight("1,000", "weight", "kg", delimiter)
    with pytest.raises(BadValue):
        lifted("5000", "kg", delimiter)


@pytest.mark.django_db
def test_an_ambiguous_weight_costs_its_row_and_says_both_readings() -> None:
    alice = people.alice()
    row = "2026-04-08 18:30:00{d}Leg{d}Leg Press{d}1{d}{kg}{d}5{d}0{d}0{d}{d}{d}\n"
    semicolons = STRONG_HEADER.replace(",", ";") + "\n" + row.format(d=";", kg="1,250") + row.format(d=";", kg="82,5")
    report = train(alice, semicolons)
    assert reasons(report) == [(2, "Weight 有歧义：1,250 可以是 1.25，也可以是 1250，请去掉逗号再导入")]
    assert SetRecord.objects.get().weight_kg == Decimal("82.50")
    assert train(alice, f"{STRONG_HEADER}\n" + row.format(d=",", kg='"1,250"')).created == 1
    assert SetRecord.objects.get(order=1).weight_kg == 1250
    assert weigh(alice, 'date,weight\n2026-04-08,"72,500"\n').created == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("45m", 45),
        ("1h 5m", 65),
        ("90s", 2),
        ("4195", 70),
        ("4195.0", 70),
        ("25h 3m", None),
        ("99999999", None),
    ],
)
def test_durations_as_strong_writes_them_and_no_workout_of_a_day(text: str, expected: int | None) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize("text", ["abc", "1:05", "-5", "5 parsecs"])
def test_a_duration_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        minutes(text)


@pytest.fixture
def berliner() -> Member:
    return people.alice(gym=people.gym("Europe/Berlin"))


@pytest.mark.django_db
def test_an_hour_that_comes_twice_ends_after_it_began(berliner: Member) -> None:
    """On 25 October 2026 at 3 the clocks went back to 2: from 2:50 to 2:10 are twenty minutes."""
    from gym.importers import hevy

    start = hevy.at("25 Oct 2026, 02:50", berliner.gym.zone)
    assert hevy._minutes(start, "25 Oct 2026, 02:10", berliner.gym.zone) == 20
    assert hevy._minutes(start, "25 Oct 2026, 01:10", berliner.gym.zone) is None
    assert hevy._minutes(start, "25 Oct 2026, 03:50", berliner.gym.zone) == 120


@pytest.mark.django_db
def test_an_hour_that_the_clocks_skip_is_one_moment_and_stays_it(berliner: Member) -> None:
    form = ("%Y-%m-%d %H:%M",)
    skipped = moment("2026-03-29 02:30", form, berliner.gym.zone)
    assert skipped == moment("2026-03-29 03:30", form, berliner.gym.zone)
    row = "2026-03-29 02:30:00,Leg,Squat,1,80,5,0,0,,,\n"
    text = f"{STRONG_HEADER}\n{row}"
    assert train(berliner, text).created == 1
    assert train(berliner, text).unchanged == 1
