"""The versions of a flow: written, checked, compared, put in force, taken back."""

from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from chatflow import flows
from chatflow.models import CallSession, FlowVersion

AROUND = 3
"""Lines shown before and after each difference."""


class Line(NamedTuple):
    """One line of a comparison: `kind` is `same`, `del`, `ins`, or `gap` for lines that are left out."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Line]:
    """What has changed from one text to the other, with a little around it; [] for equal texts."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] or lines:
            lines.append(Line("gap", "…"))
        for what, old_from, old_to, new_from, new_to in group:
            if what == "equal":
                lines += [Line("same", text) for text in old[old_from:old_to]]
                continue
            lines += [Line("del", text) for text in old[old_from:old_to]]
            lines += [Line("ins", text) for text in new[new_from:new_to]]
    return lines


@admin.register(FlowVersion)
class FlowVersionAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A version is never changed: a new one begins with the text of the one in force, and is checked when saved."""

    list_display = ("name", "number", "active", "note", "created_by", "created_at")
    list_filter = ("active",)
    list_select_related = ("created_by",)
    readonly_fields = ("text",)
    actions_detail = ("compare", "activate")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        unused = obj is not None and not obj.active and not CallSession.objects.filter(flow=obj).exists()
        return unused and bool(super().has_delete_permission(request, obj))

    def has_activate_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("chatflow.add_flowversion"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"source": flows.in_force().source, "active": True}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = flows.store(obj.source, note=obj.note, activate=obj.active, created_by=request.user.pk)
        obj.pk, obj.number = stored.pk, stored.number

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("source", "note", "active") if obj is None else ("text", "note", "active")

    @admin.display(description=_("内容（YAML）"))
    def text(self, version: Any) -> str:
        """With its lines, as it was written."""
        return format_html('<pre class="overflow-x-auto text-sm">{}</pre>', version.source)

    def _version(self, request: HttpRequest, object_id: int) -> Any:
        version = self.get_object(request, str(object_id))
        if version is None:
            raise Http404
        return version

    def _page(self, request: HttpRequest, title: Any, version: Any, other: Any, **more: Any) -> HttpResponse:
        """The difference from `other` to `version`."""
        lines = compared(other.source, version.source) if other else []
        context = {**self.admin_site.each_context(request), "title": title, "version": version, "other": other}
        return render(request, "chatflow/admin_flow.html", {**context, "lines": lines, **more})

    @action(description=_("与上一版本比较"), permissions=["view"])  # type: ignore[untyped-decorator]
    def compare(self, request: HttpRequest, object_id: int) -> HttpResponse:
        version = self._version(request, object_id)
        earlier = FlowVersion.objects.filter(name=version.name, number__lt=version.number)
        return self._page(request, _("与上一版本比较"), version, earlier.order_by("-number").first())

    @action(description=_("启用这个版本"), permissions=["activate"])  # type: ignore[untyped-decorator]
    def activate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Shows what changes for callers, and asks; calls that begin from then on follow it."""
        version = self._version(request, object_id)
        if request.method != "POST":
            now = FlowVersion.objects.filter(name=version.name, active=True).first()
            return self._page(request, _("启用这个版本"), version, now, asks=True)
        flows.store(version.source)
        self.log_change(request, version, "启用")
        messages.success(request, _("已启用 %(version)s，新的通话从现在起使用它。") % {"version": version})
        return redirect("admin:chatflow_flowversion_changelist")
