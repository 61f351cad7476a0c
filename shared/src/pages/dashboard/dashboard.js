// Updates the dashboard without reloading it: links and filters fetch the results alone, and while the page is in front
// it asks every 15 seconds whether they have changed. Everything works without this script, too.

const REFRESH_MS = 15_000;
const MINUTE_MS = 60_000;
const results = document.getElementById("results");
const updated = document.getElementById("updated");
const trouble = document.getElementById("trouble");
const title = document.querySelector("[data-now]");
// The server's clock counts: the browser's clock may be wrong by hours.
let clockSkew = title ? Date.parse(title.dataset.now) - Date.now() : 0;
let updatedAt = Date.now();
let tag = "";
let currentRequest;
let touchedAt = 0;
let navigations = 0;

const SUPERSEDED = Symbol("superseded");
const currentAddress = () => location.pathname + location.search;
let shownAddress = currentAddress();

const now = () => Date.now() + clockSkew;

/** Returns the results at an address as a document, `undefined` if they have not changed, or `SUPERSEDED` if another
 * request took the place of this one. `known` is the tag of the results that the page shows. */
function fetchResults(address, known) {
  currentRequest?.abort();
  const request = new XMLHttpRequest();
  currentRequest = request;
  const url = new URL(address, location.href);
  url.searchParams.set("part", "results");
  return new Promise((resolve, reject) => {
    request.open("GET", url);
    // The browser parses the answer. Trusted Types would forbid this script to make markup of a text.
    request.responseType = "document";
    request.timeout = 30_000;
    if (known) request.setRequestHeader("If-None-Match", known);
    request.onload = () => {
      const date = Date.parse(request.getResponseHeader("Date") ?? "");
      if (date) clockSkew = date - Date.now();
      if (request.status === 304) resolve(undefined);
      else if (request.status === 401) location.reload();
      else if (request.status === 200 && request.response) {
        tag = request.getResponseHeader("ETag") ?? "";
        resolve(request.response);
      } else reject(new Error(`the server answered with ${request.status}`));
    };
    request.onerror = request.ontimeout = () => reject(new Error("no connection"));
    request.onabort = () => resolve(SUPERSEDED);
    request.send();
  });
}

function replace(page) {
  const open = [...results.querySelectorAll("details[open]")].map((details) => details.id);
  const focusedElement = document.activeElement;
  const focused = results.contains(focusedElement) && focusedElement.id;

  results.replaceChildren(...page.body.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused !== false) {
    // If the focused element is gone, such as a chip, the focus moves to the list.
    const next = document.getElementById(focused) ?? document.getElementById("list-title");
    next.focus({ preventScroll: true });
    // Whoever was typing continues at the end of the text.
    if (next.type === "search") next.setSelectionRange(next.value.length, next.value.length);
  }
  showRelativeTimes();
  advanceLiveTimes();
}

/** Goes to an address of this page. If the results cannot be fetched, the browser loads the whole page. */
async function navigate(address, push) {
  const navigation = ++navigations;
  document.body.classList.add("loading");
  try {
    const page = await fetchResults(address);
    if (page === SUPERSEDED) return;
    if (push) history.pushState(null, "", address);
    shownAddress = currentAddress();
    replace(page);
    updatedAt = Date.now();
  } catch {
    location.assign(address);
  } finally {
    // A later navigation may still be loading.
    if (navigation === navigations) document.body.classList.remove("loading");
  }
}

/** Tells whether somebody is using a filter, which new results would disturb. A field that merely has the focus is no
 * longer in use after a minute. */
function isTyping() {
  const field = document.activeElement?.closest("#filters input, #filters select");
  if (!field) return false;
  const isChanged = field.matches("input") && field.value !== field.defaultValue;
  return isChanged || Date.now() - touchedAt < MINUTE_MS;
}
const isReading = () => Boolean(getSelection()?.toString());

/** Tells whether the focus is on an element that could not be found again in new results, such as a name in a row. */
function hasAnonymousFocus() {
  const focusedElement = document.activeElement;
  return results.contains(focusedElement) && !focusedElement.id;
}

async function refresh() {
  const isInUse = () => isTyping() || isReading() || hasAnonymousFocus();
  // A navigation must not be superseded by a mere refresh.
  if (document.hidden || isInUse() || document.body.classList.contains("loading")) return;
  try {
    const page = await fetchResults(location.href, tag);
    if (page === SUPERSEDED) return;
    // Somebody may have begun to type meanwhile. Then the next refresh shows the results.
    if (page && isInUse()) tag = "";
    else if (page) replace(page);
    updatedAt = Date.now();
    trouble.textContent = "";
    showAge();
  } catch (error) {
    trouble.textContent = `Not updated: ${error.message}. Trying again…`;
  }
}

function showAge() {
  const seconds = Math.round((Date.now() - updatedAt) / 1000);
  updated.textContent = seconds < 3 ? "Updated just now" : `Updated ${seconds} s ago`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** Shows times of the last day as how long ago they were, and the exact time as a tooltip. Older times are shown the
 * other way round: people look up the exact time of an old lesson. */
function showRelativeTimes() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const exact = time.dataset.exact ??= time.textContent.trim();
    const ago = (now() - Date.parse(time.dateTime)) / 1000;
    if (ago < 0) continue;
    const [unit, seconds] = UNITS.find(([, seconds]) => ago >= seconds) ?? UNITS.at(-1);
    const words = relative.format(-Math.floor(ago / seconds), unit);
    [time.textContent, time.title] = ago < 86_400 ? [words, exact] : [exact, words];
  }
}

/** Advances the durations of live sessions. */
function advanceLiveTimes() {
  for (const time of document.querySelectorAll(".live-time")) {
    const since = Math.max(0, (now() - Date.parse(time.dataset.at)) / 1000);
    const all = Math.floor(Number(time.dataset.seconds) + since);
    const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
    const two = (number) => String(number).padStart(2, "0");
    time.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }
}

// A form that changes something shows that it is busy, and cannot be sent twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = form.dataset.busy;
    button.disabled = true;
    form.querySelector(".busy")?.removeAttribute("hidden");
  });
}

// A browser may keep the page for its back button; meanwhile its user may have signed out.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

showRelativeTimes();
advanceLiveTimes();
setInterval(advanceLiveTimes, 1_000);
setInterval(showRelativeTimes, 30_000);

if (results) {
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !plain || link.hasAttribute("download") || link.pathname !== location.pathname) return;
    const query = new URLSearchParams(link.search);
    if (query.has("session") || query.has("view")) return;
    event.preventDefault();
    navigate(link.href, true);
  });

  const submit = () => {
    const form = document.getElementById("filters");
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const preset = form.querySelector("[aria-current]");
    const [from, to] = [form.elements.from, form.elements.to];
    if (preset && from.value === from.defaultValue && to.value === to.defaultValue) {
      // Days that were chosen by name stay chosen by name: tomorrow the name means other days.
      for (const name of ["from", "to"]) query.delete(name);
      const range = new URLSearchParams(preset.search).get("range");
      navigate(`${location.pathname}?${new URLSearchParams([["range", range], ...query])}`, true);
    } else navigate(`${location.pathname}?${query}`, true);
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

  // A jump within the page, such as to its content, is no new address.
  addEventListener("popstate", () => shownAddress === currentAddress() || navigate(location.href, false));
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, REFRESH_MS);
  setInterval(showAge, 1_000);
  showAge();
}
