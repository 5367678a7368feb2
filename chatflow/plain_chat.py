"""Plain chat: a message, the conversation before it if there is one, and a model's answer."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from chatflow.models import Conversation, Message
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.errors import BadParameters, NotFound, Unavailable
from streams.events import Event, Reference, Text, Thinking
from streams.models import Stream
from streams.providers.profiles import profile

LONGEST_MESSAGE = 32_000
HISTORY_CHARACTERS = 24_000
"""How much of the conversation goes along where the profile names no context limit."""
TITLE = 40
LONGEST_KEY = 64
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
GO_ON = "请接着刚才没有说完的地方继续，不要重复已经说过的内容。"
CUT = Reference("", ({"cut": "length"},))
"""Stands at the end of an answer that the model's own limit cut; the documented formats do not show it."""


class PlainChat(Answer):
    """`message` with `conversation_id`: the next question (`parent`: after which message). `regenerate`: another answer
    to the question of this answer. `continue`: go on with this answer, which was cut short.
    """

    name = "chatflow.plain_chat"
    dialect = "text"

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        if profile(settings.CHAT_PROFILE).provider == "offline":
            raise Unavailable(_("聊天需要一个模型：请设置 LLM_BASE_URL、LLM_API_KEY 和 LLM_MODEL，然后重启服务。"))
        again = next((name for name in ("regenerate", "continue") if raw.get(name) is not None), "")
        text = "" if again else _text(raw.get("message"))  # nothing begins without a message
        parent = raw.get("parent")
        conversation = _conversation(principal, raw.get("conversation_id"), begins=not again and not parent)
        if conversation is None:
            if again:
                raise NotFound(log=f"{again} without a conversation")
            return {"message": text}
        if again:
            message = _message(conversation, raw[again], Message.Role.ASSISTANT)
            return {"conversation_id": conversation.pk, again: message.pk}
        after = conversation.leaf_id if parent is None else _parent(conversation, parent)
        return {"message": text, "conversation_id": conversation.pk, "parent": after}

    def lane(self, principal: Principal, params: Mapping[str, Any]) -> str:
        return f"chat:{params['conversation_id']}" if "conversation_id" in params else ""

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        if "conversation_id" not in params:
            messages = _messages([], params["message"])
            return Prepared(inputs={"messages": messages}, profile=settings.CHAT_PROFILE)
        conversation = Conversation.objects.get(pk=params["conversation_id"])
        if "continue" in params:
            return self._going_on(conversation, Message.objects.get(pk=params["continue"]))
        elif "regenerate" in params:
            asked = Message.objects.get(pk=params["regenerate"]).parent
            messages, question = _messages(asked.branch()[:-1], asked.text), asked.pk  # type: ignore[union-attr]
        else:
            messages, question = self._asked(conversation, params)
        inputs = {"messages": messages, "question": question}
        return Prepared(inputs=inputs, profile=settings.CHAT_PROFILE, subject=conversation.subject)

    @staticmethod
    def _going_on(conversation: Conversation, begun: Message) -> Prepared:
        """The text so far is what the model itself has begun, where it can take it so; else it is asked in words.

        Without a visible text so far it begins anew.
        """
        *before, asked, begun = begun.branch()
        prefix = begun.text if begun.text.strip() else ""
        if prefix and profile(settings.CHAT_PROFILE).continuation == "none":
            begun.text = begun.text[-_room() // 2 :]  # of a very long one its end, so that the question fits, too
            messages, prefix = _messages([*before, asked, begun], GO_ON), ""
        else:
            messages = _messages(before, asked.text, reserved=len(prefix))
        inputs = {"messages": messages, "prefix": prefix, "question": asked.pk}
        return Prepared(inputs=inputs, profile=settings.CHAT_PROFILE, subject=conversation.subject)

    @staticmethod
    def _asked(conversation: Conversation, params: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
        """Keep the question, in the transaction that inserts the stream."""
        parent = conversation.messages.filter(pk=params["parent"]).first() if params["parent"] else None
        question = conversation.messages.create(role=Message.Role.USER, text=params["message"], parent=parent)
        conversation.title = conversation.title or _title(params["message"])
        conversation.leaf, conversation.updated_at = question, timezone.now()
        conversation.save(update_fields=["title", "leaf", "updated_at"])
        return _messages(parent.branch() if parent else [], params["message"]), question.pk

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        async for delta in run.call(run.inputs["messages"], prefix=run.inputs.get("prefix", "")):
            if delta.reasoning:
                yield Thinking(delta.reasoning)
            if delta.text:
                yield Text(delta.text)
        if run.reason == "length":
            yield CUT

    def finish(self, stream: Stream) -> None:
        """The answer joins the conversation, whole or as far as it came."""
        conversation = Conversation.objects.filter(pk=stream.params.get("conversation_id", "")).first()
        if conversation is None:
            return
        begun = Message.objects.filter(pk=stream.params.get("continue", 0)).first()
        answer = begun or Message(
            conversation=conversation, role=Message.Role.ASSISTANT, parent_id=stream.inputs["question"]
        )
        said = [event for _seq, event in stream.events()]
        answer.text += stream.text
        answer.thinking += "".join(event.text for event in said if isinstance(event, Thinking))
        cut = stream.state == Stream.State.DONE and CUT in said
        answer.state = Message.State.CUT if cut else stream.state
        answer.error, answer.stream_id = stream.error_text, stream.pk
        answer.save()
        conversation.leaf, conversation.updated_at = answer, timezone.now()
        conversation.save(update_fields=["leaf", "updated_at"])


def _text(value: Any) -> str:
    """What was said, without control characters and halves of characters. Raises `BadParameters`."""
    text = CONTROLS.sub("", value) if isinstance(value, str) else ""
    if not text.strip():
        raise BadParameters(_("请在 message 里写上要说的话。"))
    if len(text) > LONGEST_MESSAGE:
        raise BadParameters(_("一条消息最长 %(longest)d 个字符。") % {"longest": LONGEST_MESSAGE})
    return text


def _title(text: str) -> str:
    """The first line in which there is something to see."""
    shown = ("".join(one for one in line if one.isprintable()).strip() for line in text.splitlines())
    return next((line for line in shown if line), "")[:TITLE] or _("新的聊天")


def _conversation(principal: Principal, key: Any, *, begins: bool) -> Conversation | None:
    """The principal's conversation of that number; a first question begins a new one, anything else is `NotFound`.

    Numbers of others are free to be used again.
    """
    if key in (None, ""):
        return None
    if not isinstance(key, str) or len(key) > LONGEST_KEY or not key.isprintable():
        raise BadParameters(_("conversation_id 应当是一个字符串，最长 %(longest)d 个字符。") % {"longest": LONGEST_KEY})
    if begins:
        return Conversation.objects.get_or_create(owner=principal.key, key=key)[0]
    found = Conversation.objects.filter(owner=principal.key, key=key).first()
    if found is None:
        raise NotFound(log=f"no conversation {key!r} of {principal.key}")
    return found


def _message(conversation: Conversation, number: Any, role: str) -> Message:
    """A message of the conversation. Raises `NotFound`."""
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63
    found = conversation.messages.filter(pk=number, role=role).first() if usable else None
    if found is None:
        raise NotFound(log=f"message {number!r} of {conversation.pk}")
    return found


def _parent(conversation: Conversation, number: Any) -> int | None:
    """After which answer a question stands; 0 = it is the first one."""
    return None if number == 0 and number is not False else _message(conversation, number, Message.Role.ASSISTANT).pk


def _room() -> int:
    """How many characters of a conversation go along."""
    return profile(settings.CHAT_PROFILE).context_tokens // 2 or HISTORY_CHARACTERS


def _messages(branch: list[Message], question: str, reserved: int = 0) -> list[dict[str, Any]]:
    """The system prompt, as much of the conversation as fits (the newest of it), and the question.

    `reserved` characters are left free for what stands after the question.
    """
    left = _room() - len(question) - reserved
    kept: list[dict[str, Any]] = []
    for message in reversed(branch):
        left -= len(message.text)
        if left < 0:
            break
        if message.text:
            kept.append({"role": message.role, "content": message.text})
    while kept and kept[-1]["role"] != Message.Role.USER:
        kept.pop()  # the oldest that is kept is a question
    own = profile(settings.CHAT_PROFILE).system_prompt
    system = own or render_to_string("chatflow/prompts/plain_chat_system.txt").strip()
    return [{"role": "system", "content": system}, *reversed(kept), {"role": "user", "content": question}]
