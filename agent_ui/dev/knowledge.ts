import type * as Contract from "../src/lib/api/types.ts";
import { ago } from "./times.ts";

const card = (slug: string, title: string, spoken: string, more: Partial<Contract.KnowledgeHit> = {}): Contract.KnowledgeHit => ({
  slug, title, spoken, desk: "civil", desk_label: "여권·제증명", owner: "민원여권과", reviewed: "2026-09-30", expires: "2027-09-30", expired: false, speakable: true,
  examples: [], missing: [], sources: [{ name: "여권법 제22조", year: 2026, url: null }], sms: `[가람시] ${title}: 신분증을 가지고 오십시오.`, score: 0.4,
  why: { phrasing: "여권을 우편으로 받을 수 있나요", likeness: 0.8, words: ["여권", "우편"] }, ...more,
});

export const hits = (): Contract.KnowledgeHit[] => [
  card("passport-registered-mail", "여권 등기발송 서비스", "신청할 때 창구에서 함께 접수하시면, 여권이 나온 다음 근무일에 등기로 보내 드립니다. 받는 분은 신분증을 보여 주셔야 합니다.", { score: 0.94, examples: ["fee.passport_mail"] }),
  card("passport-time", "여권 발급 소요 기간", "접수한 뒤 근무일 기준으로 안내해 드립니다.", { score: 0.66 }),
  card("passport-pickup", "여권 수령과 대리 수령", "가족이 대신 받으실 때에는 위임장이 필요합니다.", { score: 0.55 }),
  card("passport-fee", "여권 발급 수수료", "십 년짜리 복수여권은 5만 원입니다.", { score: 0.2, expired: true, speakable: false, sms: null, expires: "2026-10-31" }),
];

const words = (text: string, more: Partial<Contract.Span> = {}): Contract.Span => ({ text, strong: false, href: null, example: false, ...more });
export const article = (slug: string): Contract.Article => ({
  ...(hits().find((hit) => hit.slug === slug) ?? hits()[0]!), phrasings: ["여권을 우편으로 받을 수 있나요", "여권 집으로 보내 주세요", "외등이 맛이 갔네"], taught: ["외등이 맛이 갔네"], ticket_type: "passport_delivery",
  corrections: [{ text: "12월부터 토요일에는 발송하지 않습니다.", at: ago(86400) }],
  blocks: [
    { kind: "heading", level: 2, spans: [words("수수료")] },
    { kind: "list", ordered: false, items: [[{ kind: "paragraph", spans: [words("등기 요금 "), words("4,000원", { example: true }), words(" 별도")] }], [{ kind: "paragraph", spans: [words("착불", { strong: true }), words("은 되지 않습니다.")] }]] },
    { kind: "heading", level: 2, spans: [words("처리 기간")] },
    { kind: "table", head: [[words("구분")], [words("기간")]], rows: [[[words("일반")], [words("근무일 4일")]], [[words("해외 접수")], [words("근무일 14일")]]] },
    { kind: "list", ordered: true, items: [[{ kind: "paragraph", spans: [words("창구에서 신청서를 냅니다.")] }], [{ kind: "paragraph", spans: [words("등기 번호를 문자로 받습니다.")] }]] },
  ],
});

export const questions = (): Contract.Question[] => [
  { id: 1, query: "외국인 배우자 여권도 등기로 보내 주나요", desk: "civil", desk_label: "여권·제증명", call_id: "1795584.12", asked_at: ago(1800), asked_by: { id: 1, name: "이상담" }, owner: null, status: "open", result: null, note: "", closed_at: null, closed_by: null },
  { id: 2, query: "견인된 차 어디 있어요", desk: "vehicle", desk_label: "차량등록", call_id: null, asked_at: ago(9000), asked_by: null, owner: { id: 14, name: "정총괄" }, status: "taken", result: null, note: "", closed_at: null, closed_by: null },
];

export const proposals = (): Contract.Proposal[] => [
  { id: 1, slug: "passport-registered-mail", title: "여권 등기발송 서비스", phrasing: "여권 택배로 부쳐 주나요", text: null, reason: "‘택배’라고 하시는 분이 많음", status: "open", proposed_by: { id: 1, name: "이상담" }, proposed_at: ago(3600), decided_by: null, decided_at: null, decision: "", found_now: "여권 수령과 대리 수령", exported: false },
  { id: 2, slug: null, title: "", phrasing: null, text: "견인된 차를 찾는 방법과 보관소 전화번호", reason: "하루 세 번쯤 물어보심", status: "open", proposed_by: { id: 3, name: "최유리" }, proposed_at: ago(7200), decided_by: null, decided_at: null, decision: "", found_now: null, exported: false },
];

const tally = (answered: number, unanswered: number, precision_at_1: number | null = 91.4): Contract.KnowledgeTally => ({
  answered, unanswered, answer_rate: answered + unanswered ? Math.round((1000 * answered) / (answered + unanswered)) / 10 : null, precision_at_1, placed: Math.round(answered * 0.7),
});
export const figures = (): Contract.KnowledgeFigures => ({
  since: "2026-09-01", until: "2026-11-24", whole: tally(412, 23),
  desks: [
    { desk: "civil", desk_label: "여권·제증명", ...tally(201, 7) }, { desk: "vehicle", desk_label: "차량등록", ...tally(98, 9) },
    { desk: "complaint", desk_label: "생활불편", ...tally(80, 3) }, { desk: "general", desk_label: "일반", ...tally(33, 4) },
  ],
  weeks: [{ week: "2026-11-09", ...tally(120, 9) }, { week: "2026-11-16", ...tally(151, 8) }, { week: "2026-11-23", ...tally(141, 6) }],
  articles: hits().map(({ slug, title, desk_label }, index) => ({ slug, title, desk_label, ways: { read: 40 - index * 9, sms: 12 - index, attached: 8, spoken: 3 }, total: 63 - index * 10, precision_at_1: index === 3 ? null : 95.2 - index * 4 })),
});
