"""What keeps an animal safe while software talks about it: red flags, emergency lines, guards on a model's text."""

from petclinic.safety.emergency import emergency_line, tier_advice, tier_label
from petclinic.safety.guard import Guard
from petclinic.safety.model_text import Watch, scan_text
from petclinic.safety.rules import Rule, default_rules
from petclinic.safety.triage import triage

__all__ = [
    "Guard",
    "Rule",
    "Watch",
    "default_rules",
    "emergency_line",
    "scan_text",
    "tier_advice",
    "tier_label",
    "triage",
]
