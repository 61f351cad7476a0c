// Tells the server that this page is open. The server's clock counts; no time measured here is sent, but the
// wait of a message that could not be delivered. See docs/architecture.md, "The page's messages".
const main = document.getElementById("class");
const part = (id) => document.getElementById(id);
const url = (name) => new URL(name, location.href);
const json = { "content-type": "application/json" };

// In memory only: new per load, alive through the back button; storage would be copied with a duplicated tab.
const doc = crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const phone = matchMedia("(hover: none) and (pointer: coarse)").matches;
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

// Held by the browser, which sends it if this page dies without a word. Each message replaces it.
function leaveFarewell() {
  farewell?.abort();
  if (over || !("fetchLater" in window)) return;
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
    hear(heard);
  } catch {
    show("offline");
  }
  joining = false;
  if (!joined && !over) setTimeout(join, 5000);
}

async function beat(kind = "heartbeat") {
  // After the farewell of pagehide, a tick that was on its way would bring the page back.
  if (over || leaving) return;
  if (endPressedAt !== null) return end();
  if (!joined) return join();
  try {
    hear(await post("heartbeat", { kind }));
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
    if (!joined || over) return;
    farewell?.abort();
    tell("heartbeat", { kind: "zoom" });
  });
}
if (!phone) part("zoom").target = "_blank";

if (navigator.clipboard) {
  part("copy").hidden = false;
  part("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(part("zoom").href);
    part("copied").hidden = false;
  });
}

addEventListener("pagehide", () => {
  leaving = true;
  if (!joined || over) return;
  // Leaving for Zoom in the same tab is the start of the lesson, not its end.
  const toZoom = performance.now() - leftForZoomAt < 10_000;
  tell("end-session", endPressedAt !== null ? pressed() : { reason: toZoom ? "zoom" : "closed" });
});
addEventListener("pageshow", (event) => {
  leaving = false;
  if (event.persisted) beat("visible");
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") beat("visible");
  else if (joined && !over && !leaving) tell("heartbeat", { kind: "hidden" });
});
document.addEventListener("resume", () => beat());
document.addEventListener("prerenderingchange", () => join());
addEventListener("online", () => beat());
if (otherTabs) otherTabs.onmessage = () => beat();
setInterval(() => { if (joined && !over) showTime(); }, 1000);
show("connecting");
join();
