import type { PhoneCredentials } from "$lib/api/types";
import type { AgentFactory, AgentListener, Line, UserAgent } from "./line";
import { idle, mode, reduce, type PhoneEvent, type PhoneState, type Registration } from "./state";

export type PhoneProblem = "microphone" | "consult_failed" | "transfer_failed" | "hold_failed" | "call_failed";

export interface PhoneOptions {
  createAgent: AgentFactory;
  onState: (state: PhoneState) => void;
  onProblem: (problem: PhoneProblem) => void;
  /** Whether an inbound line continues a call in which the seat already talks (after a reload). */
  continues: (line: Line) => boolean;
  /** Whether the server knows the phone as registered and of no call at this seat. */
  nothingThere: () => boolean;
}

const causesOfMicrophone = ["User Denied Media Access", "WebRTC Error"];

/** Call control of one seat: at most one call and one consultation beside it. */
export class Phone {
  state: PhoneState = idle;
  #agent: UserAgent | null = null;
  #turn = 0;
  /** The link to the exchange broke while a line was open: the line may be gone without a word. */
  #linkBroke = false;
  readonly #lines = new Map<string, Line>();
  /** Lines this seat has answered already: an impatient second key before the sound comes does nothing. */
  readonly #pickedUp = new WeakSet<Line>();
  readonly #options: PhoneOptions;

  constructor(options: PhoneOptions) {
    this.#options = options;
  }

  /** Starts anew with `credentials`; between the old registration and the new one the phone is `connecting`, not `off`. */
  start(credentials: PhoneCredentials): void {
    this.#release();
    this.#apply({ type: "registration", registration: "connecting" });
    this.#agent = this.#options.createAgent(credentials, this.#listener());
    this.#agent.start();
  }

  stop(): void {
    this.#release();
    this.#apply({ type: "registration", registration: "off" });
  }

  /** After a sleep of the computer: the registration counts again only when the server confirms it. */
  refresh(): void {
    if (!this.#agent) return;
    this.#apply({ type: "registration", registration: "connecting" });
    this.#agent.refresh();
  }

  microphoneChanged(): void {
    this.#agent?.microphoneChanged();
  }

  call(number: string): void {
    if (this.#agent && mode(this.state) === "idle") this.#open("primary", this.#agent.call(number), "calling");
  }

  answer(): void {
    const line = this.#primary;
    if (line && mode(this.state) === "ringing") this.#pickUp(line);
  }

  /** The server told more about the seat: a line that rings may continue its call, another may be dead. */
  reconsider(): void {
    const line = this.#primary;
    if (line && mode(this.state) === "ringing" && this.#options.continues(line)) this.#pickUp(line);
    if (this.#linkBroke && this.state.registration === "registered" && this.#options.nothingThere()) this.#dropLines();
  }

  hangUp(): void {
    const line = this.#consult ?? this.#primary;
    line?.hangUp();
  }

  async toggleHold(): Promise<void> {
    const line = this.state.primary;
    if (line?.phase !== "talking" || this.state.consult) return;
    await this.#setHeld(line.id, !line.held);
  }

  toggleMute(): void {
    if (!this.state.primary) return;
    this.#apply({ type: "muted", muted: !this.state.muted });
    for (const line of this.#lines.values()) line.setMuted(this.state.muted);
  }

  sendDigit(digit: string): void {
    (this.#consult ?? this.#primary)?.sendDigit(digit);
  }

  /** Hands the caller to `number` without asking there first. */
  async transfer(number: string): Promise<void> {
    await this.#refer((caller) => caller.refer(number));
  }

  /** Puts the caller on hold and calls a colleague. */
  async consult(number: string): Promise<void> {
    const primary = this.state.primary;
    if (!this.#agent || primary?.phase !== "talking" || this.state.consult) return;
    if (!primary.held && !(await this.#setHeld(primary.id, true))) return;
    this.#open("consult", this.#agent.call(number), "calling");
  }

  /** Joins the caller with the consulted colleague and leaves. */
  async completeTransfer(): Promise<void> {
    const consult = this.#consult;
    if (consult) await this.#refer((caller) => caller.refer(consult.remote, consult));
  }

  /** Ends the consultation and goes back to the caller. */
  async backToCaller(): Promise<void> {
    this.#consult?.hangUp();
    if (this.state.primary?.held) await this.#setHeld(this.state.primary.id, false);
  }

  /** After the server joined all three: this seat's own line is heard again, the second one is no longer needed. */
  async enterConference(): Promise<void> {
    if (!this.state.primary) return;
    this.#apply({ type: "conference" });
    await this.backToCaller();
  }

  get #primary(): Line | undefined {
    return this.#lines.get(this.state.primary?.id ?? "");
  }
  get #consult(): Line | undefined {
    return this.#lines.get(this.state.consult?.id ?? "");
  }

  /** After a crash of the exchange nobody sends the BYE; the next call must find the phone free. */
  #dropLines(): void {
    this.#linkBroke = false;
    for (const line of this.#lines.values()) line.hangUp();
  }

  #release(): void {
    const agent = this.#agent;
    this.#agent = null;
    this.#turn += 1;
    agent?.stop();
  }

  /** What an agent that was replaced still says about its registration no longer counts; its calls do. */
  #listener(): AgentListener {
    const turn = this.#turn;
    const tell = (registration: Registration) => () => turn === this.#turn && this.#apply({ type: "registration", registration });
    return {
      registered: tell("registered"),
      lost: () => {
        this.#linkBroke ||= this.#lines.size > 0;
        tell("lost")();
      },
      refused: tell("refused"),
      incoming: (line) => this.#ring(line),
      answered: (line) => this.#apply({ type: "answered", id: line.id }),
      ended: (line, cause) => this.#ended(line, cause),
    };
  }

  #ring(line: Line): void {
    if (this.state.primary) {
      line.hangUp();
      return;
    }
    this.#open("primary", line, "ringing");
    if (this.#options.continues(line)) this.#pickUp(line);
  }

  #pickUp(line: Line): void {
    if (this.#pickedUp.has(line)) return;
    this.#pickedUp.add(line);
    line.answer();
  }

  #open(role: "primary" | "consult", line: Line, phase: "ringing" | "calling"): void {
    this.#lines.set(line.id, line);
    this.#apply({ type: "opened", role, line: { id: line.id, direction: line.direction, remote: line.remote, phase } });
    if (this.state.muted) line.setMuted(true);
  }

  #ended(line: Line, cause: string): void {
    const consulting = this.state.consult;
    const calling = this.state.primary?.phase === "calling" && this.state.primary.id === line.id;
    this.#lines.delete(line.id);
    if (this.#lines.size === 0) this.#linkBroke = false;
    this.#apply({ type: "ended", id: line.id });
    if (causesOfMicrophone.includes(cause)) this.#options.onProblem("microphone");
    else if (consulting?.id === line.id && consulting.phase === "calling" && cause !== "Canceled") this.#options.onProblem("consult_failed");
    else if (calling && cause !== "Canceled") this.#options.onProblem("call_failed");
  }

  async #setHeld(id: string, held: boolean): Promise<boolean> {
    const line = this.#lines.get(id);
    try {
      await (held ? line?.hold() : line?.resume());
      this.#apply({ type: "held", id, held });
      return true;
    } catch {
      this.#options.onProblem("hold_failed");
      return false;
    }
  }

  async #refer(send: (caller: Line) => Promise<void>): Promise<void> {
    const caller = this.#primary;
    if (!caller || this.state.transferring) return;
    this.#apply({ type: "transferring", transferring: true });
    try {
      await send(caller);
      // Asterisk keeps this seat's own dialog open until the one who transferred ends it (RFC 5589, 6.1).
      caller.hangUp();
    } catch {
      this.#options.onProblem("transfer_failed");
    } finally {
      this.#apply({ type: "transferring", transferring: false });
    }
  }

  #apply(event: PhoneEvent): void {
    this.state = reduce(this.state, event);
    this.#options.onState(this.state);
  }
}
