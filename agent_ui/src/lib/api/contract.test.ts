import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { afterEach, describe, expect, it, vi } from "vitest";
import { server } from "./calls";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const text = readFileSync(here("../../../../docs/openapi.json"), "utf8");
const routes = Object.entries(JSON.parse(text).paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) })),
);

afterEach(() => vi.unstubAllGlobals());

describe("the contract with the server", () => {
  it("has types that are as new as the server's description (npm run contract)", async () => {
    const types = astToString(await openapiTS(text, { alphabetize: true, defaultNonNullable: false }));
    expect(readFileSync(here("openapi.d.ts"), "utf8")).toContain(types);
  });

  it.each(Object.entries(server))("has a route for %s", async (_, call) => {
    const fetcher = vi.fn<typeof fetch>(async () => new Response("{}", { headers: { "Content-Type": "application/json" } }));
    vi.stubGlobal("fetch", fetcher);
    await (call as (...any: unknown[]) => Promise<unknown>)(7, "words");
    const [address, init] = fetcher.mock.calls[0]!;
    const path = String(address).replace(/\?.*/, "");
    expect(routes.filter((route) => route.method === init?.method && route.path.test(path)), `${init?.method} ${path}`).not.toEqual([]);
  });
});
