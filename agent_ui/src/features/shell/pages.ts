import type { Role } from "$lib/api/types";
import type { MessageKey } from "$lib/i18n/index.svelte";
import type { IconName } from "$lib/ui/icons";

const everybody: readonly Role[] = ["agent", "supervisor", "qaa", "administrator"];
const withPhone: readonly Role[] = ["agent", "supervisor"];
const watchers: readonly Role[] = ["supervisor", "qaa", "administrator"];
const overseers: readonly Role[] = ["supervisor", "administrator"];

/** Every screen with its address, who may open it, and, where it stands in the rail, its icon. */
export const pages = [
  { route: "/seat", title: "nav.seat", icon: "headset", roles: withPhone },
  { route: "/floor", title: "nav.floor", icon: "floor", roles: overseers },
  { route: "/callbacks", title: "nav.callbacks", icon: "callback", roles: ["agent", "supervisor", "administrator"] },
  { route: "/tickets", title: "nav.tickets", icon: "ticket", roles: everybody },
  { route: "/tickets/:id", title: "nav.tickets", icon: null, roles: everybody },
  { route: "/calls", title: "nav.calls", icon: "calls", roles: everybody },
  { route: "/calls/:id", title: "nav.calls", icon: null, roles: everybody },
  { route: "/knowledge", title: "nav.knowledge", icon: "book", roles: everybody },
  { route: "/knowledge/:slug", title: "nav.knowledge", icon: null, roles: everybody },
  { route: "/sealed", title: "nav.sealed", icon: "lock", roles: watchers },
  { route: "/menus", title: "nav.menus", icon: "voice", roles: watchers },
  { route: "/operations", title: "nav.operations", icon: "settings", roles: overseers },
] as const satisfies readonly { route: string; title: MessageKey; icon: IconName | null; roles: readonly Role[] }[];
