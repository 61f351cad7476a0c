// The dashboard without reloading: links and filters fetch the results alone, and while the page is in front it looks
// every 15 seconds whether they have changed. Everything works without it, too.

const EVERY = 15_000;
const MINUTE = 60_000;
const results = document.getElementById("results");
const updated = document.getElementById("updated");
const trouble = document.getElementById("trouble");
const title = document.querySelector("[data-now]");
// The server's clock counts: what the page's own clock says may be wrong by hours.
let skew = title ? Date.parse(title.dataset.now) - Date.now() : 0;
let freshAt = Date.now();
let tag = "";
let loading;
let touchedAt = 0;
let goings = 0;
const GIVEN_UP = Symbol("given up");
const here = () => location.pathname + location.search;
let shown = here();

const now = () => Date.now() + skew;

/** Returns the results at an address as a document, `undefined` where they are known already, or `GIVEN_UP` when another
 * request took its place. */
function fetchResults(address, known) {
  loading?.abort();
  const request = new XMLHttpRequest();
  loading = request;
  const url = new URL(address, location.href);
  url.searchParams.set("part", "results");
  return new Promise((resolve, reject) => {
    request.open("GET", url);
    // The browser parses: no text becomes markup in this script, which Trusted Types would forbid.
    request.responseType = "document";
    request.timeout = 30_000;
    if (known) request.setRequestHeader("If-None-Match", known);
    request.onload = () => {
      const date = Date.parse(request.getResponseHeader("Date") ?? "");
      if (date) skew = date - Date.now();
      if (request.status === 304) resolve(undefined);
      else if (request.status === 401) location.reload();
      else if (request.status === 200 && request.response) {
        tag = request.getResponseHeader("ETag") ?? "";
        resolve(request.response);
      } else reject(new Error(`the server answered with ${request.status}`));
    };
    request.onerror = request.ontimeout = () => reject(new Error("no connection"));
    request.onabort = () => resolve(GIVEN_UP);
    request.send();
  });
}

function replace(page) {
  const open = [...results.querySelectorAll("details[open]")].map((one) => one.id);
  const at = document.activeElement;
  const focused = results.contains(at) && at.id;
  results.replaceChildren(...page.body.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused !== false) {
    // What is gone, a chip say, leaves the keyboard at the list.
    const next = document.getElementById(focused) ?? document.getElementById("list-title");
    next.focus({ preventScroll: true });
    // Who was writing goes on at the end.
    if (next.type === "search") next.setSelectionRange(next.value.length, next.value.length);
  }
  dress();
  tick();
}

/** Goes to an address of this page. A server that does not answer in this way gets a plain visit. */
async function go(address, push) {
  const going = ++goings;
  document.body.classList.add("loading");
  try {
    const page = await fetchResults(address);
    if (page === GIVEN_UP) return;
    if (push) history.pushState(null, "", address);
    shown = here();
    replace(page);
    freshAt = Date.now();
  } catch {
    location.assign(address);
  } finally {
    // Another click may have taken its place.
    if (going === goings) document.body.classList.remove("loading");
  }
}

/** Whether results that come by themselves would take a filter out of somebody's hands. Left alone for a minute, a
 * field that merely has the focus is in nobody's. */
function isTyping() {
  const field = document.activeElement?.closest("#filters input, #filters select");
  if (!field) return false;
  const isChanged = field.matches("input") && field.value !== field.defaultValue;
  return isChanged || Date.now() - touchedAt < MINUTE;
}
const isReading = () => Boolean(getSelection()?.toString());

/** Whether the keyboard is somewhere that could not be found again in other results: a name in a row, say. */
function isAtWork() {
  const at = document.activeElement;
  return results.contains(at) && !at.id;
}

async function look() {
  const isInTheWay = () => isTyping() || isReading() || isAtWork();
  // Nor is what somebody asked for given up for it.
  if (document.hidden || isInTheWay() || document.body.classList.contains("loading")) return;
  try {
    const page = await fetchResults(location.href, tag);
    if (page === GIVEN_UP) return;
    // Somebody may have begun to type meanwhile. Then the next look brings it.
    if (page && isInTheWay()) tag = "";
    else if (page) replace(page);
    freshAt = Date.now();
    trouble.textContent = "";
    tell();
  } catch (error) {
    trouble.textContent = `Not updated: ${error.message}. Trying again…`;
  }
}

function tell() {
  const seconds = Math.round((Date.now() - freshAt) / 1000);
  updated.textContent = seconds < 3 ? "Updated just now" : `Updated ${seconds} s ago`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** Says of a day's times how long ago they were; the exact time shows where the pointer rests. Of older ones it is
 * the other way round: a lesson's time is looked up, not guessed. */
function dress() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const exact = time.dataset.exact ??= time.textContent.trim();
    const ago = (now() - Date.parse(time.dateTime)) / 1000;
    if (ago < 0) continue;
    const [unit, seconds] = UNITS.find(([, seconds]) => ago >= seconds) ?? UNITS.at(-1);
    const words = relative.format(-Math.floor(ago / seconds), unit);
    [time.textContent, time.title] = ago < 86_400 ? [words, exact] : [exact, words];
  }
}

/** Live durations go on with the clock. */
function tick() {
  for (const one of document.querySelectorAll(".live-time")) {
    const since = Math.max(0, (now() - Date.parse(one.dataset.at)) / 1000);
    const all = Math.floor(Number(one.dataset.seconds) + since);
    const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
    const two = (number) => String(number).padStart(2, "0");
    one.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }
}

/** A form that does something says so, once. */
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = form.dataset.busy;
    button.disabled = true;
    form.querySelector(".busy")?.removeAttribute("hidden");
  });
}

// Where a browser keeps a page for its back button, others may have signed out meanwhile.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
dress();
tick();
setInterval(tick, 1_000);
setInterval(dress, 30_000);
if (results) {
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !plain || link.hasAttribute("download") || link.pathname !== location.pathname) return;
    const query = new URLSearchParams(link.search);
    if (query.has("session") || query.has("view")) return;
    event.preventDefault();
    go(link.href, true);
  });
  const submit = () => {
    const form = document.getElementById("filters");
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const preset = form.querySelector("[aria-current]");
    const [from, to] = [form.elements.from, form.elements.to];
    if (preset && from.value === from.defaultValue && to.value === to.defaultValue) {
      // Days that were chosen by name keep it: tomorrow they are others.
      for (const name of ["from", "to"]) query.delete(name);
      const range = new URLSearchParams(preset.search).get("range");
      go(`${location.pathname}?${new URLSearchParams([["range", range], ...query])}`, true);
    } else go(`${location.pathname}?${query}`, true);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) {
    results.addEventListener(kind, () => {
      touchedAt = Date.now();
    });
  }
  results.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  results.addEventListener("change", (event) => {
    if (event.target.matches("#filters select")) submit();
  });
  // A jump within the page, to its content say, is no other address.
  addEventListener("popstate", () => shown === here() || go(location.href, false));
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
  setInterval(tell, 1_000);
  tell();
}
