// Ctrl/⌘+K: acts, people, cases and referrals as one types, from the server alone. Nothing of what was found outlives the open dialog.
const WAIT_MS = 150;

export function start() {
  const dialog = document.getElementById("am-palette");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role='listbox']");
  const said = dialog.querySelector("[role='status']");
  let timer, asked, shownFor = null, goes = false;

  const options = () => [...list.querySelectorAll("[role='option']")];
  const chosen = () => list.querySelector("[aria-selected='true']");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function go() {
    const option = chosen();
    if (option) location.assign(option.href);
    else if (input.value.trim()) form.submit();
  }

  async function ask() {
    const text = input.value;
    asked?.abort();
    const mine = asked = new AbortController();
    said.textContent = said.dataset.searching;
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${dialog.dataset.options}?q=${encodeURIComponent(text)}`, { signal: mine.signal, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected) return location.assign(location.href); // the session ended: the page itself leads to signing in
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.text();
      if (mine !== asked || !dialog.open) return;
      list.innerHTML = found;
      options().forEach((option, n) => option.id = `am-option-${n}`);
      said.textContent = list.querySelector("[data-found]")?.dataset.found ?? "";
      shownFor = text;
      choose(options()[0]);
      if (goes) go();
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = said.dataset.offline;
      empty();
    } finally {
      if (mine === asked) list.removeAttribute("aria-busy");
    }
  }

  function empty() {
    list.replaceChildren();
    shownFor = null;
    goes = false;
    choose(null);
  }

  function open() {
    if (dialog.open || document.querySelector(".am-hidden-screen")) return;
    for (const other of document.querySelectorAll("dialog[open]")) other.close();
    dialog.showModal();
    input.focus();
    ask();
  }

  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]")) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => {
    goes = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (!step || event.isComposing) return;
    event.preventDefault();
    const all = options();
    choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  });
  // Enter opens what is marked for the text as it stands now; while that is still on its way, it waits for it.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (shownFor === input.value) return go();
    goes = true;
    clearTimeout(timer);
    ask();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    asked?.abort();
    input.value = said.textContent = "";
    empty();
  });
}
