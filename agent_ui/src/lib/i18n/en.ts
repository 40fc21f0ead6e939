import { knowledge } from "./en/knowledge";
import { running } from "./en/running";
import { sealed } from "./en/sealed";
import { seat } from "./en/seat";
import { shell } from "./en/shell";
import { talk } from "./en/talk";
import { tickets } from "./en/tickets";
import { work } from "./en/work";
import type { MessageKey } from "./ko";

/** The same messages in English; a missing key is a type error. */
export const en: Record<MessageKey, string> = { ...shell, ...knowledge, ...running, ...sealed, ...seat, ...talk, ...tickets, ...work };
