import type { SeatStateName, TicketContent, User } from "../src/lib/api/types.ts";
import { citizen, seats, users } from "./people.ts";
import type { Stage } from "./stage.ts";
import { ago, ahead } from "./times.ts";
import { finished } from "./talk.ts";
import * as knowledge from "./knowledge.ts";
import * as work from "./work.ts";

export interface Reply {
  status: number;
  body?: unknown;
  cookie?: string;
}
interface Ask {
  body: Record<string, unknown>;
  query: URLSearchParams;
  user: User;
  stage: Stage;
  id: string;
}

const done: Reply = { status: 204 };
const give = (body: unknown): Reply => ({ status: 200, body });
const page = (items: unknown[]): Reply => give({ items, page: 1, page_size: 20, total: items.length });

const routes: [method: string, path: RegExp, reply: (ask: Ask) => Reply][] = [
  ["GET", /^\/api\/(sealed\/requests|findings|outbox)$/, () => page([])],
  ["GET", /^\/api\/sealed$/, () => give({ items: [] })],
  ["GET", /^\/api\/jobs$/, () => give({ alive: true, items: [] })],
  ["GET", /^\/api\/menus$/, () => give({ days: 14, items: [] })],
  ["GET", /^\/api\/session$/, ({ user }) => give({ user, csrf_token: "practice" })],
  ["DELETE", /^\/api\/session$/, () => ({ status: 204, cookie: "" })],
  ["POST", /^\/api\/phone\/credentials$/, ({ user }) =>
    give({ websocket_url: process.env.PRACTICE_SIP ?? "ws://practice/ws", sip_uri: `sip:${user.extension}@127.0.0.1`, authorization_user: user.extension, password: "practice", display_name: user.name, expires_at: ahead(3600) })],
  ["GET", /^\/api\/directory$/, () =>
    give({
      seats: seats().map((seat, index) => ({ user_id: index + 1, name: seat.name, extension: seat.extension, role: seat.role, state: seat.state, desk_labels: seat.desk_labels })),
      queues: work.floor([]).queues.map((queue, index) => ({ number: `12${index + 1}`, name: queue.name, label: queue.label, waiting: queue.waiting, ready: queue.ready })),
    })],
  ["GET", /^\/api\/seat\/pause-reasons$/, () => give(work.pauseReasons)],
  ["PUT", /^\/api\/seat\/state$/, ({ body, stage }) => (stage.play(body.state as SeatStateName, (body.reason as string) ?? null), done)],
  ["POST", /^\/api\/seat\/wrap-up\/extend$/, ({ body, stage }) => (stage.extend(Number(body.seconds)), done)],
  ["POST", /^\/api\/seat\/wrap-up\/finish$/, ({ stage }) => (stage.play("ready"), done)],
  ["POST", /^\/api\/seat\/(conference|phone-health)$/, () => done],
  ["GET", /^\/api\/calls$/, ({ query }) => page(work.calls(/\p{L}/u.test(query.get("q") ?? "") ? query.get("q") ?? "" : ""))],
  ["GET", /^\/api\/calls\/[^/]+\/transcript$/, () => give({ items: finished() })],
  ["GET", /^\/api\/calls\/(.+)$/, ({ id }) => give(work.callDetail(id))],
  ["GET", /^\/api\/callbacks$/, ({ query, user }) =>
    page(work.callbacks().filter((item) => (query.get("owner") === "me" ? item.owner?.id === user.id : query.get("owner") === "open" ? !item.owner : true)))],
  ["POST", /^\/api\/callbacks\/(\d+)\/\w+$/, () => done],
  ["GET", /^\/api\/ticket-types$/, () => give(work.ticketTypes)],
  ["GET", /^\/api\/dispositions$/, () => give(work.dispositions)],
  ["GET", /^\/api\/tickets$/, () => page(work.tickets())],
  ["GET", /^\/api\/tickets\/(\d+)$/, ({ id }) => give(work.ticket(Number(id)))],
  ["POST", /^\/api\/tickets$/, ({ body }) => give(work.ticket(4512, body as Partial<TicketContent>))],
  ["PATCH", /^\/api\/tickets\/(\d+)$/, ({ id, body }) => give(work.ticket(Number(id), body as Partial<TicketContent>))],
  ["POST", /^\/api\/tickets\/(\d+)\/\w+$/, () => done],
  ["GET", /^\/api\/knowledge$/, ({ query }) =>
    give({ query: query.get("q") ?? "", by: query.get("q") ? "meaning" : "list", answered: query.get("q") !== "피자", certainty: 0.94, results: knowledge.hits() })],
  ["POST", /^\/api\/knowledge\/suggest$/, () => give(knowledge.hits())],
  ["GET", /^\/api\/knowledge\/unanswered$/, () => page(knowledge.questions())],
  ["POST", /^\/api\/knowledge\/unanswered$/, () => give(knowledge.questions()[0])],
  ["GET", /^\/api\/knowledge\/proposals$/, () => page(knowledge.proposals())],
  ["POST", /^\/api\/knowledge\/proposals$/, () => give(knowledge.proposals()[0])],
  ["GET", /^\/api\/knowledge\/figures$/, () => give(knowledge.figures())],
  ["POST", /^\/api\/knowledge\/(?:unanswered|proposals)\/\d+\/[\w-]+$/, () => done],
  ["POST", /^\/api\/knowledge\/([\w-]+)\/used$/, () => done],
  ["GET", /^\/api\/knowledge\/([\w-]+)$/, ({ id }) => give(knowledge.article(id))],
  ["GET", /^\/api\/citizens$/, () => give([{ id: 31, name_masked: "김*순", phone_masked: "010-****-2413", district: "○○구 △△동", tags: [] }, { id: 32, name_masked: "박*수", phone_masked: "010-****-2413", district: "○○구 △△동", tags: ["가족 번호"] }])],
  ["GET", /^\/api\/citizens\/(\d+)$/, () => give(citizen(false))],
  ["POST", /^\/api\/citizens\/(\d+)\/reveal$/, () => give(citizen(true))],
  ["PUT", /^\/api\/citizens\/(\d+)$/, () => give(citizen(true))],
  ["POST", /^\/api\/citizens$/, () => give(citizen(true))],
];

export function answer(method: string, url: URL, body: Record<string, unknown>, user: User | null, stage: Stage): Reply {
  const scene = /^\/dev\/scene\/(\w+)$/.exec(url.pathname)?.[1];
  if (scene) {
    stage.play(scene as SeatStateName, scene === "paused" ? "meal" : null);
    return done;
  }
  if (method === "POST" && url.pathname === "/api/session") {
    const known = users[String(body.login)];
    return known ? { status: 204, cookie: known.login } : { status: 401, body: { title: "아이디나 비밀번호가 맞지 않습니다.", detail: "다시 입력해 주십시오.", code: "wrong_login" } };
  }
  if (!user) return { status: 401, body: { title: "로그인해 주십시오.", detail: "", code: "signed_out", at: ago(0) } };
  for (const [wanted, path, reply] of routes) {
    const found = path.exec(url.pathname);
    if (wanted === method && found) return reply({ body, query: url.searchParams, user, stage, id: decodeURIComponent(found[1] ?? "") });
  }
  return { status: 404, body: { title: "없는 주소입니다.", detail: url.pathname, code: "not_found" } };
}
