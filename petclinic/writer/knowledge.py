"""Answers to questions of knowledge by rules: what the articles say, in their own words, and under their titles."""

import re
from collections.abc import Sequence

from petclinic.case import Source
from petclinic.writer.words import sentence, tidy

LONGEST_PASSAGE = 260
_ILLNESS = re.compile(
    "吐|拉|泻|血|痛|疼|痒|咳|喘|烧|热|瘸|肿|病|毒|药|误食|不吃|不喝|没精神|掉毛|尿|耳|眼|牙|发炎|感染|抽|虫|怎么办|疫|伤|症"
)
_VET = "这些是一般的知识，替代不了当面检查；如果已经有症状，而且症状持续或加重，请及时带它去看兽医。"


def knowledge_answer(question: str, sources: Sequence[Source]) -> str:
    """Quotes, grouped by article, the signed ones first; says plainly when there is none."""
    asked = tidy(question, 60)
    ill = bool(_ILLNESS.search(question))
    groups = _grouped(sources)
    if not groups:
        return _nothing(asked, ill)
    said = [f"关于“{asked}”，知识库里查到这些：" if asked else "知识库里查到这些："]
    said += [_article(sources_of, passages) for sources_of, passages in groups]
    return "\n\n".join([*said, *([_VET] if ill or _about_illness(groups) else [])]) + "\n"


def _nothing(asked: str, ill: bool) -> str:
    about = f"关于“{asked}”，" if asked else ""
    found = f"{about}知识库里没有查到可靠的资料，这里就不凭空回答了。"
    ask = "可以换个说法再问一次，比如写上是猫还是狗、具体的症状或者东西的名字。"
    vet = "如果它现在不舒服，不用等资料，先做一次问诊；症状持续或加重的话，请及时带它去看兽医。" if ill else ""
    return f"{found}{ask}{vet}\n"


def _grouped(sources: Sequence[Source]) -> list[tuple[Source, list[str]]]:
    groups: dict[int, tuple[Source, list[str]]] = {}
    for source in sources:
        passage = _cut(tidy(source.passage, 4000))
        if passage:
            _, passages = groups.setdefault(source.article, (source, []))
            if passage not in passages:
                passages.append(passage)
    return sorted(groups.values(), key=lambda group: not group[0].signed)


def _article(source: Source, passages: list[str]) -> str:
    title = tidy(source.title, 60) or "未命名的文章"
    signed = "（兽医已签署）" if source.signed else ""
    origin = f"（来自{tidy(source.publisher, 30)}）" if source.publisher and not source.signed else ""
    quotes = "\n".join(f"“{passage}”" for passage in passages[:3])
    return f"《{title}》{signed or origin}里写道：\n{quotes}"


def _cut(passage: str) -> str:
    """At the end of a sentence, so that a quote is whole."""
    if len(passage) <= LONGEST_PASSAGE:
        return sentence(passage)
    kept = passage[:LONGEST_PASSAGE]
    end = max(kept.rfind(mark) for mark in "。！？")
    return kept[: end + 1] if end > 40 else kept + "……"


def _about_illness(groups: list[tuple[Source, list[str]]]) -> bool:
    return any(_ILLNESS.search(source.title) for source, _ in groups)
