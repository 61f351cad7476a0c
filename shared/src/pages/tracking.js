// Tells the server that this page is open. The server's clock counts; nothing measured here is sent.
const main = document.getElementById("class");
const part = (id) => document.getElementById(id);
const doc = crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let seq = 0;
let joined = false;
let over = false;
let zoomTappedAt = -Infinity;
let seconds = 0;
let secondsAt = 0;
let beating = 0;

const body = (more) => JSON.stringify({ token: main.dataset.token, doc, seq: ++seq, ...more });

async function post(name, more) {
  const response = await fetch(new URL(name, location.href), {
    method: "POST", headers: { "content-type": "application/json" }, body: body(more),
    keepalive: true, credentials: "omit", cache: "no-store",
  });
  return { status: response.status, answer: await response.json() };
}

function counted(answer) {
  seconds = answer.durationSeconds;
  secondsAt = performance.now();
  if (answer.nextHeartbeatSeconds && !over) {
    clearInterval(beating);
    beating = setInterval(beat, answer.nextHeartbeatSeconds * 1000);
  }
  show();
}

function show() {
  const now = Math.floor(seconds + (performance.now() - secondsAt) / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(now / 3600), Math.floor(now / 60) % 60, now % 60];
  part("time").textContent = h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function finish(answer) {
  over = true;
  clearInterval(beating);
  part("tracking").hidden = true;
  part("over").hidden = false;
  part("recorded").textContent = `${answer.duration ?? 0} min`;
}

function state(text) {
  part("state").textContent = text;
}

async function join() {
  if (over || document.prerendering || document.visibilityState !== "visible") return;
  part("tracking").hidden = false;
  try {
    const { status, answer } = await post("track");
    if (status === 200) {
      joined = true;
      state("Connected");
      counted(answer);
    } else if (status === 409) {
      finish(answer);
    } else {
      state(answer.error);
      if (status === 429 || status >= 500) setTimeout(join, 5000);
    }
  } catch {
    state("Offline: trying again …");
    setTimeout(join, 5000);
  }
}

async function beat() {
  if (over || !joined) return;
  try {
    const { status, answer } = await post("heartbeat");
    if (status === 200 && answer.status === "active") {
      state("Connected");
      counted(answer);
    } else if (status === 200) {
      // Another tab may have closed it, or it timed out: only the join can tell whether it goes on.
      await join();
    } else {
      state(answer.error);
    }
  } catch {
    state("Offline: your time goes on when the connection is back.");
  }
}

part("zoom").addEventListener("click", () => { zoomTappedAt = performance.now(); });
if (matchMedia("(pointer: fine)").matches) part("zoom").target = "_blank";

part("end").addEventListener("click", async () => {
  part("end").disabled = true;
  try {
    const { status, answer } = await post("end-session", { reason: "finished" });
    if (status === 200) finish(answer);
    else state(answer.error);
  } catch {
    state("Offline: please try again.");
  }
  part("end").disabled = false;
});

// Leaving for Zoom in the same tab is the start of the lesson, not its end.
addEventListener("pagehide", () => {
  if (!joined || over || performance.now() - zoomTappedAt < 10_000) return;
  const message = new Blob([body({ reason: "closed" })], { type: "application/json" });
  navigator.sendBeacon(new URL("end-session", location.href), message);
});
addEventListener("pageshow", (event) => { if (event.persisted) join(); });
addEventListener("online", beat);
document.addEventListener("prerenderingchange", join);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  if (joined) beat();
  else join();
});
setInterval(() => { if (joined && !over) show(); }, 1000);
join();
