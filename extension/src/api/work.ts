/** What the panel asks about notebooks and packages. */

import { Outline, SourceCell, readOutline } from '../wire/outline';
import { itemsOf, needObject, textsOf } from '../wire/shape';
import { Task, TaskKind, readTask } from '../wire/task';
import { Client } from './client';

/** What a command needs to know; paths count from the server's root. */
export interface TaskRequest {
  readonly kind: TaskKind;
  readonly path: string;
  readonly class_name?: string;
  readonly kernel?: string;
  readonly target?: string;
  readonly out?: string;
  readonly python_version?: string;
  readonly level?: string;
  readonly name?: string;
  readonly archive?: boolean;
  readonly allow_secrets?: boolean;
  readonly force?: boolean;
}

export interface WorkApi {
  outline(path: string, cells: readonly SourceCell[]): Promise<Outline>;
  targets(): Promise<readonly string[]>;
  begin(request: TaskRequest): Promise<Task>;
  task(id: string): Promise<Task>;
  tasks(path: string): Promise<readonly Task[]>;
  stop(id: string): Promise<void>;
}

export class ServerWork implements WorkApi {
  constructor(private readonly client: Client) {}

  outline(path: string, cells: readonly SourceCell[]): Promise<Outline> {
    return this.client.post('outline', { path, cells }, readOutline);
  }

  targets(): Promise<readonly string[]> {
    return this.client.get('about', value => textsOf(needObject(value, 'about').targets));
  }

  begin(request: TaskRequest): Promise<Task> {
    return this.client.post('tasks', request, readTask);
  }

  task(id: string): Promise<Task> {
    return this.client.get(`tasks/${id}`, readTask);
  }

  tasks(path: string): Promise<readonly Task[]> {
    return this.client.get('tasks', value => itemsOf(needObject(value, 'tasks').tasks, readTask), { path });
  }

  stop(id: string): Promise<void> {
    return this.client.delete(`tasks/${id}`);
  }
}
