"""What of the heard becomes known: new values, confirmations and corrections, each with the words behind it."""

import re

import msgspec

from chatflow.call.flow import Flow
from chatflow.call.guards import missing
from chatflow.call.listening import Heard
from chatflow.call.values import Call, Slot, Status
from chatflow.hearing.casualties import hear_count
from chatflow.hearing.phones import correct_phone
from chatflow.hearing.plates import correct_plate, valid_plate
from chatflow.hearing.values import Found, Plate

CLEAR = 0.8
GUESSED = 0.6
HERS = re.compile(r"^[^对前后]{0,4}[她他](?:的|那|这)[^对前后]{0,6}$")
"""Whose car it is, where somebody reports for another: `她那个车是苏E...`."""
UNRELATED = re.compile(r"没关系|没有关系|无关|不相干")
NOT_HERS = re.compile(r"(?:是|的)(?:对方|他|她)的?(?:号码?|电话|手机)|(?:号码?|电话|手机)是(?:对方|他|她)的")
MOST_PLATES = 9


class Absorbed(msgspec.Struct, frozen=True, kw_only=True):
    """The call with what this turn told it, and which slots that changed."""

    call: Call
    changes: dict[str, Slot]

    @property
    def corrects(self) -> bool:
        return any(slot.status == "corrected" for slot in self.changes.values())


class Absorbing:
    """One turn being taken in."""

    def __init__(self, flow: Flow, call: Call, heard: Heard) -> None:
        self.flow = flow
        self.heard = heard
        self.slots = dict(call.slots)
        self.before = call
        self.memory = call.memory
        self.changes: dict[str, Slot] = {}
        self.corrects = "correction" in heard.intents

    def absorb(self) -> Absorbed:
        self._agree()
        self._safety()
        for key, found in self.heard.found.items():
            self._take(key, found)
        self._plates()
        self._phone()
        memory = msgspec.structs.replace(
            self.memory, skipped=tuple(key for key in self.memory.skipped if key not in self.slots)
        )
        call = msgspec.structs.replace(self.before, slots=self.slots, memory=memory)
        return Absorbed(call=call, changes=self.changes)

    # --- one value

    def _set(self, key: str, found: Found) -> None:
        old = self.slots.get(key)
        status: Status = "heard" if old is None else "confirmed" if old.value == found.value else "corrected"
        confidence = 1.0 if status == "confirmed" else found.confidence
        slot = Slot(value=found.value, words=found.words, turn=self.before.turn, confidence=confidence, status=status)
        if status == "confirmed" and old is not None:
            slot = msgspec.structs.replace(old, confidence=confidence, status=status)
        if slot != old:
            self.slots[key] = self.changes[key] = slot

    def _take(self, key: str, found: Found) -> None:
        """A first value always; another one only when it was asked for, corrects, or is surer than the first."""
        old = self.slots.get(key)
        if old is None or old.value == found.value or self._meant(key) or self._surer(key, found, old):
            self._set(key, found)

    def _surer(self, key: str, found: Found, old: Slot) -> bool:
        """A place is told once, later ones are on the way; whether the car moves may change from turn to turn."""
        if key == "nfyd":
            return found.confidence >= old.confidence
        if key == "sgdd":
            return old.confidence <= GUESSED < found.confidence
        return found.confidence > old.confidence

    def _meant(self, key: str) -> bool:
        unsure = key == "cls" and self.heard.found[key].confidence < CLEAR
        return (
            (self.corrects and not unsure)
            or key in (self.memory.asked, self.memory.confirming)
            or self.memory.confirming == "all"
        )

    def _agree(self) -> None:
        """A yes to a value that was read back alone."""
        key = self.memory.confirming
        slot = self.slots.get(key)
        if slot and "yes" in self.heard.intents and not self.corrects:
            self.slots[key] = self.changes[key] = msgspec.structs.replace(slot, confidence=1.0, status="confirmed")

    def _safety(self) -> None:
        safety = self.heard.safety
        if safety.injured:
            old = self.slots.get("sfrs")
            if old is None or safety.injured.value == "有" or self._nobody_after_all(old, safety.injured):
                self._set("sfrs", safety.injured)
        if self.slots.get("sfrs") and self.slots["sfrs"].value == "无":
            self.slots.pop("ssrs", None)
        elif safety.hurt:
            self._set("ssrs", safety.hurt)
        elif "ssrs" in self.slots and self.corrects and (again := hear_count(self.heard.text)):
            self._set("ssrs", again)
        if safety.trapped:
            self._set("sfbk", safety.trapped)
        if safety.hazard:
            self._set("wxqk", safety.hazard)

    def _nobody_after_all(self, old: Slot, denied: Found) -> bool:
        """`对方司机没受伤` does not take back that somebody else is hurt."""
        sure = denied.confidence >= CLEAR
        return sure and (old.value == "无" or self.corrects or "sfrs" in (self.memory.asked, self.memory.confirming))

    # --- number plates

    def _plates(self) -> None:
        heard = self.heard.plates
        for plate in heard.plates:
            if self._does_not_matter(plate):
                continue
            key = self._key_of(plate)
            if key == "hphm1" and plate.whose == "own":
                self._not_hers_after_all(plate)
            if key:
                self._set(key, plate)
                self._remember(last_plate=key)
        if heard.plates:
            self._remember(plate="")
            return
        begun = self.memory.plate
        self._remember(plate=heard.pending)
        if begun and heard.pending == begun and valid_plate(begun):
            self._whole_after_all(begun)
        elif not heard.pending and not self.heard.phone.phone:
            self._correct_spelled()

    def _does_not_matter(self, plate: Plate) -> bool:
        """Her own trailer, and cars that have nothing to do with it."""
        trailer = plate.value.endswith("挂") and plate.whose == "own" and "hphm1" in self.slots
        return trailer or (plate.whose != "own" and UNRELATED.search(self.heard.text) is not None)

    def _not_hers_after_all(self, plate: Plate) -> None:
        """A plate that was taken for hers, while she now tells another one as her own, is another car's."""
        old = self.slots.get("hphm1")
        if old is None or old.status != "heard" or "hphm1" in self.changes or alike(old.value, plate.value):
            return
        key = self._other_key("")
        if key and (not self.corrects or "对方" in self.heard.text):
            self.slots[key] = self.changes[key] = old

    def _whole_after_all(self, begun: str) -> None:
        """A short plate to which the caller adds nothing more is whole."""
        key = self._key_of(Plate(value=begun, words=begun, start=0, confidence=0.6))
        if key:
            self._set(key, Plate(value=begun, words=begun, start=0, confidence=0.6))
            self._remember(plate="", last_plate=key)

    def _key_of(self, plate: Plate) -> str:
        """Which car's plate it is: by its value, by the words around it, by what was asked, by what is missing."""
        for key, slot in self.slots.items():
            if key.startswith("hphm") and slot.value == plate.value:
                return key
        asked = self.memory.confirming if self.memory.confirming.startswith("hphm") else self.memory.asked
        if plate.whose == "own":
            return "hphm1"
        if plate.whose == "other":
            hers = asked == "hphm1" and asked not in self.slots and HERS.search(self.heard.text[: plate.start])
            return "hphm1" if hers else self._other_key(asked)
        if self.corrects and self.memory.last_plate in self.slots:
            return self.memory.last_plate
        if asked.startswith("hphm") and (asked not in self.slots or self._meant(asked)):
            return asked if asked not in self.changes else self._other_key("")
        if "hphm1" not in self.slots:
            return "hphm1"
        return self._other_key("")

    def _other_key(self, asked: str) -> str:
        """The slot of another car: the one that was asked for, the one to be corrected, or the first free one."""
        if asked.startswith("hphm") and asked != "hphm1" and asked not in self.changes:
            return asked
        if self.corrects and self.memory.last_plate not in ("", "hphm1") and self.memory.last_plate not in self.changes:
            return self.memory.last_plate
        free = (f"hphm{number}" for number in range(2, MOST_PLATES + 1))
        return next((key for key in free if key not in self.slots), "")

    # --- phone

    def _phone(self) -> None:
        heard = self.heard.phone
        if "sjhm" in self.slots and NOT_HERS.search(self.heard.text) and not heard.phone:
            del self.slots["sjhm"]
        if heard.phone:
            self._take("sjhm", heard.phone)
            self._remember(phone="", last_plate="sjhm")
        else:
            self._remember(phone=heard.pending)

    # --- corrections of single characters

    def _correct_spelled(self) -> None:
        """`最后一位是6不是9`: of the number that was read back or heard last."""
        candidates = [*self._named(), self.memory.confirming, self.memory.last_plate, *sorted(self.slots)]
        for key in dict.fromkeys(candidates):
            if key not in self.slots or self.slots[key].status == "set":
                continue
            if key.startswith("hphm"):
                found = correct_plate(self.heard.text, self.slots[key].value)
            elif key == "sjhm":
                found = correct_phone(self.heard.text, self.slots[key].value)
            else:
                continue
            if found and found.value != self.slots[key].value:
                self._set(key, found)
                self._remember(last_plate=key)
                return

    def _named(self) -> list[str]:
        """The number that the words name."""
        text = self.heard.text
        if "电话" in text or "手机" in text:
            return ["sjhm"]
        if "车牌" in text or "牌照" in text:
            return ["hphm2" if "对方" in text or "他的" in text else "hphm1"]
        return []

    def _remember(self, **changes: str) -> None:
        self.memory = msgspec.structs.replace(self.memory, **changes)


def alike(one: str, other: str) -> bool:
    """Whether two plates are rather the same one, heard differently."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def absorb(flow: Flow, call: Call, heard: Heard) -> Absorbed:
    return Absorbing(flow, call, heard).absorb()


def next_key(flow: Flow, call: Call) -> str:
    asked = missing(flow, call)
    return asked[0].key if asked else ""
