"""The pages for members and coaches, one module for each errand."""

from gym.portal.home import home
from gym.portal.roster import members
from gym.portal.summaries import summaries, summary
from gym.portal.week import week

__all__ = ["home", "members", "summaries", "summary", "week"]
