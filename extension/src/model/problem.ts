/** What stands in the way, as the panel says it. */

import { ApiError } from '../api/client';
import { Finding } from '../wire/finding';

export interface Problem {
  /** `offline` and `no-server-part` are told in the panel's own words, anything else in the server's. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly findings: readonly Finding[];
}

export function problemOf(reason: unknown): Problem {
  if (reason instanceof ApiError) {
    const code = reason.status === 404 && reason.code === 'http-404' ? 'no-server-part' : reason.code;
    return { code, message: reason.message, hint: reason.hint, findings: reason.findings };
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: 'panel', message, hint: '', findings: [] };
}
