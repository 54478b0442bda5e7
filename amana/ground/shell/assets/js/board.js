// The board of the arrival day: a tick is sent at once and waits on the page, in its order, where the line is down. Nothing is kept in the browser's storage.
const AGAIN = 4000, REFRESH = 20000, FORGOTTEN = 10 * 60000; // a page that nobody has touched for so long asks no more, or it would keep its session alive
const waiting = [];
let isSending = false;
let touched = Date.now();
let line;

const card = (form) => form.closest(".am-board-card");
const tell = (what) => { line.textContent = what ? line.dataset[what] : ""; line.classList.toggle("am-board-line-on", Boolean(what) && what !== "sent"); };

function mark(one) {
  const button = document.getElementById(one.card)?.querySelector(`button[value="${CSS.escape(one.item)}"]`);
  button?.setAttribute("aria-busy", "true");
}

// Who waits for what above the cards follows the card that has just changed.
function recount(before, after) {
  for (const item of document.querySelectorAll(".am-board-item")) {
    const [was, is] = [before, after].map((part) => part.querySelectorAll(`.am-board-ticks button[value="${CSS.escape(item.dataset.item)}:done"]`).length);
    const number = item.querySelector("b");
    if (was !== is) number.textContent = Number(number.textContent) + is - was;
  }
}

async function send(one) {
  const body = new URLSearchParams({ item: one.item, reason: one.reason });
  const token = document.querySelector("meta[name='csrf-token']")?.content || "";
  const headers = { "HX-Request": "true", "X-CSRFToken": token };
  const answer = await fetch(one.url, { method: "POST", body, headers, credentials: "same-origin", cache: "no-store" });
  if (answer.status >= 500) throw new Error("later");
  if (answer.redirected && new URL(answer.url).pathname !== one.url) return "signedOut";
  if (!answer.ok) return "refused";
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const before = document.getElementById(one.card);
  if (before) recount(before, made.content);
  before?.replaceWith(made.content);
  waiting.forEach(mark);
  return "";
}

async function run() {
  if (isSending) return;
  isSending = true;
  let hadTrouble = false;
  while (waiting.length) {
    let trouble = "waiting";
    try {
      trouble = await send(waiting[0]);
    } catch {
      // no line, or no server: the tick stays first
    }
    if (!trouble || trouble === "refused") waiting.shift();
    if (trouble) {
      hadTrouble = true;
      tell(trouble);
      if (trouble === "refused") break;
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
  isSending = false;
  if (hadTrouble && !waiting.length && !line.textContent.includes(line.dataset.refused)) tell("sent");
  if (waiting.length) run();
}

async function refresh() {
  const place = document.getElementById("board");
  const isTyping = place?.contains(document.activeElement) && document.activeElement.matches("input, select");
  if (!place || document.hidden || waiting.length || isTyping || place.querySelector("details[open]") || Date.now() - touched > FORGOTTEN) return;
  const asked = touched;
  try {
    const answer = await fetch(place.dataset.board, { headers: { "HX-Request": "true" }, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    if (asked === touched) place.replaceWith(made.content); // whoever has pressed something meanwhile sees it settle first
  } catch {
    // without a line the board stays as it is
  }
}

export function start() {
  line = document.getElementById("board-line");
  if (!line) return;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-tick]")) return;
    const item = event.submitter?.name === "item" ? event.submitter.value : form.querySelector("[name=item]").value; // `elements.item` is a method
    if (waiting.some((one) => one.card === card(form).id && one.item === item)) return event.preventDefault();
    event.preventDefault();
    waiting.push({ url: new URL(form.action).pathname, card: card(form).id, item, reason: form.elements.reason?.value || "" });
    mark(waiting.at(-1));
    run();
  }, true);
  for (const act of ["pointerdown", "keydown", "scroll"]) document.addEventListener(act, () => { touched = Date.now(); }, { passive: true });
  addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
  setInterval(refresh, REFRESH);
}
