"""Registers one person in Amana and reads her file back. Needs Python alone; AMANA_URL and AMANA_TOKEN come from the environment.

python register.py "هناء" "الشاذلي" female 1990
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request
from uuid import uuid4

URL, TOKEN = os.environ.get("AMANA_URL", "http://127.0.0.1:8000"), os.environ.get("AMANA_TOKEN", "")


def ask(method, path, body=None, key=None):
    """The answer as JSON, and its status. What was lost on the way, or came too soon, is asked again: with the same key it is done once."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Accept-Language": "en"}
    if key:
        headers["Idempotency-Key"] = key
    sent = urllib.request.Request(f"{URL}/api/v1/{path}", json.dumps(body).encode() if body is not None else None, headers, method=method)
    for wait in (1, 2, 4, 8, 0):
        try:
            with urllib.request.urlopen(sent, timeout=30) as answer:
                return json.load(answer), answer.status
        except urllib.error.HTTPError as problem:
            if problem.code not in (429, 503) or not wait:
                return json.load(problem), problem.code
            time.sleep(int(problem.headers.get("Retry-After", wait)))
        except OSError:
            if not wait:
                raise
            time.sleep(wait)


if len(sys.argv) != 5 or not sys.argv[4].isdecimal():
    sys.exit("Usage: register.py GIVEN FAMILY female|male YEAR")
given, family, sex, year = sys.argv[1:]
answer, status = ask("POST", "people", {"given_ar": given, "family_ar": family, "sex": sex, "birth": {"year": int(year)}}, key=str(uuid4()))
if status == 409 and answer["code"] == "likely_duplicate":  # a person decides, not a program
    sys.exit("Look at these files first: " + ", ".join(one["number"] for one in answer["candidates"]))
if status != 201:
    sys.exit("\n".join([answer["title"], *(f"{one.get('pointer') or one.get('parameter')}: {one['detail']}" for one in answer.get("errors") or [])]))
file, _status = ask("GET", f"people/{answer['id']}")
print(file["number"], file["identity"]["name"])
