"""Reads of return and follow-up. The database hides what the actor may not see."""
from amana.services.reintegration.queries.board import Board, Person, board, latest_return, onward, person_of, returns_before, standing
from amana.services.reintegration.queries.calls import Call, attempts, call_list, follow_up, intentions, last_tries, reached_on, tries
from amana.services.reintegration.queries.closing import evidence

__all__ = [
    "Board", "Call", "Person", "attempts", "board", "call_list", "evidence", "follow_up", "intentions", "last_tries", "latest_return", "onward", "person_of", "reached_on", "returns_before", "standing", "tries",
]
