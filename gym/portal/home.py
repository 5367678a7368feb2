"""Where each kind of person begins, and the list of members."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym.models import Member

PER_PAGE = 20


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


@require_safe
@login_required
def members(request: HttpRequest) -> HttpResponse:
    """A coach's members; everybody else's list holds himself at most."""
    rows = Member.objects.visible_to(request.user).select_related("gym").filter(active=True)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "gym/members.html", {"page": page})
