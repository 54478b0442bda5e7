// The error summary takes the focus, and its links move it into the field.
function field(link) {
  const id = decodeURIComponent(link.hash.slice(1));
  const target = document.getElementById(id) || document.getElementById(`${id}_0`);
  return target && target.matches("input, select, textarea") ? target : target && target.querySelector("input, select, textarea");
}

export function start() {
  const summary = document.querySelector(".am-summary");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".am-summary a");
    const target = link && field(link);
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    (target.closest(".am-field") || target).scrollIntoView({ block: "center" });
  });
}
