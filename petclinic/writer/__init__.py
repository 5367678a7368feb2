"""What the clinic writes by rules: the same case gives the same text, and no fact that the case does not hold."""

from petclinic.writer.knowledge import knowledge_answer
from petclinic.writer.pictures import picture_offline, picture_report
from petclinic.writer.reporting import report
from petclinic.writer.summary import consultation_summary, lines

__all__ = ["consultation_summary", "knowledge_answer", "lines", "picture_offline", "picture_report", "report"]
