"""The clinic for staff and vets: integrators and their keys, owners, records, the knowledge base, the rules."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import FileField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from petclinic.knowledge.importing import import_upload
from petclinic.knowledge.reading import FileRefused
from petclinic.models import (
    Addendum,
    Article,
    Consultation,
    EndUser,
    Integrator,
    MedicalRecord,
    PetProfile,
    PetWeight,
    Picture,
    PictureFinding,
    QuotaMonth,
    RedFlagRule,
    Report,
    Turn,
    Vaccination,
)
from petclinic.signing import SIGN


class ReadOnly(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """To look at and to delete; what owners said and what was written for them is nobody's to rewrite."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# --- who asks


class QuotaInline(TabularInline):  # type: ignore[misc]
    model = QuotaMonth
    extra = 0
    can_delete = False
    readonly_fields = ("month", "used")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Integrator)
class IntegratorAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("name", "key_hint", "monthly_quota", "used_this_month", "active", "created_at")
    search_fields = ("name",)
    readonly_fields = ("key_hint", "created_at")
    inlines = (QuotaInline,)
    actions_detail = ("new_key",)

    @admin.display(description=_("本月已用"))
    def used_this_month(self, one: Any) -> int:
        month = one.months.filter(month=timezone.localdate().replace(day=1)).first()
        return month.used if month else 0

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new integrator gets its key, shown this once."""
        key = "" if change else obj.new_key()
        super().save_model(request, obj, form, change)
        if key:
            self._show(request, key)

    @action(description=_("换一个密钥"), permissions=["change"])  # type: ignore[untyped-decorator]
    def new_key(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks once: the old key stops working at once."""
        one = self.get_object(request, str(object_id))
        back = reverse("admin:petclinic_integrator_change", args=[object_id])
        if one is None:
            return redirect("admin:petclinic_integrator_changelist")
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "title": _("换一个密钥"), "one": one, "back": back}
            return render(request, "petclinic/admin_new_key.html", context)
        key = one.new_key()
        one.save(update_fields=["key_hash", "key_hint"])
        self._show(request, key)
        return redirect(back)

    @staticmethod
    def _show(request: HttpRequest, key: str) -> None:
        words = _("新的密钥（只显示这一次，请马上交给接入方）：")
        messages.warning(request, format_html("{}<code>{}</code>", words, key))


@admin.register(EndUser)
class EndUserAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("__str__", "integrator", "pets_kept", "consented_at", "created_at")
    list_filter = ("integrator",)
    list_select_related = ("user", "integrator")
    search_fields = ("external_id", "user__username", "user__last_name")
    autocomplete_fields = ("user", "integrator")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        annotated: QuerySet[Any] = rows.annotate(pets_number=Count("pets"))
        return annotated

    @admin.display(description=_("宠物"), ordering="pets_number")
    def pets_kept(self, one: Any) -> int:
        return int(one.pets_number)


class WeightInline(TabularInline):  # type: ignore[misc]
    model = PetWeight
    extra = 0


class VaccinationInline(TabularInline):  # type: ignore[misc]
    model = Vaccination
    extra = 0


@admin.register(PetProfile)
class PetProfileAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("name", "pet_type", "pet_variety", "gender", "birthday", "owner")
    list_filter = ("pet_type",)
    list_select_related = ("owner__user", "owner__integrator")
    search_fields = ("name", "=id")
    autocomplete_fields = ("owner",)
    inlines = (WeightInline, VaccinationInline)
    list_per_page = 50
    show_full_result_count = False


# --- consultations


class TurnInline(TabularInline):  # type: ignore[misc]
    model = Turn
    extra = 0
    fields = readonly_fields = ("created_at", "role", "content", "stage")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly):
    list_display = ("title", "tier", "module_type", "pet", "owner", "status", "updated_at")
    list_filter = ("tier", "module_type", "status")
    list_select_related = ("pet", "owner__user", "owner__integrator")
    search_fields = ("=id", "pet__name", "complaint")
    date_hierarchy = "created_at"
    inlines = (TurnInline,)


@admin.register(MedicalRecord)
class MedicalRecordAdmin(ReadOnly):
    """Reviewing and signing is on the vet's page."""

    list_display = ("__str__", "consultation", "report_status", "signed_by", "signed_at", "review_page")
    list_filter = ("report_status",)
    list_select_related = ("consultation", "signed_by")
    search_fields = ("=id", "=consultation__id")

    @admin.display(description=_("审阅"))
    def review_page(self, record: Any) -> str:
        url = reverse("clinic-case", args=[record.consultation_id])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', url, _("打开"))


@admin.register(Report)
class ReportAdmin(ReadOnly):
    list_display = ("title", "record", "written_by", "built_at")
    list_select_related = ("record",)


@admin.register(Addendum)
class AddendumAdmin(ReadOnly):
    list_display = ("record", "author", "created_at")
    list_select_related = ("record", "author")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Picture)
class PictureAdmin(ReadOnly):
    list_display = ("__str__", "owner", "pet", "width", "height", "problem", "created_at")
    list_select_related = ("owner__user", "owner__integrator", "pet")
    list_filter = ("problem",)


@admin.register(PictureFinding)
class PictureFindingAdmin(ReadOnly):
    list_display = ("consultation", "kind", "refused", "by_model", "created_at")
    list_select_related = ("consultation",)
    list_filter = ("refused", "by_model", "kind")


# --- knowledge and rules


class Signed(ModelAdmin):  # type: ignore[misc]
    """Rows that a vet signs: with the action, under her own name."""

    actions = ("sign",)
    exclude = ("signed_by", "signed_at")

    @admin.display(description=_("签署"), ordering="signed_at")
    def signature(self, row: Any) -> str:
        if row.signed_at is None:
            return str(_("需要兽医签署"))
        return f"{row.signed_by} {timezone.localtime(row.signed_at):%Y-%m-%d}"

    @admin.action(description=_("签署（以我的名义）"), permissions=["sign"])
    def sign(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        number = rows.filter(signed_at__isnull=True).update(signed_by=request.user, signed_at=timezone.now())
        messages.success(request, _("已签署 %(number)s 条。") % {"number": number})

    def has_sign_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(SIGN))


class KnowledgeFile(Form):
    file = FileField(label=_("文件（.md、.csv 或 .zip）"))


@admin.register(Article)
class ArticleAdmin(Signed):
    list_display = ("title", "species", "publisher", "source_date", "signature", "updated_at")
    list_filter = ("species", ("signed_at", admin.EmptyFieldListFilter))
    list_select_related = ("signed_by",)
    search_fields = ("title", "text", "key")
    actions_list = ("import_page",)
    list_per_page = 50

    @action(description=_("导入文件"), permissions=["add"])  # type: ignore[untyped-decorator]
    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Check first or write: the report says what became of each article."""
        form = KnowledgeFile(request.POST or None, request.FILES or None)
        report = None
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                report = import_upload(file, file.name, dry_run="check" in request.POST)
            except FileRefused as error:
                form.add_error("file", str(error))
        context = {**self.admin_site.each_context(request), "title": _("导入文件"), "form": form, "report": report}
        return render(request, "petclinic/admin_import.html", context)


@admin.register(RedFlagRule)
class RedFlagRuleAdmin(Signed):
    """A changed rule must be signed anew; it works in the meantime."""

    list_display = ("name", "tier", "species", "enabled", "source_publisher", "signature")
    list_filter = ("tier", "species", "enabled", ("signed_at", admin.EmptyFieldListFilter))
    list_select_related = ("signed_by",)
    search_fields = ("name", "key", "signs")
    list_per_page = 100

    @admin.display(description=_("签署"), ordering="signed_at")
    def signature(self, row: Any) -> str:
        return str(_("需要兽医签署")) if row.needs_sign_off else super().signature(row)

    @admin.action(description=_("签署（以我的名义）"), permissions=["sign"])
    def sign(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        waiting = [row for row in rows if row.needs_sign_off]
        for row in waiting:
            row.sign(request.user)
        messages.success(request, _("已签署 %(number)s 条。") % {"number": len(waiting)})
