// A list of more than fifteen is searched by typing (ARIA 1.2: a combobox with a list). The native list stays under it as the form's value:
// whoever sets it, script or browser, is heard, and what is chosen here is told as its own change.
const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLowerCase()
  .replace(/[ٱء]/g, "ا").replace(/ة/g, "ه").replace(/[ىی]/g, "ي").replace(/ک/g, "ك")
  .replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[\s،,.()\u2010-\u2015-]+/g, " ").trim();
const words = (option) => option.text.trim();

function prepare(place) {
  const select = place.querySelector("select");
  if (!select || select.multiple || place.dataset.combobox === "ready") return;
  place.dataset.combobox = "ready";
  const box = document.createElement("input");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  const label = select.labels[0];
  const name = label?.contains(select) ? label.querySelector("span") : label;
  const group = (option) => option.parentElement.label || "";
  let shown = [];
  let active = -1;
  let hasMoved = false;

  Object.assign(box, { id: `${select.id}_box`, type: "text", className: "form-select", autocomplete: "off", spellcheck: false });
  Object.assign(list, { id: `${select.id}_list`, className: "am-choices", hidden: true, tabIndex: -1 });
  Object.assign(status, { className: "visually-hidden" });
  status.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  for (const [told, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) box.setAttribute(told, value);
  for (const told of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(told)) box.setAttribute(told, select.getAttribute(told));
  if (name) {
    name.id ||= `${select.id}_name`;
    label.htmlFor = box.id;
    for (const named of [box, list]) named.setAttribute("aria-labelledby", name.id);
  }
  select.classList.add("visually-hidden");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  place.append(box, list, status);

  // what the native list says now
  function read() {
    const chosen = select.selectedOptions[0];
    box.value = chosen?.value ? words(chosen) : "";
    box.placeholder = select.options[0].value ? "" : words(select.options[0]);
    box.disabled = select.disabled;
  }

  function choose(option) {
    const isNew = option && !option.selected;
    if (isNew) select.value = option.value;
    read();
    if (isNew) for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  // those that begin with what is typed come first, with or without the article
  function found() {
    const asked = fold(box.value);
    const all = [...select.options].filter((option) => !option.disabled);
    if (!asked) return all;
    const begins = (text) => [asked, `ال${asked}`].some((start) => text.startsWith(start));
    const hits = all.filter((option) => option.value).map((option) => [option, fold(`${words(option)} ${group(option)}`)])
      .filter(([, text]) => asked.split(" ").every((word) => text.includes(word)));
    return [...hits.filter(([, text]) => begins(text)), ...hits.filter(([, text]) => !begins(text))].map(([option]) => option);
  }

  function open(options) {
    shown = options;
    list.replaceChildren(...shown.map((option, at) => {
      const row = document.createElement("li");
      const text = document.createElement("bdi");
      Object.assign(row, { id: `${list.id}_${at}`, className: "am-choice" });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(option.selected));
      text.textContent = words(option);
      row.append(text);
      if (group(option)) row.append(Object.assign(document.createElement("small"), { textContent: group(option) }));
      return row;
    }));
    list.hidden = !shown.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    say(shown.length ? "" : place.dataset.none);
    point(-1);
  }

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    say("");
    point(-1);
    hasMoved = false;
  }

  function say(what) {
    status.textContent = what;
    status.className = what ? "am-choices am-choices-none" : "visually-hidden";
  }

  function point(at) {
    list.children[active]?.classList.remove("am-choice-active");
    active = at;
    const row = list.children[at];
    if (!row) return box.removeAttribute("aria-activedescendant");
    row.classList.add("am-choice-active");
    box.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  function openAll() {
    const options = [...select.options].filter((option) => !option.disabled);
    open(options);
    point(options.findIndex((option) => option.selected));
    list.scrollIntoView({ block: "nearest" });
  }

  function move(to) {
    if (list.hidden) openAll();
    else point((to + shown.length) % shown.length);
    hasMoved = true;
  }

  const keys = {
    ArrowDown: (event) => (event.altKey ? list.hidden && openAll() : move(active + 1)),
    ArrowUp: (event) => (event.altKey ? close() : move(active < 0 ? shown.length - 1 : active - 1)),
    Home: () => move(0),
    End: () => move(shown.length - 1),
    // it never sends the form: what is typed is no answer yet
    Enter: () => {
      if (list.hidden) return openAll();
      if (active >= 0) { choose(shown[active]); close(); }
    },
    Escape: () => { read(); close(); },
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || !keys[event.key]) return;
    if (["Home", "End", "Escape"].includes(event.key) && list.hidden && !status.textContent) return;
    event.preventDefault();
    keys[event.key](event);
  });
  box.addEventListener("input", (event) => {
    event.stopPropagation(); // letters are no answer
    hasMoved = false;
    open(found());
    if (fold(box.value) && shown.length) point(0);
  });
  box.addEventListener("change", (event) => event.stopPropagation());
  box.addEventListener("click", () => list.hidden && openAll());
  box.addEventListener("focus", () => box.select());
  // left with a clear answer, it counts; left with anything else, the former answer stays
  box.addEventListener("blur", () => {
    const asked = fold(box.value);
    const same = [...select.options].filter((option) => (option.value ? fold(words(option)) : "") === asked);
    const only = asked && !list.hidden && shown.length === 1 ? shown[0] : null;
    if (!list.hidden && hasMoved && active >= 0) choose(shown[active]);
    else if (box.value !== (select.value ? words(select.selectedOptions[0]) : "")) choose(same.length === 1 ? same[0] : only);
    close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (row) { choose(shown[[...list.children].indexOf(row)]); close(); }
  });
  select.addEventListener("change", read);
  select.addEventListener("focus", () => box.focus()); // links of the summary lead to the native list
  select.form?.addEventListener("reset", () => setTimeout(read));
  window.addEventListener("pageshow", read);
  read();
}

export function start() {
  const prepareAll = (part) => part.querySelectorAll("[data-combobox]").forEach(prepare);
  prepareAll(document);
  // a list that comes anew while it has the focus gets it back
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement.id; });
  document.addEventListener("htmx:load", (event) => {
    prepareAll(event.detail.elt);
    if (document.activeElement === document.body && focused.endsWith("_box")) document.getElementById(focused)?.focus();
  });
}
