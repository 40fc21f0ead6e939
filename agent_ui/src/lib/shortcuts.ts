export type Shortcuts = Record<string, (() => void) | undefined>;

/** `F3`, `Ctrl+Enter`, … of a key press. */
export function chord(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey">): string {
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.metaKey && "Meta"];
  return [...modifiers.filter(Boolean), event.key].join("+");
}

/** A listener for `keydown` that runs the action of the chord and keeps the browser from its own (F3 search, F6, F7). */
export function onShortcut(shortcuts: () => Shortcuts): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(chord(event) in shortcuts())) return;
    event.preventDefault();
    if (!event.repeat) shortcuts()[chord(event)]?.();
  };
}
