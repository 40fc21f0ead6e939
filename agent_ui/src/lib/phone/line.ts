import type { PhoneCredentials } from "$lib/api/types";

/** One SIP dialog, seen from the state machine; JsSIP in the browser, a fake in tests. */
export interface Line {
  readonly id: string;
  readonly direction: "inbound" | "outbound";
  /** The number at the other end, as SIP gives it. */
  readonly remote: string;
  /** A header of the INVITE that opened an inbound line. */
  header(name: string): string | null;
  answer(): void;
  hangUp(): void;
  /** Resolves when the other side agreed to the new direction of the sound. */
  hold(): Promise<void>;
  resume(): Promise<void>;
  setMuted(muted: boolean): void;
  sendDigit(digit: string): void;
  /** REFER to `number`; with `replaces` the other end of that line takes over. Resolves when it arrived. */
  refer(number: string, replaces?: Line): Promise<void>;
}

export interface AgentListener {
  registered(): void;
  /** The socket or the registration is gone; the agent tries again by itself. */
  lost(): void;
  /** The registrar said no: the credentials are over. */
  refused(): void;
  incoming(line: Line): void;
  answered(line: Line): void;
  /** `cause` is JsSIP's word, e.g. `Terminated`, `Busy`, `User Denied Media Access`. */
  ended(line: Line, cause: string): void;
}

export interface UserAgent {
  start(): void;
  /** Unregisters, and ends a call that still runs. A reload of the page never comes here, so it never ends one. */
  stop(): void;
  /** Registers again at once, opening the socket anew where it looks dead. */
  refresh(): void;
  call(number: string): Line;
  /** Another microphone was chosen: running calls send its sound from now on. */
  microphoneChanged(): void;
}

export type AgentFactory = (credentials: PhoneCredentials, listener: AgentListener) => UserAgent;
