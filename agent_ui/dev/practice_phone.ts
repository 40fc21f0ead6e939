import { io } from "socket.io-client";
import type { AgentFactory, AgentListener, Line, UserAgent } from "../src/lib/phone/line.ts";

/** Stands in for `jssip_agent.ts` in practice: lines without sound that the practice server rings. */
class PracticeLine implements Line {
  constructor(
    readonly id: string,
    readonly direction: "inbound" | "outbound",
    readonly remote: string,
    readonly onAnswer: () => void,
    readonly onEnd: () => void,
    readonly callId: string | null = null,
  ) {}
  header(name: string) {
    return name === "X-Call-Id" ? this.callId : null;
  }
  answer() {
    this.onAnswer();
  }
  hangUp() {
    this.onEnd();
  }
  hold() {
    return Promise.resolve();
  }
  resume() {
    return Promise.resolve();
  }
  setMuted() {}
  sendDigit() {}
  refer() {
    this.onEnd();
    return Promise.resolve();
  }
}

class PracticeAgent implements UserAgent {
  readonly #socket = io({ transports: ["websocket"], autoConnect: false, forceNew: true });
  #next = 1;

  constructor(readonly listener: AgentListener) {
    this.#socket.on("practice:ring", (callId: string) => this.#ring(callId));
  }
  start() {
    this.#socket.connect();
    setTimeout(() => this.listener.registered(), 50);
    this.#socket.emit("practice:phone");
  }
  stop() {
    this.#socket.disconnect();
  }
  refresh() {
    this.listener.registered();
  }
  microphoneChanged() {}

  call(number: string): Line {
    const line: PracticeLine = new PracticeLine(`out-${this.#next++}`, "outbound", number, () => {}, () => this.listener.ended(line, "Terminated"));
    setTimeout(() => this.listener.answered(line), 800);
    return line;
  }

  #ring(callId: string): void {
    const answered = () => {
      this.listener.answered(line);
      this.#socket.emit("practice:answered");
    };
    const ended = () => {
      this.listener.ended(line, "Terminated");
      this.#socket.emit("practice:ended");
    };
    const line: PracticeLine = new PracticeLine(`in-${this.#next++}`, "inbound", "01000002413", answered, ended, callId);
    this.listener.incoming(line);
  }
}

export function jssipAgents(): AgentFactory {
  return (_, listener) => new PracticeAgent(listener);
}
