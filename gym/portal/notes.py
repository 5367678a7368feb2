"""Private notes of coaches about a member: added and deleted on her page, seen by nobody else."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gym.attention import looked_after
from gym.models import CoachNote

LONGEST = 4_000


class NoteForm(forms.Form):
    text = forms.CharField(max_length=LONGEST)


@require_POST
@login_required
def add_note(request: HttpRequest, number: int) -> HttpResponse:
    member = get_object_or_404(looked_after(request.user), pk=number)
    form = NoteForm(request.POST)
    if form.is_valid():
        CoachNote.objects.create(member=member, author_id=request.user.pk, text=form.cleaned_data["text"])
        messages.success(request, _("笔记已保存。"))
    else:
        messages.error(request, _("笔记要有内容，最长 4000 个字。"))
    return redirect("gym-member", number=member.pk)


@require_POST
@login_required
def delete_note(request: HttpRequest, number: int) -> HttpResponse:
    """One's own, about a member whom one still looks after."""
    own = CoachNote.objects.filter(author=request.user.pk, member__in=looked_after(request.user))
    note = get_object_or_404(own, pk=number)
    member = note.member_id
    note.delete()
    messages.success(request, _("笔记已删除。"))
    return redirect("gym-member", number=member)
