/** Where the other voice is heard; one audio element a line, all on the chosen output device. */
export class Speaker {
  #elements = new Map<string, HTMLAudioElement>();
  #deviceId = "";

  play(lineId: string, stream: MediaStream): void {
    const element = this.#elements.get(lineId) ?? new Audio();
    this.#elements.set(lineId, element);
    element.srcObject = stream;
    element.autoplay = true;
    void this.#route(element);
    // Refused only without any press on the page; the answer itself is such a press.
    element.play().catch(() => {});
  }

  stop(lineId: string): void {
    const element = this.#elements.get(lineId);
    if (element) element.srcObject = null;
    this.#elements.delete(lineId);
  }

  async use(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    for (const element of this.#elements.values()) await this.#route(element);
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    // A device that was unplugged is refused; the sound then stays on the default device.
    if ("setSinkId" in element) await element.setSinkId(this.#deviceId).catch(() => {});
  }
}
