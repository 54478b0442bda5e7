// A page that stood for a while may have outlived its session, or the line: before its form is sent it asks, for what was typed would be lost otherwise.
// The words stay in their fields, and a note under them says what to do.
const STANDS = 30000; // what is typed faster costs no further request
let fresh = Date.now();
let passed;
let isTyped = false; // and not sent: whoever goes away is asked first

// False where the page has no form to keep.
export function say(form, what) {
  const note = document.getElementById(what);
  if (!note || !form) return false;
  fresh = 0;
  form.append(note);
  note.hidden = false;
  note.scrollIntoView({ block: "nearest" });
  return true;
}

export function start() {
  const place = document.querySelector("[data-new-notices]");
  // A page before sign-in tells the others: theirs may be over, or another's.
  const others = new BroadcastChannel("amana");
  others.onmessage = () => (fresh = 0);
  if (!place) others.postMessage(0);
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (!place || form.method !== "post" || !form.closest("main") || form === passed || (navigator.onLine && Date.now() - fresh < STANDS)) {
      isTyped = false;
      return;
    }
    event.preventDefault();
    try {
      const answer = await fetch(place.dataset.newNotices, { cache: "no-store" });
      if (answer.redirected && say(form, "am-signed-out")) return;
      if (!answer.ok) throw answer;
      // nothing goes out in the name of another, who has signed in here meanwhile
      if (answer.headers.get("X-Member") !== document.getElementById("am-unsent").dataset.member && say(form, "am-somebody-else")) return;
      // a new sign-in has another token
      for (const one of document.getElementsByName("csrfmiddlewaretoken")) one.value = answer.headers.get("X-CSRFToken");
      passed = form;
      form.requestSubmit(event.submitter);
    } catch {
      say(form, "am-no-line");
    }
    passed = null;
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("main form[method=post]")) isTyped = true;
  });
  addEventListener("beforeunload", (event) => isTyped && event.preventDefault());
}
