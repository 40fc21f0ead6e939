/** Something the server gives: the last value, and what went wrong with the last question. */
export class Resource<Value> {
  value = $state.raw<Value | null>(null);
  error = $state.raw<unknown>(null);
  loading = $state(false);
  #turn = 0;
  #question: (() => Promise<Value>) | null = null;

  /** Asks; the answer to an older question that comes late is dropped. The old value stays until the new one is there. */
  async load(question: () => Promise<Value>): Promise<void> {
    const turn = ++this.#turn;
    this.#question = question;
    this.loading = true;
    try {
      const value = await question();
      if (turn !== this.#turn) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  /** Asks the last question again. */
  reload = async (): Promise<void> => {
    if (this.#question) await this.load(this.#question);
  };

  clear(): void {
    this.#turn++;
    this.value = null;
    this.error = null;
    this.loading = false;
  }
}
