import type { Role, User } from "$lib/api/types";

const askers: readonly Role[] = ["supervisor", "qaa", "administrator"];
const deciders: readonly Role[] = ["supervisor", "administrator"];

/** Who may ask for a sealed original, and who may agree; the server holds it, this only hides what would be refused. */
export const mayAsk = (user: User | null): boolean => user !== null && askers.includes(user.role);
export const mayDecide = (user: User | null): boolean => user !== null && deciders.includes(user.role);
