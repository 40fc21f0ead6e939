import { expect, test } from "vitest";
import { callerName } from "./caller_name";

const person = (id: number, name_masked: string) => ({ id, name_masked, tags: [] });
const family = ["김*순", "박*수", "박*민", "박*지"].map((name, id) => person(id, name));

test("a known citizen is named", () => {
  expect(callerName({ citizen: person(1, "김*순"), household: [] })).toBe("김*순");
});

test("a household is named, because its number is not an unknown one", () => {
  expect(callerName({ citizen: null, household: family.slice(0, 2) })).toBe("김*순, 박*수 중 한 분");
});

test("of a large household the first are named", () => {
  expect(callerName({ citizen: null, household: family })).toBe("김*순, 박*수, 박*민 외 1명 중 한 분");
});

test("only a number nobody has is unknown", () => {
  expect(callerName({ citizen: null, household: [] })).toBe("모르는 번호");
});
