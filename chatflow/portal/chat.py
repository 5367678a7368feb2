"""The chat page: conversations, the tree of messages, and what is changed by hand."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chatflow.models import Conversation, Message
from chatflow.plain_chat import PlainChat
from streams.models import Stream
from streams.providers.profiles import profile

MOST_LISTED = 100
LONGEST_TITLE = 80


def _hers(request: HttpRequest, number: str) -> Conversation:
    found = Conversation.objects.filter(pk=number, owner=f"user:{request.user.pk}").first()
    if found is None:
        raise Http404
    return found


def _listed(request: HttpRequest, query: str) -> QuerySet[Conversation]:
    """Her conversations that have begun, the newest first; with a query, those in which it was said."""
    hers = Conversation.objects.filter(owner=f"user:{request.user.pk}").exclude(title="")
    if query:
        said = Message.objects.filter(conversation=OuterRef("pk"), text__icontains=query)
        hers = hers.filter(Q(title__icontains=query) | Exists(said))
    return hers[:MOST_LISTED]


@require_safe
@login_required
def page(request: HttpRequest, number: str = "") -> HttpResponse:
    """A conversation, or an empty one that begins with the first message."""
    conversation = _hers(request, number) if number else None
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TITLE]
    context = {
        "conversation": conversation,
        "conversations": _listed(request, query),
        "query": query,
        "answer": PlainChat.name,
        "ready": profile(settings.CHAT_PROFILE).provider != "offline",
    }
    return render(request, "chatflow/chat.html", context)


@require_POST
@login_required
def begin(request: HttpRequest) -> JsonResponse:
    """A new, empty conversation."""
    conversation = Conversation.objects.create(owner=f"user:{request.user.pk}")
    return JsonResponse({"id": conversation.pk}, status=201)


@require_safe
@login_required
def tree(request: HttpRequest, number: str) -> JsonResponse:
    """Every message with its parent, the end of the branch that is shown, and the answer that is being written."""
    running = Stream.objects.unfinished().filter(subject=_hers(request, number).subject).first()
    conversation = _hers(request, number)  # read after it is known whether anything runs: the end moves the leaf
    return JsonResponse(
        {
            "title": conversation.title,
            "leaf": conversation.leaf_id,
            "messages": [_shown(message) for message in conversation.messages.all()],
            "running": _running(running) if running else None,
        }
    )


def _shown(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "parent": message.parent_id,
        "role": message.role,
        "text": message.text,
        "thinking": message.thinking,
        "state": message.state,
        "error": message.error,
    }


def _running(stream: Stream) -> dict[str, Any]:
    return {
        "stream": stream.pk,
        "question": stream.inputs.get("question"),
        "continues": stream.params.get("continue"),
    }


@require_POST
@login_required
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show another branch: `{"leaf": <message>}`."""
    conversation = _hers(request, number)
    try:
        leaf = json.loads(request.body)["leaf"]
    except (ValueError, KeyError, TypeError):
        leaf = None
    usable = isinstance(leaf, int) and 0 < leaf < 2**63
    message = conversation.messages.filter(pk=leaf).first() if usable else None
    if message is None:
        raise Http404
    conversation.leaf = message
    conversation.save(update_fields=["leaf"])
    return HttpResponse(status=204)


@require_POST
@login_required
def rename(request: HttpRequest, number: str) -> HttpResponse:
    conversation = _hers(request, number)
    title = " ".join(request.POST.get("title", "").replace("\x00", "").split())[:LONGEST_TITLE]
    conversation.title = title or conversation.title or _("新的聊天")
    conversation.save(update_fields=["title"])
    return redirect("talk", number)


@require_POST
@login_required
def delete(request: HttpRequest, number: str) -> HttpResponse:
    """The conversation with its streams; an answer that is being written stops."""
    conversation = _hers(request, number)
    for stream in Stream.objects.filter(subject=conversation.subject).defer("inputs", "text", "packed"):
        stream.delete()
    conversation.delete()
    return redirect("talks")
