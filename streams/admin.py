"""Streams for operators: what was asked, what came out, how it ended. Nothing here can be edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from streams.models import Stream


@admin.register(Stream)
class StreamAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    list_display = ("id", "answer", "owner", "state", "profile", "created_at", "first_token_ms", "seq", "error_code")
    list_filter = ("state", "answer", "profile", "error_code")
    search_fields = ("=id", "=owner", "=subject")
    search_help_text = _("按编号、所有者（user:5）或对象（gym.member:123）查找")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    show_full_result_count = False
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("id", "answer", "state", "owner", "subject", "profile", "written_by_words")}),
        (_("过程"), {"fields": ("created_at", "first_token_ms", "ended_at", "expires_at", "epoch", "seq", "usage")}),
        (_("结果"), {"fields": ("text", "error_code", "error_text", "cancelled_by")}),
        (_("交给模型的内容"), {"fields": ("params", "inputs"), "classes": ("collapse",)}),
    )

    @admin.display(description=_("由谁生成"))
    def written_by_words(self, stream: Stream) -> str:
        return str(_("由规则生成") if stream.written_by == "rules" else _("由AI生成"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stream]:
        streams: QuerySet[Stream] = super().get_queryset(request)
        return streams.defer("inputs", "packed", "text")  # the list needs none of it; a page loads its own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(field.name for field in Stream._meta.fields), "written_by_words"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
