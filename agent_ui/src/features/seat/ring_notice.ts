import type { CallCard } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";

/** A desktop notification for a seat whose page is hidden. It names the desk, never the caller. */
export function notifyRing(call: CallCard | null): void {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const notice = new Notification(t("ring.title"), { body: call?.desk_label ?? t("ring.body"), tag: "ring", requireInteraction: true });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
  const close = () => !document.hidden && notice.close();
  document.addEventListener("visibilitychange", close, { once: true });
}
