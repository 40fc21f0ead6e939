import { describe, expect, it, vi } from "vitest";
import { ApiClient, ApiError, queryString } from "./client";

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" } });
const clientWith = (answer: () => Promise<Response>) => {
  const fetcher = vi.fn<typeof fetch>(answer);
  const onSignedOut = vi.fn();
  return { client: new ApiClient({ fetch: fetcher, onSignedOut }), fetcher, onSignedOut };
};
const failureOf = async (call: Promise<unknown>) => {
  const error = await call.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

describe("requests", () => {
  it("sends JSON with the CSRF token when something changes, and only then", async () => {
    const { client, fetcher } = clientWith(async () => json(200, { id: 1 }));
    client.csrfToken = "token";
    await client.post("/api/tickets", { title: "a" });
    await client.get("/api/tickets");
    const [post, get] = fetcher.mock.calls.map(([, init]) => init);
    expect(post?.headers).toMatchObject({ "X-CSRF-Token": "token", "Content-Type": "application/json" });
    expect(post?.body).toBe('{"title":"a"}');
    expect(get?.headers).not.toHaveProperty("X-CSRF-Token");
  });

  it("asks for sentences in the language of the screen, Korean unless the person chose another", async () => {
    const { client, fetcher } = clientWith(async () => json(200, {}));
    await client.get("/api/calls");
    expect(fetcher.mock.calls[0]?.[1]?.headers).toMatchObject({ "Accept-Language": "ko" });
  });

  it("gives files as they are, and refusals of files as sentences", async () => {
    const { client, fetcher } = clientWith(async () => new Response("sheet"));
    expect(await (await client.file("GET", "/api/calls.xlsx", { queue: "civil" })).text()).toBe("sheet");
    expect(fetcher.mock.calls[0]?.[0]).toBe("/api/calls.xlsx?queue=civil");
    const refusing = clientWith(async () => json(404, { title: "없습니다", code: "callbacks.no_voice_message" }));
    expect((await failureOf(refusing.client.file("POST", "/api/callbacks/1/voice", { reason: "민원 처리" }))).problem?.title).toBe("없습니다");
  });

  it("answers nothing on 204, and on a promise without a body", async () => {
    const { client } = clientWith(async () => new Response(null, { status: 204 }));
    expect(await client.delete("/api/session")).toBeUndefined();
    const promising = clientWith(async () => new Response("", { status: 202 }));
    expect(await promising.client.post("/api/jobs/forget_outbox/run")).toBeUndefined();
  });

  it("leaves empty values out of the query", () => {
    expect(queryString({ q: "가로등", page: 2, desk: "", status: undefined })).toBe("?q=%EA%B0%80%EB%A1%9C%EB%93%B1&page=2");
    expect(queryString({})).toBe("");
  });
});

describe("failures", () => {
  it("carries the server's sentence and the refused fields", async () => {
    const problem = { title: "입력을 확인해 주세요", detail: "", code: "invalid", fields: { title: "제목이 깁니다" } };
    const { client } = clientWith(async () => json(422, problem));
    const error = await failureOf(client.post("/api/tickets"));
    expect(error.failure).toBe("refused");
    expect(error.fields).toEqual({ title: "제목이 깁니다" });
  });

  it("tells a conflict of versions apart", async () => {
    const { client } = clientWith(async () => json(409, { title: "x", code: "tickets.changed" }));
    expect((await failureOf(client.patch("/api/tickets/1", {}))).failure).toBe("conflict");
  });

  it("asks for a new sign-in on 401, but not when the sign-in itself was refused", async () => {
    const { client, onSignedOut } = clientWith(async () => json(401, { title: "x" }));
    expect((await failureOf(client.post("/api/session"))).failure).toBe("refused");
    expect(onSignedOut).not.toHaveBeenCalled();
    expect((await failureOf(client.get("/api/calls"))).failure).toBe("signed_out");
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  it("survives an answer that is no JSON", async () => {
    const { client } = clientWith(async () => new Response("<h1>502</h1>", { status: 502, headers: { "Content-Type": "text/html" } }));
    expect(await failureOf(client.get("/api/calls"))).toMatchObject({ failure: "refused", status: 502, problem: null });
  });

  it("tells a time-out from an unreachable server", async () => {
    const slow = clientWith(() => Promise.reject(new DOMException("", "TimeoutError")));
    expect((await failureOf(slow.client.get("/api/calls"))).failure).toBe("timeout");
    const gone = clientWith(() => Promise.reject(new TypeError("failed")));
    expect((await failureOf(gone.client.get("/api/calls"))).failure).toBe("unreachable");
  });
});
