import { describe, expect, test } from 'vitest';

import { LONGEST_WAIT_MS, Poller } from '../src/model/poller';
import { FakeTimers, settle } from './timers';

describe('a poller', () => {
  test('asks at once, then once an interval', async () => {
    const timers = new FakeTimers();
    let asked = 0;
    const poller = new Poller(async () => ++asked > 0, 1000, timers);
    poller.start();
    await settle();
    expect([asked, timers.waits]).toEqual([1, [1000]]);
    await timers.pass();
    expect([asked, timers.waits]).toEqual([2, [1000, 1000]]);
  });

  test('asks no more once it is stopped', async () => {
    const timers = new FakeTimers();
    let asked = 0;
    const poller = new Poller(async () => ++asked > 0, 1000, timers);
    poller.start();
    await settle();
    poller.stop();
    await timers.pass();
    expect(asked).toBe(1);
    expect(timers.isWaiting).toBe(false);
  });

  test('waits longer after each failure, up to half a minute, and is quick again after an answer', async () => {
    const timers = new FakeTimers();
    let isWell = false;
    const poller = new Poller(async () => isWell, 1000, timers);
    poller.start();
    await settle();
    for (let turn = 0; turn < 6; turn++) {
      await timers.pass();
    }
    isWell = true;
    await timers.pass();
    expect(timers.waits).toEqual([2000, 4000, 8000, 16000, LONGEST_WAIT_MS, LONGEST_WAIT_MS, LONGEST_WAIT_MS, 1000]);
  });

  test('never asks twice at the same time; a nudge meanwhile asks once more afterwards', async () => {
    const timers = new FakeTimers();
    let inside = 0;
    let most = 0;
    let asked = 0;
    const answers: (() => void)[] = [];
    const poller = new Poller(
      async () => {
        asked++;
        most = Math.max(most, ++inside);
        await new Promise<void>(resolve => answers.push(resolve));
        inside--;
        return true;
      },
      1000,
      timers
    );
    poller.start();
    const nudged = [poller.nudge(), poller.nudge()];
    answers.shift()?.();
    await settle();
    answers.shift()?.();
    await Promise.all(nudged);
    expect([asked, most]).toEqual([2, 1]);
  });

  test('a nudge of a stopped poller asks once and leaves it stopped', async () => {
    const timers = new FakeTimers();
    let asked = 0;
    const poller = new Poller(async () => ++asked > 0, 1000, timers);
    await poller.nudge();
    expect([asked, poller.isActive, timers.isWaiting]).toEqual([1, false, false]);
  });
});
