import { describe, expect, it, vi } from "vitest";
import { onShortcut } from "./shortcuts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, repeat: false, preventDefault: vi.fn(), ...more }) as unknown as KeyboardEvent;

describe("shortcuts", () => {
  it("run once for a press and keep the browser from its own action", () => {
    const hold = vi.fn();
    const listen = onShortcut(() => ({ F3: hold, "Ctrl+Enter": undefined }));
    const event = press("F3");
    listen(event);
    listen(press("F3", { repeat: true }));
    expect(hold).toHaveBeenCalledOnce();
    expect(event.preventDefault).toHaveBeenCalled();
  });

  it("leave other keys alone", () => {
    const event = press("F5");
    onShortcut(() => ({ F3: () => {} }))(event);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });

  it("tell Ctrl and Enter from Enter", () => {
    const save = vi.fn();
    const listen = onShortcut(() => ({ "Ctrl+Enter": save }));
    listen(press("Enter"));
    listen(press("Enter", { ctrlKey: true }));
    expect(save).toHaveBeenCalledOnce();
  });
});
