/**
 * The ring tone, made by WebAudio (no file to load): two notes, a second of sound, two of rest.
 * `arm` must be called from a press of the person (the sign-in), because browsers keep a page silent
 * until then; it plays one quiet tone, so that a muted computer is noticed before the first call.
 */
export class Ringer {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  arm(): void {
    this.#tone(this.unlock(), 0.03, 0.12);
  }

  /** The same without a sound, for the first press after a reload. */
  unlock(): AudioContext {
    this.#context ??= new AudioContext();
    void this.#context.resume();
    return this.#context;
  }

  start(deviceId: string): void {
    if (this.#timer !== undefined) return;
    const context = this.unlock();
    if ("setSinkId" in context) void (context.setSinkId as (id: string) => Promise<void>).call(context, deviceId).catch(() => {});
    this.#tone(context, 0.25, 1);
    this.#timer = setInterval(() => this.#tone(context, 0.25, 1), 3000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tone(context: AudioContext, loudness: number, seconds: number): void {
    const gain = context.createGain();
    const start = context.currentTime;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.03);
    gain.gain.setValueAtTime(loudness, start + seconds - 0.05);
    gain.gain.linearRampToValueAtTime(0, start + seconds);
    gain.connect(context.destination);
    for (const frequency of [440, 480]) {
      const oscillator = context.createOscillator();
      oscillator.frequency.value = frequency;
      oscillator.connect(gain);
      oscillator.start(start);
      oscillator.stop(start + seconds);
    }
  }
}
