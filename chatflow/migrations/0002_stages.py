"""The starting set of stage codes (from the contract) and the product's own flow."""

from pathlib import Path

from django.db import migrations

FLOW = Path(__file__).parent.parent / "flows" / "accident_call.yaml"

# code, label, ends the call, hands over, folds into
CODES = [
    ("0000", "结束通话", True, False, ""),
    ("0001", "转接人工", False, True, ""),
    ("0002", "语义无法识别转接人工", False, True, ""),
    ("0003", "有人伤转接人工", False, True, ""),
    ("1001", "未准备好通话", False, False, ""),
    ("1002", "通话中", False, False, ""),
    ("2000", "进入单车拍照", False, False, ""),
    ("2006", "", False, False, "2004"),
    ("2017", "", False, False, "2016"),
    ("2020", "", False, False, "0002"),
    ("3001", "", False, False, "1002"),
    ("3002", "", False, False, "1002"),
]


def insert(apps, schema_editor):
    stage = apps.get_model("chatflow", "StageCode")
    for code, label, ends_call, hands_over, folds_into in CODES:
        fields = {"label": label, "ends_call": ends_call, "hands_over": hands_over, "folds_into": folds_into}
        stage.objects.get_or_create(code=code, defaults=fields)
    version = apps.get_model("chatflow", "FlowVersion")
    if not version.objects.filter(name="accident_call").exists():
        source = FLOW.read_text(encoding="utf-8")
        version.objects.create(name="accident_call", number=1, source=source, note="随产品提供", active=True)


class Migration(migrations.Migration):
    dependencies = [("chatflow", "0001_initial")]
    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
