/** Which findings stand at which lines of which cells. */

import { Finding, placeOf } from '../wire/finding';

export interface LineFinding {
  /** Counted from 1. */
  readonly line: number;
  readonly finding: Finding;
}

export function groupByCell(findings: readonly Finding[]): ReadonlyMap<number, readonly LineFinding[]> {
  const found = new Map<number, LineFinding[]>();
  for (const finding of findings) {
    const place = placeOf(finding);
    if (place) {
      const own = found.get(place.cell) ?? [];
      own.push({ line: place.line, finding });
      found.set(place.cell, own);
    }
  }
  return found;
}
