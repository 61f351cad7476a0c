// The heartbeat in plain Node with mysql2: one process, no framework, one prepared UPDATE. PORT, DATABASE_URL.
import { createServer } from "node:http";
import mysql from "mysql2/promise";

const pool = mysql.createPool({ uri: process.env.DATABASE_URL, connectionLimit: 16, timezone: "Z" });

const SQL = `UPDATE wpos_zoom_links SET last_activity_at = ?
  WHERE tracking_token = ? AND session_status = 'active' AND clicked_at IS NOT NULL`;

async function heartbeat({ token }) {
  if (typeof token !== "string" || !/^[0-9A-Fa-f]{32}$/.test(token)) return [404, { error: "Unknown link." }];
  const now = new Date();
  now.setMilliseconds(0);
  const [result] = await pool.execute(SQL, [now, token]);
  if (result.affectedRows === 0) return [404, { error: "Unknown link." }];
  return [200, { success: true, status: "active", timestamp: now.toISOString() }];
}

async function answer(request) {
  if (request.method !== "POST" || request.url !== "/api/zoom/heartbeat") return [404, { error: "Not found." }];
  let text = "";
  for await (const chunk of request) text += chunk;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return [400, { error: "The body is not valid JSON." }];
  }
  return heartbeat(body ?? {});
}

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => (console.error(error), [503, { error: "The database is away." }]))
    .then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
