"""What the gym does apart from requests. Every task may run twice, and be cut off anywhere."""

from celery import shared_task

from gym import aggregates, imports


@shared_task
def consume_marks() -> int:
    """Bring totals up to date with what has changed."""
    return aggregates.consume()


@shared_task
def close_weeks() -> int:
    """Count the week that is over, for each gym where Monday has begun."""
    return len(aggregates.close_weeks())


@shared_task
def run_import(number: int) -> bool:
    """Import an uploaded file."""
    return imports.run(number)


@shared_task
def resume_imports() -> int:
    """Begin again the imports that were cut off, and clear away their files."""
    return imports.resume()
