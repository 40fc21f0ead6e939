import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PhoneCredentials } from "$lib/api/types";
import type { AgentListener, Line } from "./line";
import { Phone, type PhoneProblem } from "./phone";
import { mode } from "./state";

class FakeLine implements Line {
  log: string[] = [];
  failing = new Set<string>();
  constructor(readonly id: string, readonly direction: "inbound" | "outbound", readonly remote: string, readonly call: string | null = null) {}
  header(name: string) {
    return name === "X-Call-Id" ? this.call : null;
  }
  answer() {
    this.log.push("answer");
  }
  hangUp() {
    this.log.push("hangUp");
  }
  hold() {
    return this.#do("hold");
  }
  resume() {
    return this.#do("resume");
  }
  setMuted(muted: boolean) {
    this.log.push(muted ? "mute" : "unmute");
  }
  sendDigit(digit: string) {
    this.log.push(`digit ${digit}`);
  }
  refer(number: string, replaces?: Line) {
    return this.#do(replaces ? `refer ${number} replacing ${replaces.id}` : `refer ${number}`);
  }
  async #do(what: string) {
    this.log.push(what);
    if (this.failing.has(what.split(" ")[0]!)) throw new Error(what);
  }
}

const credentials = {} as PhoneCredentials;
let phone: Phone;
let agent: AgentListener;
let outgoing: FakeLine[];
let agentLog: string[];
let problems: PhoneProblem[];
let continuing: string | null;
let nothingThere: boolean;

beforeEach(() => {
  outgoing = [];
  agentLog = [];
  problems = [];
  continuing = null;
  nothingThere = false;
  phone = new Phone({
    createAgent: (_, listener) => {
      agent = listener;
      return {
        start: () => agentLog.push("start"),
        stop: () => agentLog.push("stop"),
        refresh: () => agentLog.push("refresh"),
        microphoneChanged: () => agentLog.push("microphone"),
        call: (number) => {
          const line = new FakeLine(`out-${outgoing.length + 1}`, "outbound", number);
          outgoing.push(line);
          return line;
        },
      };
    },
    onState: vi.fn(),
    onProblem: (problem) => problems.push(problem),
    continues: (line) => continuing !== null && line.header("X-Call-Id") === continuing,
    nothingThere: () => nothingThere,
  });
  phone.start(credentials);
  agent.registered();
});

const talk = () => {
  const line = new FakeLine("in-1", "inbound", "01012342413");
  agent.incoming(line);
  phone.answer();
  agent.answered(line);
  return line;
};
const consulting = async () => {
  const caller = talk();
  await phone.consult("205");
  const colleague = outgoing[0]!;
  agent.answered(colleague);
  return { caller, colleague };
};
const now = () => mode(phone.state);

describe("registration", () => {
  it("is what the server confirmed last", () => {
    expect(phone.state.registration).toBe("registered");
    agent.lost();
    expect(phone.state.registration).toBe("lost");
    agent.refused();
    expect(phone.state.registration).toBe("refused");
  });

  it("is renewed without passing for switched off, and the old agent's farewell changes nothing", () => {
    const old = agent;
    phone.start(credentials);
    expect(phone.state.registration).toBe("connecting");
    agent.registered();
    old.lost();
    expect(phone.state.registration).toBe("registered");
    expect(agentLog).toEqual(["start", "stop", "start"]);
  });

  it("does not count after a sleep until it is confirmed again", () => {
    phone.refresh();
    expect(phone.state.registration).toBe("connecting");
    expect(agentLog).toContain("refresh");
    agent.registered();
    expect(phone.state.registration).toBe("registered");
  });
});

describe("a call", () => {
  it("rings, is answered, and ends", () => {
    const line = new FakeLine("in-1", "inbound", "01012342413");
    agent.incoming(line);
    expect(now()).toBe("ringing");
    phone.answer();
    expect(line.log).toEqual(["answer"]);
    agent.answered(line);
    expect(now()).toBe("talking");
    agent.ended(line, "Terminated");
    expect(now()).toBe("idle");
  });

  it("is answered once, however often the key is pressed", () => {
    const line = new FakeLine("in-1", "inbound", "01012342413", "1732.1");
    agent.incoming(line);
    phone.answer();
    phone.answer();
    continuing = "1732.1";
    phone.reconsider();
    expect(line.log).toEqual(["answer"]);
  });

  it("is answered at once when it continues the call of before the reload", () => {
    continuing = "1732.1";
    const line = new FakeLine("in-1", "inbound", "120", "1732.1");
    agent.incoming(line);
    expect(line.log).toEqual(["answer"]);
  });

  it("is answered when the server tells only later that it continues", () => {
    const line = new FakeLine("in-1", "inbound", "120", "1732.1");
    agent.incoming(line);
    phone.reconsider();
    expect(line.log).toEqual([]);
    continuing = "1732.1";
    phone.reconsider();
    expect(line.log).toEqual(["answer"]);
  });

  it("refuses a second caller instead of losing the first", () => {
    talk();
    const second = new FakeLine("in-2", "inbound", "02");
    agent.incoming(second);
    expect(second.log).toEqual(["hangUp"]);
    expect(phone.state.primary?.id).toBe("in-1");
  });

  it("survives a lost registration", () => {
    talk();
    agent.lost();
    expect(now()).toBe("talking");
  });

  it("is held and resumed", async () => {
    const line = talk();
    await phone.toggleHold();
    expect(now()).toBe("held");
    await phone.toggleHold();
    expect(now()).toBe("talking");
    expect(line.log).toEqual(["answer", "hold", "resume"]);
  });

  it("stays as it was when the hold fails, and says so", async () => {
    talk().failing.add("hold");
    await phone.toggleHold();
    expect(now()).toBe("talking");
    expect(problems).toEqual(["hold_failed"]);
  });

  it("is muted, and the next call starts unmuted", () => {
    const line = talk();
    phone.toggleMute();
    expect(line.log).toContain("mute");
    expect(phone.state.muted).toBe(true);
    agent.ended(line, "Terminated");
    expect(phone.state.muted).toBe(false);
  });

  it("sends digits", () => {
    const line = talk();
    phone.sendDigit("5");
    expect(line.log).toContain("digit 5");
  });

  it("tells when the microphone was denied", () => {
    const line = new FakeLine("in-1", "inbound", "1");
    agent.incoming(line);
    agent.ended(line, "User Denied Media Access");
    expect(problems).toEqual(["microphone"]);
  });

  it("can be made, and tells when nobody answers", () => {
    phone.call("205");
    expect(now()).toBe("calling");
    agent.ended(outgoing[0]!, "Busy");
    expect(problems).toEqual(["call_failed"]);
  });
});

describe("a transfer", () => {
  it("goes blind by REFER", async () => {
    const line = talk();
    await phone.transfer("205");
    expect(line.log).toEqual(["answer", "refer 205", "hangUp"]);
    expect(phone.state.transferring).toBe(false);
  });

  it("leaves the call in place when it fails", async () => {
    const line = talk();
    line.failing.add("refer");
    await phone.transfer("999");
    expect(line.log).not.toContain("hangUp");
    expect(now()).toBe("talking");
    expect(problems).toEqual(["transfer_failed"]);
  });

  it("can be asked first: hold, call, join by REFER with Replaces", async () => {
    const { caller, colleague } = await consulting();
    expect(now()).toBe("consulting");
    await phone.completeTransfer();
    expect(caller.log).toEqual(["answer", "hold", `refer 205 replacing ${colleague.id}`, "hangUp"]);
  });

  it("does not call the colleague when the caller could not be held", async () => {
    talk().failing.add("hold");
    await phone.consult("205");
    expect(outgoing).toEqual([]);
  });

  it("goes back to the caller", async () => {
    const { caller, colleague } = await consulting();
    await phone.backToCaller();
    agent.ended(colleague, "Terminated");
    expect(colleague.log).toContain("hangUp");
    expect(caller.log).toContain("resume");
    expect(now()).toBe("talking");
  });

  it("keeps the caller held when the colleague does not answer", async () => {
    talk();
    await phone.consult("205");
    agent.ended(outgoing[0]!, "Busy");
    expect(now()).toBe("held");
    expect(problems).toEqual(["consult_failed"]);
  });

  it("makes the colleague's call the call when the caller leaves", async () => {
    const { caller, colleague } = await consulting();
    agent.ended(caller, "Terminated");
    expect(phone.state.primary?.id).toBe(colleague.id);
    expect(now()).toBe("talking");
  });

  it("hangs up the consultation first, then the caller", async () => {
    const { caller, colleague } = await consulting();
    phone.hangUp();
    expect(colleague.log).toContain("hangUp");
    expect(caller.log).not.toContain("hangUp");
  });
});

describe("a conference", () => {
  it("is heard on the first line, and the second one is given back", async () => {
    const { caller, colleague } = await consulting();
    await phone.enterConference();
    agent.ended(colleague, "Terminated");
    expect(caller.log.at(-1)).toBe("resume");
    expect(now()).toBe("conference");
    agent.ended(caller, "Terminated");
    expect(now()).toBe("idle");
  });
});

describe("after the link to the exchange broke", () => {
  it("keeps the talk as long as the server knows of it", () => {
    const line = talk();
    agent.lost();
    agent.registered();
    phone.reconsider();
    expect(line.log).toEqual(["answer"]);
  });

  it("drops a line that died with the exchange, so that the next call finds the phone free", () => {
    const line = talk();
    agent.lost();
    nothingThere = true;
    phone.reconsider();
    expect(line.log).toEqual(["answer"]);
    agent.registered();
    phone.reconsider();
    expect(line.log).toEqual(["answer", "hangUp"]);
  });

  it("never drops a line because the server is late, while the link is good", () => {
    const line = talk();
    nothingThere = true;
    phone.reconsider();
    expect(line.log).toEqual(["answer"]);
  });
});
