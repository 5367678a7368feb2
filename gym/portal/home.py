"""Where each kind of person begins."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym.models import Member


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where each kind of person begins."""
    if Member.objects.filter(user=request.user.pk).exists():
        return redirect("gym-week")
    if hasattr(request.user, "coach") or request.user.has_perm("gym.view_all_members"):
        return redirect("gym-members")
    context = {
        "heading": _("还没有可以看的内容"),
        "words": _("您的账号没有关联会员。请联系前台或教练，把账号和会员资料关联起来。"),
        "link": reverse("admin:index") if getattr(request.user, "is_staff", False) else "",
        "link_words": _("去管理后台"),
    }
    return render(request, "message.html", context)
