import type * as Contract from "../src/lib/api/types.ts";
import { history } from "./people.ts";
import { ago, ahead } from "./times.ts";

export const ticketTypes: Contract.TicketType[] = [
  {
    code: "passport_mail", label: "여권 등기발송 신청", desk: "civil", desk_label: "여권·제증명",
    fields: [
      { name: "address", label: "받을 주소", kind: "text", required: true, max_length: 200 },
      { name: "receipt", label: "접수번호", kind: "text", required: true, max_length: 20 },
      { name: "expiry_notice", label: "만료 알림", kind: "select", required: false, options: [{ value: "yes", label: "6개월 전에 받음" }, { value: "no", label: "받지 않음" }] },
    ],
  },
  { code: "certificate", label: "제증명 발급 문의", desk: "civil", desk_label: "여권·제증명", fields: [] },
  { code: "vehicle", label: "차량등록 문의", desk: "vehicle", desk_label: "차량등록", fields: [{ name: "kind", label: "종류", kind: "select", required: true, options: [{ value: "new", label: "신규" }, { value: "move", label: "이전" }] }] },
  { code: "street_light", label: "가로등·보안등 고장", desk: "complaint", desk_label: "생활불편", fields: [{ name: "place", label: "장소", kind: "text", required: true }, { name: "seen", label: "본 날", kind: "date", required: false }] },
  { code: "general", label: "일반 문의", desk: "general", desk_label: "일반", fields: [] },
];

export const dispositions: Contract.Disposition[] = [
  { code: "answered", label: "안내 후 종결" }, { code: "handed_over", label: "접수 후 부서 이관" }, { code: "call_back", label: "다시 전화 드림" },
];
export const pauseReasons: Contract.PauseReason[] = [
  { code: "rest", label: "휴식" }, { code: "meal", label: "식사" }, { code: "training", label: "교육" }, { code: "meeting", label: "회의" },
];

const titles = ["△△로 45 앞 보안등이 이틀째 꺼져 있음", "여권 등기발송 신청", "자동차 이전등록 서류 문의", "공사장 소음 신고, 새벽 6시부터", "인감증명 대리 발급", "쓰레기 무단투기 단속 요청"];
const statuses: Contract.TicketStatus[] = ["open", "transferred", "reopened", "resolved", "closed", "open"];
const ticketRow = (index: number): Contract.TicketRow => {
  const type = ticketTypes[[3, 0, 2, 4, 1, 4][index % 6]!]!;
  return {
    id: 4500 + index, number: `2026-11-${String(4512 - index).padStart(6, "0")}`, title: titles[index % 6]!, type_label: type.label, desk: type.desk, desk_label: type.desk_label,
    status: statuses[index % 6]!, priority: index % 7 === 0 ? "urgent" : index % 5 === 0 ? "high" : "normal",
    assignee: index % 3 === 0 ? null : { id: index % 2 ? 1 : 4, name: index % 2 ? "이상담" : "한도윤" }, created_at: ago(index * 5400 + 300), due_at: index % 4 === 1 ? ago(1800) : ahead(index * 7200 + 3600),
  };
};
export const tickets = (): Contract.TicketRow[] => Array.from({ length: 18 }, (_, index) => ticketRow(index));
export const ticket = (id: number, content: Partial<Contract.TicketContent> = {}): Contract.Ticket => ({
  ...ticketRow(id - 4500), type: "passport_mail",
  body: "여권 유효기간 만료(10월)로 재발급 신청 예정. 방문 수령이 어려워 등기발송 희망. 사진 규격 안내함.", citizen_id: 31, disposition: "handed_over",
  fields: { address: "○○시 ○○구 △△로 **", receipt: "2026-11-004512", expiry_notice: "yes" }, ...content, id, version: 2, call_id: "1795584.12", citizen: { id: 31, name_masked: "김*순" }, due_at: ahead(172800), number: "2026-11-004512", undo_close_until: null,
  timeline: [
    { at: ago(7200), kind: "created", who: "이상담", text: "" }, { at: ago(7100), kind: "handed_over", who: null, text: "민원여권과로 보냈습니다." },
    { at: ago(3600), kind: "assigned", who: "한도윤", text: "" }, { at: ago(1800), kind: "comment", who: "한도윤", text: "접수번호를 확인했습니다. 여권이 나오면 다음 근무일에 발송합니다." },
    { at: ago(600), kind: "notified", who: null, text: "접수 문자를 보냈습니다." },
  ],
});

export const callbacks = (): Contract.Callback[] => [
  { id: 1, kind: "callback", caller_masked: "010-****-7781", at: ago(2400), desk_label: "차량등록", owner: { id: 1, name: "이상담" }, due_at: ago(300), attempts: 1, note: "이전등록 서류를 물어보심. 오후에 통화 가능", call_id: "1795.1", callable: true, voicemail_seconds: null, result: null, closed_at: null },
  { id: 2, kind: "missed", caller_masked: "02-****-0119", at: ago(5400), desk_label: "여권·제증명", owner: { id: 1, name: "이상담" }, due_at: ahead(1800), attempts: 0, note: null, call_id: "1795.2", callable: true, voicemail_seconds: null, result: null, closed_at: null },
  { id: 3, kind: "voicemail", caller_masked: "010-****-3320", at: ago(52000), desk_label: "생활불편", owner: { id: 1, name: "이상담" }, due_at: ahead(5400), attempts: 0, note: "집 앞 하수구가 막혔습니다. 확인 부탁드립니다.", call_id: "1795.3", callable: true, voicemail_seconds: 21, result: null, closed_at: null },
  { id: 4, kind: "missed", caller_masked: "031-***-4410", at: ago(60000), desk_label: "일반", owner: null, due_at: ahead(3000), attempts: 0, note: null, call_id: "1795.4", callable: true, voicemail_seconds: null, result: null, closed_at: null },
  { id: 5, kind: "callback", caller_masked: "010-****-5512", at: ago(900), desk_label: "여권·제증명", owner: null, due_at: ahead(2700), attempts: 0, note: null, call_id: "1795.5", callable: true, voicemail_seconds: null, result: null, closed_at: null },
];

const outcomes: Contract.CallOutcome[] = ["answered", "answered", "abandoned", "answered", "callback", "self_service", "answered", "voicemail", "not_answered"];
const desks = ["여권·제증명", "차량등록", "생활불편", "일반"];
/** `words`: what was looked for in the talks. */
export const calls = (words = ""): Contract.CallRow[] =>
  Array.from({ length: 17 }, (_, index) => {
    const outcome = outcomes[index % outcomes.length]!;
    const answered = outcome === "answered";
    return {
      call_id: `1795584${100 - index}.12`, started_at: ago(index * 640 + 120), direction: "inbound", desk_label: desks[index % 4]!, caller_masked: `010-****-${2413 + index * 311}`,
      outcome, agent: answered ? ["이상담", "한도윤", "최유리"][index % 3]! : null, wait_seconds: 8 + ((index * 13) % 60), talk_seconds: answered ? 60 + ((index * 97) % 400) : null,
      recorded: answered, ticket: answered && index % 2 === 0 ? { id: 4500 + index, number: `2026-11-${String(4512 - index).padStart(6, "0")}` } : null,
      passage: words && answered ? { speaker: "citizen", text: `${words} 때문에 전화드렸어요. 제 번호는 [전화번호]이고요.` } : null,
    };
  });

export const callDetail = (id: string): Contract.CallDetail => ({
  ...calls()[0]!, call_id: id, ivr_path: ["대표번호 120", "1번 여권·제증명", "여권 재발급 안내 들음", "상담원 연결"], hold_seconds: 21, wrap_up_seconds: 43, recording_seconds: 190, recording_deleted_at: null,
  citizen: { id: 31, name_masked: "김*순" }, household: [{ id: 31, name_masked: "김*순" }],
  events: [
    { at: ago(190), kind: "arrived", text: "대표번호 120" }, { at: ago(182), kind: "menu", text: "1번 여권·제증명" }, { at: ago(172), kind: "queued", text: "여권·제증명 · 앞에 2명" },
    { at: ago(150), kind: "missed", text: "203 최유리 자리가 받지 않음" }, { at: ago(140), kind: "ringing", text: "201 이상담" }, { at: ago(134), kind: "answered", text: "201 이상담" }, { at: ago(60), kind: "held", text: "" }, { at: ago(39), kind: "resumed", text: "21초 보류" },
  ],
});

export const card = (talking: boolean): Contract.CallCard => ({
  call_id: "1795584.12", direction: "inbound", desk: "civil", desk_label: "여권·제증명", ivr_path: ["대표번호 120", "1번 여권·제증명", "여권 재발급 안내 들음", "상담원 연결"],
  caller_masked: "010-****-2413", queued_at: ago(talking ? 172 : 31), answered_at: talking ? ago(134) : null, wait_seconds: talking ? 38 : null, calls_today: 1,
  citizen: { id: 31, name_masked: "김*순", tags: ["문자 수신 동의"] }, household: [{ id: 32, name_masked: "박*수" }], history: history(), recording: talking, resumes: false, ticket_draft: null,
});

export const floor = (seats: Contract.FloorSeat[]): Omit<Contract.FloorTopic, "server_time"> => ({
  queues: [
    { name: "civil", label: "여권·제증명", waiting: 2, longest_wait_since: ago(47), service_level_percent: 81.2, offered: 214, answered: 207, abandoned: 6, abandon_percent: 2.9, talking: 3, ready: 1, expected_wait_seconds: 35 },
    { name: "vehicle", label: "차량등록", waiting: 0, longest_wait_since: null, service_level_percent: 88, offered: 148, answered: 145, abandoned: 3, abandon_percent: 2, talking: 2, ready: 1, expected_wait_seconds: 5 },
    { name: "complaint", label: "생활불편", waiting: 1, longest_wait_since: ago(12), service_level_percent: 84.1, offered: 160, answered: 152, abandoned: 7, abandon_percent: 4.4, talking: 2, ready: 0, expected_wait_seconds: 50 },
    { name: "general", label: "일반", waiting: 0, longest_wait_since: null, service_level_percent: 79.3, offered: 79, answered: 76, abandoned: 3, abandon_percent: 3.8, talking: 0, ready: 0, expected_wait_seconds: 70 },
  ],
  seats,
  totals: { waiting: 3, service_level: 83.4, abandon_percent: 3.1, calls_in: 612, aht_seconds: 204, talk_seconds: 161, acw_seconds: 43 },
  alerts: [
    { code: "no_ready:complaint", text: "생활불편에 준비된 상담원이 없습니다.", since: ago(50) },
    { code: "long_call:202", text: "박정우 통화가 평소의 3.8배입니다.", since: ago(120) },
  ],
  repairs: [{ at: ago(900), text: "207 자리: 끝난 통화에 남아 있던 상태를 바로잡았습니다." }, { at: ago(4100), text: "차량등록 큐: 대기 1명을 0명으로 맞추었습니다." }],
});
