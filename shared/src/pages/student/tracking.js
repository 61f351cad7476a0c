// Tells the server that this page is open. The server's clock counts; no time measured here is sent, but the
// wait of a message that could not be delivered. See docs/architecture.md, "The page's messages".
const main = document.getElementById("class");
const part = (id) => document.getElementById(id);
const url = (name) => new URL(name, location.href);
const json = { "content-type": "application/json" };

// In memory only: new per load, alive through the back button; storage would be copied with a duplicated tab.
const doc = crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const agent = navigator.userAgent;
const phone = matchMedia("(hover: none) and (pointer: coarse)").matches || navigator.userAgentData?.mobile === true ||
  /Android|iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel(`session-${main.dataset.token}`) : null;

let seq = 0;
let ticks = 0;
let joined = false;
let joining = false;
let over = false;
let leaving = false;
let zoomTapped = false;
let leftForZoomAt = -Infinity;
let endPressedAt = null;
let seconds = 0;
let secondsAt = performance.now();
let interval = 0;
let timer = null;
let farewell = null;
let retry = 0;
let retryMs = 2500;
let unsaid = null;

const message = (more) =>
  JSON.stringify({ token: main.dataset.token, doc, seq: ++seq, ticks, phone, zoom: zoomTapped, ...more });

function show(state) {
  main.dataset.state = state;
  for (const one of document.querySelectorAll("[data-when]")) {
    one.hidden = !one.dataset.when.split(" ").includes(state);
  }
}

function showTime() {
  const now = Math.floor(seconds + (performance.now() - secondsAt) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(now / 3600), Math.floor(now / 60) % 60, now % 60];
  part("time").textContent = h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function finish(state, answer) {
  over = true;
  farewell?.abort();
  part("recorded").textContent = answer.duration ?? 0;
  show(state);
}

// A Worker's timer goes on in a hidden tab, where the page's own is slowed down to once a minute.
function tickEvery(wanted) {
  if (!wanted || wanted === interval) return;
  interval = wanted;
  timer?.stop();
  const own = () => {
    const id = setInterval(tick, wanted * 1000);
    timer = { stop: () => clearInterval(id) };
  };
  try {
    const source = URL.createObjectURL(new Blob([`setInterval(() => postMessage(0), ${wanted * 1000})`]));
    const worker = new Worker(source);
    worker.onmessage = tick;
    worker.onerror = () => { worker.terminate(); own(); };
    timer = { stop: () => worker.terminate() };
  } catch {
    own();
  }
}

function tick() {
  ticks += 1;
  beat();
}

async function post(name, more) {
  const response = await fetch(url(name), {
    method: "POST", headers: json, body: message(more), keepalive: true, credentials: "omit", cache: "no-store",
    signal: AbortSignal.timeout?.(20_000),
  });
  return { status: response.status, answer: await response.json() };
}

// For moments after which this page may not run any more.
function tell(name, more) {
  const body = message(more);
  if (navigator.sendBeacon?.(url(name), new Blob([body], { type: json["content-type"] }))) return;
  fetch(url(name), { method: "POST", headers: json, body, keepalive: true, credentials: "omit" }).catch(() => {});
}

// The navigation of the same tab may take long to begin; until then the page cannot be told from one that stays.
const isLeavingForZoom = () => performance.now() - leftForZoomAt < 60_000;

// An End that waits goes before everything else, which would move its time.
const tellFirst = (name, more) => (endPressedAt === null ? tell(name, more) : tell("end-session", pressed()));

// Held by the browser, which sends it if this page dies without a word. Each message replaces it.
function leaveFarewell() {
  farewell?.abort();
  if (over || isLeavingForZoom() || !("fetchLater" in window)) return;
  farewell = new AbortController();
  try {
    const body = message({ reason: "dead" });
    window.fetchLater(url("end-session"), { method: "POST", headers: json, body, signal: farewell.signal });
  } catch {
    // Over its quota: the heartbeats' end says the same, later.
  }
}

function hear({ status, answer }) {
  if (over) return;
  if (status === 200 && answer.status === "active") {
    seconds = answer.durationSeconds;
    secondsAt = performance.now();
    tickEvery(answer.nextHeartbeatSeconds);
    show(endPressedAt === null ? "connected" : "ending");
    showTime();
    leaveFarewell();
  } else if (status === 200 && answer.status === "sent") {
    joined = false;
    join();
  } else if (status === 200) {
    finish(endPressedAt === null ? "elsewhere" : "ended", answer);
  } else if (status === 409) {
    finish("ended", answer);
  } else if (status === 410 || status === 404) {
    finish(status === 410 ? "expired" : "unknown", answer);
  } else if (endPressedAt === null) {
    show("offline");
  }
}

async function join() {
  if (over || leaving || joined || joining || document.prerendering || document.visibilityState !== "visible") return;
  joining = true;
  try {
    const heard = await post("track");
    joined = heard.status === 200;
    if (joined) retryMs = 2500;
    hear(heard);
  } catch {
    show("offline");
  }
  joining = false;
  clearTimeout(retry);
  if (joined || over) return;
  // Later and later, and not all pages of a school at once.
  retry = setTimeout(join, retryMs * (0.75 + Math.random() / 2));
  retryMs = Math.min(retryMs * 2, 30_000);
}

async function beat(kind = "heartbeat") {
  // After the farewell of pagehide, a tick that was on its way would bring the page back.
  if (over || leaving) return;
  if (endPressedAt !== null) return end();
  if (!joined) return join();
  // That the page is in front again is said until it is heard.
  if (kind === "visible") unsaid = kind;
  try {
    const heard = await post("heartbeat", { kind: unsaid ?? kind });
    if (heard.status === 200) unsaid = null;
    hear(heard);
  } catch {
    if (!over && endPressedAt === null) show("offline");
  }
}

const pressed = () => ({ reason: "finished", age_ms: Math.round(performance.now() - endPressedAt) });

async function end() {
  try {
    const { status, answer } = await post("end-session", pressed());
    if (over) return;
    if (status === 200) {
      finish("ended", answer);
      otherTabs?.postMessage("ended");
    } else if (status < 500 && status !== 429) {
      // Refused for good: what the server says of the session is right.
      endPressedAt = null;
      part("end").disabled = false;
      beat();
    }
  } catch {
    // The next tick tries again.
  }
}

part("end").addEventListener("click", () => {
  part("end").disabled = true;
  endPressedAt ??= performance.now();
  show("ending");
  end();
});

for (const link of document.querySelectorAll("#zoom, #app-phone, #app-desktop")) {
  // No wait before the navigation: in-app browsers open another app only straight from the tap.
  link.addEventListener("click", () => {
    zoomTapped = true;
    if (link === part("zoom") && !link.target) leftForZoomAt = performance.now();
    if (over) return;
    farewell?.abort();
    // Even before the page could join, the tap says that somebody is there.
    if (joined || joining) tellFirst("heartbeat", { kind: "zoom" });
    else tell("track");
  });
}
if (!phone) part("zoom").target = "_blank";
document.documentElement.classList.toggle("is-phone", phone);

if (navigator.clipboard) {
  part("copy").hidden = false;
  part("copy").addEventListener("click", async () => {
    // Refused by some browsers: the link itself stands above the button, to be selected.
    const copied = await navigator.clipboard.writeText(part("zoom").href).then(() => true, () => false);
    part("copied").hidden = !copied;
  });
}

addEventListener("pagehide", () => {
  leaving = true;
  if ((!joined && !joining) || over) return;
  // Leaving for Zoom in the same tab is the start of the lesson, not its end.
  if (isLeavingForZoom()) farewell?.abort();
  tellFirst("end-session", { reason: isLeavingForZoom() ? "zoom" : "closed" });
});
addEventListener("pageshow", (event) => {
  leaving = false;
  if (!event.persisted) return;
  leftForZoomAt = -Infinity;
  beat("visible");
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    leftForZoomAt = -Infinity;
    beat("visible");
  } else if ((joined || joining) && !over && !leaving) {
    unsaid = null;
    tellFirst("heartbeat", { kind: "hidden" });
  }
});
document.addEventListener("resume", () => beat());
document.addEventListener("prerenderingchange", () => join());
addEventListener("online", () => beat());
if (otherTabs) otherTabs.onmessage = () => beat();
setInterval(() => { if (joined && !over) showTime(); }, 1000);
show("connecting");
join();
