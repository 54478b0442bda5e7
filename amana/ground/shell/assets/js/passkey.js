// A passkey is made or asked for by the browser; the page says what for, and the form carries the answer. The server judges it. A script of its own, on the pages that have such a form.
const binary = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function wanted(options) {
  options.challenge = binary(options.challenge);
  if (options.user) options.user.id = binary(options.user.id);
  for (const one of [...(options.excludeCredentials || []), ...(options.allowCredentials || [])]) one.id = binary(one.id);
  return options;
}

function told({ id, rawId, type, response }) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) if (response[name]) said[name] = text(response[name]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: said, clientExtensionResults: {} });
}

async function ask(form) {
  const { passkey, options, refused, known, missing } = form.dataset;
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = "";
  if (!window.PublicKeyCredential) {
    status.textContent = missing;
    return;
  }
  try {
    form.elements.answer.value = told(await navigator.credentials[passkey]({ publicKey: wanted(JSON.parse(options)) }));
  } catch (error) {
    status.textContent = error.name === "InvalidStateError" ? known : refused;
    return;
  }
  form.requestSubmit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    const name = form.elements.namedItem("name");
    if (form.elements.answer.value || (name && !name.value.trim())) return; // without a name the server says so first
    event.preventDefault();
    ask(form);
  });
}
