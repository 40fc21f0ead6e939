import type { Resource } from "./resource.svelte";

/** Asks again every `ms` while somebody can see the page; gives the function that stops it. */
export function refreshing(resource: Pick<Resource<unknown>, "reload">, ms: number): () => void {
  const look = () => void (document.visibilityState === "visible" && resource.reload());
  const timer = setInterval(look, ms);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
