import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Properties } from "../../core/cloudApi";
import { NOWHERE } from "../../core/cloudState";
import type { Model } from "../../core/model";
import { text } from "../../core/properties";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const SPECIALS = "!@#$%&*()-_=+[]{}<>:?";

/** The model of a type of the random provider: any change replaces it. */
function randomModel(type: string, make: (inputs: Properties) => { id: string; outputs: Properties }): Model {
  return {
    type,
    replaces: ["*"],
    deleteBeforeReplace: () => false,
    home: () => NOWHERE,
    create: (_, __, inputs) => {
      const { id, outputs } = make(inputs);
      return { id, home: NOWHERE, outputs: { ...inputs, ...outputs } };
    },
    update: (_, resource) => resource.outputs,
  };
}

export const randomString = randomModel("random:index/randomString:RandomString", (inputs) => {
  const length = inputs["length"];
  if (typeof length !== "number" || length < 1) throw new Error("length must be at least 1");
  const wanted = (name: string): boolean => inputs[name] !== false;
  const special = text(inputs, "overrideSpecial") ?? SPECIALS;
  const alphabet = [
    wanted("lower") ? LETTERS : "",
    wanted("upper") ? LETTERS.toUpperCase() : "",
    wanted("numeric") && wanted("number") ? DIGITS : "",
    wanted("special") ? special : "",
  ].join("");
  if (alphabet === "") throw new Error("at least one kind of character must be allowed");
  const result = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
  return { id: result, outputs: { result } };
});

export const randomId = randomModel("random:index/randomId:RandomId", (inputs) => {
  const length = inputs["byteLength"];
  if (typeof length !== "number" || length < 1) throw new Error("byteLength must be at least 1");
  const bytes = randomBytes(length);
  const prefix = text(inputs, "prefix") ?? "";
  const hex = bytes.toString("hex");
  return {
    id: bytes.toString("base64url"),
    outputs: {
      hex: prefix + hex,
      dec: prefix + BigInt(`0x${hex}`).toString(),
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + bytes.toString("base64url"),
    },
  };
});

export const randomUuid = randomModel("random:index/randomUuid:RandomUuid", () => {
  const result = randomUUID();
  return { id: result, outputs: { result } };
});
