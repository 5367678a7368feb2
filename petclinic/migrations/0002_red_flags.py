"""The red flags that come with the product, for the admin to keep; what is there stays as it is."""

from typing import Any

from django.db import migrations

from petclinic.models.rules import load_defaults


def insert(apps: Any, schema_editor: Any) -> None:
    load_defaults(apps.get_model("petclinic", "RedFlagRule"))


class Migration(migrations.Migration):
    dependencies = [("petclinic", "0001_initial")]
    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
