import { api, type Query } from "./client";
import type * as Contract from "./types";

/** The routes of the server by name; pages call these and never write a path themselves. */
export const server = {
  session: () => api.get<Contract.Session>("/api/session"),
  signIn: (body: Contract.SignIn) => api.post("/api/session", body),
  signOut: () => api.delete("/api/session"),

  phoneCredentials: () => api.post<Contract.PhoneCredentials>("/api/phone/credentials"),
  phoneHealth: (body: Contract.PhoneHealth) => api.post("/api/seat/phone-health", body),
  directory: () => api.get<Contract.Directory>("/api/directory"),

  pauseReasons: () => api.get<Contract.PauseReason[]>("/api/seat/pause-reasons"),
  setSeatState: (body: Contract.SeatStateWish) => api.put("/api/seat/state", body),
  extendWrapUp: (body: Contract.WrapUpExtension) => api.post("/api/seat/wrap-up/extend", body),
  finishWrapUp: () => api.post("/api/seat/wrap-up/finish"),
  conference: () => api.post("/api/seat/conference"),

  calls: (query: Query) => api.get<Contract.CallPage>("/api/calls", query),
  callsSheet: (query: Query) => api.file("GET", "/api/calls.xlsx", query),
  call: (id: string) => api.get<Contract.CallDetail>(`/api/calls/${encodeURIComponent(id)}`),

  recording: (id: string, reason: string) => api.file("POST", `/api/calls/${encodeURIComponent(id)}/recording`, { reason }),
  menus: () => api.get<Contract.MenuQuestions>("/api/menus"),
  listenAgain: (place: string) => api.post("/api/menus/listen", { place }),
  transcript: (id: string) => api.get<Contract.Transcript>(`/api/calls/${encodeURIComponent(id)}/transcript`),

  callbacks: (query: Query) => api.get<Contract.Page<Contract.Callback>>("/api/callbacks", query),
  claimCallback: (id: number) => api.post(`/api/callbacks/${id}/claim`),
  releaseCallback: (id: number) => api.post(`/api/callbacks/${id}/release`),
  callCallback: (id: number) => api.post(`/api/callbacks/${id}/call`),
  reopenCallback: (id: number) => api.post(`/api/callbacks/${id}/reopen`),
  voiceMessage: (id: number, reason: string) => api.file("POST", `/api/callbacks/${id}/voice`, { reason }),
  voiceTranscript: (id: number) => api.get<Contract.VoiceTranscript>(`/api/callbacks/${id}/transcript`),
  closeCallback: (id: number, body: Contract.CallbackClose) => api.post(`/api/callbacks/${id}/close`, body),

  ticketTypes: () => api.get<Contract.TicketType[]>("/api/ticket-types"),
  dispositions: () => api.get<Contract.Disposition[]>("/api/dispositions"),
  tickets: (query: Query) => api.get<Contract.Page<Contract.TicketRow>>("/api/tickets", query),
  ticket: (id: number) => api.get<Contract.Ticket>(`/api/tickets/${id}`),
  createTicket: (body: Contract.TicketCreate) => api.post<Contract.Ticket>("/api/tickets", body),
  changeTicket: (id: number, body: Contract.TicketPatch) => api.patch<Contract.Ticket>(`/api/tickets/${id}`, body),
  commentTicket: (id: number, text: string) => api.post(`/api/tickets/${id}/comments`, { text }),
  undoCloseTicket: (id: number) => api.post<Contract.Ticket>(`/api/tickets/${id}/undo-close`),
  assignTicket: (id: number, user_id: number | null) => api.post(`/api/tickets/${id}/assign`, { user_id }),

  knowledge: (query: Query) => api.get<Contract.KnowledgeFound>("/api/knowledge", query),
  suggestArticles: (body: Contract.KnowledgeSuggest) => api.post<Contract.KnowledgeHit[]>("/api/knowledge/suggest", body),
  article: (slug: string) => api.get<Contract.Article>(`/api/knowledge/${encodeURIComponent(slug)}`),
  articleUsed: (slug: string, body: Contract.ArticleUse) => api.post(`/api/knowledge/${encodeURIComponent(slug)}/used`, body),
  askUnanswered: (body: { query: string; call_id: string | null }) => api.post<Contract.Question>("/api/knowledge/unanswered", body),
  questions: (query: Query) => api.get<Contract.Page<Contract.Question>>("/api/knowledge/unanswered", query),
  takeQuestion: (id: number) => api.post(`/api/knowledge/unanswered/${id}/take`),
  giveQuestionBack: (id: number) => api.post(`/api/knowledge/unanswered/${id}/give-back`),
  moveQuestion: (id: number, desk: string) => api.post(`/api/knowledge/unanswered/${id}/move`, { desk }),
  closeQuestion: (id: number, body: Contract.QuestionClose) => api.post(`/api/knowledge/unanswered/${id}/close`, body),
  reopenQuestion: (id: number) => api.post(`/api/knowledge/unanswered/${id}/reopen`),
  propose: (body: Contract.ProposalInput) => api.post<Contract.Proposal>("/api/knowledge/proposals", body),
  proposals: (query: Query) => api.get<Contract.Page<Contract.Proposal>>("/api/knowledge/proposals", query),
  acceptProposal: (id: number) => api.post(`/api/knowledge/proposals/${id}/accept`),
  rejectProposal: (id: number, reason: string) => api.post(`/api/knowledge/proposals/${id}/reject`, { reason }),
  reopenProposal: (id: number) => api.post(`/api/knowledge/proposals/${id}/reopen`),
  knowledgeFigures: (query: Query) => api.get<Contract.KnowledgeFigures>("/api/knowledge/figures", query),

  sealedOriginals: (call_id: string) => api.get<{ items: Contract.SealedOriginal[] }>("/api/sealed", { call_id }),
  askForOriginal: (id: number, reason: string) => api.post<Contract.UnsealRequest>(`/api/sealed/${id}/requests`, { reason }),
  unsealRequests: (query: Query) => api.get<Contract.Page<Contract.UnsealRequest>>("/api/sealed/requests", query),
  approveUnsealing: (id: number, reason: string) => api.post(`/api/sealed/requests/${id}/approve`, { reason }),
  refuseUnsealing: (id: number, reason: string) => api.post(`/api/sealed/requests/${id}/refuse`, { reason }),
  withdrawUnsealing: (id: number) => api.post(`/api/sealed/requests/${id}/withdraw`),
  /** Once only; JSON of a transcript or the sound of a recording. */
  readOriginal: (id: number) => api.file("POST", `/api/sealed/requests/${id}/read`, {}),

  jobs: () => api.get<Contract.Jobs>("/api/jobs"),
  runJob: (name: string) => api.post(`/api/jobs/${name}/run`),
  outbox: (query: Query) => api.get<Contract.Page<Contract.OutboxMessage>>("/api/outbox", query),
  retryMessage: (id: number, reason: string) => api.post(`/api/outbox/${id}/retry`, { reason }),
  findings: (query: Query) => api.get<Contract.Page<Contract.Finding>>("/api/findings", query),
  settleFinding: (id: string, note: string) => api.post("/api/findings/settle", { id, note }),

  findCitizens: (query: { phone: string } | { q: string }) => api.get<Contract.CitizenRow[]>("/api/citizens", query),
  citizen: (id: number) => api.get<Contract.Citizen>(`/api/citizens/${id}`),
  revealCitizen: (id: number, reason: string) => api.post<Contract.Citizen>(`/api/citizens/${id}/reveal`, { reason }),
  createCitizen: (body: Contract.CitizenInput) => api.post<Contract.Citizen>("/api/citizens", body),
  changeCitizen: (id: number, body: Contract.CitizenInput) => api.put<Contract.Citizen>(`/api/citizens/${id}`, body),
};
