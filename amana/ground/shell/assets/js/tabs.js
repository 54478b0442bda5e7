// Where the parts of a file do not fit on one line, the one that is open stands in the middle of it.
export function start() {
  for (const tabs of document.querySelectorAll(".am-tabs")) {
    const [all, open] = [tabs, tabs.querySelector("[aria-current]")].map((one) => one?.getBoundingClientRect());
    if (open) tabs.scrollLeft += (open.left + open.right - all.left - all.right) / 2;
  }
}
