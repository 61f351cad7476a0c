// Tells the server that this page is open. The server's clock counts: the page sends no time that it measured, except
// how long a message had to wait for its delivery. See docs/architecture.md, "The page's messages".
const main = document.getElementById("class");
const byId = (id) => document.getElementById(id);
const url = (name) => new URL(name, location.href);
const json = { "content-type": "application/json" };

// Kept in memory only: each load is a new document, and the back button keeps it. A duplicated tab would copy storage.
const doc = crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const agent = navigator.userAgent;
const isPhone = matchMedia("(hover: none) and (pointer: coarse)").matches || navigator.userAgentData?.mobile === true ||
  /Android|iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel(`session-${main.dataset.token}`) : null;

let seq = 0;
let ticks = 0;
let hasJoined = false;
let isJoining = false;
let isOver = false;
let isLeaving = false;
let zoomTapped = false;
let leftForZoomAt = -Infinity;
let endPressedAt = null;
let seconds = 0;
let secondsAt = performance.now();
let interval = 0;
let ticker = null;
let deferredEnd = null;
let retryTimer = 0;
let retryMs = 2500;
let pendingKind = null;

/** Writes a message; its names are the wire's. */
const message = (more) =>
  JSON.stringify({ token: main.dataset.token, doc, seq: ++seq, ticks, phone: isPhone, zoom: zoomTapped, ...more });

function show(state) {
  main.dataset.state = state;
  for (const element of document.querySelectorAll("[data-when]")) {
    element.hidden = !element.dataset.when.split(" ").includes(state);
  }
}

function showTime() {
  const now = Math.floor(seconds + (performance.now() - secondsAt) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, secs] = [Math.floor(now / 3600), Math.floor(now / 60) % 60, now % 60];
  byId("time").textContent = hours ? `${hours}:${two(minutes)}:${two(secs)}` : `${minutes}:${two(secs)}`;
}

function finish(state, answer) {
  isOver = true;
  deferredEnd?.abort();
  byId("recorded").textContent = answer.duration ?? 0;
  show(state);
}

// A Worker's timer keeps its pace in a hidden tab, where browsers slow the page's own timer down to once a minute.
function tickEvery(intervalSeconds) {
  if (!intervalSeconds || intervalSeconds === interval) return;
  interval = intervalSeconds;
  ticker?.stop();
  const useOwnTimer = () => {
    const id = setInterval(tick, intervalSeconds * 1000);
    ticker = { stop: () => clearInterval(id) };
  };
  try {
    const source = URL.createObjectURL(new Blob([`setInterval(() => postMessage(0), ${intervalSeconds * 1000})`]));
    const worker = new Worker(source);
    worker.onmessage = tick;
    worker.onerror = () => { worker.terminate(); useOwnTimer(); };
    ticker = { stop: () => worker.terminate() };
  } catch {
    useOwnTimer();
  }
}

function tick() {
  ticks += 1;
  sendHeartbeat();
}

async function post(name, more) {
  const response = await fetch(url(name), {
    method: "POST", headers: json, body: message(more), keepalive: true, credentials: "omit", cache: "no-store",
    signal: AbortSignal.timeout?.(20_000),
  });
  return { status: response.status, answer: await response.json() };
}

// For moments after which this page may no longer run.
function sendBeaconMessage(name, more) {
  const body = message(more);
  if (navigator.sendBeacon?.(url(name), new Blob([body], { type: json["content-type"] }))) return;
  fetch(url(name), { method: "POST", headers: json, body, keepalive: true, credentials: "omit" }).catch(() => {});
}

// The navigation of the same tab may take long to begin. Until it does, nothing shows that the page is being left.
const isLeavingForZoom = () => performance.now() - leftForZoomAt < 60_000;

// An end that is not delivered yet takes the place of every other message, which would move the session's end.
function sendLastMessage(name, more) {
  if (endPressedAt === null) sendBeaconMessage(name, more);
  else sendBeaconMessage("end-session", endMessage());
}

// The browser holds this end, and sends it if the page dies without a message. Each answer renews it.
function deferEnd() {
  deferredEnd?.abort();
  if (isOver || isLeavingForZoom() || !("fetchLater" in window)) return;
  deferredEnd = new AbortController();
  try {
    const body = message({ reason: "dead" });
    window.fetchLater(url("end-session"), { method: "POST", headers: json, body, signal: deferredEnd.signal });
  } catch {
    // The browser's quota is used up. The missing heartbeats will say the same, later.
  }
}

function applyAnswer({ status, answer }) {
  if (isOver) return;
  if (status === 200 && answer.status === "active") {
    seconds = answer.durationSeconds;
    secondsAt = performance.now();
    tickEvery(answer.nextHeartbeatSeconds);
    show(endPressedAt === null ? "connected" : "ending");
    showTime();
    deferEnd();
  } else if (status === 200 && answer.status === "sent") {
    hasJoined = false;
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
  if (isOver || isLeaving || hasJoined || isJoining || document.prerendering || document.visibilityState !== "visible") return;
  isJoining = true;
  try {
    const reply = await post("track");
    hasJoined = reply.status === 200;
    if (hasJoined) retryMs = 2500;
    applyAnswer(reply);
  } catch {
    show("offline");
  }
  isJoining = false;
  clearTimeout(retryTimer);
  if (hasJoined || isOver) return;
  // The wait grows, and differs, so that the pages of a school do not all come back at once.
  retryTimer = setTimeout(join, retryMs * (0.75 + Math.random() / 2));
  retryMs = Math.min(retryMs * 2, 30_000);
}

async function sendHeartbeat(kind = "heartbeat") {
  // After the last message of pagehide, a tick that was already queued would open the page again.
  if (isOver || isLeaving) return;
  if (endPressedAt !== null) return end();
  if (!hasJoined) return join();
  // "visible" is repeated until the server has received it.
  if (kind === "visible") pendingKind = kind;
  try {
    const reply = await post("heartbeat", { kind: pendingKind ?? kind });
    if (reply.status === 200) pendingKind = null;
    applyAnswer(reply);
  } catch {
    if (!isOver && endPressedAt === null) show("offline");
  }
}

const endMessage = () => ({ reason: "finished", age_ms: Math.round(performance.now() - endPressedAt) });

async function end() {
  try {
    const { status, answer } = await post("end-session", endMessage());
    if (isOver) return;
    if (status === 200) {
      finish("ended", answer);
      otherTabs?.postMessage("ended");
    } else if (status < 500 && status !== 429) {
      // The server refused for good. A heartbeat asks for the state that it knows.
      endPressedAt = null;
      byId("end").disabled = false;
      sendHeartbeat();
    }
  } catch {
    // The next tick tries again.
  }
}

byId("end").addEventListener("click", () => {
  byId("end").disabled = true;
  endPressedAt ??= performance.now();
  show("ending");
  end();
});

for (const link of document.querySelectorAll("#zoom, #app-phone, #app-desktop")) {
  // Nothing is awaited before the navigation: in-app browsers open another app only directly from the tap.
  link.addEventListener("click", () => {
    zoomTapped = true;
    if (link === byId("zoom") && !link.target) leftForZoomAt = performance.now();
    if (isOver) return;
    deferredEnd?.abort();
    // The tap shows that a person is there, even before the page could join.
    if (hasJoined || isJoining) sendLastMessage("heartbeat", { kind: "zoom" });
    else sendBeaconMessage("track");
  });
}

if (!isPhone) byId("zoom").target = "_blank";
document.documentElement.classList.toggle("is-phone", isPhone);

if (navigator.clipboard) {
  byId("copy").hidden = false;
  byId("copy").addEventListener("click", async () => {
    // Some browsers refuse. The link itself stands above the button and can be selected.
    const copied = await navigator.clipboard.writeText(byId("zoom").href).then(() => true, () => false);
    byId("copied").hidden = !copied;
  });
}

addEventListener("pagehide", () => {
  isLeaving = true;
  if ((!hasJoined && !isJoining) || isOver) return;
  // Leaving for Zoom in the same tab begins the lesson; it does not end it.
  if (isLeavingForZoom()) deferredEnd?.abort();
  sendLastMessage("end-session", { reason: isLeavingForZoom() ? "zoom" : "closed" });
});

addEventListener("pageshow", (event) => {
  isLeaving = false;
  if (!event.persisted) return;
  leftForZoomAt = -Infinity;
  sendHeartbeat("visible");
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    leftForZoomAt = -Infinity;
    sendHeartbeat("visible");
  } else if ((hasJoined || isJoining) && !isOver && !isLeaving) {
    pendingKind = null;
    sendLastMessage("heartbeat", { kind: "hidden" });
  }
});

document.addEventListener("resume", () => sendHeartbeat());
document.addEventListener("prerenderingchange", () => join());
addEventListener("online", () => sendHeartbeat());
if (otherTabs) otherTabs.onmessage = () => sendHeartbeat();

setInterval(() => { if (hasJoined && !isOver) showTime(); }, 1000);

show("connecting");
join();
