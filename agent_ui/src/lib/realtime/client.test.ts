import { beforeEach, describe, expect, it, vi } from "vitest";
import { RealtimeClient, type Wire } from "./client";

class FakeWire implements Wire {
  sent: [string, unknown][] = [];
  connect = () => {};
  lose = () => {};
  refuse = () => {};
  #listeners = new Map<string, (body: unknown) => void>();

  send(event: string, body: unknown) {
    this.sent.push([event, body]);
  }
  on(event: string, listener: (body: unknown) => void) {
    this.#listeners.set(event, listener);
  }
  onConnected(listener: () => void) {
    this.connect = listener;
  }
  onLost(listener: () => void) {
    this.lose = listener;
  }
  onRefused(listener: () => void) {
    this.refuse = listener;
  }
  open() {}
  close() {}
  deliver(event: string, body: unknown) {
    this.#listeners.get(event)?.(body);
  }
}

const seat = { topic: "seat" };
let wire: FakeWire;
let client: RealtimeClient;
let seen: unknown[];
let connection: boolean[];
const refused = vi.fn();

beforeEach(() => {
  wire = new FakeWire();
  seen = [];
  connection = [];
  client = new RealtimeClient(wire, (connected) => connection.push(connected), refused);
});

describe("a live topic", () => {
  it("is joined once the connection stands, and again after each reconnect", () => {
    client.join("seat", (state) => seen.push(state));
    expect(wire.sent).toEqual([]);
    wire.connect();
    wire.lose();
    wire.connect();
    expect(wire.sent).toEqual([["join", seat], ["join", seat]]);
    expect(connection).toEqual([true, false, true]);
  });

  it("shows the snapshot and the updates that follow", () => {
    client.join("seat", (state) => seen.push(state));
    wire.connect();
    wire.deliver("snapshot", { ...seat, seq: 7, state: "a" });
    wire.deliver("update", { ...seat, seq: 8, state: "b" });
    expect(seen).toEqual(["a", "b"]);
  });

  it("drops what is older than what it has, and what comes before the snapshot", () => {
    client.join("seat", (state) => seen.push(state));
    wire.connect();
    wire.deliver("update", { ...seat, seq: 6, state: "early" });
    wire.deliver("snapshot", { ...seat, seq: 7, state: "a" });
    wire.deliver("update", { ...seat, seq: 7, state: "again" });
    wire.deliver("update", { ...seat, seq: 5, state: "late" });
    expect(seen).toEqual(["a"]);
  });

  it("shows the newest state after a gap and asks for a snapshot", () => {
    client.join("seat", (state) => seen.push(state));
    wire.connect();
    wire.deliver("snapshot", { ...seat, seq: 1, state: "a" });
    wire.deliver("update", { ...seat, seq: 4, state: "d" });
    expect(seen).toEqual(["a", "d"]);
    expect(wire.sent.at(-1)).toEqual(["resync", seat]);
  });

  it("accepts a snapshot with a lower number, as after a restart of the server", () => {
    client.join("seat", (state) => seen.push(state));
    wire.connect();
    wire.deliver("snapshot", { ...seat, seq: 900, state: "old" });
    wire.lose();
    wire.connect();
    wire.deliver("snapshot", { ...seat, seq: 1, state: "new" });
    wire.deliver("update", { ...seat, seq: 2, state: "newer" });
    expect(seen).toEqual(["old", "new", "newer"]);
  });

  it("gives a second listener a fresh snapshot and leaves with the last one", () => {
    const leaveFirst = client.join("seat", () => {});
    wire.connect();
    const leaveSecond = client.join("seat", () => {});
    leaveFirst();
    leaveFirst();
    leaveSecond();
    expect(wire.sent).toEqual([["join", seat], ["resync", seat], ["leave", seat]]);
  });

  it("ignores messages of no shape and of topics nobody joined", () => {
    client.join("seat", (state) => seen.push(state));
    wire.connect();
    for (const body of [null, "x", { topic: "seat" }, { topic: "floor", seq: 1, state: 1 }]) wire.deliver("snapshot", body);
    expect(seen).toEqual([]);
  });

  it("asks for everything again when told so", () => {
    client.join("seat", () => {});
    client.resyncAll();
    expect(wire.sent).toEqual([]);
    wire.connect();
    client.resyncAll();
    expect(wire.sent.at(-1)).toEqual(["resync", seat]);
  });

  it("tells when the session is over", () => {
    wire.refuse();
    expect(refused).toHaveBeenCalledOnce();
  });
});
