"""Lists of the admin as CSV and XLSX. A row names its member."""

from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from unfold.contrib.import_export.forms import ExportForm

from gym.models import Assessment, Member, Summary, TrainingSession, WeeklyAggregate, WeightRecord


class OfMember(ModelResource):  # type: ignore[misc]  # import_export has no types
    member_name = Field(column_name="member_name", readonly=True)

    def dehydrate_member_name(self, row: Any) -> str:
        return str(row.member)


def _resource(of: type[Any], names: list[str]) -> type[Any]:
    """A resource with these columns, in this order."""
    shown = ["member", "member_name", *names] if of is not Member else names
    meta = type("Meta", (), {"model": of, "fields": shown, "export_order": shown})
    base = OfMember if of is not Member else ModelResource
    return type(f"{of.__name__}Resource", (base,), {"Meta": meta})


TOTALS = [
    *("weigh_ins", "weight_first", "weight_last", "planned", "completed", "missed", "training_days", "minutes"),
    *("sets", "volume_kg", "sets_chest", "sets_back", "sets_legs", "sets_shoulders", "sets_arms", "sets_core"),
]
RESOURCES: dict[type[Any], type[Any]] = {
    model: _resource(model, names)
    for model, names in (
        (Member, ["id", "name", "sex", "birth_date", "height_cm", "goal", "target_weight_kg", "active"]),
        (WeightRecord, ["measured_at", "kg", "body_fat_percent", "source"]),
        (Assessment, ["date", *Assessment.MEASURES, "note"]),
        (TrainingSession, ["start", "minutes", "name", "status", "note", "source"]),
        (WeeklyAggregate, ["iso_year", "iso_week", *TOTALS, "computed_at"]),
        (Summary, ["kind", "start", "end", "state", "written_by", "prompt_version", "rating", "text"]),
    )
}

__all__ = ["RESOURCES", "ExportForm"]
