"""Picture checks by rules: nothing is recognised without a model; owners are told what to look at, and when to go."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from petclinic.case import Pet
from petclinic.writer.schema import Disease, Guide, PictureReport, Recognition, Suggestion, wire
from petclinic.writer.words import called, sentence, tidy

NOT_RECOGNISED = "判断图片里是什么要靠识别模型，现在没有启用，所以这里不作任何猜测。"


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What owners can see for themselves. `look` and `go` are clauses, `questions` one thing to ask oneself each."""

    name: str
    subject: str
    look: str
    questions: tuple[str, ...]
    go: str
    guide: tuple[Guide, ...]
    monitoring: str


@cache
def _kinds() -> dict[str, Kind]:
    raw = (Path(__file__).parent / "pictures.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(raw), dict[str, Kind])


def picture_kind(number: int) -> Kind:
    """Raises KeyError for a number that is none of the eight."""
    return _kinds()[str(number)]


def picture_report(kind: int, finding_text: str, pet: Pet, by_model: bool) -> dict[str, Any]:
    """The API's report. Percentages stay empty: rules see nothing, and a model's sentence is no percentage."""
    about, found = picture_kind(kind), by_model and tidy(finding_text, 2000)
    recognised = sentence(found) if found else NOT_RECOGNISED
    return wire(
        PictureReport(
            recg=Recognition(is_target="1" if found else ""),
            disease=Disease(
                symptom=recognised if found else f"没有识别，也没有下结论。可以自己看一看：{sentence(about.look)}",
                reason="只凭一张图片说不准原因，要由兽医检查。",
                precautions="".join(f"{guide.name}：{guide.desc}" for guide in about.guide),
                attention=sentence(about.go),
            ),
            suggest=Suggestion(
                summary=recognised + f"如果{called(pet)}的症状持续或加重，请及时带它去看兽医。",
                health_guide=about.guide,
                monitoring_essentials=about.monitoring,
            ),
        )
    )


def picture_offline(kind: int, quality_words: Sequence[str], simple: bool, pet: Pet) -> str:
    """What the stream says without a model. `quality_words` are what was measured of the picture (清晰, 光线足够)."""
    about = picture_kind(kind)
    usable = "、".join(word for word in (tidy(word, 20) for word in quality_words) if word) or "清晰度和亮度都够"
    if simple:
        return f"这张{about.subject}的图片可以用（{usable}）。{NOT_RECOGNISED}{sentence(about.go)}\n"
    asked = "\n".join(f"- {question}？" for question in about.questions)
    return (
        f"{about.name}：这张图片可以用，{usable}。\n\n"
        f"{NOT_RECOGNISED}要自己先看的话，看这几样：{sentence(about.look)}\n\n"
        f"再替{called(pet)}想一想：\n{asked}\n\n"
        f"{sentence(about.go)}拿不准，或者症状持续、加重，就带着这张图片去看兽医。\n"
    )
