"""Pages of lists, as the documents count them."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers

MOST = 100


class Paged(serializers.Serializer[Any]):
    page = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


def pagination(total: int, page: int, limit: int) -> dict[str, Any]:
    pages = -(-total // limit)
    return {
        "total_count": total,
        "page": page,
        "limit": limit,
        "total_pages": pages,
        "has_next": page < pages,
        "has_prev": page > 1,
    }


Row = TypeVar("Row", bound=Model)


def cut(rows: "QuerySet[Row]", page: int, limit: int) -> "QuerySet[Row]":
    return rows[(page - 1) * limit : page * limit]
