import { sentence } from "$lib/api/explain";
import { toasts } from "$lib/ui/toasts.svelte";

/** Does what a person asked and says how it went; true when it went well. */
export async function act(wish: Promise<unknown>, done: string): Promise<boolean> {
  try {
    await wish;
    toasts.show("done", done);
    return true;
  } catch (error) {
    toasts.show("problem", sentence(error));
    return false;
  }
}
