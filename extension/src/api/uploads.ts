/** Send a large file in pieces; a kernel reads it by its path. */

import { needObject, needText, numberOf, textOf } from '../wire/shape';
import { ApiError, Client } from './client';

export interface UploadState {
  readonly id: string;
  readonly received: number;
  readonly chunk: number;
  /** Where the file is, once it is whole. */
  readonly path: string;
}

const RETRIES = 3;

export class ServerUploads {
  constructor(private readonly client: Client) {}

  /** The path of the file once all of it is there. `told` hears the bytes that have arrived. */
  async send(file: File, told: (received: number) => void, signal: AbortSignal): Promise<string> {
    let state = await this.client.post('uploads', { name: file.name, size: file.size }, readUpload);
    try {
      while (!state.path) {
        signal.throwIfAborted();
        state = await this.piece(file, state);
        told(state.received);
      }
      return state.path;
    } catch (reason) {
      await this.client.delete(`uploads/${state.id}`).catch(() => undefined);
      throw reason;
    }
  }

  /** A piece that was lost on its way is sent again; the server takes one that came twice once. */
  private async piece(file: File, state: UploadState): Promise<UploadState> {
    const body = file.slice(state.received, state.received + state.chunk);
    for (let tries = 1; ; tries++) {
      try {
        return await this.client.put(`uploads/${state.id}`, body, { offset: String(state.received) }, readUpload);
      } catch (reason) {
        const isWorthAnother = reason instanceof ApiError && (reason.code === 'offline' || reason.status === 429);
        if (!isWorthAnother || tries >= RETRIES) {
          throw reason;
        }
        await new Promise(resolve => setTimeout(resolve, 1000 * Math.max(1, reason.retryAfterS)));
      }
    }
  }
}

export function readUpload(value: unknown): UploadState {
  const document = needObject(value, 'upload');
  return {
    id: needText(document.upload_id, 'upload.upload_id'),
    received: numberOf(document.received) ?? 0,
    chunk: numberOf(document.chunk) ?? 4 * 1024 * 1024,
    path: textOf(document.path)
  };
}
