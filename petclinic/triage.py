"""The urgency of a consultation, kept up to date with everything that is said and seen in it; it only ever rises."""

from typing import Any

import msgspec

from petclinic.case import Case, RaisedFlag, Species, Triage, worst
from petclinic.gathering import case_of
from petclinic.models import Consultation
from petclinic.models.rules import RedFlagRule
from petclinic.safety import Rule, default_rules, scan_text, triage


def triage_of(consultation: Consultation) -> Triage:
    """As it was stored, for those who write about it."""
    return Triage(tier=consultation.tier, flags=tuple(msgspec.convert(flag, RaisedFlag) for flag in consultation.flags))  # type: ignore[arg-type]


def rules_in_force() -> tuple[Rule, ...]:
    """Those of the admin. Before any was ever loaded, those that come with the product: no gap in safety."""
    return RedFlagRule.objects.rules() if RedFlagRule.objects.exists() else default_rules()


def of_case(case: Case) -> Triage:
    return triage(case, rules_in_force())


def renew(consultation: Consultation, case: Case | None = None) -> Triage:
    """Run the rules over the case and store what they raise."""
    return store(consultation, of_case(case or case_of(consultation)))


def raise_by_text(consultation: Consultation, text: str, species: Species) -> Triage:
    """What a model's text says may raise the tier."""
    flags = scan_text(text, species, rules_in_force())
    return store(consultation, Triage(tier=worst(*(flag.tier for flag in flags)), flags=flags))


def store(consultation: Consultation, found: Triage) -> Triage:
    """Add what was found; nothing that was there goes, and the tier never falls."""
    before = triage_of(consultation)
    known = {flag.key for flag in before.flags}
    merged = (*before.flags, *(flag for flag in found.flags if flag.key not in known))
    raised = Triage(tier=worst(before.tier, found.tier), flags=merged)
    if raised != before:
        consultation.tier = raised.tier
        consultation.flags = [_plain(flag) for flag in merged]
        consultation.save(update_fields=["tier", "flags"])
    return raised


def _plain(flag: RaisedFlag) -> dict[str, Any]:
    return dict(msgspec.to_builtins(flag))
