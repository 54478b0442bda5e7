// A button that copies what a field holds. The field stays selectable by hand where the browser refuses.
async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const status = document.querySelector("[data-copy-status]");
    const isCopied = await copied(document.getElementById(button.dataset.copy));
    button.focus();
    if (isCopied && status) status.textContent = button.dataset.done;
  });
}
