/** What the panel asks about runs. */

import { RunChanges, RunDetail, RunRow, readRunChanges, readRunDetail, readRunRow } from '../wire/run';
import { WireError } from '../wire/shape';
import { Client } from './client';

export interface RunsApi {
  /** What changed since the look that gave `cursor`; everything for the empty one. */
  changes(cursor: string): Promise<RunChanges>;
  detail(id: string): Promise<RunDetail>;
  cancel(id: string, force: boolean): Promise<RunRow>;
  logUrl(id: string): string;
  outputUrl(id: string, number: number, options?: { partial?: boolean; download?: boolean }): string;
}

export class ServerRuns implements RunsApi {
  constructor(private readonly client: Client) {}

  changes(cursor: string): Promise<RunChanges> {
    return this.client.get('runs', readRunChanges, cursor ? { since: cursor } : {});
  }

  detail(id: string): Promise<RunDetail> {
    return this.client.get(`runs/${id}`, readRunDetail);
  }

  cancel(id: string, force: boolean): Promise<RunRow> {
    return this.client.post(`runs/${id}/cancel`, { force }, value => {
      const row = readRunRow(value);
      if (row === null) {
        throw new WireError('run.cancel');
      }
      return row;
    });
  }

  logUrl(id: string): string {
    return this.client.url(`runs/${id}/log`);
  }

  outputUrl(id: string, number: number, options: { partial?: boolean; download?: boolean } = {}): string {
    const query: Record<string, string> = {};
    if (options.partial) {
      query.partial = '1';
    }
    if (options.download) {
      query.download = '1';
    }
    return this.client.url(`runs/${id}/outputs/${number}`, query);
  }
}
