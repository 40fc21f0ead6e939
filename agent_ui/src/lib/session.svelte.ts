import { server } from "$lib/api/calls";
import { api, ApiError } from "$lib/api/client";
import type { Role, User } from "$lib/api/types";

/** Who sits here. `unknown` until the server was asked. */
class CurrentSession {
  user = $state.raw<User | null>(null);
  /** `expired`: the server forgot the session, but the screen stays, because a call may be running on it. */
  phase = $state<"unknown" | "signed_in" | "expired" | "signed_out" | "unreachable">("unknown");

  async load(): Promise<void> {
    try {
      const { user, csrf_token } = await server.session();
      api.csrfToken = csrf_token;
      // Another person must not go on with this one's screen.
      if (this.user && this.user.id !== user.id) return location.reload();
      this.user = user;
      this.phase = "signed_in";
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.expire();
      else if (!this.user) this.phase = "unreachable";
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    await server.signIn({ login, password });
    await this.load();
  }

  /** The server may already have forgotten the session; this page forgets it in any case. */
  async signOut(): Promise<void> {
    await server.signOut().catch(() => {});
    api.csrfToken = null;
    this.user = null;
    this.phase = "signed_out";
  }

  expire(): void {
    this.phase = this.user ? "expired" : "signed_out";
  }
}

export const session = new CurrentSession();

/** Where each role begins its day. */
export const homeOf: Record<Role, string> = { agent: "/seat", supervisor: "/floor", qaa: "/calls", administrator: "/floor" };
