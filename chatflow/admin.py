"""The calls for staff: sessions with all that was said, stages, flows, flagged codes, gateways, exports."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from chatflow import audit, flows
from chatflow.exports import FORMATS, CallResource, ExportForm
from chatflow.models import AgentMessage, CallSession, CallTurn, FlaggedCode, FlowVersion, Gateway, StageCode, Variable


class ReadOnly(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """To look at and to delete; what was said in a call is nobody's to rewrite."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Shown(TabularInline):  # type: ignore[misc]
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VariableInline(Shown):
    model = Variable
    fields = ("key", "value", "words", "turn", "confidence", "status")


class TurnInline(Shown):
    model = CallTurn
    fields = ("number", "said", "text", "code", "by", "state", "created_at")


class MessageInline(Shown):
    model = AgentMessage
    fields = ("agent", "text", "created_at")


@admin.register(CallSession)
class CallSessionAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ("session_id", "owner", "stage_label", "handled", "injured", "agent", "turns_taken", "touched_at")
    list_filter = ("handled", "injured", "stage")
    list_select_related = ("agent",)
    search_fields = ("session_id", "variables__value")
    search_help_text = _("会话编号，或登记的内容，例如车牌、手机号")
    date_hierarchy = "created_at"
    inlines = (VariableInline, TurnInline, MessageInline)
    fields = (
        *("session_id", "owner", "stage", "handled", "injured", "agent", "flow", "turns_taken"),
        *("created_at", "touched_at", "waiting_since", "taken_at"),
    )
    formats = FORMATS
    export_form_class = ExportForm

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[Any]]:
        return [CallResource]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("chatflow.export_calls"))

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_export_queryset(request)
        return rows.prefetch_related("variables").distinct()

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> Any:
        audit.write(request.user, f"导出 {queryset.count()} 个通话（{file_format.get_extension()}）")
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        call = self.get_object(request, object_id)
        if call is not None and self.has_view_permission(request, call):
            audit.read(request.user, call)
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        return response

    @admin.display(description=_("阶段"), ordering="stage")
    def stage_label(self, call: Any) -> str:
        row = StageCode.objects.filter(code=call.stage).first()
        return str(row or call.stage)


@admin.register(CallTurn)
class CallTurnAdmin(ReadOnly):
    list_display = ("session", "number", "said_short", "text_short", "code", "by", "state", "created_at")
    list_filter = ("state", "by", "code")
    list_select_related = ("session",)
    search_fields = ("session__session_id", "said", "text")

    @admin.display(description=_("来电者"))
    def said_short(self, turn: Any) -> str:
        return str(turn.said[:40])

    @admin.display(description=_("回答"))
    def text_short(self, turn: Any) -> str:
        return str(turn.text[:40])


@admin.register(Variable)
class VariableAdmin(ModelAdmin):  # type: ignore[misc]
    """A value may be put right by hand; it then counts as set, and the dialogue does not ask for it again."""

    list_display = ("session", "key", "value", "words", "status", "confidence", "changed_at")
    list_filter = ("status", "key")
    list_select_related = ("session",)
    search_fields = ("session__session_id", "key", "value")
    readonly_fields = ("session", "key", "words", "turn", "confidence", "status", "changed_at")
    fields = ("session", "key", "value", "words", "turn", "confidence", "status", "changed_at")
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.status, obj.confidence, obj.words, obj.changed_at = Variable.Status.SET, 1.0, "", timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(StageCode)
class StageCodeAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("code", "label", "ends_call", "hands_over", "folds_into")
    search_fields = ("code", "label")


@admin.register(FlowVersion)
class FlowVersionAdmin(ModelAdmin):  # type: ignore[misc]
    """A version is never changed: a new one begins with the text of the one in force, and is checked when saved."""

    list_display = ("name", "number", "active", "note", "created_by", "created_at")
    list_filter = ("active",)
    fields = ("source", "note", "active")
    actions_detail = ("activate",)

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

    @action(description=_("启用这个版本"), permissions=["activate"])  # type: ignore[untyped-decorator]
    def activate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Calls that begin from now on follow it; asks nothing, because it can be taken back the same way."""
        version = self.get_object(request, str(object_id))
        if version is not None:
            flows.store(version.source)
            messages.success(request, _("已启用 %(version)s，新的通话从现在起使用它。") % {"version": version})
        return redirect("admin:chatflow_flowversion_changelist")


@admin.register(FlaggedCode)
class FlaggedCodeAdmin(ReadOnly):
    list_display = ("code", "reason", "stage", "session", "seen", "created_at", "define")
    list_filter = ("seen", "reason", "code")
    list_select_related = ("session",)
    actions = ("settle",)

    @admin.display(description=_("处理"))
    def define(self, flag: Any) -> str:
        if StageCode.objects.filter(code=flag.code).exists():
            return ""
        address = f"{reverse('admin:chatflow_stagecode_add')}?code={flag.code}"
        return format_html('<a href="{}">{}</a>', address, _("加入代码表"))

    @admin.action(description=_("标为已处理"), permissions=["settle"])
    def settle(self, request: HttpRequest, flags: QuerySet[Any]) -> None:
        for flag in flags.filter(seen=False):
            flag.seen = True
            flag.save(update_fields=["seen"])

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("chatflow.change_flaggedcode"))


@admin.register(Gateway)
class GatewayAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("name", "active", "created_at")
    readonly_fields = ("created_at",)
    actions_detail = ("new_token",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new gateway gets its token, shown this once."""
        token = "" if change else obj.renew()
        super().save_model(request, obj, form, change)
        if token:
            self._show(request, token)

    @action(description=_("换一个令牌"), permissions=["change"])  # type: ignore[untyped-decorator]
    def new_token(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks once: the old token stops working at once."""
        gateway = self.get_object(request, str(object_id))
        back = reverse("admin:chatflow_gateway_change", args=[object_id])
        if gateway is None:
            return redirect("admin:chatflow_gateway_changelist")
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "title": _("换一个令牌"), "one": gateway, "back": back}
            return render(request, "chatflow/admin_new_token.html", context)
        token = gateway.renew()
        gateway.save(update_fields=["digest"])
        self._show(request, token)
        return redirect(back)

    @staticmethod
    def _show(request: HttpRequest, token: str) -> None:
        words = _("新的令牌（只显示这一次，请马上填到语音网关里）：")
        messages.warning(request, format_html("{}<code>{}</code>", words, token))
