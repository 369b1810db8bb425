/** JSON values as TypeScript sees them. */

/** Anything JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object: what a snapshot and a configuration are. */
export interface JsonObject {
  [key: string]: JsonValue;
}
