import { knowledge } from "./ko/knowledge";
import { running } from "./ko/running";
import { sealed } from "./ko/sealed";
import { seat } from "./ko/seat";
import { shell } from "./ko/shell";
import { talk } from "./ko/talk";
import { tickets } from "./ko/tickets";
import { work } from "./ko/work";

/** What employees read, in polite Korean. `{name}` is a value put in by the screen. */
export const ko = { ...shell, ...knowledge, ...running, ...sealed, ...seat, ...talk, ...tickets, ...work };

export type MessageKey = keyof typeof ko;
