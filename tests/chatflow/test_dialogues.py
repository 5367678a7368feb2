"""Scripted dialogues: what the rules make of them, and the command that says so."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from chatflow.models import CallSession
from chatflow.scoring import Dialogue, read, score
from streams.models import Stream
from streams.providers.scripted import script

CORPUS = Path(__file__).parent / "corpus" / "dialogues.jsonl"
pytestmark = pytest.mark.django_db


def dialogues(path: Path = CORPUS) -> list[Dialogue]:
    with path.open(encoding="utf-8") as lines:
        return list(read(lines))


def test_at_least_sixty_dialogues_come_out_right() -> None:
    found = dialogues()
    total = score(found, by_rules=True)
    assert len(found) >= 60
    assert len({dialogue.id for dialogue in found}) == len(found)
    assert total.codes_right / total.codes >= 0.99, total.misses
    assert total.precision >= 0.98, total.misses
    assert total.recall >= 0.98, total.misses


def test_dialogues_by_authors_who_had_not_seen_the_flow_come_out_right() -> None:
    total = score(dialogues(CORPUS.with_name("dialogues_more.jsonl")), by_rules=True)
    assert total.codes_right / total.codes >= 0.985, total.misses
    assert total.precision >= 0.985, total.misses
    assert total.recall >= 0.98, total.misses


def test_a_hold_out_comes_out_nearly_as_well() -> None:
    """Nothing has been worked on with these: see corpus/README.md."""
    total = score(dialogues(CORPUS.with_name("dialogues_unseen.jsonl")), by_rules=True)
    assert total.codes_right / total.codes >= 0.94
    assert total.precision >= 0.965
    assert total.recall >= 0.96


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("score_dialogues", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_shows_each_miss_with_the_words_behind_it(tmp_path: Path) -> None:
    dialogue = {
        "id": "x1",
        "now": "2025-03-31T03:03:00+08:00",
        "turns": [{"say": "我的车牌是沪A89391", "code": "0001"}, {"say": "没有人受伤"}],
        "slots": {"hphm1": "沪A89392", "sfrs": "无", "xm": None, "bxgs": "平安"},
    }
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(dialogue, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert said(str(file)).splitlines() == [
        "x1  阶段 1002，应为 0001  “我的车牌是沪A89391”",
        'x1  hphm1 "沪A89391"，应为 "沪A89392"  “沪A89391”',
        'x1  bxgs 空，应为 "平安"  （没有听到）',
        "阶段代码 0/1 对；信息项 精确率 50.0%（1/2）、召回率 33.3%（1/3）",
    ]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', '{"id":"x","now":"gestern","turns":[]}'])
def test_a_broken_file_says_where(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 2 行"):
        said(str(file))


def test_a_file_or_a_provider_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不了"):
        said(str(tmp_path / "nothing.jsonl"))
    with pytest.raises(CommandError, match="没有名为 gpt"):
        said(str(CORPUS), "--provider", "gpt")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("profiles", "stage_codes")
def test_with_a_model_the_whole_answer_is_held_and_nothing_is_kept(tmp_path: Path, settings: Settings) -> None:
    settings.CALL_PROFILE = "offline"
    script("operator", "<state>0001</state>马上为您转接")
    file = tmp_path / "one.jsonl"
    dialogue = {"id": "x", "now": "2025-03-31T03:03:00+08:00", "turns": [{"say": "喂", "code": "0001"}], "slots": {}}
    file.write_text(json.dumps(dialogue, ensure_ascii=False), encoding="utf-8")
    assert "阶段代码 1/1 对" in said(str(file), "--provider", "operator")
    assert not CallSession.objects.exists()
    assert not Stream.objects.exists()
