import type { RTCSession } from "jssip/lib/RTCSession";
import type { Line } from "./line";

/** Longest wait for a REFER to arrive, or for the other side to agree to a hold. */
const TRANSFER_MS = 30_000;
const HOLD_MS = 8000;

/** JsSIP's session of one call as a `Line`. */
export class JssipLine implements Line {
  readonly id: string;
  readonly direction: "inbound" | "outbound";
  readonly remote: string;

  constructor(
    readonly session: RTCSession,
    readonly invite: { getHeader(name: string): string | undefined } | null,
    readonly host: string,
    readonly answerWith: () => Parameters<RTCSession["answer"]>[0],
    remote?: string,
  ) {
    this.id = session.id;
    this.direction = invite ? "inbound" : "outbound";
    this.remote = remote ?? session.remote_identity.uri.user;
  }

  header(name: string): string | null {
    return this.invite?.getHeader(name) ?? null;
  }
  answer(): void {
    this.session.answer(this.answerWith());
  }
  hangUp(): void {
    if (!this.session.isEnded()) this.session.terminate();
  }
  hold(): Promise<void> {
    return limited(HOLD_MS, (done, refuse) => this.session.hold({}, done) || refuse());
  }
  resume(): Promise<void> {
    return limited(HOLD_MS, (done, refuse) => this.session.unhold({}, done) || refuse());
  }
  setMuted(muted: boolean): void {
    if (muted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
  }
  sendDigit(digit: string): void {
    this.session.sendDTMF(digit, { transportType: "RFC2833" as never });
  }

  refer(number: string, replaces?: Line): Promise<void> {
    return limited(TRANSFER_MS, (done, refuse) => {
      if (!this.session.isEstablished()) return refuse();
      // Asterisk may end this call before it tells how the REFER went; the end then is the success.
      this.session.on("ended", done);
      const eventHandlers = { accepted: done, failed: refuse, requestFailed: refuse };
      const other = replaces instanceof JssipLine ? { replaces: replaces.session } : {};
      this.session.refer(`sip:${number}@${this.host}`, { eventHandlers, ...other });
    });
  }
}

/** A promise around callbacks that is refused after `ms`. */
function limited(ms: number, begin: (done: () => void, refuse: () => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer in time")), ms);
    const settle = (end: () => void) => () => {
      clearTimeout(timer);
      end();
    };
    begin(settle(resolve), settle(() => reject(new Error("refused"))));
  });
}
