"""Reads whose statement is built once a process and only bound anew: on a page that asks many, building statements cost as much as all else. Rows are never kept."""
from collections.abc import Callable
from copy import copy as another
from datetime import UTC, datetime
from functools import update_wrapper
from types import SimpleNamespace
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import ForeignObject, Lookup, Model, QuerySet, UUIDField
from django.utils import translation

from amana.ground.rows.acting import at


@UUIDField.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """`pk__among=keys`: one text for however many keys, where `__in` has another for each number of them. Binds a list, so no keys are no rows."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[UUID]:
        return list(self.rhs)

    def as_sql(self, compiler, connection):
        lhs, bound = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY (%s)", [*bound, self.rhs]


class Kept:
    """A read with values. The first call builds it with values that stand in and finds where they went; each call asks the database anew."""

    def __init__(self, build: Callable[..., QuerySet]):
        self.build, self.built = build, None
        update_wrapper(self, build)

    def __call__(self, *values) -> list:
        rows, compiler, sql, places = self.built or self._built(values)
        again = another(compiler)
        again.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        bound = tuple(values[place] if is_value else place for is_value, place in places)
        again.as_sql = lambda: (sql, bound)
        of = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=SimpleNamespace(get_compiler=lambda using: again), _known_related_objects={}, _fields=rows._fields)
        return list(rows._iterable_class(of))

    def one(self, *values):
        """The first row; raises the model's DoesNotExist where there is none."""
        if found := self(*values):
            return found[0]
        raise self.built[0].model.DoesNotExist

    def first(self, *values) -> Model | None:
        return next(iter(self(*values)), None)

    def _built(self, values: tuple) -> tuple:
        """Each value must be bound as it is: what shapes the statement, as a limit, a None or a flag does, cannot be one."""
        stand_ins = [_stand_in(value) for value in values]
        rows, compiler, sql, bound = self._compiled(stand_ins, settings.LANGUAGES[0][0], datetime(2001, 1, 1, tzinfo=UTC))
        if (sql, bound) != self._compiled(stand_ins, settings.LANGUAGES[1][0], datetime(2002, 2, 2, tzinfo=UTC))[2:]:
            raise TypeError(f"{self.__name__} depends on the language or the moment")
        places = [(True, stand_ins.index(one)) if one in stand_ins else (False, one) for one in bound]
        if missing := set(range(len(values))) - {place for is_value, place in places if is_value}:
            raise TypeError(f"{self.__name__} does not bind its value {missing}")
        self.built = rows, compiler, sql, places
        return self.built

    def _compiled(self, stand_ins: list, language: str, moment: datetime) -> tuple:
        with translation.override(language), at(moment):
            rows = self.build(*stand_ins)
            compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
            sql, bound = compiler.as_sql()
        if rows._prefetch_related_lookups:
            raise TypeError(f"{self.__name__} asks more than one statement")
        return rows, compiler, sql, bound


def kept(build: Callable[..., QuerySet]) -> Kept:
    """`build` gives the same statement for all values: it asks neither clock, language nor actor, and branches on nothing."""
    return Kept(build)


def _stand_in(value: object) -> object:
    """Something of the same type that is bound nowhere else."""
    drawn = uuid4()
    kinds = {UUID: drawn, str: drawn.hex, int: drawn.int >> 68, datetime: datetime.fromtimestamp(drawn.int % 10**9, UTC).replace(microsecond=drawn.int % 10**6), list: [drawn]}
    if type(value) not in kinds:
        raise TypeError(f"{value!r} cannot be bound anew")
    return kinds[type(value)]
