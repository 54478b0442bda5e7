// A page that stood for long may have outlived its session, or the line: before its form is sent it asks, for what was typed would be lost otherwise.
// The words stay in their fields, and a note above the button says what to do.
const STANDS = 5 * 60000; // shorter than the shortest session without use
let fresh = Date.now();
const passed = new WeakSet();

// False where the page has no form to keep.
export function say(form, what) {
  const template = document.getElementById("am-unsent");
  if (!template || !form) return false;
  fresh = 0;
  const before = form.querySelector(".am-unsent");
  if (before && before.dataset.unsent === what) return true;
  if (before) before.remove();
  const note = template.content.querySelector(`[data-unsent="${what}"]`).cloneNode(true);
  const foot = [...form.querySelectorAll(".am-form-foot, .am-actions")].pop() || form.querySelector("button.btn-primary") || form.lastElementChild;
  foot.before(note);
  note.scrollIntoView({ block: "center" });
  return true;
}

async function trouble() {
  const place = document.querySelector("[data-new-notices]");
  if (!place) return "";
  try {
    const answer = await fetch(place.dataset.newNotices, { cache: "no-store", credentials: "same-origin" });
    if (answer.redirected) return "signed-out";
    const token = answer.headers.get("X-CSRFToken"); // whoever has signed in meanwhile has another one
    if (token) for (const one of document.querySelectorAll("[name='csrfmiddlewaretoken']")) one.value = token;
    return "";
  } catch {
    return "no-line";
  }
}

export function start() {
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || passed.delete(form)) return;
    if (navigator.onLine && Date.now() - fresh < STANDS) return;
    event.preventDefault();
    const what = await trouble();
    if (what && say(form, what)) return;
    fresh = Date.now();
    passed.add(form);
    form.requestSubmit(submitter);
  });
}
