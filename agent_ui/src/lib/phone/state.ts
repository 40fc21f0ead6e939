export type Registration = "off" | "connecting" | "registered" | "lost" | "refused";
export type LinePhase = "ringing" | "calling" | "talking";

export interface LineState {
  readonly id: string;
  readonly direction: "inbound" | "outbound";
  readonly remote: string;
  readonly phase: LinePhase;
  readonly held: boolean;
}

export interface PhoneState {
  readonly registration: Registration;
  /** The call with the caller. */
  readonly primary: LineState | null;
  /** The call with a colleague while the caller is on hold. */
  readonly consult: LineState | null;
  readonly muted: boolean;
  /** The server joined caller, agent and colleague. */
  readonly conference: boolean;
  /** A transfer is on its way. */
  readonly transferring: boolean;
}

export type Mode = "idle" | "ringing" | "calling" | "talking" | "held" | "consulting" | "conference";

export type PhoneEvent =
  | { type: "registration"; registration: Registration }
  | { type: "opened"; role: "primary" | "consult"; line: Omit<LineState, "held"> }
  | { type: "answered"; id: string }
  | { type: "held"; id: string; held: boolean }
  | { type: "muted"; muted: boolean }
  | { type: "transferring"; transferring: boolean }
  | { type: "conference" }
  | { type: "ended"; id: string };

export const idle: PhoneState = {
  registration: "off",
  primary: null,
  consult: null,
  muted: false,
  conference: false,
  transferring: false,
};

/** The next state of the phone; pure, so that every path of a call can be tested without sound. */
export function reduce(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case "registration":
      return { ...state, registration: event.registration };
    case "opened":
      return { ...state, [event.role]: { ...event.line, held: false } };
    case "answered":
      return onLine(state, event.id, (line) => ({ ...line, phase: "talking" }));
    case "held":
      return onLine(state, event.id, (line) => ({ ...line, held: event.held }));
    case "muted":
      return { ...state, muted: event.muted };
    case "transferring":
      return { ...state, transferring: event.transferring };
    case "conference":
      return { ...state, conference: true };
    case "ended":
      return without(state, event.id);
  }
}

function onLine(state: PhoneState, id: string, change: (line: LineState) => LineState): PhoneState {
  if (state.primary?.id === id) return { ...state, primary: change(state.primary) };
  if (state.consult?.id === id) return { ...state, consult: change(state.consult) };
  return state;
}

/** When the caller leaves during a consultation, the colleague's call becomes the call. */
function without(state: PhoneState, id: string): PhoneState {
  if (state.consult?.id === id) return { ...state, consult: null };
  if (state.primary?.id !== id) return state;
  return {
    ...state,
    primary: state.consult,
    consult: null,
    muted: state.consult ? state.muted : false,
    conference: false,
    transferring: false,
  };
}

export function mode(state: PhoneState): Mode {
  if (!state.primary) return "idle";
  if (state.conference) return "conference";
  if (state.consult) return "consulting";
  if (state.primary.phase !== "talking") return state.primary.phase;
  return state.primary.held ? "held" : "talking";
}
