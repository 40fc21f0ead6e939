import { server } from "$lib/api/calls";
import { sentence } from "$lib/api/explain";
import type { Callback } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";
import { toasts } from "$lib/ui/toasts.svelte";
import { work } from "./work.svelte";

async function ask(wish: Promise<void>, done: string): Promise<boolean> {
  try {
    await wish;
    toasts.show("done", done);
    await work.refresh();
    return true;
  } catch (error) {
    toasts.show("problem", sentence(error));
    return false;
  }
}

export const claim = (item: Callback) => ask(server.claimCallback(item.id), t("callback.claimed"));
export const reopen = (item: Callback) => ask(server.reopenCallback(item.id), t("callback.reopened"));
export const release = (item: Callback) => ask(server.releaseCallback(item.id), t("callback.released"));
/** The server dials through the queue, so that the call is recorded and counted like any other. */
export const callBack = (item: Callback) => ask(server.callCallback(item.id), t("callback.calling"));
