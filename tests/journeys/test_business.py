"""A business goes through plan, return for changes, the committee's decision and two visits; the path of the case shows it on its axis."""
import re

import pytest

from tests.journeys.visitor import day
from tests.photos import picture

COMMITTEE = ("salwa@example.org", "nabil@example.org", "siham@example.org")


def open_case(worker) -> str:
    """One of her own in which a business can be planned."""
    for case in worker.cases():
        if worker.page.goto(f"{worker.site}{case}business/new/").status == 200:
            return case
    raise AssertionError("no open case")


@pytest.mark.proof  # seven people come and go
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_business_from_its_plan_through_a_return_and_the_committee_to_two_visits(visit, language):
    worker = visit("maha@example.org", language=language)
    case = open_case(worker)
    name = f"خياطة في البيت {language}"
    business = planned(worker, case, name)
    committee = [visit(email, language=language) for email in COMMITTEE]
    voted(committee, business, "return", "زيدي عروض الموردين", name)
    decided(committee[0], business, told="الفكرة جيدة. ينقصها عروض الموردين، نكملها معًا.")
    worker.go(business)
    assert worker.reads("ينقصها عروض الموردين")
    worker.go(f"{business}figures/")
    for n in (1, 2):
        worker.page.locator(f"main [name=need_0_{n}_supplier]").evaluate("one => one.closest('details').open = true")
        worker.fill(**{f"need_0_{n}_supplier": f"مورد {n}", f"need_0_{n}_amount": str(18500 + n)})
    worker.save()
    submitted(worker, business)
    voted(committee, business, "approve", "الخبرة موجودة والسوق قريب", name)
    committee[1].go(f"{business}decide/")
    committee[1].fill(told="وافقت اللجنة. نبدأ بالماكينة.", amount="18000", conditions="دفتر حساب", amount_0="12000", condition_0="فاتورة المورد", amount_1="5000", condition_1="زيارة أولى", **day("due_on_0", 7), **day("due_on_1", 40))
    committee[1].save()
    assert committee[1].path == f"{business}decide/" and committee[1].reads("17,000.00")
    committee[1].look("business-decide", is_answer=True)
    committee[1].fill(amount_1="٦٠٠٠")
    committee[1].save()
    followed(worker, business)
    worker.go(f"{case}path/")
    worker.look("case-path-begun")
    assert worker.reads(name)
    drawn(worker)
    stranger = visit("amr@example.org", language=language)
    assert stranger.page.goto(stranger.site + business).status == 404


def drawn(worker) -> None:
    """A case of hers that was surveyed twice."""
    for case in worker.cases():
        worker.go(f"{case}path/")
        if worker.page.locator("svg.am-path").count():
            worker.look("case-path")
            assert worker.page.locator("svg.am-path polyline.am-path-line").count() == 3
            return
    raise AssertionError("no case was surveyed twice")


def planned(worker, case: str, name: str) -> str:
    worker.go(f"{case}business/")
    worker.look("business-none")
    worker.go(f"{case}business/new/")
    worker.fill(name=name)
    worker.save()
    business = worker.path.removesuffix("plan/")
    worker.look("business-words")
    worker.fill(idea="ملابس أطفال للجيران والحضانة", market="أهل الشارع", customers_count="many", permit="not_needed", risks="موسم ضعيف: بيع بالطلب")
    worker.save()
    assert worker.path == f"{business}figures/"
    worker.fill(need_0_name="ماكينة أوفرلوك", need_0_amount="١٨٥٠٠", own="2000", asked="18500", line_0_each="6500", line_1_each="2600", line_2_each="700")
    worker.page.locator("main [name=need_0_0_supplier]").evaluate("one => one.closest('details').open = true")
    worker.fill(need_0_0_supplier="مورد 0")
    worker.save()
    assert worker.path == f"{business}figures/" and worker.page.locator("main [name=need_0_0_supplier]").input_value() == "مورد 0"
    worker.look("business-figures", is_answer=True)
    worker.fill(need_0_0_amount="18500")
    worker.page.locator("main [name=line_0_1]").evaluate("one => one.closest('details').open = true")
    worker.fill(line_0_1="1000", line_0_2="2500")
    worker.save()
    assert worker.path == business
    worker.look("business-planned")
    submitted(worker, business)
    return business


def submitted(worker, business: str) -> None:
    worker.go(f"{business}submit/")
    worker.save()
    assert worker.path == business


def voted(committee, business: str, choice: str, reason: str, name: str) -> None:
    for member in committee:
        member.go("/committee/")
        assert member.reads(name)
        member.go(f"{business}vote/")
        member.fill(choice=choice, reason=reason)
        member.save()
        assert member.path == business
    committee[2].look(f"business-voted-{choice}")
    committee[2].go("/committee/")
    committee[2].look("business-committee")


def decided(member, business: str, **words: str) -> None:
    member.go(f"{business}decide/")
    member.fill(**words)
    member.save()
    assert member.path == business


def followed(worker, business: str) -> None:
    worker.go(f"{business}start/")
    worker.fill(**day("began_on", -95))
    worker.save()
    worker.page.locator("main a[href*='/instalments/']").first.click()
    worker.fill(evidence="فاتورة المورد في الملف")
    worker.save()
    for month, status, more in (("1", "running", {"sales": "٣٠٠٠", "profit": "-٢٠٠"}), ("3", "difficult", {"sales": "4200", "profit": "650.50"})):
        worker.go(f"{business}visits/new/")
        worker.fill(month=month, status=status, seen="الدفتر مرتب والزبائن يعرفونها", advice="دفتر كل يوم", **more, **day("visited_on", -60 if month == "1" else -2))
        if month == "3":
            worker.page.set_input_files("main [name=photo]", files=[{"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
            worker.look("business-visit", is_answer=True)
        worker.save()
        assert worker.path == business
    assert worker.reads("650.50") and worker.reads("-200")
    worker.page.locator("main summary", has_text=re.compile("^(صورة|Photo)$")).click()
    worker.page.wait_for_function("() => document.querySelector('.am-visit-photo').naturalWidth > 0")
    worker.look("business-running")
    for of in ("ar", "en"):
        paper = worker.context.request.get(f"{worker.site}{business}paper/?in={of}")
        assert paper.status == 200 and paper.body().startswith(b"%PDF")
