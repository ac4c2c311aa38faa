/** A finding: one thing wrong, or worth knowing, with its place. */

import { isObject, itemsOf, textOf } from './shape';

export type Level = 'error' | 'warning' | 'info';

export interface Finding {
  readonly path: string;
  readonly code: string;
  readonly level: Level;
  readonly message: string;
  readonly hint: string;
}

/** A place in a notebook; cells and lines are counted from 1, in file order. */
export interface CellPlace {
  readonly cell: number;
  readonly line: number;
}

const CELL_PATH = /^cell\[(\d+)\](?::(\d+))?/;

export function isLevel(value: unknown): value is Level {
  return value === 'error' || value === 'warning' || value === 'info';
}

export function readFinding(value: unknown): Finding | null {
  if (!isObject(value) || typeof value.message !== 'string') {
    return null;
  }
  return {
    path: textOf(value.path),
    code: textOf(value.code),
    level: isLevel(value.level) ? value.level : 'info',
    message: value.message,
    hint: textOf(value.hint)
  };
}

export function readFindings(value: unknown): Finding[] {
  return itemsOf(value, readFinding);
}

/** Where in the notebook a finding stands; null where it is about a field or the whole class. */
export function placeOf(finding: Finding): CellPlace | null {
  const match = CELL_PATH.exec(finding.path);
  return match ? { cell: Number(match[1]), line: Math.max(1, Number(match[2] ?? 1)) } : null;
}
