import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { Server, type Socket } from "socket.io";
import type { Plugin } from "vite";
import type { SeatTopic, User } from "../src/lib/api/types.ts";
import { answer } from "./routes.ts";
import { floor } from "./work.ts";
import { seats, users } from "./people.ts";
import { Stage } from "./stage.ts";

/** A real Asterisk in the place of the practice phone: the address of its WebSocket; each seat's password is `practice`. */
const realPhone = process.env.PRACTICE_SIP;
const phone = fileURLToPath(new URL("practice_phone.ts", import.meta.url));

/**
 * A stand-in for the server and for Asterisk, for `npm run practice` only. Sign in as `agent01`,
 * `supervisor`, `qaa` or `admin` with any password; `POST /dev/scene/<ready|ringing|talking|wrap_up|paused>` sets the seat.
 */
export function practiceServer(): Plugin {
  const stage = new Stage();
  const userOf = (request: IncomingMessage): User | null => users[/practice=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""] ?? null;
  return {
    name: "practice-server",
    enforce: "pre",
    resolveId: (source) => (source.endsWith("/jssip_agent") && !realPhone ? phone : null),
    configureServer(server) {
      if (!server.httpServer) return;
      const io = new Server(server.httpServer as never, { transports: ["websocket"], serveClient: false, destroyUpgrade: false });
      io.on("connection", (socket) => serve(socket, stage));
      stage.onChange = (state) => {
        io.emit("update", { topic: "seat", seq: stage.seq, state });
        io.emit("update", { topic: "transcript", seq: stage.seq, state: stage.transcript });
      };
      stage.onRing = () => io.emit("practice:ring", stage.state.call?.call_id);
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://practice");
        if (!/^\/(api|dev\/scene)\//.test(url.pathname) && url.pathname !== "/api/session") return next();
        void read(request).then((body) => reply(response, answer(request.method ?? "GET", url, body, userOf(request), stage)));
      });
    },
  };
}

function serve(socket: Socket, stage: Stage): void {
  const send = ({ topic }: { topic: string }) => socket.emit("snapshot", { topic, seq: stage.seq, state: stateOf(topic, stage) });
  socket.on("join", send);
  socket.on("resync", send);
  // Like the real server after a reload: the call in talk is offered to the new phone.
  socket.on("practice:phone", () => stage.state.state === "talking" && socket.emit("practice:ring", stage.state.call?.call_id));
  socket.on("practice:answered", () => stage.state.state === "ringing" && stage.play("talking"));
  socket.on("practice:ended", () => stage.play("wrap_up"));
}

function stateOf(topic: string, stage: Stage): SeatTopic | object {
  if (topic === "transcript") return stage.transcript;
  return topic === "floor" ? { ...floor(seats()), server_time: new Date().toISOString() } : stage.state;
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString() || "{}") as Record<string, unknown>;
}

function reply(response: ServerResponse, { status, body, cookie }: { status: number; body?: unknown; cookie?: string }): void {
  response.statusCode = status;
  if (cookie !== undefined) response.setHeader("Set-Cookie", `practice=${cookie}; Path=/`);
  response.setHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json");
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
