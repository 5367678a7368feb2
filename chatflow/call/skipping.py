"""When the dialogue waits, or goes on without an answer."""

import re

from chatflow.call.absorbing import CLEAR, Absorbed
from chatflow.call.flow import Flow, SlotSpec
from chatflow.call.guards import missing
from chatflow.call.listening import Heard
from chatflow.call.values import Call
from chatflow.hearing.intents import hear_intents

PRIVATE = ("xm", "sjhm", "bxgs")
YES_OR_NO = ("sfrs", "nfyd")
WITHOUT_PLATE = re.compile(r"没(?:有)?(?:挂|上)?(?:车)?牌(?:照|子)?|无牌|临牌")
UNREADABLE = re.compile(r"车牌|牌照|看不清|没看清|看不见|跑了")


def unanswered(flow: Flow, call: Call, heard: Heard, asked: str) -> SlotSpec | None:
    """What the words leave open: what was asked, or a plate that the caller says she cannot read."""
    if "unknown" in heard.intents and not asked.startswith("hphm") and UNREADABLE.search(heard.text):
        plates = [spec for spec in missing(flow, call) if spec.key.startswith("hphm")]
        return plates[0] if plates else flow.spec(asked)
    return flow.spec(asked)


def asks_us_to_wait(before: Call, absorbed: Absorbed, heard: Heard) -> bool:
    """`等一下，我先把车停好`; not where she goes on to tell something."""
    asked = before.memory.asked
    if "not_ready" not in heard.intents or asked in absorbed.changes:
        return False
    if asked in PRIVATE and "不方便" in heard.text:
        return False  # she would rather not say
    clear = [slot.words for key, slot in absorbed.changes.items() if key != "nfyd" and slot.confidence >= CLEAR]
    told = [heard.text.rfind(words) + len(words) for words in clear]
    return not told or "not_ready" in hear_intents(heard.text[max(told) :])


def given_up(spec: SlotSpec, absorbed: Absorbed, call: Call, heard: Heard) -> bool:
    """Whether the caller does not know it, or was asked for it often enough; never while a number is being spelled."""
    if spec.key in call.slots or "repeat" in heard.intents:
        return False
    if spec.key.startswith("hphm") and WITHOUT_PLATE.search(heard.text):
        return True
    asked = call.memory.counts.get(spec.key, 0)
    news = any(slot.status != "confirmed" for slot in absorbed.changes.values())
    if asked >= spec.tries and not (call.memory.plate or call.memory.phone):
        # Who tells something else first is asked once more.
        return not news or spec.tries == 1 or asked > spec.tries
    unknown = bool({"unknown", "not_ready"} & heard.intents) or ("no" in heard.intents and spec.key not in YES_OR_NO)
    return unknown and not news and spec.key != "sfrs"
