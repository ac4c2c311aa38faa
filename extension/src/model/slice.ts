/** Lay the kept statements over the cells they come from. */

import { SourceCell } from '../wire/outline';
import { PreviewDocument, SliceStatement } from '../wire/task';

export interface SlicePart {
  readonly firstLine: number;
  readonly source: string;
  readonly isKept: boolean;
  readonly reason: string;
  readonly needs: readonly string[];
}

export interface CellSlice {
  readonly cell: number;
  readonly parts: readonly SlicePart[];
}

/** Each code cell with lines, in order: kept statements, and what is between them. Blank parts are left away. */
export function sliceCells(preview: PreviewDocument, cells: readonly SourceCell[]): CellSlice[] {
  const byCell = new Map<number, SliceStatement[]>();
  for (const statement of preview.statements ?? []) {
    byCell.set(statement.cell, [...(byCell.get(statement.cell) ?? []), statement]);
  }
  return cells
    .map((cell, index) => ({ cell: index + 1, parts: partsOf(cell, byCell.get(index + 1) ?? []) }))
    .filter((slice, index) => cells[index]?.kind === 'code' && slice.parts.length > 0);
}

function partsOf(cell: SourceCell, statements: readonly SliceStatement[]): SlicePart[] {
  const lines = cell.source.split('\n');
  const parts: SlicePart[] = [];
  let next = 1;
  const leave = (last: number): void => {
    const source = lines.slice(next - 1, last).join('\n');
    if (source.trim()) {
      parts.push({ firstLine: next, source: source.replace(/^\n+|\s+$/g, ''), isKept: false, reason: '', needs: [] });
    }
  };
  for (const statement of [...statements].sort((a, b) => a.firstLine - b.firstLine)) {
    if (statement.lastLine < next) {
      continue; // shares its lines with the statement before
    }
    leave(statement.firstLine - 1);
    const first = Math.max(next, statement.firstLine);
    parts.push({
      firstLine: first,
      source: lines.slice(first - 1, statement.lastLine).join('\n'),
      isKept: true,
      reason: statement.reason,
      needs: statement.needs
    });
    next = statement.lastLine + 1;
  }
  leave(lines.length);
  return parts;
}
