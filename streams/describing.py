"""How an app describes its calls, for the API's document: what is asked, what is answered, an example of both."""

from typing import Any, Literal

import msgspec
from rest_framework import serializers

Schema = dict[str, Any]
Answered = Literal["json", "stream", "file", "page", "nothing"]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `path` has `{version}` where both versions serve it, and parameters as `{stream}`.

    `query` and `body` are serializers, or fields as `{"name": schema}`; `answer` is the schema of a JSON answer or the
    words for a stream. `open` calls need no sign-in; `sends_file` bodies are multipart.
    """

    method: Literal["get", "post", "put", "delete"]
    path: str
    tag: str
    summary: str
    about: str = ""
    query: type[serializers.Serializer[Any]] | Schema | None = None
    body: type[serializers.Serializer[Any]] | Schema | None = None
    required: tuple[str, ...] = ()
    kind: Answered = "json"
    answer: Schema = {}
    asks: dict[str, Any] = {}
    answers: Any = None
    status: int = 200
    open: bool = False
    sends_file: bool = False
    resumes: bool = False


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}


def shape(**fields: Schema) -> Schema:
    """An object with exactly these fields, all of them there."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def listing(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def nullable(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


def schema_of(asked: type[serializers.Serializer[Any]] | Schema, required: tuple[str, ...] = ()) -> Schema:
    """The JSON schema of a serializer, or of fields that are schemas already."""
    if isinstance(asked, dict):
        return {"type": "object", "properties": asked, "required": list(required)} if required else shape_of(asked)
    fields = asked().fields
    needed = [name for name, field in fields.items() if field.required]
    found: Schema = {"type": "object", "properties": {name: _field(field) for name, field in fields.items()}}
    return found | ({"required": needed} if needed else {})


def shape_of(fields: Schema) -> Schema:
    return {"type": "object", "properties": fields}


def _field(field: serializers.Field[Any, Any, Any, Any]) -> Schema:
    found = _kind(field)
    if field.help_text:
        found["description"] = str(field.help_text)
    default = field.default
    if default is not serializers.empty and not callable(default) and default is not None:
        found["default"] = default
    return nullable(found) if field.allow_null else found


def _kind(field: serializers.Field[Any, Any, Any, Any]) -> Schema:
    match field:
        case serializers.ListField():
            return {"type": "array", "items": _field(field.child)}
        case serializers.ChoiceField():
            values = list(field.choices)
            return {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
        case serializers.BooleanField():
            return {"type": "boolean"}
        case serializers.IntegerField():
            limits = {"minimum": field.min_value, "maximum": field.max_value}
            return {"type": "integer", **{name: value for name, value in limits.items() if value is not None}}
        case serializers.FileField():
            return {"type": "string", "format": "binary"}
        case serializers.DateField():
            return {"type": "string", "format": "date"}
        case serializers.CharField():
            return {"type": "string", **({"maxLength": field.max_length} if field.max_length else {})}
    return {}
