"""The calls for staff: sessions with all that was said, stages, flows, flagged codes, gateways, exports."""

from chatflow.admin import calls, codes, flows, gateways

__all__ = ["calls", "codes", "flows", "gateways"]
