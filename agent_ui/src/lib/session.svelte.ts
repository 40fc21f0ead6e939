import { server } from "$lib/api/calls";
import { api, ApiError } from "$lib/api/client";
import type { Role, User } from "$lib/api/types";

/** Who sits here. `unknown` until the server was asked. */
class CurrentSession {
  user = $state.raw<User | null>(null);
  phase = $state<"unknown" | "signed_in" | "signed_out" | "unreachable">("unknown");

  async load(): Promise<void> {
    try {
      const { user, csrf_token } = await server.session();
      api.csrfToken = csrf_token;
      this.user = user;
      this.phase = "signed_in";
    } catch (error) {
      const out = error instanceof ApiError && error.status === 401;
      this.phase = out ? "signed_out" : "unreachable";
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    await server.signIn({ login, password });
    await this.load();
  }

  /** The server may already have forgotten the session; this page forgets it in any case. */
  async signOut(): Promise<void> {
    await server.signOut().catch(() => {});
    this.forget();
  }

  forget(): void {
    api.csrfToken = null;
    this.user = null;
    this.phase = "signed_out";
  }
}

export const session = new CurrentSession();

/** Where each role begins its day. */
export const homeOf: Record<Role, string> = { agent: "/seat", supervisor: "/floor", qaa: "/calls", administrator: "/floor" };
