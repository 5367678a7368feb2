"""What the dialogues keep."""

from chatflow.models.calls import AgentMessage, CallSession, CallTurn, FlaggedCode, Variable
from chatflow.models.conversations import Conversation, Message
from chatflow.models.flows import FlowVersion, StageCode
from chatflow.models.gateways import Gateway

__all__ = [
    "AgentMessage",
    "CallSession",
    "CallTurn",
    "Conversation",
    "FlaggedCode",
    "FlowVersion",
    "Gateway",
    "Message",
    "StageCode",
    "Variable",
]
