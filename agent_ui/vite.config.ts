import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { practiceServer } from "./dev/practice_server.ts";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.CALLCENTER_URL ?? "http://127.0.0.1:8120";

/** `vite --mode practice` answers /api, /socket.io and the phone from `dev/`; nothing of `dev/` reaches a build. */
export default defineConfig(({ mode }) => ({
  base: "/",
  plugins: [svelte(), ...(mode === "practice" ? [practiceServer()] : [])],
  resolve: { alias: { $lib: folder("src/lib"), $features: folder("src/features") } },
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server:
    mode === "practice"
      ? { host: "127.0.0.1" }
      : {
          host: "127.0.0.1",
          proxy: {
            "/api": { target: server },
            "/socket.io": { target: server, ws: true },
          },
        },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
}));
