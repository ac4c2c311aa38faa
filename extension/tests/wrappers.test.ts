import { describe, expect, test } from 'vitest';

import { ApiError } from '../src/api/client';
import { WrappersModel, unique } from '../src/model/wrappers';
import { readLiveContracts } from '../src/wire/contract';
import { Finding } from '../src/wire/finding';
import { settle } from './timers';
import { Notebook, Work, outlineOf } from './work';

const ERROR: Finding = { path: 'cell[1]:2', code: 'e', level: 'error', message: 'wrong', hint: '' };
const NOTE: Finding = { path: 'cell[1]:1', code: 'n', level: 'info', message: 'so', hint: '' };
const LIVE = readLiveContracts({ Wrapper: { contract: { class_name: 'Wrapper', operations: [] }, findings: [NOTE] } });

function make(): { notebook: Notebook; work: Work; model: WrappersModel } {
  const notebook = new Notebook();
  const work = new Work();
  return { notebook, work, model: new WrappersModel(notebook, work) };
}

describe('the wrappers', () => {
  test('of a notebook are those of its text, with what the kernel knows', async () => {
    const { notebook, model } = make();
    notebook.live = LIVE;
    await model.refresh();
    expect(model.wrappers).toMatchObject([{ outline: { name: 'Wrapper' }, isLive: true, findings: [NOTE] }]);
  });

  test('are not asked for where no cell could hold one', async () => {
    const { notebook, work, model } = make();
    notebook.sources = ['import pandas', 'print(1)'];
    await model.refresh();
    expect([work.outlined, model.wrappers.length, model.isWaiting]).toEqual([0, 0, false]);
  });

  test('follow the text as it is edited', async () => {
    const { notebook, work, model } = make();
    await model.refresh();
    work.told = outlineOf({ name: 'Other', cell: 1, line: 1, findings: [ERROR] });
    notebook.edited.emit();
    await settle();
    expect(model.wrappers.map(one => one.outline.name)).toEqual(['Other']);
    expect(model.findings).toEqual([ERROR]);
  });

  test('of another notebook replace them, and an answer about the one before is dropped', async () => {
    const { notebook, work, model } = make();
    let answer = (): void => undefined;
    const late = new Promise<void>(resolve => (answer = resolve));
    const outline = work.outline.bind(work);
    work.outline = async () => {
      await late;
      return outlineOf({ name: 'Late', cell: 1, line: 1 });
    };
    const first = model.refresh();
    work.outline = outline;
    notebook.path = 'b.ipynb';
    notebook.switched.emit();
    await settle();
    answer();
    await first;
    expect(model.wrappers.map(one => one.outline.name)).toEqual(['Wrapper']);
  });

  test('keep what a busy kernel told last and say that it may be old', async () => {
    const { notebook, model } = make();
    notebook.live = LIVE;
    await model.refresh();
    notebook.kernelState = 'busy';
    notebook.executed.emit();
    await settle();
    expect([model.wrappers[0]?.isLive, model.isKernelOld]).toEqual([true, true]);
  });

  test('of a dead kernel are live no more', async () => {
    const { notebook, model } = make();
    notebook.live = LIVE;
    await model.refresh();
    notebook.kernelState = 'dead';
    notebook.executed.emit();
    await settle();
    expect(model.wrappers[0]?.isLive).toBe(false);
  });

  test('that cannot be read say why, and no more once the server is back', async () => {
    const { work, model } = make();
    work.outlineError = new ApiError('offline', 'gone');
    await model.refresh();
    expect([model.problem?.code, model.isWaiting]).toEqual(['offline', false]);
    work.outlineError = null;
    await model.refresh();
    expect(model.problem).toBeNull();
  });
});

describe('a check', () => {
  test('saves, runs, and puts its findings first', async () => {
    const { notebook, work, model } = make();
    await model.refresh();
    const replays = [{ convention: 'local', state: 'succeeded', duration_s: 1 }];
    work.answers = [{ document: { ok: false, findings: [NOTE, ERROR], replays } }];
    await model.check('Wrapper');
    expect(notebook.saves).toBe(1);
    expect(work.begun[0]).toMatchObject({ kind: 'check', path: 'folder/a.ipynb', class_name: 'Wrapper', kernel: 'python3' });
    expect(model.wrappers[0]?.findings).toEqual([ERROR, NOTE]);
    expect(model.wrappers[0]?.replays[0]?.isWell).toBe(true);
  });

  test('is old once the text has changed: its findings point to other lines', async () => {
    const { notebook, work, model } = make();
    await model.refresh();
    work.answers = [{ document: { ok: false, findings: [ERROR], replays: [] } }];
    await model.check('Wrapper');
    notebook.sources = ['# one more line', ...notebook.sources];
    expect(model.wrappers[0]).toMatchObject({ isCheckOld: true, findings: [] });
  });

  test('of a notebook that cannot be saved does not begin', async () => {
    const { notebook, work, model } = make();
    await model.refresh();
    notebook.saveError = new Error('read-only');
    await model.check('Wrapper');
    expect(work.begun).toEqual([]);
    expect(model.problem).toMatchObject({ code: 'not-saved', message: 'read-only' });
  });
});

describe('the form', () => {
  test('is opened below the class', async () => {
    const { notebook, model } = make();
    notebook.live = LIVE;
    await model.refresh();
    expect(await model.openForm('Wrapper')).toBe(true);
    expect(notebook.ran).toEqual(['%aiges_run Wrapper below 1']);
  });

  test('of a class that the kernel does not hold asks for its cells first', async () => {
    const { notebook, model } = make();
    await model.refresh();
    expect(await model.openForm('Wrapper')).toBe(false);
    notebook.live = LIVE;
    await model.makeLive('Wrapper');
    expect(await model.openForm('Wrapper')).toBe(true);
    expect(notebook.ran).toEqual(['up to 1', '%aiges_run Wrapper below 1']);
  });

  test.each(['none', 'dead'] as const)('is not asked of a kernel that is %s', async state => {
    const { notebook, model } = make();
    await model.refresh();
    notebook.kernelState = state;
    expect(await model.openForm('Wrapper')).toBe(false);
    expect(notebook.ran).toEqual([]);
  });

  test('waits its turn behind a busy kernel', async () => {
    const { notebook, model } = make();
    await model.refresh();
    notebook.kernelState = 'busy';
    expect(await model.openForm('Wrapper')).toBe(true);
  });
});

test('findings are told once, errors first', () => {
  expect(unique([NOTE, ERROR, { ...NOTE }])).toEqual([ERROR, NOTE]);
});
