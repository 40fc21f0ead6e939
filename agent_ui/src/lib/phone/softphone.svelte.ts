import { server } from "$lib/api/calls";
import { remembered } from "$lib/remembered";
import { clock } from "$lib/time/clock.svelte";
import { jssipAgents } from "./jssip_agent";
import { watchLevel } from "./level";
import type { Line } from "./line";
import { Microphone } from "./microphone";
import { Phone, type PhoneProblem } from "./phone";
import { Ringer } from "./ringer";
import { Speaker } from "./speaker";
import { idle, mode, type Mode, type PhoneState } from "./state";

export type DeviceRole = "microphone" | "speaker" | "ringer";
const HEALTH_MS = 30_000;
/** After a sleep the registration must be confirmed within this time, or everything starts anew. */
const CONFIRM_MS = 5000;
const LONGEST_RETRY_MS = 30_000;
const REGISTER_AGAIN_MS = 2000;

/** The phone of this page: state for the screen, and everything around the state machine that makes a sound. */
class Softphone {
  state = $state.raw<PhoneState>(idle);
  microphoneWorking = $state(false);
  /** Loudness of the own voice, 0…1. */
  level = $state(0);
  devices = $state.raw<MediaDeviceInfo[]>([]);
  chosen = $state<Record<DeviceRole, string>>({
    microphone: remembered.read("device.microphone") ?? "",
    speaker: remembered.read("device.speaker") ?? "",
    ringer: remembered.read("device.ringer") ?? "",
  });
  /** The linkedid of the call in which the server says this seat talks, or talked until its sound was lost. */
  callInTalk: string | null = null;
  /** The server knows the phone as registered and of no call at this seat. */
  nothingThere = false;
  onProblem: (problem: PhoneProblem) => void = () => {};
  onRing: () => void = () => {};
  /** The last line has ended. */
  onIdle: () => void = () => {};

  readonly #ringer = new Ringer();
  readonly #speaker = new Speaker();
  readonly #microphone = new Microphone(() => void this.openMicrophone());
  readonly #phone = new Phone({
    createAgent: jssipAgents(this.#microphone, this.#speaker),
    onState: (state) => this.#changed(state),
    onProblem: (problem) => this.onProblem(problem),
    continues: (line: Line) => this.callInTalk !== null && line.header("X-Call-Id") === this.callInTalk,
    nothingThere: () => this.nothingThere,
  });
  #stops: (() => void)[] = [];
  #stopLevel: () => void = () => {};
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renew: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  get mode(): Mode {
    return mode(this.state);
  }
  get registered(): boolean {
    return this.state.registration === "registered";
  }
  get call(): Omit<Phone, "start" | "stop" | "state"> {
    return this.#phone;
  }

  /** Plays a quiet tone, so that the browser lets later calls ring; call it from a press. */
  arm(): void {
    this.#ringer.arm();
    if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
  }

  async start(): Promise<void> {
    const replug = () => void this.openMicrophone();
    navigator.mediaDevices?.addEventListener("devicechange", replug);
    const unlock = () => this.#unlock();
    addEventListener("pointerdown", unlock, { once: true });
    addEventListener("keydown", unlock, { once: true });
    const health = setInterval(() => this.reportHealth(), HEALTH_MS);
    this.#stops = [
      clock.onJump(() => this.#woke()),
      () => navigator.mediaDevices?.removeEventListener("devicechange", replug),
      () => clearInterval(health),
      () => removeEventListener("pointerdown", unlock),
      () => removeEventListener("keydown", unlock),
    ];
    void this.#speaker.use(this.chosen.speaker);
    await this.openMicrophone();
    await this.#connect();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#retry);
    clearTimeout(this.#renew);
    clearTimeout(this.#again);
    this.#stopLevel();
    this.#phone.stop();
    this.#microphone.close();
    this.microphoneWorking = false;
  }

  /** Opens the chosen microphone, in the place of one that was unplugged too. */
  async openMicrophone(): Promise<void> {
    try {
      await this.#microphone.open(this.chosen.microphone || null);
      this.#phone.microphoneChanged();
    } catch {
      this.onProblem("microphone");
    }
    this.microphoneWorking = this.#microphone.working;
    this.#watchLevel();
    this.devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.reportHealth();
  }

  choose(role: DeviceRole, deviceId: string): void {
    this.chosen[role] = deviceId;
    remembered.write(`device.${role}`, deviceId);
    if (role === "microphone") void this.openMicrophone();
    if (role === "speaker") void this.#speaker.use(deviceId);
  }

  /** Tells the server whether a call would be heard; it makes nobody ready whose phone is deaf. */
  reportHealth(): void {
    // A lost report is repeated with the next one; the server counts silence as not healthy.
    server.phoneHealth({ registered: this.registered, microphone: this.microphoneWorking }).catch(() => {});
  }

  /** Browsers keep a freshly loaded page silent until its first press. */
  #unlock(): void {
    this.#ringer.unlock();
    this.#watchLevel();
  }

  #watchLevel(): void {
    this.#stopLevel();
    this.level = 0;
    const { stream } = this.#microphone;
    if (stream) this.#stopLevel = watchLevel(stream, (level) => (this.level = level));
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      const credentials = await server.phoneCredentials();
      this.#phone.start(credentials);
      const untilRenewal = Date.parse(credentials.expires_at) - clock.now - 60_000;
      clearTimeout(this.#renew);
      this.#renew = setTimeout(() => this.#connectWhenIdle(), Math.min(Math.max(untilRenewal, 30_000), 2 ** 31 - 1));
    } catch {
      this.#retryLater();
    }
  }

  /** New credentials mean a new agent, and that would end a running call; it waits for the end of the call. */
  #connectWhenIdle(): void {
    if (this.mode === "idle") void this.#connect();
    else this.#retryLater();
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    const pause = Math.min(1000 * 2 ** this.#failures++, LONGEST_RETRY_MS);
    this.#retry = setTimeout(() => this.#connectWhenIdle(), pause);
  }

  /** JsSIP asks once after a reconnect; an exchange that has just started may not know our password yet. */
  #registerAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      if (this.registered || this.state.registration === "off") return;
      this.#phone.refresh();
      this.#registerAgain();
    }, REGISTER_AGAIN_MS);
  }

  #woke(): void {
    this.#phone.refresh();
    if (!this.#microphone.working) void this.openMicrophone();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => !this.registered && this.#connectWhenIdle(), CONFIRM_MS);
  }

  #changed(state: PhoneState): void {
    const before = this.state;
    this.state = state;
    if (state.registration !== before.registration) this.#registrationChanged();
    if (mode(state) === mode(before)) return;
    if (mode(state) === "ringing") this.onRing();
    if (mode(state) === "idle") this.onIdle();
    if (mode(state) === "ringing") this.#ringer.start(this.chosen.ringer);
    else this.#ringer.stop();
  }

  #registrationChanged(): void {
    if (this.registered) this.#failures = 0;
    if (this.state.registration === "refused") this.#retryLater();
    if (this.state.registration === "lost") this.#registerAgain();
    if (this.state.registration !== "connecting") this.reportHealth();
  }
}

export const softphone = new Softphone();
