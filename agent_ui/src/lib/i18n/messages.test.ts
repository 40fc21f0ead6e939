import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { code, fill, t } from "./index.svelte";
import { ko } from "./ko";

const source = fileURLToPath(new URL("../..", import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(svelte|ts)$/.test(name) && !/\.test\.ts$/.test(name))
  .filter((name) => !/i18n[\\/](ko|en)/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), "utf8") }));
const places = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("messages", () => {
  it("are the same in both languages, each with the same places", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
    for (const [key, message] of Object.entries(ko)) {
      expect(message.trim(), key).not.toBe("");
      expect(places(en[key as keyof typeof ko]), key).toEqual(places(message));
    }
  });

  it("stand nowhere else: no Korean in a component or module", () => {
    const korean = files.filter(({ text }) => /[\u3131-\u318e\uac00-\ud7a3]/.test(text.replace(/\/\*[\s\S]*?\*\//g, "")));
    expect(korean.map(({ name }) => name)).toEqual([]);
  });

  it("are all used", () => {
    const everything = files.map(({ text }) => text).join("\n");
    const unused = Object.keys(ko).filter((key) => {
      const group = key.slice(0, key.lastIndexOf(".") + 1);
      const built = new RegExp(`\`${group.replace(".", "\\.")}[\\w]*\\$\\{|code\\("${group.slice(0, -1)}"`).test(everything);
      return !built && !everything.includes(`"${key}"`);
    });
    expect(unused).toEqual([]);
  });

  it("are filled with values, and a code the screen does not know is shown as it is", () => {
    expect(fill("{n}건 · {name}", { n: 3 })).toBe("3건 · {name}");
    expect(t("ui.total", { n: 3 })).toBe("모두 3건");
    expect([code("event", "answered"), code("event", "teleported")]).toEqual(["받음", "teleported"]);
  });
});
