import { t } from "$lib/i18n/index.svelte";

/** More names than these would hide the number beside them. */
const MOST_NAMES = 3;

interface Named {
  readonly name_masked: string;
}

/** Who calls, in a few words: one citizen, one of a household, or nobody we know. */
export function callerName({ citizen, household }: { citizen: Named | null; household: readonly Named[] }): string {
  if (citizen) return citizen.name_masked;
  if (household.length === 0) return t("citizen.unknown");
  const names = household.slice(0, MOST_NAMES).map((member) => member.name_masked).join(", ");
  const more = household.length - MOST_NAMES;
  return more > 0 ? t("citizen.one_of_many", { names, n: more }) : t("citizen.one_of", { names });
}
