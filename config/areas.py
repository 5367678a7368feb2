"""The parts of the portal that a person has: the gym, the clinic, the calls, the chat; and where each begins."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym.portal.home import start_of as gym_start
from petclinic.portal.home import start_of as clinic_start


class Area(NamedTuple):
    name: str
    url: str
    prefix: str


def areas_of(user: Any) -> list[Area]:
    """In the order in which they are offered. Whoever belongs nowhere yet gets the clinic: pets need no invitation."""
    if not user.is_authenticated:
        return []
    gym, clinic = gym_start(user), clinic_start(user)
    found = [Area(_("健身"), reverse(gym), "/gym/")] if gym else []
    if clinic or not (gym or user.is_staff):
        found.append(Area(_("宠物"), reverse(clinic or "clinic"), "/clinic/"))
    if user.has_perm("chatflow.answer_calls"):
        found.append(Area(_("通话台"), reverse("console"), "/console/"))
    return [*found, Area(_("聊天"), reverse("talks"), "/talk/")]


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where each kind of person begins."""
    areas = areas_of(request.user)
    if len(areas) > 1:  # the chat, which everybody has, is nobody's beginning
        return redirect(areas[0].url)
    context = {
        "heading": _("还没有可以看的内容"),
        "words": _("您的账号没有关联会员。请联系前台或教练，把账号和会员资料关联起来。"),
        "link": reverse("admin:index"),
        "link_words": _("去管理后台"),
    }
    return render(request, "message.html", context)
