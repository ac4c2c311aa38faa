import { describe, expect, test } from 'vitest';

import { readContract, readLiveContracts } from '../src/wire/contract';
import { placeOf, readFinding, readFindings } from '../src/wire/finding';
import { readOutline } from '../src/wire/outline';
import { isFinal, readRunChanges, readRunDetail, readRunRow } from '../src/wire/run';
import { WireError } from '../src/wire/shape';
import { readExport, readPreview, readTask, readVerify } from '../src/wire/task';

const NONSENSE: unknown[] = [null, undefined, 0, 1, '', 'text', true, [], {}, [[]], { runs: 3 }, { state: 'new' }];
const ROW = {
  run_id: 'r1',
  state: 'running',
  service: 'teller',
  created_at: '2026-11-23T05:00:00.000+00:00',
  started_at: '2026-11-23T05:00:01.000+00:00',
  progress: { fraction: 1.7, message: 'reading' },
  eta_s: 12,
  is_estimated: true,
  cancel_requested: true,
  findings: 2,
  error: { code: 10909, origin: 'aiges', text: 'no' }
};

describe('a row', () => {
  test('is read with its times and bounded fraction', () => {
    const row = readRunRow(ROW);
    expect(row).toMatchObject({ id: 'r1', state: 'running', cancelRequested: true, findingCount: 2 });
    expect(row?.progress).toMatchObject({ fraction: 1, etaS: 12, isEstimated: true, message: 'reading' });
    expect(row?.startedAt).toBe(Date.UTC(2026, 10, 23, 5, 0, 1));
    expect(row?.error).toEqual({ code: '10909', origin: 'aiges', text: 'no', traceback: '' });
  });

  test.each([{}, { ...ROW, state: 'melting' }, { ...ROW, run_id: 7 }])('that is none is left out: %j', value => {
    expect(readRunRow(value)).toBeNull();
  });

  test('with fields of other kinds has none of them', () => {
    const row = readRunRow({ run_id: 'r2', state: 'failed', progress: 7, created_at: 'never', duration_s: 'long' });
    expect(row).toMatchObject({ createdAt: 0, durationS: null, error: null, findingCount: 0 });
    expect(row?.progress.fraction).toBeNull();
  });

  test('is final or not', () => {
    expect(['queued', 'running'].map(state => isFinal(state as 'queued'))).toEqual([false, false]);
    expect(isFinal('interrupted')).toBe(true);
  });
});

describe('what is no document', () => {
  const readers = { readRunChanges, readRunDetail, readOutline, readTask };
  test.each(Object.entries(readers))('%s says so', (_, read) => {
    for (const value of NONSENSE) {
      expect(() => read(value)).toThrow(WireError);
    }
  });

  test.each(NONSENSE)('never breaks a reader of findings or contracts: %j', value => {
    expect(readFindings(value)).toEqual([]);
    expect(readContract(value)).toBeNull();
    expect([...(readLiveContracts(value) ?? new Map()).values()].every(told => told.contract === null)).toBe(true);
  });
});

test('changes keep the good rows among bad ones', () => {
  const changes = readRunChanges({ cursor: 'a.1', full: true, now: 5, runs: [ROW, 3, { run_id: 'x' }], gone: ['r0', 1] });
  expect(changes.rows.map(row => row.id)).toEqual(['r1']);
  expect(changes.gone).toEqual(['r0']);
});

test.each([
  ['cell[3]:7', { cell: 3, line: 7 }],
  ['cell[12]', { cell: 12, line: 1 }],
  ['parameter.mode', null],
  ['', null]
])('a finding at %s', (path, place) => {
  const finding = readFinding({ path, code: 'c', level: 'error', message: 'm' });
  expect(finding && placeOf(finding)).toEqual(place);
});

test('a finding of an unknown level is a note', () => {
  expect(readFinding({ message: 'm', level: 'fatal' })?.level).toBe('info');
});

test('a preview of what cannot be lifted out has no statements', () => {
  const preview = readPreview({ ok: false, slice: null, findings: [{ message: 'eval', level: 'error' }] });
  expect(preview.statements).toBeNull();
  expect(preview.findings).toHaveLength(1);
});

test('a preview tells statements, files and what stays behind', () => {
  const preview = readPreview({
    ok: true,
    class_name: 'Wrapper',
    slice: {
      statements: [{ cell: 2, first_line: 1, last_line: 3, reason: 'class', defines: ['Wrapper'], needs: ['io'] }, 'x'],
      left_out: ['cell[3]:1', 'nowhere'],
      local_modules: ['helper.py']
    },
    requirements: [{ line: 'numpy==2.0.2', modules: ['numpy'] }],
    assets: [{ path: 'data/a.png', size: 10 }],
    secrets: []
  });
  expect(preview.statements).toHaveLength(1);
  expect(preview.leftOut).toEqual([{ cell: 3, line: 1 }]);
  expect(preview.localModules).toEqual(['helper.py']);
});

test('an export and a proof are read whole', () => {
  expect(readExport({ ok: true, archive: '/x/a.tgz', files: [{ path: 'a', size: 1 }] })).toMatchObject({ isOk: true });
  const proof = readVerify({ ok: false, steps: [{ name: 'local', ok: false, skipped: false, detail: 'differs' }] });
  expect(proof.steps[0]).toMatchObject({ name: 'local', title: 'local', isOk: false, detail: 'differs' });
});

test('a contract with its fields', () => {
  const contract = readContract({
    class_name: 'Wrapper',
    operations: [
      { name: 'ocr', route: '/v1/ocr', params: [{ key: 's', kind: 'number', default: 0, minimum: 0, maximum: 1 }] },
      'broken'
    ]
  });
  expect(contract?.operations).toHaveLength(1);
  expect(contract?.operations[0]?.params[0]).toMatchObject({ key: 's', byDefault: '0', minimum: 0, maximum: 1 });
});
