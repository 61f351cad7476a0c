// For comfort only: everything on this page works without this script.
const cards = [...document.querySelectorAll("#students > li")];
const MANY = 8;

// Some browsers refuse. Then the link is selected and can be copied by hand.
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  if (!copied) return;
  const before = [...button.childNodes];
  button.replaceChildren("Copied");
  setTimeout(() => button.replaceChildren(...before), 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  let until = 0;
  button.addEventListener("click", () => {
    // While the button says "Copied", its text must not be taken for the text to restore.
    if (performance.now() < until) return;
    until = performance.now() + 2100;
    copy(button);
  });
}

// A browser may keep the page for its back button; meanwhile its user may have signed out.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Sending may take seconds, and a second tap must not send again.
for (const form of document.querySelectorAll("form.send, form.class:not([data-stays])")) {
  const button = form.querySelector("button");
  const content = [...button.childNodes];
  form.addEventListener("submit", () => {
    button.disabled = true;
    button.replaceChildren(form.matches(".send, .again") ? "Sending..." : "Saving...");
  });
  addEventListener("pageshow", () => {
    button.disabled = false;
    button.replaceChildren(...content);
  });
}

// A link is one line: Enter sends it, as from any field. An invitation is pasted with its lines, and not typed.
for (const field of document.querySelectorAll("form.send textarea")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}

// While a class runs, the page reports that it is still open.
function reportSeen() {
  for (const { dataset } of document.querySelectorAll("[data-running]")) {
    const body = new URLSearchParams({ action: "seen", session: dataset.running });
    fetch("/teacher", { method: "POST", body, keepalive: true }).catch(() => {});
  }
}
setInterval(reportSeen, 300_000);
addEventListener("visibilitychange", () => document.hidden || reportSeen());
document.querySelector("[aria-invalid]")?.focus();

if (cards.length > MANY) {
  const name = document.getElementById("name");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  document.getElementById("find").hidden = false;
  name.addEventListener("input", () => {
    const wanted = plain(name.value);
    for (const card of cards) card.hidden = !plain(card.querySelector("h2").textContent).includes(wanted);
    const shown = cards.filter((card) => !card.hidden).length;
    document.getElementById("found").textContent = wanted ? `${shown} of ${cards.length} students` : "";
  });
}
