import { language } from "$lib/i18n/index.svelte";
import type { Problem } from "./types";

export type Query = Record<string, string | number | boolean | null | undefined>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Why a request gave no answer; `problem` is what the server said, when it said something. */
export type Failure = "refused" | "signed_out" | "conflict" | "timeout" | "unreachable";

export class ApiError extends Error {
  constructor(
    readonly failure: Failure,
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.title ?? failure);
    this.name = "ApiError";
  }

  get fields(): Record<string, string> {
    return this.problem?.fields ?? {};
  }
}

interface ClientOptions {
  fetch?: typeof fetch;
  timeoutMs?: number;
  /** Called when the server no longer knows the session. */
  onSignedOut?: () => void;
}

/** An hour's recording has 58 MB. */
const FILE_MS = 120_000;

/** JSON over fetch with a time limit, the CSRF header, and problem+json read into `ApiError`. */
export class ApiClient {
  csrfToken: string | null = null;
  onSignedOut: () => void;
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;

  constructor({ fetch: fetcher = (...call) => fetch(...call), timeoutMs = 10_000, onSignedOut = () => {} }: ClientOptions = {}) {
    this.#fetch = fetcher;
    this.#timeoutMs = timeoutMs;
    this.onSignedOut = onSignedOut;
  }

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.#send<Answer>("GET", path + queryString(query));
  }
  post<Answer = void>(path: string, body: unknown = {}): Promise<Answer> {
    return this.#send<Answer>("POST", path, body);
  }
  put<Answer = void>(path: string, body: unknown): Promise<Answer> {
    return this.#send<Answer>("PUT", path, body);
  }
  patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send<Answer>("PATCH", path, body);
  }
  delete(path: string): Promise<void> {
    return this.#send("DELETE", path);
  }

  /** Something that is not JSON: a spreadsheet, a recording. `content` is the query of a GET, the body of a POST. */
  async file(method: "GET" | "POST", path: string, content: Query): Promise<Blob> {
    const [address, body] = method === "GET" ? [path + queryString(content), undefined] : [path, content];
    const response = await this.#ask(method, address, body, FILE_MS);
    return response.blob();
  }

  async #send<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#ask(method, path, body);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as Answer;
  }

  async #ask(method: Method, path: string, body?: unknown, timeoutMs = this.#timeoutMs): Promise<Response> {
    const response = await this.#reach(path, {
      method,
      headers: this.#headers(method, body),
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return response;
    throw await this.#refusal(response, path);
  }

  #headers(method: Method, body: unknown): Record<string, string> {
    // The browser's own language may be another one than the screen's.
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language.current };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET" && this.csrfToken) headers["X-CSRF-Token"] = this.csrfToken;
    return headers;
  }

  async #reach(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(path, init);
    } catch (error) {
      const slow = error instanceof DOMException && error.name === "TimeoutError";
      throw new ApiError(slow ? "timeout" : "unreachable", 0, null);
    }
  }

  async #refusal(response: Response, path: string): Promise<ApiError> {
    const problem = await readProblem(response);
    // A refused sign-in is an answer to the person, not the loss of a session.
    const signedOut = response.status === 401 && path !== "/api/session";
    if (signedOut) this.onSignedOut();
    return new ApiError(signedOut ? "signed_out" : response.status === 409 ? "conflict" : "refused", response.status, problem);
  }
}

async function readProblem(response: Response): Promise<Problem | null> {
  if (!response.headers.get("Content-Type")?.includes("json")) return null;
  const body = (await response.json().catch(() => null)) as Partial<Problem> | null;
  return typeof body?.title === "string" ? { detail: "", code: "", ...body, title: body.title } : null;
}

/** `?a=1&b=2` without empty values, or nothing. */
export function queryString(query: Query): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return filled.length ? `?${new URLSearchParams(filled.map(([key, value]) => [key, String(value)]))}` : "";
}

export const api = new ApiClient();
