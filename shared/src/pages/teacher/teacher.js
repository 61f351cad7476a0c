// Comfort only: everything on this page works without it.
const cards = [...document.querySelectorAll("#students > li")];
const MANY = 8;

// Refused by some browsers: then the link is selected, to be copied by hand.
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
    // While it says "Copied", its words are not to be taken for its own.
    if (performance.now() < until) return;
    until = performance.now() + 2100;
    copy(button);
  });
}

// Where a browser keeps a page for its back button, others may have signed out meanwhile.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// The message may take seconds, and a second tap must not ask again.
for (const form of document.querySelectorAll("form.send, form.class")) {
  const button = form.querySelector("button");
  const words = [...button.childNodes];
  form.addEventListener("submit", () => {
    button.disabled = true;
    button.replaceChildren(form.matches(".send") ? "Sending..." : "Saving...");
  });
  addEventListener("pageshow", () => {
    button.disabled = false;
    button.replaceChildren(...words);
  });
}
// While a class runs, the page tells that it is still there.
function seen() {
  for (const { dataset } of document.querySelectorAll("[data-running]")) {
    const body = new URLSearchParams({ action: "seen", session: dataset.running });
    fetch("/teacher", { method: "POST", body, keepalive: true }).catch(() => {});
  }
}
setInterval(seen, 300_000);
addEventListener("visibilitychange", () => document.hidden || seen());
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
