"""What every provider offers: a call that yields deltas and ends with a finish."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, Protocol

import msgspec

Continuation = Literal["none", "partial", "prefix", "continue_final_message", "exact"]


class Delta(msgspec.Struct, frozen=True, array_like=True):
    """A piece of the model's output; any part may be empty. `variables` are values that the upstream has set."""

    text: str = ""
    reasoning: str = ""
    variables: dict[str, Any] | None = None


class Finish(msgspec.Struct, frozen=True, array_like=True):
    """The end that the model itself declared: its finish_reason and the usage, if it told any."""

    reason: str
    usage: dict[str, Any] | None = None


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one model can do and how it is reached; read from the setting MODEL_PROFILES.

    `key_variable` names the environment variable that holds the key. `sampling` are the sampling parameters that
    are sent, and no others. `thinking` models get the longer first-token deadline; `thinking_switch` is sent as it
    is in the request's body. `continuation` says how the model is asked to go on with a text that it began:
    `partial` (Moonshot: `"partial": true` on the last message), `prefix` (DeepSeek: `"prefix": true`),
    `continue_final_message` (vLLM), `exact` (the provider itself begins again and skips; offline), `none`.
    `echoes_prefix` profiles repeat the prefix at the start of a continuation; it is then dropped.
    `usage_in` says where a usage appears: `chunk` (standard) or `choice` (Kimi: inside `choices[0]`). `images` says how
    a picture reaches it: `data_url`, or `none` for a model that cannot see. `system_prompt` is
    for plain chat, instead of the product's own. `app_id`, `item_path` and `chat_path` are
    for FastGPT applications: whose records are deleted, and at which addresses of its server. `price_in` and
    `price_out` are per million tokens.
    """

    name: str
    provider: str
    model: str = ""
    base_url: str = ""
    key_variable: str = ""
    sampling: dict[str, float | int] = {}
    thinking: bool = False
    thinking_switch: dict[str, Any] = {}
    usage_in: Literal["chunk", "choice"] = "chunk"
    context_tokens: int = 0
    output_tokens: int = 0
    continuation: Continuation = "none"
    echoes_prefix: bool = False
    images: Literal["none", "data_url"] = "none"
    system_prompt: str = ""
    app_id: str = ""
    item_path: str = "/api/core/chat/item/delete"
    chat_path: str = "/api/core/chat/delHistory"
    price_in: float = 0.0
    price_out: float = 0.0


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that the upstream keeps: its id there, the id of this reply, and the variables to send."""

    id: str
    item: str
    variables: dict[str, Any] = {}


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One question to a model: the messages, and the text that it has already said (to be continued).

    `offline` writes the whole answer by rules; only the offline provider calls it.
    """

    profile: Profile
    messages: list[dict[str, Any]]
    prefix: str = ""
    prefix_reasoning: str = ""
    chat: Chat | None = None
    offline: Callable[[], str] | None = None


class Provider(Protocol):
    """`stream` yields deltas, then exactly one Finish, or raises an `Interruption`; closing it closes the
    connection to the model."""

    def stream(self, call: Call) -> AsyncIterator[Delta | Finish]: ...
