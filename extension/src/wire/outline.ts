/** The service classes of a notebook, by their text alone. */

import { Finding, readFindings } from './finding';
import { isObject, itemsOf, needList, needObject, numberOf, textOf } from './shape';

export interface ClassOutline {
  readonly name: string;
  readonly platform: string;
  readonly cell: number;
  readonly line: number;
  readonly findings: readonly Finding[];
}

export interface Outline {
  readonly classes: readonly ClassOutline[];
  /** About cells that are no Python at all. */
  readonly findings: readonly Finding[];
}

export interface SourceCell {
  readonly id: string;
  readonly kind: 'code' | 'markdown';
  readonly source: string;
}

export function readOutline(value: unknown): Outline {
  const document = needObject(value, 'outline');
  needList(document.classes, 'outline.classes');
  return { classes: itemsOf(document.classes, readClass), findings: readFindings(document.findings) };
}

function readClass(value: unknown): ClassOutline | null {
  if (!isObject(value) || typeof value.name !== 'string') {
    return null;
  }
  return {
    name: value.name,
    platform: textOf(value.platform),
    cell: numberOf(value.cell) ?? 1,
    line: numberOf(value.line) ?? 1,
    findings: readFindings(value.findings)
  };
}
