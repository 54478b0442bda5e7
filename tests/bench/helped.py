"""Pages of assistance with three requests for each case, beside the floor F1 of the same run, one client and eight at once: `python -m tests.bench.helped [CASES]`."""
import os
import sys


def measured(cases: int) -> None:
    """Each page alone, then eight clients at once on it."""
    from concurrent.futures import ThreadPoolExecutor
    from itertools import cycle

    from django.db import transaction

    from tests.bench import help as helping
    from tests.bench import run

    with run.town_of(cases) as (there, admin):
        with transaction.atomic():
            money = helping.begun(there.ministry)
        worker = there.offices[0].worker
        pairs = admin.execute("SELECT a.case_id, a.person_id FROM cases_assignment a JOIN cases_case k ON k.id = a.case_id WHERE a.staff_id = %s AND a.until_at IS NULL AND k.state = 'open' ORDER BY 1 LIMIT 2",
                              [worker.staff.pk]).fetchall()
        for (case, person), is_due in zip(pairs, (True, False), strict=True):
            helping.given(money, case, person, worker, is_due=is_due)
        helping.spread(admin, money, pairs[0][0], pairs[1][0], worker)
        admin.execute("VACUUM ANALYZE")
        print(f"{admin.execute('SELECT count(*) FROM assistance_request').fetchone()[0]:,} requests, {admin.execute('SELECT count(*) FROM programmes_entry').fetchone()[0]:,} entries")
        longest = admin.execute("SELECT id FROM assistance_paymentlist ORDER BY payments DESC, id LIMIT 1").fetchone()[0]
        asked = [str(one) for one, in admin.execute("SELECT id FROM assistance_request LIMIT 40")]
        of_case = [str(one) for one, in admin.execute("SELECT case_id FROM cases_assignment WHERE staff_id = %s LIMIT 40", [worker.staff.pk])]
        kinds = {
            "programme": (money.officer, [f"/programmes/{money.programme.pk}/"]), "budget line": (money.finance, [f"/budget-lines/{money.line.pk}/"]),
            "payment list": (money.finance, [f"/payments/{longest}/"]), "payment lists": (money.finance, [f"/programmes/{money.programme.pk}/payments/"]),
            "requests to give": (money.officer, [f"/assistance/?tab=give&programme={money.programme.pk}"]), "requests, ended": (money.officer, ["/assistance/?tab=ended"]),
            "one request": (money.officer, [f"/assistance/{one}/" for one in asked]), "help of a case": (worker, [f"/cases/{one}/assistance/" for one in of_case]),
            "officer's day": (money.officer, ["/"])}
        with run.served(admin) as at:
            key = admin.execute("SELECT key FROM bench_session LIMIT 1").fetchone()[0]
            plain = run.Client(at.port)
            floor = at.cost(cycle([lambda: plain.ask(f"/bench/plain/?key={key}")]))
            run.told("F1 plain list", floor, floor)
            for name, (who, paths) in kinds.items():
                clients = [run.Client(at.port, who.cookie) for _n in range(run.CLIENTS)]
                run.told(name, at.cost(cycle([lambda path=path, one=clients[0]: one.ask(path) for path in paths])), floor)
                seconds: list[float] = []

                def asks(client, paths=paths, seconds=seconds) -> None:
                    for path in (paths * 20)[:20]:
                        seconds.append(run.timed(lambda one=path: client.ask(one)))

                with ThreadPoolExecutor(run.CLIENTS) as pool:
                    list(pool.map(asks, clients))
                print(f"{'':24}{run.CLIENTS} clients: p50 {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms, p95 {sorted(seconds)[len(seconds) * 95 // 100] * 1000:.0f} ms", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from amana.ground.rows import acting as machinery
    from tests import conftest

    machinery._login = conftest._as_the_programs_login
    measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
