"""The calls: sessions, their turns, what is known, exports. Who reads is written down."""

from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from unfold.admin import ModelAdmin, TabularInline

from chatflow import audit, notice, sessions
from chatflow.admin.base import ReadOnly
from chatflow.exports import CallResource, ExportForm
from chatflow.models import AgentMessage, CallSession, CallTurn, StageCode, Variable
from chatflow.upstream import delete_chat
from streams.spreadsheets import FORMATS


def forget(call: CallSession) -> None:
    """Everything of a call, upstream, too."""
    gone = sessions.delete(call)
    if gone.upstream:
        async_to_sync(delete_chat)(gone.number)


class Shown(TabularInline):  # type: ignore[misc]
    extra = 0
    can_delete = False
    show_change_link = False
    hide_title = True

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("agent")


@admin.register(CallSession)
class CallSessionAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ("session_id", "owner", "stage_label", "handled", "hurt", "agent", "turns_taken", "touched_at")
    list_filter = ("handled", "injured", "stage", "owner", ("agent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("agent",)
    search_fields = ("session_id", "variables__value", "agent__username", "agent__last_name", "agent__first_name")
    search_help_text = _("会话编号、接听人，或登记的内容，例如车牌、手机号")
    date_hierarchy = "created_at"
    inlines = (VariableInline, TurnInline, MessageInline)
    readonly_fields = ("stage_label", "hurt")
    fields = (
        *("session_id", "owner", "stage_label", "handled", "hurt", "agent", "flow", "turns_taken"),
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        label = StageCode.objects.filter(code=OuterRef("stage")).values("label")
        rows: QuerySet[Any] = super().get_queryset(request)
        labelled: QuerySet[Any] = rows.defer("memory").annotate(label=Subquery(label))
        return labelled

    @admin.display(description=_("有人伤或危险"), ordering="injured")
    def hurt(self, call: Any) -> str:
        """A tick would be green, and a cross red, where nobody is hurt."""
        return format_html('<strong class="text-red-600">{}</strong>', _("是")) if call.injured else ""

    @admin.display(description=_("阶段"), ordering="stage")
    def stage_label(self, call: Any) -> str:
        return f"{call.stage} {call.label or ''}".strip()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Streams, prompts, logs and the records of a workflow go with it."""
        forget(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for call in queryset:
            forget(call)


class Audited(ModelAdmin):  # type: ignore[misc]
    """Rows that show what callers said or gave: who reads them is written down. `words`: of the list."""

    list_per_page = 50
    show_full_result_count = False
    words = ""

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_view_permission(request):
            audit.read(request.user, None, self.words)
        response: HttpResponse = super().changelist_view(request, *args, **kwargs)
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            audit.read(request.user, row.session)
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        return response


@admin.register(CallTurn)
class CallTurnAdmin(Audited, ReadOnly):
    words = "查看通话轮次"
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
class VariableAdmin(Audited):
    """A value may be put right by hand; it then counts as set, and the dialogue does not ask for it again."""

    words = "查看会话变量"
    list_display = ("session", "key", "value", "words_of_caller", "status", "confidence", "changed_at")
    list_filter = ("status", "key")
    list_select_related = ("session",)
    search_fields = ("session__session_id", "key", "value")
    readonly_fields = ("session", "key", "words", "turn", "confidence", "status", "changed_at")
    fields = ("session", "key", "value", "words", "turn", "confidence", "status", "changed_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("原话"))
    def words_of_caller(self, variable: Any) -> str:
        return str(variable.words[:40])

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.status, obj.confidence, obj.words, obj.changed_at = Variable.Status.SET, 1.0, "", timezone.now()
        super().save_model(request, obj, form, change)
        notice.changed(obj.session_id)
