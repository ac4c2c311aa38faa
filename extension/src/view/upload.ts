/** One upload on its way, shown in the form's own row. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { ServerUploads } from '../api/uploads';
import { problemOf } from '../model/problem';
import { sizeText } from '../model/words';

export class UploadLine {
  constructor(
    private readonly row: HTMLElement,
    private readonly file: File,
    private readonly uploads: ServerUploads,
    private readonly trans: TranslationBundle
  ) {}

  /** Send the file; its path is then in the row's text box, as if it had been typed. */
  async run(): Promise<void> {
    this.row.querySelector('.aiges-Upload')?.remove();
    const line = document.createElement('div');
    line.className = 'aiges-Upload';
    line.setAttribute('role', 'status');
    const bar = document.createElement('progress');
    bar.max = this.file.size;
    bar.value = 0;
    const words = document.createElement('span');
    const stop = document.createElement('button');
    stop.className = 'jupyter-button';
    stop.textContent = this.trans.__('Stop');
    const aborting = new AbortController();
    stop.addEventListener('click', () => aborting.abort());
    line.append(bar, words, stop);
    this.row.append(line);
    const tell = (received: number): void => {
      bar.value = received;
      words.textContent = `${this.file.name} · ${sizeText(received)} / ${sizeText(this.file.size)}`;
    };
    tell(0);
    try {
      const path = await this.uploads.send(this.file, tell, aborting.signal);
      line.remove();
      this.write(path);
    } catch (reason) {
      if (aborting.signal.aborted) {
        line.remove();
        return;
      }
      const { message, hint } = problemOf(reason);
      bar.remove();
      words.textContent = `${this.trans.__('%1 was not uploaded:', this.file.name)} ${message} ${hint}`;
      stop.textContent = this.trans.__('Close');
      stop.addEventListener('click', () => line.remove());
    }
  }

  private write(path: string): void {
    const box = this.row.querySelector<HTMLInputElement>('.widget-text input');
    if (box) {
      box.value = path;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      box.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
}
