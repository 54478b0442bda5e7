"""The two ways in which a rule says no. Sentences for the reader are made by the pages, from code and params."""


class _Coded(Exception):
    """A stable code ("case.closed") and the facts that a sentence needs; the message is for logs and developers."""

    def __init__(self, code: str, message: str = "", /, **params: object):
        super().__init__(code, message, params)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return ": ".join(filter(None, (self.code, self.message or facts)))

    def __reduce__(
        self,
    ) -> tuple[object, ...]:  # the default forgets keyword arguments, and jobs pickle what they raise
        return _rebuilt, (type(self), self.code, self.message, self.params)


class Refused(_Coded):
    """An act that a rule forbids now; nothing of it stays."""


class Unreadable(_Coded, ValueError):
    """A typed text that is not what its field asks for; the typed text itself is never lost by raising this."""


def _rebuilt(kind: type[_Coded], code: str, message: str, params: dict[str, object]) -> _Coded:
    return kind(code, message, **params)
