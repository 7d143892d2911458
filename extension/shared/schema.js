// Whether a value fits a JSON Schema: of its words those that our schemas use, and no others. A schema that uses another
// one is an error, never something that is passed over.

/**
 * @typedef {{
 *   $schema?: string, title?: string, description?: string, type?: string | string[], const?: unknown, enum?: unknown[],
 *   properties?: Record<string, Schema>, required?: string[], additionalProperties?: boolean, items?: Schema, maxItems?: number,
 *   maxLength?: number, minLength?: number, pattern?: string,
 * }} Schema
 */

const KNOWN = new Set([
  "$schema", "title", "description", "type", "const", "enum", "properties", "required", "additionalProperties", "items", "maxItems",
  "maxLength", "minLength", "pattern",
]);

/** @param {unknown} value */
const typeOf = (value) => value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

/**
 * The first thing that does not fit, with where it is; null if everything does.
 * @param {Schema} schema @param {unknown} value @param {string} [where]
 * @returns {string | null}
 */
export const complaint = (schema, value, where = "") => {
  const unknown = Object.keys(schema).find((word) => !KNOWN.has(word));
  if (unknown) throw new Error(`the schema says ${unknown}, which is not understood`);
  const at = where || "the file";
  const types = schema.type === undefined ? null : [schema.type].flat();
  const type = typeOf(value);
  if (types && !types.includes(type) && !(type === "integer" && types.includes("number"))) return `${at} is ${type}, not ${types.join(" or ")}`;
  if ("const" in schema && value !== schema.const) return `${at} is not ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is not one of ${schema.enum.join(", ")}`;
  if (typeof value === "string") return ofText(schema, value, at);
  if (Array.isArray(value)) {
    if (schema.maxItems !== undefined && value.length > schema.maxItems) return `${at} has more than ${schema.maxItems} entries`;
    return first(value, (one, index) => schema.items ? complaint(schema.items, one, `${where}[${index}]`) : null);
  }
  if (type !== "object") return null;
  const fields = /** @type {Record<string, unknown>} */ (value);
  const missing = schema.required?.find((name) => !Object.hasOwn(fields, name));
  if (missing !== undefined) return `${at} has no "${missing}"`;
  return first(Object.entries(fields), ([name, one]) => {
    const inside = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : null;
    if (inside) return complaint(inside, one, where ? `${where}.${name}` : name);
    return schema.additionalProperties === false ? `${at} has "${name.slice(0, 40)}", which is not known` : null;
  });
};

/** @param {Schema} schema @param {string} value @param {string} at */
const ofText = ({ maxLength, minLength, pattern }, value, at) => {
  if (maxLength !== undefined && value.length > maxLength) return `${at} has more than ${maxLength} characters`;
  if (minLength !== undefined && value.length < minLength) return `${at} is too short`;
  return pattern !== undefined && !new RegExp(pattern, "u").test(value) ? `${at} is not of the form ${pattern}` : null;
};

/** @template T @param {T[]} values @param {(value: T, index: number) => string | null} look */
const first = (values, look) => {
  for (const [index, value] of values.entries()) {
    const found = look(value, index);
    if (found !== null) return found;
  }
  return null;
};
