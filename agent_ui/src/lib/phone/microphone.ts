/** Echo cancelling and the like, with the chosen device where there is one. */
function constraints(deviceId: string | null): MediaStreamConstraints {
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return { audio: deviceId ? { ...sound, deviceId: { exact: deviceId } } : sound, video: false };
}

/**
 * The seat's microphone, opened once and kept open: a call is answered without asking for it, and its
 * failing is known before a call comes. Each line gets its own copy of the track, because holding or
 * muting one line switches its track off.
 */
export class Microphone {
  #stream: MediaStream | null = null;

  constructor(readonly onLost: () => void) {}

  get stream(): MediaStream | null {
    return this.#stream;
  }

  get working(): boolean {
    return this.#stream?.getAudioTracks().some((track) => track.readyState === "live") ?? false;
  }

  /** Opens `deviceId`, or the computer's default when it is gone. Throws when there is none or it is not allowed. */
  async open(deviceId: string | null): Promise<void> {
    const stream = await navigator.mediaDevices
      .getUserMedia(constraints(deviceId))
      .catch((error: unknown) => (deviceId ? navigator.mediaDevices.getUserMedia(constraints(null)) : Promise.reject(error)));
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = stream;
    for (const track of stream.getAudioTracks()) track.addEventListener("ended", this.onLost);
  }

  copy(): MediaStream | null {
    if (!this.#stream) return null;
    return this.#stream.clone();
  }

  giveBack(copy: MediaStream): void {
    copy.getTracks().forEach((track) => track.stop());
  }

  close(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }
}
