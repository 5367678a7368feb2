"""What stands above every text: red flags in what owners say, and the guard before what models write."""

from petclinic.safety.guard import Guard
from petclinic.safety.red_flags import Rule, default_rules, scan_text, triage

__all__ = ["Guard", "Rule", "default_rules", "scan_text", "triage"]
