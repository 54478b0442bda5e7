"""Help from the page of a case to the receipt: asked, checked, agreed to, listed, released, answered by the bank; and asked for a second time, where it is stopped."""
import re

import pytest

from tests.journeys.visitor import day


def ask(worker, case: str, amount: str) -> str:
    worker.go(f"{case}assistance/new/")
    line = worker.page.locator("main [name=of] option[value]:not([value=''])").first.get_attribute("value")
    worker.fill(kind="documents", of=line, need="رسوم بطاقة الرقم القومي وشهادات الميلاد", method="wallet", account="٠١٠٠ ٥٥٥ ٠١٩٩", amount_1=amount)
    return line


def decide(visit, email: str, request: str, step: str, language: str, **words) -> None:
    colleague = visit(email, language=language)
    colleague.go(request)
    colleague.go(f"{request}{step}/")
    colleague.fill(**words)
    colleague.save()


@pytest.mark.parametrize(("language", "nth"), [("ar", 0), ("en", 1)])
def test_a_request_is_followed_to_its_receipt_and_the_second_for_the_same_need_is_stopped(visit, language, nth):
    worker = visit("maha@example.org", language=language)
    case = worker.cases()[nth]
    worker.go(f"{case}assistance/new/")
    worker.save()
    assert worker.page.locator("main [id$=error]").count(), "what is missing is said at its field"
    ask(worker, case, "١٬٥٠٠")
    worker.look("assistance-ask")
    worker.save()
    request = worker.path
    worker.look("assistance-request")

    officer = visit("magda@example.org", language=language)
    officer.go("/assistance/")
    officer.look("assistance")
    officer.go(request)
    officer.go(f"{request}check/")
    officer.save()
    officer.look("assistance-checked")
    assert not officer.reads("(0/1)")
    decide(visit, "salwa@example.org", request, "approve", language)

    finance = visit("adel@example.org", language=language)
    finance.go("/programmes/")
    finance.look("programmes")
    programme = finance.page.locator("main .am-row-title a").first.get_attribute("href")
    finance.go(f"{programme}payments/new/")
    finance.fill(method="wallet", **day("pay_on"))
    finance.save()
    finance.look("payments-due", is_answer=True)
    finance.page.locator("main form button", has_text=re.compile("إعداد القائمة|Make the list")).click()
    finance.page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/$"))
    payments = finance.path
    assert not finance.page.locator(f"a[href='{payments}release/']").count(), "a second person releases it"
    second = visit("soad@example.org", language=language)
    second.go(payments)
    second.go(f"{payments}release/")
    second.save()
    finance.go(payments)
    with finance.page.expect_navigation():
        finance.page.locator("main button, header button", has_text=re.compile("إعداد الملف|Make the file")).click()
    finance.look("payment-file")
    for address, begins in ((f"{payments}xml/", b"<?xml"), (f"{payments}csv/", b"\xef\xbb\xbf")):
        file = finance.context.request.get(f"{finance.site}{address}")
        assert file.status == 200 and file.body().startswith(begins)
    finance.go(f"{payments}send/")
    finance.save()
    keys = re.findall(rf"{payments}rows/([0-9a-f-]{{36}})/", finance.page.content())
    said = "key,status\n" + "".join(f"{key.replace('-', '')},paid\n" for key in keys)
    for _twice in range(2):
        finance.go(f"{payments}answers/")
        finance.page.locator("main [name=file]").set_input_files({"name": "bank.csv", "mimeType": "text/csv", "buffer": said.encode()})
        finance.save()
    assert finance.page.locator("main [id$=error], main .am-error").count(), "the same file is taken in once"
    finance.go(payments)
    finance.look("payment-list")
    finance.go(programme)
    finance.look("programme")
    finance.go(finance.page.locator("main th a").first.get_attribute("href"))
    finance.look("budget-line")
    worker.go(request)
    worker.look("assistance-received")

    ask(worker, case, "500")
    worker.save()
    again = worker.path
    decide(visit, "magda@example.org", again, "check", language)
    supervisor = visit("salwa@example.org", language=language)
    supervisor.go(again)
    supervisor.look("assistance-double")
    supervisor.go(f"{again}approve/")
    supervisor.save()
    assert supervisor.path == f"{again}approve/" and supervisor.page.locator("main [role=alert], main .am-error, main .am-alert").count(), "the same need is covered already"
    decide(visit, "magda@example.org", again, "decline", language, words="الرسوم دُفعت هذا الشهر")
    worker.go(f"{case}assistance/")
    worker.look("case-assistance")
