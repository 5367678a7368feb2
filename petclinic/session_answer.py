"""What every answer in a session shares: whose it is, the case as facts, and text that passes the guard."""

import abc
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from petclinic import quota, triage
from petclinic.api.base import checked
from petclinic.case import Case, Source, Triage, Understanding
from petclinic.consultation import understand
from petclinic.gathering import case_of
from petclinic.models import Consultation, EndUser
from petclinic.prompts import messages
from petclinic.safety.emergency import emergency_line
from petclinic.scoping import consultation_of, pet_of
from petclinic.sources import sources_for
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.errors import Unprocessable
from streams.events import Event, Reference
from streams.models import Stream, digest


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is written from: gathered before it begins, stored with it."""

    case: Case
    understanding: Understanding
    triage: Triage
    sources: tuple[Source, ...] = ()
    emergency: str = ""
    asked: str = ""
    """What this call alone asks: the text of a question, the content whose keywords are wanted."""


class SessionParameters(serializers.Serializer[Any]):
    session_id = serializers.CharField(max_length=64)
    pet_profile_id = serializers.IntegerField(min_value=0, help_text="0 = no pet.")
    refresh = serializers.BooleanField(default=False)


class SessionAnswer(Answer):
    """An answer in the session `params["session_id"]`. An unchanged session replays it; `refresh=true` asks anew.

    The facts stay in the stream's inputs under `facts`; `template` names the prompt of a model.
    """

    dialect = "petclinic"
    replays_finished = True
    parameters: ClassVar[type[serializers.Serializer[Any]]] = SessionParameters
    template: ClassVar[str]
    searches: ClassVar[bool] = False
    """Whether the knowledge base is asked."""

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        asked = checked(self.parameters, dict(raw))
        owner = EndUser.objects.select_related("integrator", "user").of(principal)
        consultation = consultation_of(owner, asked["session_id"])
        number = asked.pop("pet_profile_id", 0)
        if number and pet_of(owner, number).pk != consultation.pet_id:
            raise Unprocessable(_("pet_profile_id 和这个会话的宠物不一致。"))
        self.check(consultation, asked)
        quota.count(owner)
        return {**asked, "session_id": str(consultation.pk)}

    def check(self, consultation: Consultation, asked: dict[str, Any]) -> None:
        """Refuse what does not fit this session."""

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        consultation = Consultation.objects.select_related("pet", "owner__integrator").get(pk=params["session_id"])
        facts = self.facts(consultation, params)
        profile = self.profile_of(consultation.owner)
        plain = msgspec.to_builtins(facts)
        inputs = {"facts": plain, "by_rules": profile == "offline", **self.more(consultation, params)}
        if profile != "offline":
            rules = msgspec.to_builtins(triage.rules_in_force())
            inputs |= {
                "messages": self.messages(facts, inputs),
                "phone": settings.CLINIC_EMERGENCY_PHONE,
                "rules": rules,
            }
        return Prepared(inputs=inputs, profile=profile, facts_hash=digest(plain), subject=consultation.subject)

    def facts(self, consultation: Consultation, params: Mapping[str, Any]) -> Facts:
        case = self.case(consultation)
        found = triage.renew(consultation, case)
        understanding = understand(case)
        return Facts(
            case=case,
            understanding=understanding,
            triage=found,
            sources=tuple(sources_for(case, understanding)) if self.searches else (),
            emergency=emergency_line(found, settings.CLINIC_EMERGENCY_PHONE),
            asked=self.asked(params),
        )

    def case(self, consultation: Consultation) -> Case:
        return case_of(consultation)

    def messages(self, facts: Facts, inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
        return messages(self.template, facts)

    def asked(self, params: Mapping[str, Any]) -> str:
        return ""

    def more(self, consultation: Consultation, params: Mapping[str, Any]) -> dict[str, Any]:
        """What else producing needs."""
        return {}

    @staticmethod
    def profile_of(owner: EndUser) -> str:
        """A pet's data goes to an external model only with its owner's consent."""
        return settings.MODEL_PROFILE if owner.consents else "offline"

    def write_offline(self, inputs: Mapping[str, Any]) -> str:
        return self.write(facts_of(inputs))

    @abc.abstractmethod
    def write(self, facts: Facts) -> str:
        """The text by rules."""

    @abc.abstractmethod
    def produce(self, run: Run) -> AsyncIterator[Event]: ...

    def consultation(self, stream: Stream) -> Consultation:
        """The session of a stream that ends."""
        return Consultation.objects.select_related("pet", "owner").get(pk=stream.params["session_id"])


def facts_of(inputs: Mapping[str, Any]) -> Facts:
    return msgspec.convert(inputs["facts"], Facts)


def reference(sources: tuple[Source, ...]) -> Reference | None:
    """Counts exactly the articles that were used; those that no vet has signed are none of the 医疗报告."""
    signed = [source for source in sources if source.signed]
    if not signed:
        return None
    return Reference(f"引用了{len(signed)}篇医疗报告", tuple(msgspec.to_builtins(source) for source in signed))
