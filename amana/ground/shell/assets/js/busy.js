// A form is sent once: its button says so, keeps its width and ignores a second press.
let sent = new WeakSet();

function markBusy(button) {
  const words = button.dataset.busy;
  button.setAttribute("aria-busy", "true");
  if (!words) return;
  button.dataset.label = button.innerHTML;
  button.style.minInlineSize = `${button.offsetWidth}px`; // through the object model: allowed where style attributes are not
  const wheel = document.createElement("span");
  wheel.className = "am-spinner";
  wheel.setAttribute("aria-hidden", "true");
  button.replaceChildren(wheel, words);
}

function free() {
  sent = new WeakSet();
  for (const button of document.querySelectorAll("[aria-busy='true']")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.label) button.innerHTML = button.dataset.label;
  }
}

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-stays")) return; // the answer is a file: the page stays
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    const button = event.submitter || form.querySelector("[type='submit'], button:not([type])");
    if (button) setTimeout(() => markBusy(button)); // after the browser has read the button's value
  });
  window.addEventListener("pageshow", (event) => event.persisted && free());
}
