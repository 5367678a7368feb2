"""The flow of a call as data: stages, slots, questions, guards and allowed next codes; read from YAML and checked.

The file is written by people, so every fault is told as a sentence with the place where it stands.
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import msgspec
import yaml

LONGEST = 200_000
CODE = re.compile(r"[0-9]{4}")
CONDITIONS = ("slot", "is", "at_least", "filled", "collected", "confirmed")
SAYINGS = (
    "greeting", "hello", "injury", "hazard", "person", "not_understood", "handed_over", "handed_over_hurt", "not_ready",
    "ready_again", "missed", "silence", "silence_over", "goodbye", "goodbye_early", "which_wrong", "read_back",
    "read_back_ask", "complete", "photos", "photos_wait", "noted", "corrected", "pending_plate", "pending_phone",
    "confirm", "changed", "unknown", "off_topic", "identity",
)  # fmt: skip
"""Everything that the dialogue may say besides its questions; each needs at least one wording."""


class FlowError(Exception):
    """What is wrong with a flow, as a sentence for the person who edits it."""


class Guard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition: all that is given must hold: `slot` with `is`, `at_least` or `filled`; `collected`; `confirmed`."""

    slot: str = ""
    equals: str | None = msgspec.field(default=None, name="is")
    at_least: int | None = None
    filled: bool | None = None
    collected: bool | None = None
    confirmed: bool | None = None


class Next(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that may follow, and when."""

    code: str
    when: tuple[Guard, ...] = ()


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`asks`: whether the dialogue collects in this stage. `next`: the codes that a model may propose from here."""

    asks: bool = False
    next: tuple[Next, ...] = ()


class SlotSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to find out: what it is called, how it is asked for, and when it matters."""

    key: str
    title: str
    ask: tuple[str, ...]
    again: tuple[str, ...] = ()
    """How it is asked a second time."""
    tries: int = 2
    """How often it is asked before the dialogue goes on without it."""
    when: tuple[Guard, ...] = ()
    read_back: str = ""
    """Its part of the read-back, with `{value}`; "" = it is not read back."""
    confirm: str = ""
    """How a doubtful value is read back at once, with `{value}`; "" = by `says.confirm`."""
    spoken: dict[str, str] = {}
    """How a value is said, where it is not said as it is stored."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    not_understood: int = 2
    silence: int = 3
    sure: float = 0.65
    """Below this confidence a value is read back at once."""


class Flow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    title: str
    start: str
    stages: dict[str, Stage]
    slots: tuple[SlotSpec, ...]
    says: dict[str, tuple[str, ...]]
    limits: Limits = Limits()

    def spec(self, key: str) -> SlotSpec | None:
        return next((spec for spec in self.slots if spec.key == key), None)


def read(text: str, says: Mapping[str, tuple[str, ...]] | None = None) -> Flow:
    """The flow that a YAML text describes; `says` are wordings for what it does not say. Raises `FlowError`."""
    if len(text) > LONGEST:
        raise FlowError(f"流程文件太长，最多 {LONGEST} 个字符。")
    try:
        raw = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行：" if mark else ""
        raise FlowError(f"不是有效的 YAML。{where}{getattr(error, 'problem', error)}") from None
    try:
        flow = msgspec.convert(raw, Flow)
    except msgspec.ValidationError as error:
        raise FlowError(f"流程的结构不对：{error}") from None
    flow = msgspec.structs.replace(flow, says={**(says or {}), **flow.says})
    _check(flow)
    return flow


class _Loader(yaml.SafeLoader):
    """Without aliases: a few lines of them would grow into gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "不能使用别名（*）", mark)
        return super().compose_node(parent, index)


def _check(flow: Flow) -> None:
    if flow.start not in flow.stages:
        raise FlowError(f"起始阶段 {flow.start} 不在 stages 里。")
    for code in flow.stages:
        if not CODE.fullmatch(code):
            raise FlowError(f"阶段代码 {code} 不是四位数字（在 YAML 里请加引号）。")
    for code, stage in flow.stages.items():
        for follower in stage.next:
            if follower.code not in flow.stages:
                raise FlowError(f"阶段 {code} 的下一阶段 {follower.code} 不在 stages 里。")
            _check_guards(flow, follower.when, f"阶段 {code}")
    keys = [spec.key for spec in flow.slots]
    for key in keys:
        if keys.count(key) > 1:
            raise FlowError(f"信息项 {key} 出现了两次。")
    for spec in flow.slots:
        if not spec.ask:
            raise FlowError(f"信息项 {spec.key} 没有提问的话（ask）。")
        _check_guards(flow, spec.when, f"信息项 {spec.key}")
        if any(guard.collected is not None or guard.confirmed is not None for guard in spec.when):
            raise FlowError(f"信息项 {spec.key} 的条件只能看别的信息项，不能用 collected 或 confirmed。")
        for wording in (*spec.ask, *spec.again, spec.read_back, spec.confirm):
            _check_wording(wording, f"信息项 {spec.key}")
    for name in SAYINGS:
        if not flow.says.get(name):
            raise FlowError(f"says 里缺少“{name}”。")
    for name, wordings in flow.says.items():
        if name not in SAYINGS:
            raise FlowError(f"says 里的“{name}”没有用处，请删除或改名。")
        for wording in wordings:
            _check_wording(wording, f"says 的 {name}")


def _check_guards(flow: Flow, guards: tuple[Guard, ...], where: str) -> None:
    for guard in guards:
        tests = [guard.equals, guard.at_least, guard.filled]
        if guard.slot and flow.spec(guard.slot) is None:
            raise FlowError(f"{where} 的条件里，信息项 {guard.slot} 不存在。")
        if bool(guard.slot) != any(test is not None for test in tests):
            raise FlowError(f"{where} 的条件不完整：slot 要和 is、at_least 或 filled 一起写。")
        if not guard.slot and guard.collected is None and guard.confirmed is None:
            raise FlowError(f"{where} 有一个空的条件。")


PLACES = {"value", "title", "question", "plate", "phone", "known", "missing"}


def _check_wording(wording: str, where: str) -> None:
    try:
        fields = {name for _text, name, _spec, _conversion in Formatter().parse(wording) if name is not None}
    except ValueError:
        raise FlowError(f"{where} 的“{wording}”里，花括号不成对。") from None
    for name in fields - PLACES:
        raise FlowError(f"{where} 的“{wording}”里，{{{name}}} 不是可用的占位符。")
