import { describe, expect, test } from 'vitest';

import { ApiError } from '../src/api/client';
import { Follower, Outcome } from '../src/model/tasks';
import { FakeTimers, settle } from './timers';
import { Work } from './work';

const CHECK = { kind: 'check', path: 'a.ipynb' } as const;

async function finish(running: Promise<Outcome>, timers: FakeTimers): Promise<Outcome> {
  let outcome: Outcome | null = null;
  void running.then(value => (outcome = value));
  for (let turn = 0; turn < 500 && outcome === null; turn++) {
    await timers.pass();
  }
  return running;
}

describe('a command', () => {
  test('is followed to the document it answers', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    let news = 0;
    const follower = new Follower(work, () => news++, timers);
    work.answers = [{ state: 'running', said: 'half' }, { document: { ok: false } }];
    expect(await finish(follower.run(CHECK), timers)).toEqual({ kind: 'done', document: { ok: false } });
    expect(follower.isRunning).toBe(false);
    expect(news).toBeGreaterThan(2);
  });

  test('that fails says why, in the words of the server', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    work.answers = [{ state: 'failed', document: null, said: 'Traceback', error: { code: 'x', text: 'no', hint: 'do' } }];
    const outcome = await finish(new Follower(work, () => undefined, timers).run(CHECK), timers);
    expect(outcome).toMatchObject({ kind: 'failed', said: 'Traceback', problem: { message: 'no', hint: 'do' } });
  });

  test('that cannot begin fails at once', async () => {
    const work = new Work();
    work.beginError = new ApiError('lab-outside', 'outside', 'choose', 403);
    const outcome = await new Follower(work, () => undefined, new FakeTimers()).run(CHECK);
    expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'lab-outside' } });
  });

  test('is stopped on request, even before the server has answered', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    const follower = new Follower(work, () => undefined, timers);
    work.answers = [{ state: 'running' }, { state: 'cancelled' }];
    const running = follower.run(CHECK);
    await follower.stop();
    expect(follower.isStopping).toBe(true);
    expect(await finish(running, timers)).toEqual({ kind: 'cancelled' });
    expect(work.stopped.length).toBeGreaterThan(0);
  });

  test('outlives a server that does not answer for a moment', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    const gone = new ApiError('offline', 'gone');
    work.answers = [gone, gone, { document: { ok: true } }];
    const outcome = await finish(new Follower(work, () => undefined, timers).run(CHECK), timers);
    expect(outcome.kind).toBe('done');
  });

  test('is given up where the server stays away, rather than waited for without end', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    work.answers = [new ApiError('offline', 'gone')];
    const outcome = await finish(new Follower(work, () => undefined, timers).run(CHECK), timers);
    expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'offline' } });
    expect(timers.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(70_000);
  });

  test('that a restarted server has forgotten is given up at once', async () => {
    const work = new Work();
    const timers = new FakeTimers();
    work.answers = [new ApiError('lab-no-task', 'unknown', 'begin again', 404)];
    const outcome = await finish(new Follower(work, () => undefined, timers).run(CHECK), timers);
    expect(outcome).toMatchObject({ kind: 'failed', problem: { hint: 'begin again' } });
    await settle();
    expect(timers.isWaiting).toBe(false);
  });
});
