"""Names of exercises that nobody knows: say which known exercise each one is, or what it trains."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gym.exercises import assign, merge, suggestions, target, targets, unmapped
from gym.models import Exercise, Muscle
from gym.portal.who import plain

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exercises(request: HttpRequest) -> HttpResponse:
    """The list, most used first. A post names an exercise and what it is; a merge is asked about once more."""
    if not (request.user.has_perm("gym.add_exercise") or request.user.has_perm("gym.change_exercise")):
        raise PermissionDenied
    if request.method == "POST":
        return _decided(request)
    known = targets()
    page = Paginator(unmapped(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"exercise": row, "suggestions": suggestions(row, among=known)} for row in page]
    context = {"page": page, "rows": rows, "muscles": Muscle.choices, "known": [exercise.name for exercise in known]}
    return render(request, "gym/exercises.html", context)


def _decided(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("exercise", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    exercise = get_object_or_404(Exercise, pk=int(number) if is_number else 0)
    try:
        if request.POST.get("into"):
            return _merge(request, exercise, plain(request.POST["into"]))
        assign(exercise, request.POST.get("primary", ""), request.POST.getlist("secondary"))
        messages.success(request, _("已记下：%(name)s。") % {"name": exercise.name})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("gym-exercises")


def _merge(request: HttpRequest, exercise: Exercise, name: str) -> HttpResponse:
    into = target(name)
    if into is None or into.pk == exercise.pk:
        messages.error(request, _("没有叫“%(name)s”的动作，请从列表里选。") % {"name": name[:96]})
    elif "sure" not in request.POST:
        context = {"exercise": exercise, "into": into, "sets": exercise.sets.count()}
        return render(request, "gym/exercises_merge.html", context)
    else:
        words = {"name": exercise.name, "into": into.name, "sets": merge(exercise, into)}
        messages.success(request, _("“%(name)s”就是“%(into)s”，%(sets)s 组已归到它名下。") % words)
    return redirect("gym-exercises")
