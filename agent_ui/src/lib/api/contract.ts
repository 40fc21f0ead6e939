/**
 * The compiler's proof that this desktop and the server mean the same: `openapi.d.ts` is written from
 * the server's own description (`npm run contract`), and nothing here compiles when the two differ.
 * Only types; nothing of this file reaches a build.
 */
import type { server } from "./calls";
import type { components, paths } from "./openapi";
import type * as Contract from "./types";

type Schemas = components["schemas"];
type Server = typeof server;

/** What one side gives is all that the other side needs. */
type Gives<Have extends Need, Need> = Have;

/** The route behind each call of `server`: path, method, status of success. */
interface Routes {
  session: ["/api/session", "get", 200];
  signIn: ["/api/session", "post", 204];
  signOut: ["/api/session", "delete", 204];
  phoneCredentials: ["/api/phone/credentials", "post", 200];
  phoneHealth: ["/api/seat/phone-health", "post", 204];
  directory: ["/api/directory", "get", 200];
  pauseReasons: ["/api/seat/pause-reasons", "get", 200];
  setSeatState: ["/api/seat/state", "put", 204];
  extendWrapUp: ["/api/seat/wrap-up/extend", "post", 204];
  finishWrapUp: ["/api/seat/wrap-up/finish", "post", 204];
  conference: ["/api/seat/conference", "post", 204];
  calls: ["/api/calls", "get", 200];
  callsSheet: ["/api/calls.xlsx", "get", never];
  call: ["/api/calls/{id}", "get", 200];
  menus: ["/api/menus", "get", 200];
  listenAgain: ["/api/menus/listen", "post", 204];
  transcript: ["/api/calls/{id}/transcript", "get", 200];
  callbacks: ["/api/callbacks", "get", 200];
  claimCallback: ["/api/callbacks/{id}/claim", "post", 200];
  releaseCallback: ["/api/callbacks/{id}/release", "post", 200];
  callCallback: ["/api/callbacks/{id}/call", "post", 202];
  closeCallback: ["/api/callbacks/{id}/close", "post", 200];
  reopenCallback: ["/api/callbacks/{id}/reopen", "post", 200];
  recording: ["/api/calls/{id}/recording", "post", never];
  voiceTranscript: ["/api/callbacks/{id}/transcript", "get", 200];
  voiceMessage: ["/api/callbacks/{id}/voice", "post", never];
  ticketTypes: ["/api/ticket-types", "get", 200];
  dispositions: ["/api/dispositions", "get", 200];
  tickets: ["/api/tickets", "get", 200];
  ticket: ["/api/tickets/{id}", "get", 200];
  createTicket: ["/api/tickets", "post", 201];
  changeTicket: ["/api/tickets/{id}", "patch", 200];
  commentTicket: ["/api/tickets/{id}/comments", "post", 201];
  assignTicket: ["/api/tickets/{id}/assign", "post", 200];
  undoCloseTicket: ["/api/tickets/{id}/undo-close", "post", 200];
  knowledge: ["/api/knowledge", "get", 200];
  suggestArticles: ["/api/knowledge/suggest", "post", 200];
  article: ["/api/knowledge/{slug}", "get", 200];
  articleUsed: ["/api/knowledge/{slug}/used", "post", 201];
  askUnanswered: ["/api/knowledge/unanswered", "post", 201];
  questions: ["/api/knowledge/unanswered", "get", 200];
  takeQuestion: ["/api/knowledge/unanswered/{id}/take", "post", 200];
  giveQuestionBack: ["/api/knowledge/unanswered/{id}/give-back", "post", 200];
  moveQuestion: ["/api/knowledge/unanswered/{id}/move", "post", 200];
  closeQuestion: ["/api/knowledge/unanswered/{id}/close", "post", 200];
  reopenQuestion: ["/api/knowledge/unanswered/{id}/reopen", "post", 200];
  propose: ["/api/knowledge/proposals", "post", 201];
  proposals: ["/api/knowledge/proposals", "get", 200];
  acceptProposal: ["/api/knowledge/proposals/{id}/accept", "post", 200];
  rejectProposal: ["/api/knowledge/proposals/{id}/reject", "post", 200];
  reopenProposal: ["/api/knowledge/proposals/{id}/reopen", "post", 200];
  knowledgeFigures: ["/api/knowledge/figures", "get", 200];
  sealedOriginals: ["/api/sealed", "get", 200];
  askForOriginal: ["/api/sealed/{id}/requests", "post", 201];
  unsealRequests: ["/api/sealed/requests", "get", 200];
  approveUnsealing: ["/api/sealed/requests/{id}/approve", "post", 200];
  refuseUnsealing: ["/api/sealed/requests/{id}/refuse", "post", 200];
  withdrawUnsealing: ["/api/sealed/requests/{id}/withdraw", "post", 200];
  readOriginal: ["/api/sealed/requests/{id}/read", "post", never];
  jobs: ["/api/jobs", "get", 200];
  runJob: ["/api/jobs/{name}/run", "post", 202];
  outbox: ["/api/outbox", "get", 200];
  retryMessage: ["/api/outbox/{id}/retry", "post", 200];
  findings: ["/api/findings", "get", 200];
  settleFinding: ["/api/findings/settle", "post", 200];
  findCitizens: ["/api/citizens", "get", 200];
  citizen: ["/api/citizens/{id}", "get", 200];
  revealCitizen: ["/api/citizens/{id}/reveal", "post", 200];
  createCitizen: ["/api/citizens", "post", 201];
  changeCitizen: ["/api/citizens/{id}", "put", 200];
}

type Answer<Path, Method, Status> = Path extends keyof paths
  ? Method extends keyof paths[Path]
    ? paths[Path][Method] extends { responses: infer Responses }
      ? Status extends keyof Responses
        ? Responses[Status] extends { content: { "application/json": infer Body } } ? Body : void
        : Status extends never ? Blob : "no such status"
      : "no such method"
    : "no such method"
  : "no such path";
type AnswerOf<Route> = Route extends [infer Path, infer Method, infer Status]
  ? [Status] extends [never] ? (Path extends keyof paths ? Blob : "no such path") : Answer<Path, Method, Status>
  : never;
/** A call that throws its answer away takes any. */
type Wanted<Name extends keyof Server> = Awaited<ReturnType<Server[Name]>>;
type Wrong = {
  [Name in keyof Server]: Name extends keyof Routes
    ? [Wanted<Name>] extends [void] ? (AnswerOf<Routes[Name]> extends string ? Name : never)
    : AnswerOf<Routes[Name]> extends Wanted<Name> ? never : Name
    : Name;
}[keyof Server];

/** The calls whose route is missing or whose answer is not what the desktop reads: none. */
export type RoutesAgree = Gives<Wrong, never>;

export type TopicsAgree = [Gives<Schemas["TranscriptTopic"], Contract.TranscriptTopic>, Gives<Schemas["SeatTopic"], Contract.SeatTopic>, Gives<Schemas["FloorTopic"], Contract.FloorTopic>];

export type RefusalsAgree = Gives<Schemas["ProblemAnswer"], Contract.Problem>;

export type BodiesAgree = [
  Gives<Contract.SignIn, Schemas["SignInBody"]>,
  Gives<Contract.SeatStateWish, Schemas["StateBody"]>,
  Gives<Contract.WrapUpExtension, Schemas["ExtendBody"]>,
  Gives<Contract.PhoneHealth, Schemas["HealthBody"]>,
  Gives<Contract.CallbackClose, Schemas["CloseBody"]>,
  Gives<Contract.TicketCreate, Schemas["TicketBody"]>,
  Gives<Contract.TicketPatch, Schemas["TicketChangeBody"]>,
  Gives<Contract.CitizenInput, Schemas["NewCitizenBody"]>,
  Gives<Contract.CitizenInput, Schemas["CitizenChangeBody"]>,
  Gives<Contract.KnowledgeSuggest, Schemas["SuggestBody"]>,
  Gives<Contract.ArticleUse, Schemas["UsedBody"]>,
  Gives<Contract.QuestionClose, Schemas["QuestionCloseBody"]>,
  Gives<Contract.ProposalInput, Schemas["ProposalBody"]>,
];

type QueryNames<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Names } } } ? keyof NonNullable<Names> : never;
export type QueriesAgree = [
  Gives<"queue" | "outcome" | "figure" | "seat" | "from" | "to" | "q" | "sort" | "page" | "page_size", QueryNames<"/api/calls">>,
  Gives<"queue" | "outcome" | "figure" | "seat" | "from" | "to" | "q" | "sort", QueryNames<"/api/calls.xlsx">>,
  Gives<"owner" | "status" | "sort" | "page", QueryNames<"/api/callbacks">>,
  Gives<"q" | "desk" | "status" | "assignee" | "sort" | "page", QueryNames<"/api/tickets">>,
  Gives<"phone" | "q", QueryNames<"/api/citizens">>,
  Gives<"q" | "desk" | "limit", QueryNames<"/api/knowledge">>,
  Gives<"status" | "desk" | "page", QueryNames<"/api/knowledge/unanswered">>,
  Gives<"status" | "page", QueryNames<"/api/knowledge/proposals">>,
  Gives<"from" | "to", QueryNames<"/api/knowledge/figures">>,
  Gives<"call_id", QueryNames<"/api/sealed">>,
  Gives<"waiting" | "by" | "page", QueryNames<"/api/sealed/requests">>,
  Gives<"state" | "page", QueryNames<"/api/outbox">>,
  Gives<"settled" | "page", QueryNames<"/api/findings">>,
];

/** Where the desktop has a word for each code, it must know every code of the server, and the server each of its own. */
export type CodesAgree = [
  Gives<Schemas["Standing"], Contract.CallOutcome>, Gives<Contract.CallOutcome, Schemas["Standing"]>,
  Gives<Contract.CallFigure, Schemas["Figure"]>,
  Gives<Schemas["TicketStatus"], Contract.TicketStatus>, Gives<Contract.TicketStatus, Schemas["TicketStatus"]>,
  Gives<Schemas["Role"], Contract.Role>,
  Gives<Schemas["Part"], Contract.SealedPart>, Gives<Schemas["RequestState"], Contract.UnsealState>,
  Gives<Schemas["OutboxState"], Contract.OutboxState>,
];
