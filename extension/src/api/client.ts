/** Requests to our part of the Jupyter server, below whatever prefix it is served. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { Finding, readFindings } from '../wire/finding';
import { isObject, textOf } from '../wire/shape';

const PREFIX = 'aiges-nb/api';
const TIMEOUT_MS = 30_000;

/** Why a request failed: `offline` where no answer came, else the server's own code. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint = '',
    readonly status = 0,
    readonly findings: readonly Finding[] = [],
    readonly retryAfterS = 0
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export type Query = Readonly<Record<string, string>>;

export class Client {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly language: () => string
  ) {}

  /** The address of a route, for links and pictures. */
  url(route: string, query: Query = {}): string {
    return URLExt.join(this.settings.baseUrl, PREFIX, route) + URLExt.objectToQueryString({ ...query });
  }

  async get<T>(route: string, read: (value: unknown) => T, query: Query = {}): Promise<T> {
    return read(await this.ask(this.url(route, query), { method: 'GET' }));
  }

  async post<T>(route: string, body: unknown, read: (value: unknown) => T): Promise<T> {
    return read(await this.ask(this.url(route), { method: 'POST', body: JSON.stringify(body) }));
  }

  async delete(route: string): Promise<void> {
    await this.ask(this.url(route), { method: 'DELETE' });
  }

  async put<T>(route: string, body: Blob, query: Query, read: (value: unknown) => T): Promise<T> {
    const headers = { 'Content-Type': 'application/octet-stream' };
    return read(await this.ask(this.url(route, query), { method: 'PUT', body, headers }));
  }

  private async ask(url: string, init: RequestInit): Promise<unknown> {
    const answer = await this.send(url, init);
    const text = await answer.text();
    let document: unknown = null;
    try {
      document = text ? JSON.parse(text) : null;
    } catch {
      // Told below: a proxy's page is no JSON.
    }
    if (!answer.ok) {
      throw failureOf(answer, document);
    }
    return document;
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), 'Accept-Language': this.language() };
    // Every wait has a bound: a server that is gone without a word must not leave the panel waiting.
    const bounded = { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    try {
      return await ServerConnection.makeRequest(url, bounded, this.settings);
    } catch (reason) {
      throw new ApiError('offline', reason instanceof Error ? reason.message : String(reason));
    }
  }
}

function failureOf(answer: Response, document: unknown): ApiError {
  const told = isObject(document) && isObject(document.error) ? document.error : {};
  const findings = isObject(document) ? readFindings(document.findings) : [];
  const waits = Number(answer.headers.get('Retry-After')) || 0;
  const text = textOf(told.text) || (isObject(document) ? textOf(document.message) : '') || answer.statusText;
  return new ApiError(textOf(told.code) || `http-${answer.status}`, text, textOf(told.hint), answer.status, findings, waits);
}
