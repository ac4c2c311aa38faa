import { describe, expect, test } from 'vitest';

import { PackageModel } from '../src/model/package';
import { Notebook, Work } from './work';

const SECRET = { path: 'cell[1]:1', code: 's', level: 'error', message: 'a key', hint: '' };

function make(): { notebook: Notebook; work: Work; model: PackageModel } {
  const notebook = new Notebook();
  const work = new Work();
  const model = new PackageModel(notebook, work);
  model.choose({ className: 'Wrapper' });
  return { notebook, work, model };
}

describe('the choices', () => {
  test('begin with a folder beside the notebook that follows the target until it is typed over', () => {
    const { model } = make();
    expect(model.choices.out).toBe('folder/a_aiges');
    model.choose({ target: 'codeproject' });
    expect(model.choices.out).toBe('folder/a_codeproject');
    model.choose({ out: 'mine' });
    model.choose({ target: 'aiges' });
    expect(model.choices.out).toBe('mine');
  });

  test('are kept for each notebook and survive being stored', () => {
    const { notebook, model } = make();
    model.choose({ out: 'mine' });
    notebook.path = 'b.ipynb';
    expect(model.choices.out).toBe('b_aiges');
    const other = new PackageModel(new Notebook(), new Work());
    expect(other.choices.out).toBe('folder/a_aiges');
    other.restore(JSON.parse(JSON.stringify(model.kept)));
    expect(other.choices.out).toBe('mine');
  });
});

describe('a preview', () => {
  test('is of the saved notebook and goes when the class or target changes', async () => {
    const { notebook, work, model } = make();
    work.answers = [{ document: { ok: true, class_name: 'Wrapper', slice: { statements: [] } } }];
    await model.preview();
    expect(notebook.saves).toBe(1);
    expect(model.state.preview?.className).toBe('Wrapper');
    model.choose({ target: 'codeproject' });
    expect(model.state.preview).toBeNull();
  });

  test('with a secret asks for consent', async () => {
    const { work, model } = make();
    work.answers = [{ document: { ok: false, slice: { statements: [] }, secrets: [SECRET] } }];
    await model.preview();
    expect(model.needsConsent).toBe(true);
    model.choose({ allowSecrets: true });
    expect(model.needsConsent).toBe(false);
  });
});

describe('an export', () => {
  test('tells where it is, and the archive beside it', async () => {
    const { work, model } = make();
    work.answers = [{ document: { ok: true, folder: '/abs/folder/a_aiges', archive: '/abs/folder/x.tar.gz' } }];
    await model.export();
    expect(work.begun[0]).toMatchObject({ kind: 'export', out: 'folder/a_aiges', archive: true, allow_secrets: false });
    expect(model.state.exportedTo).toBe('folder/a_aiges');
    expect(model.archivePath).toBe('folder/x.tar.gz');
  });

  test('that is refused lists why', async () => {
    const { work, model } = make();
    work.answers = [{ document: { ok: false, error: { code: 'x' }, findings: [SECRET] } }];
    await model.export();
    expect(model.state.exported).toBeNull();
    expect(model.state.problem).toMatchObject({ code: 'refused', findings: [{ message: 'a key' }] });
  });

  test('that fails keeps what was chosen and what was said', async () => {
    const { work, model } = make();
    model.choose({ out: 'mine' });
    work.answers = [{ state: 'failed', document: null, said: 'Traceback …', error: { code: 'c', text: 't', hint: '' } }];
    await model.export();
    expect(model.state).toMatchObject({ said: 'Traceback …', problem: { message: 't' }, choices: { out: 'mine' } });
  });

  test('never begins twice at the same time', async () => {
    const { work, model } = make();
    const first = model.export();
    await model.export();
    await first;
    expect(work.begun).toHaveLength(1);
  });
});

test('a proof is of the folder that was exported', async () => {
  const { notebook, work, model } = make();
  work.answers = [{ document: { ok: true, folder: '/abs/folder/a_aiges', archive: '' } }];
  await model.export();
  model.choose({ out: 'typed since', level: 'clean' });
  work.answers = [{ document: { ok: true, steps: [{ name: 'local', ok: true }] } }];
  await model.verify();
  expect(work.begun[1]).toMatchObject({ kind: 'verify', path: 'folder/a_aiges', level: 'clean' });
  expect(model.state.verified?.isOk).toBe(true);
  expect(notebook.saves).toBe(1);
});

test('a step belongs to the notebook it was begun for', async () => {
  const { notebook, model } = make();
  const running = model.preview();
  await Promise.resolve();
  await Promise.resolve();
  expect(model.step).toBe('preview');
  notebook.path = 'b.ipynb';
  expect([model.step, model.isBusyElsewhere]).toEqual(['', true]);
  await running;
});
