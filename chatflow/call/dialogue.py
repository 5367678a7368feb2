"""One turn of the call: from what is known and what the caller says to the next code and our words.

The order is the rule: somebody hurt, a person asked for, the end, what could not be heard, then what is missing.
"""

import re
from datetime import datetime
from typing import Any

import msgspec

from chatflow.call.absorbing import Absorbed, absorb
from chatflow.call.codes import ENDED, HANDED_OVER, HURT, NOT_READY, NOT_UNDERSTOOD, PERSON, PHOTOS, TALKING
from chatflow.call.flow import Flow, SlotSpec
from chatflow.call.guards import missing
from chatflow.call.listening import Heard, cleaned, listen
from chatflow.call.skipping import asks_us_to_wait, given_up, unanswered
from chatflow.call.speech import Speaker, spoken_digits
from chatflow.call.topic import about_the_accident
from chatflow.call.values import Call, Memory, Outcome

MOST_PIECES = 8
ALL = "all"
AGREES = re.compile(r"^(?!.*(?:不对|不是|错的|错了|改|应该|没有对|对方|哪)).*(?:对|没错|正确|没毛病|不差|没有?问题)")
"""Words that agree to everything that was read back."""


def step(flow: Flow, call: Call, text: str, now: datetime) -> Outcome:
    """The outcome of what the caller says at `now` (aware); an empty text is silence. Pure and deterministic."""
    return Turn(flow, call, text, now).outcome()


def note(flow: Flow, call: Call, text: str, now: datetime) -> Call:
    """The call after words that a person answers: what they tell is known, and nothing is asked."""
    turn = Turn(flow, call, text, now)
    heard = absorb(flow, turn.before, turn.heard).call
    return msgspec.structs.replace(heard, stage=HURT) if turn.heard.safety.urgent else heard


class Turn:
    def __init__(self, flow: Flow, call: Call, text: str, now: datetime) -> None:
        self.flow = flow
        self.before = msgspec.structs.replace(call, turn=call.turn + 1)
        self.call = self.before
        self.speaker = Speaker(flow, now)
        self.heard: Heard = listen(cleaned(text), self.before, now)
        self.absorbed = Absorbed(call=self.before, changes={})

    def outcome(self) -> Outcome:
        if self.heard.silent:
            return self._silence()
        self._remember(silent=0)
        self.absorbed = absorb(self.flow, self.call, self.heard)
        self.call = self.absorbed.call
        intents = self.heard.intents
        if self.heard.safety.urgent:
            return self._hurt()
        if self.before.stage in HANDED_OVER:
            return self._handed_over()
        if "person" in intents:
            return self._end(PERSON, "person", self._say("person"))
        if "goodbye" in intents:
            return self._goodbye()
        if self._understood():
            self._remember(missed=0)
        else:
            return self._missed()
        if "repeat" in intents and not self.absorbed.changes and self.before.memory.said:
            return self._end(self.before.stage, "repeat", self.before.memory.said, again=True)
        if "identity" in intents and not self.absorbed.changes:
            return self._end(self.before.stage, "identity", self._say("identity", question=self._same_question()))
        return self._by_stage()

    def _by_stage(self) -> Outcome:
        if self.before.stage == PHOTOS:
            return self._photographs()
        if asks_us_to_wait(self.before, self.absorbed, self.heard):
            return self._end(NOT_READY, "not_ready", self._say("not_ready"))
        if self.before.memory.confirming == ALL:
            return self._confirmation()
        return self._go_on()

    # --- what interrupts

    def _hurt(self) -> Outcome:
        name = "hazard" if self.heard.safety.hazard else "injury"
        if self.before.stage == HURT:
            name = "handed_over_hurt"
        return self._end(HURT, name, self._say(name), forced=True)

    def _handed_over(self) -> Outcome:
        """A person is on the way: what is said is kept, and nothing more is asked."""
        if "person" in self.heard.intents and self.before.stage == NOT_UNDERSTOOD:
            return self._end(PERSON, "person", self._say("person"))
        name = "handed_over_hurt" if self.before.stage == HURT else "handed_over"
        return self._end(self.before.stage, "handed_over", self._say(name), forced=True)

    def _silence(self) -> Outcome:
        if self.before.stage in HANDED_OVER:
            return self._handed_over()
        silent = self.before.memory.silent + 1
        self._remember(silent=silent)
        if silent >= self.flow.limits.silence:
            return self._end(NOT_UNDERSTOOD, "silence_over", self._say("silence_over"))
        if not self.before.memory.greeted:
            return self._go_on()
        if self.before.stage == NOT_READY:
            return self._end(NOT_READY, "silence", self._say("not_ready"), forced=False)
        question = self._same_question()
        self._remember(counts=self.before.memory.counts)  # nobody has failed to answer
        return self._end(self.before.stage, "silence", self._say("silence", question=question))

    def _missed(self) -> Outcome:
        memory = self.before.memory
        missed = memory.missed + 1
        self._remember(missed=missed)
        limit = self.flow.limits.not_understood + (1 if self.heard.understandable else 0)
        if missed >= limit:
            return self._end(NOT_UNDERSTOOD, "not_understood", self._say("not_understood"))
        if not memory.greeted:
            return self._go_on()
        name = "off_topic" if self.heard.understandable else "missed"
        return self._end(self.before.stage, name, self._say(name, question=self._same_question()))

    def _understood(self) -> bool:
        """Whether these words move the call: a value, a piece of one, a wish, or the story of the accident."""
        before, after = self.before.memory, self.call.memory
        pieces = after.plate != before.plate or after.phone != before.phone
        mumbled = {"yes", "no"} if not self.heard.understandable else set()
        return bool(
            self.absorbed.changes
            or self.heard.intents - mumbled
            or self.heard.found
            or self.heard.safety.injured
            or pieces
            or (before.confirming == ALL and AGREES.search(self.heard.text))
            or (self.heard.understandable and about_the_accident(self.heard.text))
        )

    def _goodbye(self) -> Outcome:
        lacking = self.speaker.missing(self.call)
        name = "goodbye_early" if lacking and not self.call.memory.confirmed else "goodbye"
        return self._end(ENDED, "goodbye", self._say(name, missing=lacking))

    # --- the end of the collecting

    def _confirmation(self) -> Outcome:
        intents, changes = self.heard.intents, self.absorbed.changes
        if self.absorbed.corrects:
            known = self.speaker.read_back(self.call, list(changes))
            if known:
                return self._end(TALKING, "changed", self._say("changed", known=known), confirming=ALL)
        if missing(self.flow, self.call):
            return self._go_on()  # a correction has opened a question: a second vehicle, say
        if "correction" not in intents and ("yes" in intents or AGREES.search(self.heard.text)):
            return self._complete()
        if "no" in intents or "correction" in intents:
            return self._end(TALKING, "which_wrong", self._say("which_wrong"), confirming=ALL)
        if self.call.memory.counts.get(ALL, 0) >= 2:
            return self._complete()
        self._count(ALL)
        return self._end(TALKING, "read_back", self._say("read_back_ask"), confirming=ALL)

    def _complete(self) -> Outcome:
        self._remember(confirmed=True)
        if self.call.value("cls") == "1":
            return self._end(PHOTOS, "photos", self._say("photos"))
        return self._end(ENDED, "complete", self._say("complete"))

    def _photographs(self) -> Outcome:
        if "finished" in self.heard.intents and not self.absorbed.corrects:
            return self._end(ENDED, "goodbye", self._say("goodbye"))
        if self.absorbed.corrects:
            return self._end(PHOTOS, "corrected", self._say("corrected") + self._say("photos_wait"))
        return self._end(PHOTOS, "photos_wait", self._say("photos_wait"))

    # --- asking

    def _go_on(self) -> Outcome:
        self._give_up()
        reply = self._reply()
        memory = self.before.memory
        if not memory.greeted:
            said = self._say("greeting", question=reply)
        elif self.before.stage == NOT_READY:
            said = self._say("ready_again", question=reply)
        else:
            said = self._acknowledged() + reply
        return self._end(TALKING, self._why, said, confirming=self._confirming)

    def _reply(self) -> str:
        """A number to be continued, a doubtful value read back, the next question, or everything read back."""
        memory = self.call.memory
        self._why, self._confirming = "question", ""
        if memory.plate != self.before.memory.plate and memory.plate and self._count("pieces") <= MOST_PIECES:
            self._why = "pending_plate"
            self._remember(asked=self._asked_plate())
            return self._say("pending_plate", plate=self.speaker.value("hphm1", memory.plate))
        if memory.phone and memory.phone != self.before.memory.phone and self._count("pieces") <= MOST_PIECES:
            self._why = "pending_phone"
            self._remember(asked="sjhm")
            return self._say("pending_phone", phone=spoken_digits(memory.phone))
        doubtful = self._doubtful()
        if doubtful:
            self._why, self._confirming = "confirm", doubtful
            spec, slot = self.flow.spec(doubtful), self.call.slots[doubtful]
            value = self.speaker.value(doubtful, slot.value)
            if spec and spec.confirm:
                return spec.confirm.format(value=value)
            return self._say("confirm", title=spec.title if spec else doubtful, value=value)
        asked = missing(self.flow, self.call)
        if asked:
            return self._ask(asked[0])
        self._why, self._confirming = "read_back", ALL
        self._count(ALL)
        return self._say("read_back", known=self.speaker.read_back(self.call))

    def _ask(self, spec: SlotSpec) -> str:
        again = self.before.memory.asked == spec.key and not self.absorbed.changes
        question = self.speaker.ask(spec, self.call, again=again)
        self._count(spec.key)
        self._remember(asked=spec.key)
        return question

    def _asked_plate(self) -> str:
        asked = self.before.memory.asked
        return asked if asked.startswith("hphm") else "hphm1" if "hphm1" not in self.call.slots else "hphm2"

    def _doubtful(self) -> str:
        """A key that this turn heard without being sure, and that was not just read back."""
        for key, slot in self.absorbed.changes.items():
            unsure = slot.confidence < self.flow.limits.sure and key in self.call.slots
            if unsure and self.flow.spec(key) and key != self.before.memory.confirming:
                return key
        return ""

    def _give_up(self) -> None:
        """Go on without what the caller does not know, or was asked for often enough."""
        memory = self.before.memory
        confirming = memory.confirming
        intents = self.heard.intents
        refused = "no" in intents or "correction" in intents
        if confirming in self.call.slots and refused and confirming not in self.absorbed.changes:
            slots = {key: slot for key, slot in self.call.slots.items() if key != confirming}
            self.call = msgspec.structs.replace(self.call, slots=slots)
            return
        spec = unanswered(self.flow, self.call, self.heard, memory.asked)
        if spec and given_up(spec, self.absorbed, self.call, self.heard):
            self._remember(skipped=(*self.call.memory.skipped, spec.key))

    def _acknowledged(self) -> str:
        if self._confirming == ALL or self._why in ("pending_plate", "pending_phone", "confirm"):
            return ""
        if self.absorbed.corrects:
            return self._say("corrected")
        if self.absorbed.changes:
            return self._say("noted")
        if self.call.memory.skipped != self.before.memory.skipped:
            return self._say("unknown")
        return ""

    def _same_question(self) -> str:
        """The question that is open, asked again in other words."""
        if self.before.memory.confirming == ALL:
            return self._say("read_back_ask")
        self._give_up()
        asked = missing(self.flow, self.call)
        return self._ask(asked[0]) if asked else self._say("read_back_ask")

    # --- the outcome

    def _say(self, name: str, **values: str) -> str:
        return self.speaker.say(name, self.call, **values)

    def _end(
        self, code: str, why: str, said: str, *, forced: bool = False, again: bool = False, confirming: str = ""
    ) -> Outcome:
        memory = self.call.memory
        first = not self.before.memory.greeted and why not in ("question", "read_back", "confirm")
        if first and not said.startswith("您好"):
            said = self._say("hello") + said
        if again:
            confirming = self.before.memory.confirming
        memory = msgspec.structs.replace(memory, greeted=True, said=said, confirming=confirming)
        call = msgspec.structs.replace(self.call, stage=code, memory=memory)
        forced = forced or code in HANDED_OVER
        return Outcome(call=call, say=said, why=why, forced=forced, changes=self.absorbed.changes)

    def _count(self, key: str) -> int:
        counts = {**self.call.memory.counts, key: self.call.memory.counts.get(key, 0) + 1}
        self._remember(counts=counts)
        return counts[key]

    def _remember(self, **changes: Any) -> None:
        self.call = msgspec.structs.replace(self.call, memory=msgspec.structs.replace(self.call.memory, **changes))


def begin(flow: Flow, seed: int) -> Call:
    """A call before its first turn."""
    return Call(stage=flow.start, memory=Memory(seed=seed))
