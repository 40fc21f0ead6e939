/**
 * The contract between this desktop and the server: every body, answer and live topic, in one place.
 * Times are ISO 8601 in UTC (`2026-11-25T05:02:37Z`), durations whole seconds, percentages 0…100.
 */

export type Role = "agent" | "supervisor" | "qaa" | "administrator";

/** Every list that grows: one page of the rows the query asked for. */
export interface Page<Row> {
  items: Row[];
  /** From 1. */
  page: number;
  page_size: number;
  /** Rows of all pages. */
  total: number;
}

/** RFC 9457 problem details; `title` and `detail` are sentences in the user's language. */
export interface Problem {
  title: string;
  detail: string;
  code: string;
  /** A sentence for each field that was refused, by its name in the request. */
  fields?: Record<string, string> | null;
}

/* ---- Session: POST (204), GET, DELETE /api/session ---- */
export interface SignIn {
  login: string;
  password: string;
}
export interface User {
  id: number;
  login: string;
  name: string;
  role: Role;
  extension: string | null;
}
export interface Session {
  user: User;
  csrf_token: string;
}

/* ---- Phone: POST /api/phone/credentials ----
 * An INVITE to a seat carries `X-Call-Id: <linkedid>`. When the seat already talks in that call (its page was
 * reloaded), the phone answers at once; any other call rings.
 */
export interface PhoneCredentials {
  websocket_url: string;
  /** `sip:201@host`; the host is also where other numbers are dialled. */
  sip_uri: string;
  authorization_user: string;
  password: string;
  display_name: string;
  expires_at: string;
}

/* ---- Directory: GET /api/directory, whom one can transfer to ---- */
export interface Directory {
  seats: DirectorySeat[];
  /** `number`: what a seat dials to reach the line, such as `*2`. */
  queues: { number: string; name: string; label: string; waiting: number; ready: number }[];
}
export interface DirectorySeat {
  user_id: number;
  name: string;
  extension: string;
  role: Role;
  state: SeatStateName;
  desk_labels: string[];
}

/* ---- Seat ---- */
export type SeatStateName = "logged_out" | "ready" | "ringing" | "talking" | "wrap_up" | "paused";
/** PUT /api/seat/state */
export interface SeatStateWish {
  state: "ready" | "paused" | "logged_out";
  reason?: string;
}
/** POST /api/seat/wrap-up/extend */
export interface WrapUpExtension {
  reason: string;
  seconds: number;
}
/** POST /api/seat/phone-health */
export interface PhoneHealth {
  registered: boolean;
  microphone: boolean;
}
/** GET /api/seat/pause-reasons */
export interface PauseReason {
  code: string;
  label: string;
}

/** Topic `seat`: the signed-in person's own seat. */
/** What has been said in the call of the own seat. */
export interface TranscriptTopic {
  server_time: string;
  call_id: string | null;
  state: "off" | "starting" | "listening" | "full" | "unavailable";
  lines: TranscriptLine[];
}
/** One utterance; labels in square brackets stand for personal numbers. */
export interface TranscriptLine {
  id: string;
  speaker: "citizen" | "agent" | "machine";
  /** The agent's. */
  name: string | null;
  at: string;
  text: string;
  masked: boolean;
}
/** `recording`: heard again after the call; `voicemail`: left as a voice message. */
export type TranscriptSource = "live" | "recording" | "voicemail";
/** GET /api/calls/{id}/transcript. */
export interface Transcript {
  items: (TranscriptLine & { source: TranscriptSource })[];
}
/** GET /api/callbacks/{id}/transcript; `off`: messages are not written down, `not_heard`: given up. */
export interface VoiceTranscript extends Transcript {
  state: "off" | "waiting" | "written" | "not_heard";
}
export interface SeatTopic {
  server_time: string;
  state: SeatStateName;
  reason: string | null;
  since: string;
  /** The state the person chose, to which the seat returns after a call. */
  declared: "ready" | "paused" | "logged_out";
  wrap_up_ends_at: string | null;
  missed_in_row: number;
  phone: PhoneHealth;
  /** From the first ring until the wrap-up ends. */
  call: CallCard | null;
}
export interface CallCard {
  /** The linkedid. */
  call_id: string;
  direction: "inbound" | "outbound" | "internal" | "callback";
  desk: string | null;
  desk_label: string | null;
  ivr_path: string[];
  caller_masked: string;
  queued_at: string | null;
  answered_at: string | null;
  wait_seconds: number | null;
  /** Calls of this number today, this one included. */
  calls_today: number;
  citizen: { id: number; name_masked: string; tags: string[] } | null;
  /** Others who share the number. */
  household: { id: number; name_masked: string }[];
  history: HistoryItem[];
  recording: boolean;
  /** The seat lost its sound in this call; the page answers by itself when it rings again. */
  resumes: boolean;
  ticket_draft: TicketDraft | null;
}
export interface HistoryItem {
  at: string;
  kind: string;
  title: string;
  status: string;
  owner: string | null;
  /** Where it opens, when it has a page: a ticket or a call. */
  ticket_id?: number | null;
  call_id?: string | null;
}

/* ---- Topic `floor` (supervisor, administrator) ---- */
export interface FloorTopic {
  server_time: string;
  queues: FloorQueue[];
  seats: FloorSeat[];
  totals: {
    waiting: number;
    service_level: number | null;
    abandon_percent: number | null;
    calls_in: number;
    aht_seconds: number | null;
    talk_seconds: number | null;
    acw_seconds: number | null;
  };
  /** `code` is unique; one about a seat ends in `:<extension>` and marks that seat. */
  alerts: { code: string; text: string; since: string }[];
  repairs: { at: string; text: string }[];
}
export interface FloorQueue {
  name: string;
  label: string;
  waiting: number;
  longest_wait_since: string | null;
  service_level_percent: number | null;
  offered: number;
  answered: number;
  abandoned: number;
  abandon_percent: number | null;
  talking: number;
  ready: number;
  expected_wait_seconds: number | null;
}
export interface FloorSeat {
  extension: string;
  name: string;
  role: Role;
  state: SeatStateName;
  reason: string | null;
  since: string;
  desk_labels: string[];
  call_id: string | null;
  wrap_up_ends_at: string | null;
}

/* ---- Calls: GET /api/calls?queue=&outcome=&figure=&seat=&from=&to=&q=&sort=&page=, the same as /api/calls.xlsx ---- */
/** The first four are of calls that go on. */
export type CallOutcome =
  | "waiting" | "talking" | "in_ivr" | "dialling"
  | "answered" | "abandoned" | "callback" | "voicemail" | "self_service" | "left_in_ivr" | "closed" | "not_answered";
/** A number of the board: the list then holds exactly the calls behind it. */
export type CallFigure = "waiting" | "talking" | "offered" | "answered" | "answered_in_time" | "abandoned" | "handled" | "lost" | "calls_in";
export interface CallPage extends Page<CallRow> {
  /** With a figure: the number on the board. It counts visits to a line, and a call can stand in line twice. */
  counted: number | null;
}
export interface CallRow {
  call_id: string;
  started_at: string;
  direction: CallCard["direction"];
  desk_label: string | null;
  caller_masked: string;
  outcome: CallOutcome;
  agent: string | null;
  wait_seconds: number | null;
  talk_seconds: number | null;
  recorded: boolean;
  ticket: { id: number; number: string } | null;
  /** In a search by words that were said in it. */
  passage: { speaker: TranscriptLine["speaker"]; text: string } | null;
}
/** GET /api/calls/{id} */
export interface CallDetail extends CallRow {
  ivr_path: string[];
  hold_seconds: number | null;
  wrap_up_seconds: number | null;
  /** Length of the recording that can be listened to. */
  recording_seconds: number | null;
  /** When it was deleted because its time was over. */
  recording_deleted_at: string | null;
  citizen: { id: number; name_masked: string } | null;
  /** All who are known under the number. */
  household: { id: number; name_masked: string }[];
  events: CallEvent[];
}
export interface CallEvent {
  at: string;
  /** `arrived`, `dialled`, `menu`, `queued`, `ringing`, `missed`, `answered`, `held`, `resumed`, `transferred`, `conference`, `lost`, `left`, `abandoned`, `callback`, `hung_up`, `wrapped_up` … */
  kind: string;
  text: string;
}

/* ---- Work items: GET /api/callbacks?owner=me|open|all&status=open|closed|all&page=&sort=; POST …/{id}/claim|release|call|close|reopen; …/{id}/voice gives a WAV file ---- */
export interface Callback {
  id: number;
  kind: "missed" | "callback" | "voicemail";
  caller_masked: string;
  at: string;
  desk_label: string;
  owner: { id: number; name: string } | null;
  due_at: string | null;
  attempts: number;
  note: string | null;
  call_id: string | null;
  /** False when the caller's number was withheld. */
  callable: boolean;
  voicemail_seconds: number | null;
  result: CallbackResult | null;
  closed_at: string | null;
}
export type CallbackResult = "reached" | "not_reached" | "not_needed" | "wrong_number";
export interface CallbackClose {
  result: CallbackResult;
  note: string;
}

/* ---- Tickets ---- */
/** GET /api/ticket-types */
export interface TicketType {
  code: string;
  label: string;
  desk: string;
  desk_label: string;
  fields: TicketField[];
}
export interface TicketField {
  name: string;
  label: string;
  kind: "text" | "textarea" | "select" | "date";
  required: boolean;
  options?: { value: string; label: string }[] | null;
  max_length?: number;
}
/** GET /api/dispositions */
export interface Disposition {
  code: string;
  label: string;
}
export type Priority = "low" | "normal" | "high" | "urgent";
export type TicketStatus = "draft" | "open" | "transferred" | "resolved" | "closed" | "reopened";
export interface TicketContent {
  citizen_id: number | null;
  type: string;
  title: string;
  body: string;
  fields: Record<string, string>;
  priority: Priority;
  disposition: string;
}
/** POST /api/tickets */
export interface TicketCreate extends TicketContent {
  call_id: string | null;
  draft: boolean;
}
/** PATCH /api/tickets/{id}; 409 with code `tickets.changed` when `version` is not the stored one. */
export interface TicketPatch extends Partial<TicketContent> {
  version: number;
  draft?: boolean;
  status?: TicketStatus;
}
/** The draft of a call, as the call card carries it. */
export interface TicketDraft extends TicketContent {
  id: number;
  version: number;
}
export interface TicketRow {
  id: number;
  number: string;
  title: string;
  type_label: string;
  desk: string;
  desk_label: string;
  status: TicketStatus;
  priority: Priority;
  assignee: { id: number; name: string } | null;
  created_at: string;
  due_at: string | null;
}
/** Answer of POST, PATCH and GET /api/tickets/{id}. */
export interface Ticket extends TicketRow, TicketContent {
  version: number;
  call_id: string | null;
  citizen: { id: number; name_masked: string } | null;
  /** Until then a close can be taken back (POST …/undo-close); afterwards the ticket is reopened instead. */
  undo_close_until: string | null;
  timeline: TicketEvent[];
}
export interface TicketEvent {
  at: string;
  kind: "created" | "changed" | "comment" | "assigned" | "handed_over" | "notified" | "resolved" | "closed" | "close_undone" | "reopened";
  who: string | null;
  text: string;
}

/* ---- Citizens ---- */
export interface Citizen {
  id: number;
  name: string;
  phones: string[];
  birth_year: number | null;
  district: string | null;
  address: string | null;
  memo: string | null;
  tags: string[];
  sms_consent: boolean;
  /** The values above carry asterisks. */
  masked: boolean;
  /** After POST …/reveal: until when the server gives them unmasked. */
  visible_until: string | null;
  version: number;
  history: HistoryItem[];
}
/** GET /api/citizens?phone=|q= */
export interface CitizenRow {
  id: number;
  name_masked: string;
  phone_masked: string;
  district: string | null;
  tags: string[];
}
/** POST /api/citizens with `call_id` binds the caller's number; PUT /api/citizens/{id} needs `version`. */
export interface CitizenInput {
  name: string;
  address: string;
  memo: string;
  sms_consent: boolean;
  call_id?: string;
  version?: number;
}

/* ---- Knowledge ---- */
export interface ArticleCard {
  slug: string;
  title: string;
  desk: string;
  desk_label: string;
  /** The department that answers for it. */
  owner: string;
  /** Local days (`2026-09-30`). */
  reviewed: string | null;
  expires: string | null;
  expired: boolean;
  /** A citizen may hear it. */
  speakable: boolean;
  spoken: string;
  /** Facts in `spoken` the site has not set: an example stands for them. */
  examples: string[];
  missing: string[];
  sources: { name: string; year: number | null; url: string | null }[];
  sms: string | null;
}
export interface KnowledgeHit extends ArticleCard {
  /** Probability 0…1 that it is the right one. */
  score: number;
  why: { phrasing: string; likeness: number; words: string[] } | null;
}
/** GET /api/knowledge?q=&desk=&limit= */
export interface KnowledgeFound {
  query: string;
  by: "meaning" | "initials" | "list";
  /** False when nothing fits; the results are then only the nearest. */
  answered: boolean;
  certainty: number;
  results: KnowledgeHit[];
}
/** POST /api/knowledge/suggest */
export interface KnowledgeSuggest {
  text: string;
  desk: string | null;
  limit: number;
}
export interface Span {
  text: string;
  strong: boolean;
  href: string | null;
  example: boolean;
}
export type Block =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; ordered: boolean; items: Block[][] }
  | { kind: "table"; head: Span[][]; rows: Span[][][] };
/** GET /api/knowledge/{slug} */
export interface Article extends ArticleCard {
  blocks: Block[];
  phrasings: string[];
  taught: string[];
  ticket_type: string | null;
  corrections: { text: string; at: string }[];
}
/** POST /api/knowledge/{slug}/used */
export interface ArticleUse {
  call_id: string | null;
  how: "read" | "sms" | "attached";
  /** Where it stood among those found, from 1; null when nothing was searched for. */
  place: number | null;
}
/** GET /api/knowledge/unanswered?status=&desk=&owner=&page=; POST …/{id}/take|give-back|move|close|reopen */
export interface Question {
  id: number;
  query: string;
  desk: string;
  desk_label: string;
  call_id: string | null;
  asked_at: string;
  /** Null: the citizen asked the machine. */
  asked_by: { id: number; name: string } | null;
  owner: { id: number; name: string } | null;
  status: "open" | "taken" | "closed";
  result: "proposal" | "not_needed" | null;
  note: string;
  closed_at: string | null;
  closed_by: { id: number; name: string } | null;
}
export interface QuestionClose {
  result: "proposal" | "not_needed";
  note: string;
  proposal: ProposalInput | null;
}
/** POST /api/knowledge/proposals: a phrasing or a text; without `slug` a new article. */
export interface ProposalInput {
  slug: string | null;
  phrasing: string | null;
  text: string | null;
  reason: string;
}
/** GET /api/knowledge/proposals?status=&page= */
export interface Proposal extends ProposalInput {
  id: number;
  title: string;
  status: "open" | "accepted" | "rejected" | "withdrawn";
  proposed_by: { id: number; name: string };
  proposed_at: string;
  decided_by: { id: number; name: string } | null;
  decided_at: string | null;
  decision: string;
  /** Of an open phrasing: the article it finds at present, empty when none. */
  found_now: string | null;
  exported: boolean;
}
export interface KnowledgeTally {
  answered: number;
  unanswered: number;
  answer_rate: number | null;
  precision_at_1: number | null;
  placed: number;
}
/** GET /api/knowledge/figures?from=&to=, the same as /api/knowledge/figures.xlsx */
export interface KnowledgeFigures {
  since: string;
  until: string;
  whole: KnowledgeTally;
  desks: (KnowledgeTally & { desk: string; desk_label: string })[];
  weeks: (KnowledgeTally & { week: string })[];
  articles: { slug: string; title: string; desk_label: string; ways: Partial<Record<"read" | "sms" | "attached" | "spoken", number>>; total: number; precision_at_1: number | null }[];
}

/* ---- Sealed originals: what was masked, as it was; two people and a reason open it ---- */
export type SealedPart = "mixed" | "citizen" | "agent" | "transcript";
/** GET /api/sealed?call_id= */
export interface SealedOriginal {
  id: number;
  part: SealedPart;
  keep_until: string;
}
export type UnsealState = "waiting" | "approved" | "refused" | "withdrawn" | "read" | "expired";
/** GET /api/sealed/requests?waiting=&by=&page=; POST …/{id}/approve|refuse|withdraw|read */
export interface UnsealRequest {
  id: number;
  call_id: string;
  part: SealedPart;
  state: UnsealState;
  reason: string;
  requested_by: { id: number; name: string };
  requested_at: string;
  decided_by: { id: number; name: string } | null;
  decided_at: string | null;
  decision_reason: string | null;
  /** Until when it can be decided or, once approved, read. */
  expires_at: string;
  read_at: string | null;
}
/** The content of a sealed transcript, unmasked. */
export interface SealedTalk {
  said: { speaker: "citizen" | "agent" | "machine"; extension: string | null; began_at: string; text: string }[];
}

/* ---- Questions of the voice menu ---- */
export interface MenuTries {
  tries: number;
  taken: number;
}
export interface MenuQuestion {
  /** `flow/node` */
  place: string;
  flow: string;
  words: string;
  speech: MenuTries;
  keys: MenuTries;
  /** Why it no longer listens: how the two stood then. */
  off: { since: string; speech: MenuTries; keys: MenuTries } | null;
}
/** GET /api/menus */
export interface MenuQuestions {
  days: number;
  items: MenuQuestion[];
}

/* ---- Operations ---- */
export interface Job {
  name: string;
  label: string;
  begun_at: string | null;
  /** Null while it runs. */
  ended_at: string | null;
  next_at: string;
  error: string | null;
  counts: Record<string, number>;
}
/** GET /api/jobs; POST …/{name}/run */
export interface Jobs {
  alive: boolean;
  items: Job[];
}
export type OutboxState = "waiting" | "delivered" | "dead";
/** GET /api/outbox?state=&page=; POST …/{id}/retry */
export interface OutboxMessage {
  id: number;
  kind: string;
  state: OutboxState;
  created_at: string;
  attempts: number;
  next_attempt_at: string | null;
  delivered_at: string | null;
  dead_at: string | null;
  last_error: string | null;
  taken_by: string[];
}
/** GET /api/findings?settled=&page=; POST …/settle */
export interface Finding {
  id: string;
  /** `call:<id>` and such. */
  subject: string;
  text: string;
  found_at: string;
  settled_at: string | null;
  settled_by: { id: number; name: string } | null;
  note: string | null;
}
