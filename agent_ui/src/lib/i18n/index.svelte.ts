import { remembered } from "$lib/remembered";
import { en } from "./en";
import { ko, type MessageKey } from "./ko";

export type Language = "ko" | "en";
export type { MessageKey };

const messages: Record<Language, Record<MessageKey, string>> = { ko, en };

class LanguageChoice {
  current = $state<Language>("ko");

  get locale(): string {
    return this.current === "ko" ? "ko-KR" : "en-GB";
  }

  start(): void {
    this.set(remembered.read("language") === "en" ? "en" : "ko");
  }

  set(language: Language): void {
    this.current = language;
    remembered.write("language", language);
    document.documentElement.lang = language;
  }
}

export const language = new LanguageChoice();

/** The message of `key` in the chosen language; `{name}` in it is replaced by `values.name`. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return fill(messages[language.current][key], values);
}

/** Like `t` for a key built from a code of the server; an unknown code is shown as it is. */
export function code(prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return key in ko ? messages[language.current][key as MessageKey] : value;
}

/** Puts `values` into the places `{name}` of `message`. */
export function fill(message: string, values: Record<string, string | number>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
