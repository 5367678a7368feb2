"""The stage codes that the rules themselves decide on; what they are called is in the table that staff edit."""

ENDED, PERSON, NOT_UNDERSTOOD, HURT = "0000", "0001", "0002", "0003"
NOT_READY, TALKING, PHOTOS = "1001", "1002", "2000"
HANDED_OVER = (PERSON, NOT_UNDERSTOOD, HURT)
