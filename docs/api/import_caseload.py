"""Brings a unit's own people and cases into Amana and says what became of each row. Needs Python alone; AMANA_URL and AMANA_TOKEN come from the environment.

python import_caseload.py cases.csv 2026-11-24 '{"risk": {"عالي": "high"}}' TEAM     the headings of cases.csv are names of fields: full_name, birth, risk, worker …
python import_caseload.py undo 01a0…                                                within 24 hours
TEAM, by name or key, is needed of whoever has several.
"""
import csv
import json
import os
import sys
import time
import urllib.error
import urllib.request
from uuid import uuid4

URL, TOKEN = os.environ.get("AMANA_URL", "http://127.0.0.1:8000"), os.environ.get("AMANA_TOKEN", "")
USAGE = "Usage: import_caseload.py cases.csv YYYY-MM-DD [WORDS [TEAM]], or: import_caseload.py undo LIST; WORDS is JSON: {}"


def ask(method, path, body=None):
    """The answer as JSON. An act that was lost on the way is sent again under the same key, and so done once; a refusal ends the program with its words."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Accept-Language": "en", "Idempotency-Key": str(uuid4())}
    sent = urllib.request.Request(f"{URL}/api/v1/{path}", json.dumps(body).encode() if body is not None else None, headers, method=method)
    for wait in (1, 2, 4, 8, 0):
        try:
            with urllib.request.urlopen(sent, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            if problem.code not in (429, 503) or not wait:
                told = json.load(problem)
                sys.exit("\n".join([told["title"], *(f"{one.get('pointer') or one.get('parameter')}: {one['detail']}" for one in told.get("errors") or [])]))
            time.sleep(int(problem.headers.get("Retry-After", wait)))
        except OSError:
            if not wait:
                raise
            time.sleep(wait)


if not 3 <= len(sys.argv) <= 5:
    sys.exit(USAGE)
if sys.argv[1] == "undo":
    undone = ask("POST", f"caseloads/{sys.argv[2]}/undo")
    sys.exit(print(f"{undone['rows']} rows undone; left as somebody has worked with them: {undone['left'] or 'none'}"))
try:
    words = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
except (OSError, ValueError) as wrong:
    sys.exit(f"{wrong}\n{USAGE}")
teams = ask("GET", "teams")["teams"]
team = next((one["id"] for one in teams if sys.argv[4:] and sys.argv[4] in one.values()), None)
if not team and (len(teams) > 1 or sys.argv[4:]):
    sys.exit("Say which team: " + ", ".join(f"{one['name_en']} ({one['id']})" for one in teams))
looked = ask("POST", "caseloads/rows", {"listed_on": sys.argv[2], "rows": rows, "team": team})
path = f"caseloads/{looked['id']}"
for one in ask("GET", path)["unsaid"]:
    if one["word"] not in words.get(one["field"], {}):  # a person says what it means, not a program
        sys.exit(f"Say what {one['word']} means as {one['field']}.")
report = ask("POST", f"{path}/import", {"words": words})
while report["state"] == "running":
    time.sleep(1)
    report = ask("GET", path)
print(f"{looked['id']}: {report['made']} made, {report['known']} known, {report['waiting']} to be judged, {report['wrong']} wrong; to be undone until {report['undo_until']}")
after = ""
while True:
    part = ask("GET", f"{path}/wrong?after={after}")
    for row in part["rows"]:
        print(f"row {row['row']}: " + ", ".join(f"{one['column']}: {one['code']}" for one in row["faults"]))
    if not (after := part["next"]):
        break
