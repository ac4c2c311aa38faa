import { describe, expect, test } from 'vitest';

import { ApiError } from '../src/api/client';
import { RunsApi } from '../src/api/runs';
import { RunsModel, UNSEEN_INTERVAL_MS } from '../src/model/runs';
import { RunChanges, RunDetail, RunRow, RunState, readRunRow } from '../src/wire/run';
import { FakeTimers, settle } from './timers';

const INTERVAL = 1000;

function row(id: string, state: RunState = 'running', more: Record<string, unknown> = {}): RunRow {
  const made = readRunRow({ run_id: id, state, created_at: '2026-11-23T05:00:00Z', notebook: 'a.ipynb', ...more });
  if (!made) {
    throw new Error('no row');
  }
  return made;
}

/** A server that answers what the test puts there, and notes what it is asked. */
class Server implements RunsApi {
  readonly asked: string[] = [];
  readonly cancels: string[] = [];
  answer: RunChanges | Error = changes([], true);
  details = 0;

  async changes(cursor: string): Promise<RunChanges> {
    this.asked.push(cursor);
    if (this.answer instanceof Error) {
      throw this.answer;
    }
    return this.answer;
  }

  async detail(id: string): Promise<RunDetail> {
    this.details++;
    return { row: row(id), findings: [], logTail: 'log', logSize: 3, logDropped: 0, outputs: [], partial: [] };
  }

  async cancel(id: string, force: boolean): Promise<RunRow> {
    this.cancels.push(`${id}${force ? ' by force' : ''}`);
    return row(id, 'running', { cancel_requested: true, cancel_forced: force });
  }

  logUrl = (id: string): string => id;
  outputUrl = (id: string): string => id;
}

function changes(rows: RunRow[], isFull = false, gone: string[] = [], cursor = 'e.1'): RunChanges {
  return { cursor, isFull, rows, gone, isCut: false, now: null };
}

function make(): { server: Server; timers: FakeTimers; model: RunsModel; told: () => number } {
  const server = new Server();
  const timers = new FakeTimers();
  const model = new RunsModel(server, INTERVAL, timers);
  let count = 0;
  model.changed.connect(() => count++);
  return { server, timers, model, told: () => count };
}

describe('the runs', () => {
  test('are asked for only while somebody looks', async () => {
    const { server, timers, model } = make();
    await settle();
    expect(server.asked).toEqual([]);
    model.isSeen = true;
    await settle();
    await timers.pass();
    expect(server.asked).toEqual(['', 'e.1']);
    expect(timers.waits.at(-1)).toBe(INTERVAL);
    model.isSeen = false;
    expect(timers.isWaiting).toBe(false);
  });

  test('that are going are followed while nobody looks, less often, until they have ended', async () => {
    const { server, timers, model } = make();
    server.answer = changes([row('r1')], true);
    await model.refresh();
    expect(model.isPolling).toBe(true);
    expect(timers.waits.at(-1)).toBe(UNSEEN_INTERVAL_MS);
    server.answer = changes([row('r1', 'succeeded')]);
    await timers.pass();
    expect([model.isPolling, timers.isWaiting]).toEqual([false, false]);
  });

  test('change in place; those that are gone go; a full answer replaces all', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1'), row('r2')], true);
    await model.refresh();
    server.answer = changes([row('r2', 'failed'), row('r3')], false, ['r1']);
    await model.refresh();
    expect(model.rows.map(one => [one.id, one.state])).toEqual([
      ['r3', 'running'],
      ['r2', 'failed']
    ]);
    server.answer = changes([row('r9')], true);
    await model.refresh();
    expect(model.rows.map(one => one.id)).toEqual(['r9']);
  });

  test('that have ended never run again, whatever an answer that was overtaken says', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1', 'cancelled')], true);
    await model.refresh();
    server.answer = changes([row('r1', 'running')]);
    await model.refresh();
    expect(model.rows[0]?.state).toBe('cancelled');
  });

  test('of the notebook in front, or of all', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1'), row('r2', 'running', { notebook: 'b.ipynb' })], true);
    await model.refresh();
    model.setNotebook('b.ipynb');
    model.setScope('notebook');
    expect(model.shown.map(one => one.id)).toEqual(['r2']);
    model.setScope('all');
    expect(model.shown).toHaveLength(2);
  });

  test('tell nothing when nothing changed', async () => {
    const { server, model, told } = make();
    server.answer = changes([row('r1', 'failed')], true);
    await model.refresh();
    const before = told();
    server.answer = changes([]);
    await model.refresh();
    expect(told()).toBe(before);
  });
});

describe('a server that does not answer', () => {
  test('is told, waited for longer and longer, and forgotten once it is back', async () => {
    const { server, timers, model } = make();
    server.answer = new ApiError('offline', 'no');
    model.isSeen = true;
    await settle();
    expect(model.problem?.code).toBe('offline');
    expect(model.isWaiting).toBe(false);
    await timers.pass();
    expect(timers.waits.slice(-2)).toEqual([2 * INTERVAL, 4 * INTERVAL]);
    server.answer = changes([row('r1')], true);
    await timers.pass();
    expect(model.problem).toBeNull();
    expect(timers.waits.at(-1)).toBe(INTERVAL);
  });

  test('keeps what was known on the screen', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1')], true);
    await model.refresh();
    server.answer = new ApiError('store-locked', 'locked', 'wait', 503);
    await model.refresh();
    expect([model.rows.length, model.problem?.hint]).toEqual([1, 'wait']);
  });

  test('without our part is told apart', async () => {
    const { server, model } = make();
    server.answer = new ApiError('http-404', 'Not Found', '', 404);
    await model.refresh();
    expect(model.problem?.code).toBe('no-server-part');
  });
});

describe('a cancel', () => {
  test('goes to the server, shows at once, and asks for news', async () => {
    const { server, model } = make();
    const first = row('r1');
    server.answer = changes([first], true);
    await model.refresh();
    const asked = server.asked.length;
    server.answer = changes([]);
    const cancelling = model.cancel('r1', false);
    expect(model.isStopping(first)).toBe(true);
    await cancelling;
    expect(server.cancels).toEqual(['r1']);
    expect(server.asked.length).toBe(asked + 1);
    expect(model.rows[0]?.cancelRequested).toBe(true);
  });

  test('that fails says so and can be tried again', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1')], true);
    await model.refresh();
    server.cancel = async () => {
      throw new ApiError('offline', 'gone');
    };
    server.answer = new ApiError('offline', 'gone');
    await model.cancel('r1', false);
    expect(model.cancelProblem?.code).toBe('offline');
    server.answer = changes([]);
    await model.refresh();
    expect([model.problem, model.cancelProblem?.code]).toEqual([null, 'offline']);
    expect(model.rows[0] && model.isStopping(model.rows[0])).toBe(false);
  });
});

describe('the chosen run', () => {
  test('is read in full, again while it runs, and no more once it has ended', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1')], true);
    await model.refresh();
    await model.choose('r1');
    expect(model.detail?.logTail).toBe('log');
    await model.refresh();
    expect(server.details).toBe(2);
    server.answer = changes([row('r1', 'succeeded')]);
    await model.refresh();
    const read = server.details;
    server.answer = changes([]);
    await model.refresh();
    expect(server.details).toBe(read);
  });

  test('that cannot be read says why and leaves the list alone', async () => {
    const { server, model } = make();
    server.answer = changes([row('r1', 'failed')], true);
    await model.refresh();
    server.detail = async () => {
      throw new ApiError('run-unknown', 'no such run', '', 404);
    };
    await model.choose('r1');
    expect(model.detailProblem?.message).toBe('no such run');
    expect(model.problem).toBeNull();
  });
});
