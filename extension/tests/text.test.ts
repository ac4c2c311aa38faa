import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';

import { offersFor } from '../src/model/completion';
import { groupByCell } from '../src/model/marks';
import { sliceCells } from '../src/model/slice';
import { durationText, elapsedS, sizeText } from '../src/model/words';
import { readContract } from '../src/wire/contract';
import { SourceCell } from '../src/wire/outline';
import { readRunRow } from '../src/wire/run';
import { readPreview } from '../src/wire/task';

/** English as it is written; Lab's own bundle needs a document. */
const trans = {
  __: (text: string, ...args: unknown[]) => text.replace(/%(\d)/g, (_, place: string) => String(args[Number(place) - 1]))
} as TranslationBundle;
const CONTRACT = readContract({
  class_name: 'Wrapper',
  operations: [{ inputs: [{ key: 'image' }], params: [{ key: 'score' }] }]
});
const CLASSES = [{ name: 'Wrapper', contract: CONTRACT }];

describe('completion', () => {
  test.each([
    ['%aiges_ru', 0, ['%aiges_run']],
    ['  %aiges_c', 2, ['%aiges_cancel', '%aiges_check', '%aiges_compare', '%aiges_create']],
    ['%%aig', 0, ['%%aiges_wrapper']],
    ['%aiges_run ', 11, ['Wrapper', 'image=', 'score=']],
    ['%aiges_run Wrapper im', 19, ['image=']],
    ['%aiges_run Wrapper image=@a.png ', 32, ['score=']],
    ['%aiges_check W', 13, ['Wrapper']],
    ['%aiges_jobs W', 12, []],
    ['    text = Str', 11, ['StringBodyField(…)', 'StringParamField(…)']],
    ['    text: X = Im', 14, ['ImageBodyField(…)']],
    ['%', 1, []],
    ['text = Str', 0, []],
    ['print(', 0, []]
  ])('behind %j', (before, start, labels) => {
    const offers = offersFor(before, CLASSES);
    expect(offers.items.map(item => item.label)).toEqual(labels);
    if (labels.length > 0) {
      expect(offers.start).toBe(start);
    }
  });
});

describe('the slice over its cells', () => {
  const cell = (source: string, kind: 'code' | 'markdown' = 'code'): SourceCell => ({ id: '', kind, source });
  const preview = (statements: unknown[]): ReturnType<typeof readPreview> => readPreview({ slice: { statements } });
  const keep = (cellNumber: number, first: number, last: number): unknown => ({
    cell: cellNumber,
    first_line: first,
    last_line: last,
    reason: 'class'
  });

  test('shows what goes and what stays, in order', () => {
    const [slice] = sliceCells(preview([keep(2, 3, 4)]), [cell('# text', 'markdown'), cell('a\n\nb\nc\n\n\nd')]);
    expect(slice?.cell).toBe(2);
    expect(slice?.parts.map(part => [part.firstLine, part.source, part.isKept])).toEqual([
      [1, 'a', false],
      [3, 'b\nc', true],
      [5, 'd', false]
    ]);
  });

  test('shows statements that share a line once, and leaves text and empty cells away', () => {
    const slices = sliceCells(preview([keep(1, 1, 1), keep(1, 1, 1)]), [cell('a; b'), cell('\n'), cell('x', 'markdown')]);
    expect(slices).toHaveLength(1);
    expect(slices[0]?.parts).toHaveLength(1);
  });
});

test('marks are grouped by cell; findings without a line have none', () => {
  const finding = (path: string) => ({ path, code: '', level: 'error' as const, message: 'm', hint: '' });
  const marks = groupByCell([finding('cell[2]:3'), finding('cell[2]:1'), finding('parameter.x')]);
  expect([...marks.keys()]).toEqual([2]);
  expect(marks.get(2)?.map(mark => mark.line)).toEqual([3, 1]);
});

test.each([
  [0.0042, '4.2 ms'],
  [0.42, '420 ms'],
  [0.9997, '1.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [185, '3 min 05 s'],
  [7640, '2 h 07 min']
])('%d seconds read %s', (seconds, text) => {
  expect(durationText(seconds, trans)).toBe(text);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [41943040, '40 MiB']
])('%d bytes read %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('the time of a run under way counts by the server clock', () => {
  const row = readRunRow({ run_id: 'r', state: 'running', started_at: '2026-11-23T05:00:00Z' });
  const start = Date.UTC(2026, 10, 23, 5);
  expect(row && elapsedS(row, start + 1000, 500)).toBe(1.5);
  expect(row && elapsedS(row, start - 5000, 0)).toBe(0);
});
