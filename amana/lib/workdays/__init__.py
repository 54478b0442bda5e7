"""When something is due, in calendar or Egyptian working time, and how much of the time is used up.

Working time is Sunday to Thursday, 09:00 to 15:00 on a Cairo clock, holidays out (DOMAIN 2.5, DESIGN 7). Holidays are
passed in as days, since offices edit them; `shipped_holidays` reads the list that comes with the program.
"""

from amana.lib.workdays.calendar import Holiday, shipped_holidays
from amana.lib.workdays.deadlines import Clock, Unit, due, is_working_day, moment_at, share_used, time_between

__all__ = ["Clock", "Holiday", "Unit", "due", "is_working_day", "moment_at", "share_used", "shipped_holidays", "time_between"]
