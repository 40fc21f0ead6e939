import type { Citizen, FloorSeat, HistoryItem, User } from "../src/lib/api/types.ts";
import { ago, ahead } from "./times.ts";

/** Invented people: names and numbers belong to nobody. */
export const users: Record<string, User> = {
  agent01: { id: 1, login: "agent01", name: "이상담", role: "agent", extension: "201" },
  supervisor: { id: 14, login: "supervisor", name: "정총괄", role: "supervisor", extension: "231" },
  qaa: { id: 15, login: "qaa", name: "문품질", role: "qaa", extension: "241" },
  admin: { id: 16, login: "admin", name: "한관리", role: "administrator", extension: null },
};

type Row = [name: string, state: FloorSeat["state"], seconds: number, desks: string[], reason?: string];
const rows: Row[] = [
  ["이상담", "talking", 134, ["여권·제증명"]], ["박정우", "talking", 760, ["생활불편"]], ["최유리", "talking", 48, ["차량등록"]],
  ["한도윤", "talking", 242, ["여권·제증명"]], ["오지민", "talking", 80, ["차량등록"]], ["서하늘", "ringing", 4, ["여권·제증명", "일반"]],
  ["강민서", "talking", 211, ["생활불편"]], ["윤서준", "ready", 22, ["차량등록"]], ["임가은", "ready", 65, ["여권·제증명"]],
  ["조현우", "wrap_up", 31, ["생활불편"]], ["신예린", "wrap_up", 12, ["일반"]], ["황보은비", "paused", 1300, [], "meal"],
  ["배성호", "logged_out", 4000, []], ["정총괄", "ready", 300, ["일반"]], ["문품질", "paused", 900, [], "training"],
];

export const seats = (): FloorSeat[] =>
  rows.map(([name, state, seconds, desk_labels, reason], index) => ({
    extension: index < 13 ? String(201 + index) : index === 13 ? "231" : "241",
    name,
    role: index < 13 ? "agent" : index === 13 ? "supervisor" : "qaa",
    state,
    reason: reason ?? null,
    since: ago(seconds),
    desk_labels,
    call_id: state === "talking" ? `1795584${index}.12` : null,
    wrap_up_ends_at: state === "wrap_up" ? ahead(60 - seconds) : null,
  }));

export const history = (): HistoryItem[] => [
  { at: "2026-10-28T00:14:00Z", kind: "생활민원", title: "△△동 12-3 앞 가로등 꺼짐", status: "완료 · 확인", owner: "도로과", ticket_id: 4511 },
  { at: "2026-08-02T07:40:00Z", kind: "문의", title: "재산세 납부 기한", status: "안내 종결", owner: "콜센터", call_id: "1786.33" },
  { at: "2026-03-11T01:05:00Z", kind: "여권", title: "여권 재발급 준비물과 수수료 안내", status: "안내 종결", owner: "콜센터", call_id: "1774.21" },
];

export const citizen = (open: boolean): Citizen => ({
  id: 31,
  name: open ? "김말순" : "김*순",
  phones: open ? ["010-0000-2413"] : ["010-****-2413"],
  birth_year: 1959,
  district: "○○구 △△동",
  address: open ? "○○시 ○○구 △△로 45, 103동 802호" : "○○시 ○○구 △△로 **",
  memo: "귀가 어두우심 · 천천히 또박또박",
  tags: [],
  sms_consent: true,
  masked: !open,
  visible_until: open ? ahead(60) : null,
  version: 3,
  history: history(),
});
