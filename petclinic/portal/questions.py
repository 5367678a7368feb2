"""Questions to the knowledge base, and their answers, as a conversation."""

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from petclinic import sessions
from petclinic.forms import QuestionForm
from petclinic.knowledge_answer import KnowledgeAnswer
from petclinic.models import Module
from petclinic.portal.answering import written_by
from petclinic.portal.who import consultation_of, owner_of, pets_of
from streams.models import Stream


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """The first question begins a session."""
    form = QuestionForm(pets_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        begun = sessions.begin(owner_of(request), Module.KNOWLEDGE, data["pet"], complaint=data["question"])
        request.session[f"ask:{begun.pk}"] = data["question"]
        return redirect("clinic-questions", begun.pk)
    return render(request, "petclinic/ask.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def questions(request: HttpRequest, number: UUID) -> HttpResponse:
    """The conversation, the question that is being answered, and room for the next one."""
    consultation = consultation_of(request, number)
    if consultation.module_type != Module.KNOWLEDGE:
        return redirect("clinic")
    key = f"ask:{number}"
    form = QuestionForm(pets_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[key] = form.cleaned_data["question"]
        return redirect("clinic-questions", number)
    turns = list(consultation.turns.all())
    streams = Stream.objects.owned_by(f"user:{request.user.pk}").filter(
        answer=KnowledgeAnswer.name, subject=consultation.subject
    )
    running = streams.unfinished().only("pk", "params").first()
    question = running.params["user_input"] if running else request.session.get(key, "")
    if not running and question and any(t.role == "user" and t.content == question for t in turns):
        question = ""
        request.session.pop(key, None)
    context = {
        "consultation": consultation,
        "turns": turns,
        "question": question,
        "form": QuestionForm(pets_of(request)),
        "answer": KnowledgeAnswer.name,
        "params": json.dumps({"session_id": str(number), "user_input": question}),
        "follow": running.pk if running else "",
        "written_by": written_by(consultation),
    }
    return render(request, "petclinic/questions.html", context)
