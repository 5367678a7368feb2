"""The gym for staff: every list is scoped to the coach who looks, unless he may see all members."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from unfold.admin import ModelAdmin, TabularInline

from gym.exports import RESOURCES, ExportForm
from gym.models import (
    Assessment,
    ClosedWeek,
    Coach,
    Exercise,
    Gym,
    ImportRun,
    Mark,
    Member,
    Phase,
    SetRecord,
    Source,
    Summary,
    TrainingSession,
    WeeklyAggregate,
    WeightRecord,
)
from gym.review import readable
from streams.spreadsheets import FORMATS


def sees_all(request: HttpRequest) -> bool:
    return request.user.has_perm("gym.view_all_members")


class Exported(ExportMixin, ModelAdmin):  # type: ignore[misc]  # neither has types
    """A list that whoever may see it may take along, as CSV or XLSX, with the filters that are set."""

    export_form_class = ExportForm
    formats = FORMATS

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[Any]]:
        return [RESOURCES[self.model]]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.model in RESOURCES and self.has_view_permission(request)


class Scoped(Exported):
    """Rows of the members that the user may see, and only these to choose from. `path` leads to the member."""

    path = "member"
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        if sees_all(request):
            return rows
        return rows.filter(**{f"{self.path}__in": Member.objects.visible_to(request.user)})

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Model] | None":
        """A posted number of somebody else's member is no valid choice."""
        if not sees_all(request):
            mine = Member.objects.visible_to(request.user)
            if db_field.related_model is Member:
                kwargs["queryset"] = mine
            elif db_field.related_model is TrainingSession:
                kwargs["queryset"] = TrainingSession.objects.filter(member__in=mine)
        field: ModelChoiceField[Model] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field


class Imported(Scoped):
    """Records that importers write, too: what a person has changed is his, and no import overwrites it."""

    readonly_fields = ("source",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.source = Source.MANUAL
        super().save_model(request, obj, form, change)


@admin.register(Gym)
class GymAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("name", "address", "time_zone", "summaries_need_approval")
    search_fields = ("name",)


@admin.register(Coach)
class CoachAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("__str__", "user", "gym")
    list_select_related = ("user", "gym")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    autocomplete_fields = ("user", "gym")


class PhaseInline(TabularInline):  # type: ignore[misc]
    model = Phase
    extra = 0
    fields = ("name", "goal", "start", "end", "sessions_per_week", "targets")


@admin.register(Member)
class MemberAdmin(Scoped):
    path = "pk"
    list_display = ("name", "goal", "coach", "gym", "target_weight_kg", "active", "consented_at")
    list_filter = ("goal", "active", "gym")
    list_select_related = ("coach__user", "gym")
    search_fields = ("name", "user__username", "=id")
    autocomplete_fields = ("user", "gym", "coach")
    inlines = (PhaseInline,)
    fieldsets = (
        (None, {"fields": ("name", "user", "gym", "coach", "active")}),
        (_("身体与目标"), {"fields": ("sex", "birth_date", "height_cm", "goal", "target_weight_kg")}),
        (_("隐私"), {"fields": ("consented_at",)}),
        (_("在门户里"), {"fields": ("pages",)}),
    )

    @admin.display(description=_("页面"))
    def pages(self, member: Any) -> str:
        """Where this member's data are read, entered and imported."""
        if member.pk is None:
            return "–"
        named = (("gym-week", _("报告")), ("gym-records", _("记录")), ("gym-imports", _("导入")))
        links = ((reverse(name), member.pk, words) for name, words in named)
        return format_html_join(" · ", '<a class="text-primary-600" href="{}?member={}">{}</a>', links)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A coach keeps his members' plans, not whose members they are, nor what they consented to."""
        return ("pages",) if sees_all(request) else ("user", "gym", "coach", "active", "consented_at", "pages")


@admin.register(WeightRecord)
class WeightRecordAdmin(Imported):
    list_display = ("member", "measured_at", "kg", "body_fat_percent", "source")
    list_filter = ("source",)
    list_select_related = ("member",)
    search_fields = ("member__name",)
    date_hierarchy = "measured_at"
    autocomplete_fields = ("member",)


@admin.register(Assessment)
class AssessmentAdmin(Scoped):
    list_display = ("member", "date", "weight_kg", "body_fat_percent", "muscle_kg", "waist_cm")
    list_select_related = ("member",)
    search_fields = ("member__name",)
    date_hierarchy = "date"
    autocomplete_fields = ("member",)


@admin.register(Phase)
class PhaseAdmin(Scoped):
    list_display = ("member", "name", "goal", "start", "end", "sessions_per_week")
    list_filter = ("goal",)
    list_select_related = ("member",)
    search_fields = ("member__name", "name")
    autocomplete_fields = ("member",)


@admin.register(Exercise)
class ExerciseAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("name", "primary_muscle", "secondary_muscles", "aliases")
    list_filter = ("primary_muscle",)
    search_fields = ("name", "aliases")


class SetInline(TabularInline):  # type: ignore[misc]
    model = SetRecord
    extra = 0
    fields = ("order", "exercise", "weight_kg", "reps", "seconds", "distance_m", "rpe", "is_warmup")
    autocomplete_fields = ("exercise",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SetRecord]:
        rows: QuerySet[SetRecord] = super().get_queryset(request)
        return rows.select_related("exercise")


@admin.register(TrainingSession)
class TrainingSessionAdmin(Imported):
    list_display = ("member", "start", "name", "status", "minutes", "source")
    list_filter = ("status", "source")
    list_select_related = ("member",)
    search_fields = ("member__name", "name")
    date_hierarchy = "start"
    autocomplete_fields = ("member",)
    inlines = (SetInline,)


class ReadOnly(ModelAdmin):  # type: ignore[misc]
    """What the product computes; nothing here is edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WeeklyAggregate)
class WeeklyAggregateAdmin(ReadOnly, Scoped):
    """One row for each member and ISO week."""

    list_display = ("member", "__str__", "completed", "planned", "missed", "sets", "volume_kg", "weight_last", "fresh")
    list_filter = ("iso_year", "iso_week")
    list_select_related = ("member",)
    search_fields = ("member__name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WeeklyAggregate]:
        rows: QuerySet[WeeklyAggregate] = super().get_queryset(request)
        return rows.annotate(behind=Exists(Mark.objects.filter(member_id=OuterRef("member_id"))))

    @admin.display(description=_("最新"), boolean=True)
    def fresh(self, row: Any) -> bool:
        """Whether every change of the member's records is in it."""
        return not row.behind


@admin.register(ClosedWeek)
class ClosedWeekAdmin(ReadOnly):
    list_display = ("gym", "__str__", "closed_at")
    list_filter = ("gym",)
    list_select_related = ("gym",)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, Scoped):
    """Files that were handed in; the portal's page shows every row's problem."""

    list_display = ("member", "name", "state", "dry_run", "rows_done", "message", "owner", "created_at")
    list_filter = ("state", "dry_run")
    list_select_related = ("member", "owner")
    search_fields = ("member__name", "name")
    date_hierarchy = "created_at"
    exclude = ("file", "report", "language")


@admin.register(Summary)
class SummaryAdmin(ReadOnly, Scoped):
    """Every answer as it was given; nothing here is edited. A coach reviews in the portal."""

    list_display = (
        *("member", "kind", "start", "end", "state", "review", "written_by", "prompt_version"),
        *("numbers", "numbers_wrong", "rating", "created_at"),
    )
    list_filter = ("kind", "state", "review", "written_by", "prompt_version", "rating")
    list_select_related = ("member",)
    search_fields = ("member__name", "=stream_id")
    date_hierarchy = "created_at"
    exclude = ("checks",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Summary]:
        rows: QuerySet[Summary] = super().get_queryset(request)
        return rows.filter(pk__in=readable(request.user)).defer("facts", "text", "checks")

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Summary]:
        rows: QuerySet[Summary] = super().get_export_queryset(request)
        return rows.defer(None).select_related("member")
