"""What an app subclasses to offer an answer, and the registry of the answers."""

import abc
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import msgspec

from streams.errors import NotFound
from streams.events import Event
from streams.providers.base import Chat, Delta

if TYPE_CHECKING:
    from streams.auth import Principal
    from streams.models import Stream


class Prepared(msgspec.Struct, kw_only=True):
    """Everything that producing needs, gathered before the row is committed; all of it JSON values.

    `inputs` holds the rendered prompt messages, the fact table and whatever else `produce` reads. `profile` names
    the model profile. `facts_hash` is what "unchanged" means for answers that replay a finished one. `subject`
    (such as `gym.member:123`) is what the answer is about: deleting the subject deletes its streams.
    """

    inputs: dict[str, Any]
    profile: str
    facts_hash: str = ""
    subject: str = ""


class Run(Protocol):
    """What `Answer.produce` gets: the row's content, and the model behind a recording.

    While producing there is no clock, no randomness and no query: a run can then be repeated from its recordings.
    """

    @property
    def params(self) -> Mapping[str, Any]: ...

    @property
    def inputs(self) -> Mapping[str, Any]: ...

    @property
    def reason(self) -> str:
        """Why the model ended its last call, in its own word (`stop`, `length` ...); "" before the first end."""
        ...

    def call(self, messages: list[dict[str, Any]], chat: Chat | None = None, prefix: str = "") -> AsyncIterator[Delta]:
        """Ask the model, in `chat` if the upstream keeps the conversation; the pieces come as they arrive.

        `prefix` is the text that an earlier stream holds: the model goes on with it, and only what is new comes.
        Raises an `Interruption`.
        """
        ...


class Answer(abc.ABC):
    """One kind of answer, in one file: parameters -> facts -> prompt -> events."""

    name: ClassVar[str]
    """Such as `gym.weekly_summary`: its name in tickets, on the WebSocket and on the row."""

    dialect: ClassVar[str] = "events"
    """The registered name of its documented wire format."""

    replays_finished: ClassVar[bool] = False
    """Whether an unchanged question (same facts) gets the finished answer again."""

    joins_until_read: ClassVar[bool] = False
    """Whether an equal request joins a finished stream, too, until a reader has received its end."""

    def lane(self, principal: "Principal", params: Mapping[str, Any]) -> str:
        """What takes one answer at a time (such as one call); "" = no such thing. See `errors.Busy`."""
        return ""

    def stops_when_left(self) -> bool:
        """Whether it is cancelled when its last reader leaves before the end."""
        return False

    @abc.abstractmethod
    def resolve(self, principal: "Principal", raw: Mapping[str, Any]) -> dict[str, Any]:
        """Validate what the client sent and scope it to the principal; the resolved parameters, as JSON values.

        `raw` holds strings (query, form) or JSON values. Raises a `Refusal`. Runs in a thread, with the database.
        """

    @abc.abstractmethod
    def prepare(self, principal: "Principal", params: dict[str, Any]) -> Prepared:
        """Gather facts and render the prompt. Runs in a thread, with the database."""

    @abc.abstractmethod
    def produce(self, run: Run) -> AsyncIterator[Event]:
        """Yield the events of the answer, without a terminal; an `Interruption` ends it as failed."""

    def write_offline(self, inputs: Mapping[str, Any]) -> str:
        """The whole answer by rules, from the facts, for the offline provider; deterministic."""
        raise NotImplementedError(f"{self.name} has no rule-written form")

    def last_words(self, said: list[Event], by: str, inputs: Mapping[str, Any]) -> list[Event]:
        """What stands before `Cancelled`, after the events in `said`, when it is stopped by `user`, `staff` ...

        `inputs` are the row's; as in `produce`, there is no query here.
        """
        return []

    def may_read(self, stream: "Stream") -> bool:
        """Whether its owner may still read it: asked at each opening, because rights may have gone since the start."""
        return True

    def finish(self, stream: "Stream") -> None:  # noqa: B027 (an answer may have nothing of its own to save)
        """Save what the answer was for; runs in the transaction that ends the row, for every terminal."""


_registry: dict[str, Answer] = {}


def register(answer: Answer) -> None:
    """Make an answer known by its name; apps do it in `AppConfig.ready`."""
    if not isinstance(_registry.setdefault(answer.name, answer), type(answer)):
        raise ValueError(f"two answers are called {answer.name}")


def get(name: str) -> Answer:
    """The answer of that name; `NotFound` when there is none."""
    try:
        return _registry[name]
    except KeyError:
        raise NotFound(log=f"no answer is called {name!r}") from None


def names() -> list[str]:
    return sorted(_registry)
