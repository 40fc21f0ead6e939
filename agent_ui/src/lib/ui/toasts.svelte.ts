export type ToastTone = "done" | "note" | "problem";
export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

const shownFor = { done: 4000, note: 6000, problem: 12000 } as const;

/** Short messages at the lower edge. A problem stays longer, and every message can be closed by hand. */
class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(tone: ToastTone, text: string): void {
    const id = this.#next++;
    this.list = [...this.list.filter((toast) => toast.text !== text), { id, tone, text }].slice(-4);
    setTimeout(() => this.close(id), shownFor[tone]);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
