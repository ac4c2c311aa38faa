/** Read what came over the wire: `unknown` comes in, a value of a known kind goes out. */

export class WireError extends Error {
  constructor(what: string) {
    super(`The server's answer is not what this version of the panel expects: ${what}`);
    this.name = 'WireError';
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or a `WireError` that names what was expected. */
export function needObject(value: unknown, what: string): Record<string, unknown> {
  if (!isObject(value)) {
    throw new WireError(what);
  }
  return value;
}

export function needText(value: unknown, what: string): string {
  if (typeof value !== 'string') {
    throw new WireError(what);
  }
  return value;
}

export function needList(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new WireError(what);
  }
  return value;
}

/** A text, or the empty one for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A finite number, or null for anything else. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function flagOf(value: unknown): boolean {
  return value === true;
}

/** The items that are what `read` takes; what is none is left out. */
export function itemsOf<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.map(read).filter((item): item is T => item !== null);
}

export function textsOf(value: unknown): string[] {
  return itemsOf(value, item => (typeof item === 'string' ? item : null));
}

/** Milliseconds since the epoch of an ISO time, or null. */
export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}
