"""Answers when something goes wrong. They say what happened, what is safe and what to do; never what exists."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is hidden and for what does not exist."""
    return render(request, "404.html", status=404)


def crashed(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: most often a page left open past the end of the session."""
    return render(request, "403.html", {"is_stale_form": True}, status=403)


def too_many(request: HttpRequest, *, wait_seconds: int) -> HttpResponse:
    """More requests than allowed; may ask again after so many seconds."""
    response = render(request, "429.html", {"wait_seconds": wait_seconds}, status=429)
    response.headers["Retry-After"] = str(wait_seconds)
    return response
