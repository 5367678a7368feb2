"""manage.py reindex_knowledge: the search index of the knowledge base again, from the articles."""

from typing import Any

from django.core.management.base import BaseCommand

from petclinic.knowledge import index


class Command(BaseCommand):
    help = "从文章重建知识库的检索索引。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"重建了 {index.rebuild()} 篇文章的索引。")
