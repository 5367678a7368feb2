"""The stage codes, and the codes that staff should look at."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from chatflow.admin.base import ReadOnly
from chatflow.models import FlaggedCode, StageCode


@admin.register(StageCode)
class StageCodeAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("code", "label", "ends_call", "hands_over", "folds_into")
    search_fields = ("code", "label")


@admin.register(FlaggedCode)
class FlaggedCodeAdmin(ReadOnly):
    list_display = ("code", "reason", "stage", "session", "seen", "created_at", "define")
    list_filter = ("seen", "reason", "code")
    list_select_related = ("session",)
    search_fields = ("code", "session__session_id")
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        known: QuerySet[Any] = rows.annotate(known=Exists(StageCode.objects.filter(code=OuterRef("code"))))
        return known

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        shown: tuple[str, ...] = self.list_display
        return shown if request.user.has_perm("chatflow.add_stagecode") else shown[:-1]

    @admin.display(description=_("处理"))
    def define(self, flag: Any) -> str:
        if flag.known:
            return ""
        address = f"{reverse('admin:chatflow_stagecode_add')}?code={flag.code}"
        return format_html('<a href="{}">{}</a>', address, _("加入代码表"))

    @admin.action(description=_("标为已处理"), permissions=["settle"])
    def settle(self, request: HttpRequest, flags: QuerySet[Any]) -> None:
        for flag in flags.filter(seen=False):
            flag.seen = True
            flag.save(update_fields=["seen"])
            self.log_change(request, flag, "已处理")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("chatflow.change_flaggedcode"))
