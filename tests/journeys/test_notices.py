"""What is new, in a true browser: the bell counts what its page shows, the mark takes it away, and the choice of e-mail is kept. No title names anybody."""
import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("language", "email", "options"), [
    ("ar", "maha@example.org", {}), ("en", "salwa@example.org", {}), ("ar", "karim@example.org", {"is_phone": True})])
def test_the_bell_its_page_and_the_choice_of_mail(visit, language, email, options):
    mine = visit(email, language=language, **options)
    bell = mine.page.locator("[data-new-notices] .am-count")
    expect(bell).to_be_visible()
    mine.go("/notices/")
    expect(bell).to_have_text(str(mine.page.locator(".am-row .am-tag").count()))
    if not options:  # looking at a page takes its phone's size as well
        mine.look(f"notices-{language}")
    assert mine.page.title().partition(" ")[0] in ("الجديد", "What")
    mine.page.locator("form[action$='/notices/seen/'] button").click()
    expect(mine.page.locator(".am-row .am-tag")).to_have_count(0)
    expect(bell).to_have_count(0)
    mine.go("/account/mail/")
    if not options:
        mine.look(f"notices-{language}-mail")
    mine.fill(choice="urgent", digest_hour="10")
    mine.save()
    mine.go("/account/mail/")
    expect(mine.page.locator("[name=choice][value=urgent]")).to_be_checked()
    expect(mine.page.locator("[name=digest_hour]")).to_have_value("10")
