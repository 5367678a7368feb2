"""The voice gateways and their tokens."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from chatflow.models import Gateway


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
        self.log_change(request, gateway, "换令牌")
        self._show(request, token)
        return redirect(back)

    @staticmethod
    def _show(request: HttpRequest, token: str) -> None:
        words = _("新的令牌（只显示这一次，请马上填到语音网关里）：")
        messages.warning(request, format_html("{}<code>{}</code>", words, token))
