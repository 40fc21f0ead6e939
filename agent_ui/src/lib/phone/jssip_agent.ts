import { UA, WebSocketInterface } from "jssip";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest } from "jssip/lib/SIPMessage";
import type { PhoneCredentials } from "$lib/api/types";
import { JssipLine } from "./jssip_line";
import type { AgentFactory, AgentListener, UserAgent } from "./line";
import type { Microphone } from "./microphone";
import type { Speaker } from "./speaker";

/** No STUN on the LAN: addresses of this computer are enough, and gathering them ends at once. */
const pcConfig: RTCConfiguration = { iceServers: [] };
/** After the first address, wait this long for more and then go on: a slow network card must not delay the answer. */
const GATHERING_MS = 300;

class JssipAgent implements UserAgent {
  readonly #ua: UA;
  readonly #host: string;
  /** Running lines with their own copy of the microphone. */
  readonly #lines = new Map<JssipLine, MediaStream | null>();

  constructor(
    credentials: PhoneCredentials,
    readonly listener: AgentListener,
    readonly microphone: Microphone,
    readonly speaker: Speaker,
  ) {
    this.#host = credentials.sip_uri.replace(/^sips?:[^@]*@/, "");
    this.#ua = new UA({
      sockets: new WebSocketInterface(credentials.websocket_url),
      uri: credentials.sip_uri,
      authorization_user: credentials.authorization_user,
      password: credentials.password,
      display_name: credentials.display_name,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
    });
    this.#ua.on("registered", () => listener.registered());
    this.#ua.on("unregistered", () => listener.lost());
    this.#ua.on("disconnected", () => listener.lost());
    this.#ua.on("registrationFailed", ({ response }) => {
      const refused = [401, 403, 407].includes((response?.status_code as number | undefined) ?? 0);
      if (refused) listener.refused();
      else listener.lost();
    });
    this.#ua.on("newRTCSession", ({ originator, session, request }: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      if ((originator as string) === "remote") this.#incoming(session, request as IncomingRequest);
    });
  }

  start(): void {
    this.#ua.start();
  }

  stop(): void {
    this.#ua.stop();
  }

  refresh(): void {
    if (this.#ua.isConnected()) this.#ua.register();
    else this.#ua.start();
  }

  call(number: string): JssipLine {
    const media = this.#media();
    const session = this.#ua.call(`sip:${number}@${this.#host}`, media);
    const line = new JssipLine(session, null, this.#host, () => media, number);
    this.#follow(line);
    this.#lines.set(line, media.mediaStream ?? null);
    return line;
  }

  microphoneChanged(): void {
    for (const [line, old] of this.#lines) {
      const sender = line.session.connection?.getSenders().find(({ track }) => track?.kind === "audio");
      const copy = this.microphone.copy();
      const track = copy?.getAudioTracks()[0];
      if (!sender || !copy || !track) continue;
      track.enabled = sender.track?.enabled ?? true;
      void sender.replaceTrack(track);
      if (old) this.microphone.giveBack(old);
      this.#lines.set(line, copy);
    }
  }

  #incoming(session: RTCSession, request: IncomingRequest): void {
    const line: JssipLine = new JssipLine(session, request, this.#host, () => {
      const media = this.#media();
      this.#lines.set(line, media.mediaStream ?? null);
      return media;
    });
    this.#follow(line);
    this.listener.incoming(line);
  }

  #media(): { pcConfig: RTCConfiguration; mediaConstraints: MediaStreamConstraints; mediaStream?: MediaStream } {
    const copy = this.microphone.copy();
    return { pcConfig, mediaConstraints: { audio: true, video: false }, ...(copy ? { mediaStream: copy } : {}) };
  }

  #follow(line: JssipLine): void {
    const { session } = line;
    const end = ({ cause }: { cause: string }) => this.#ended(line, cause);
    let gathering: ReturnType<typeof setTimeout> | undefined;
    session.on("confirmed", () => this.listener.answered(line));
    session.on("ended", end);
    session.on("failed", end);
    session.on("icecandidate", ({ ready }) => {
      gathering ??= setTimeout(ready, GATHERING_MS);
    });
    if (session.connection) this.#listen(line, session.connection);
    else session.on("peerconnection", ({ peerconnection }) => this.#listen(line, peerconnection));
  }

  #ended(line: JssipLine, cause: string): void {
    const copy = this.#lines.get(line);
    if (copy) this.microphone.giveBack(copy);
    this.#lines.delete(line);
    this.speaker.stop(line.id);
    this.listener.ended(line, cause);
  }

  #listen(line: JssipLine, connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track, streams }) => {
      if (track.kind === "audio") this.speaker.play(line.id, streams[0] ?? new MediaStream([track]));
    });
  }
}

/** The browser's phone: JsSIP over WebSocket, sound by WebRTC. */
export function jssipAgents(microphone: Microphone, speaker: Speaker): AgentFactory {
  return (credentials, listener) => new JssipAgent(credentials, listener, microphone, speaker);
}
