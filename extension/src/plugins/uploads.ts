/** Files too large for a widget's message go to the server in pieces and reach the form by their path. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { UploadLine } from '../view/upload';
import { Plugin } from './ids';
import { IServices, Services } from './services';

/** What a default server's websocket lets through as one message, base64 and frame included. */
export const WIDGET_LIMIT = 9 * 1024 * 1024;

export const uploadsPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.uploads,
  description: 'Lets the forms of AIGES wrappers take files of any size.',
  autoStart: true,
  requires: [IServices],
  activate: (_: JupyterFrontEnd, services: Services): void => {
    const known = new WeakSet<HTMLInputElement>();
    document.addEventListener(
      'click',
      event => {
        const button = event.target instanceof Element ? event.target.closest('.aiges-nb-upload') : null;
        const row = button?.closest<HTMLElement>('.aiges-nb-file');
        if (row) {
          catchInput(input => {
            if (!known.has(input)) {
              known.add(input);
              input.addEventListener('change', change => takeLarge(change, input, row, services), { capture: true });
            }
          });
        }
      },
      { capture: true }
    );
  }
};

/**
 * Hand over the file input that the widget opens on this click. It is not in the document, so the moment in which
 * the widget presses it is the only one to get hold of it.
 */
function catchInput(caught: (input: HTMLInputElement) => void): void {
  const original = HTMLInputElement.prototype.click;
  const restore = (): void => {
    HTMLInputElement.prototype.click = original;
  };
  HTMLInputElement.prototype.click = function (this: HTMLInputElement): void {
    restore();
    if (this.type === 'file') {
      caught(this);
    }
    original.call(this);
  };
  setTimeout(restore, 0);
}

function takeLarge(change: Event, input: HTMLInputElement, row: HTMLElement, services: Services): void {
  const file = input.files?.[0];
  if (!file || file.size <= WIDGET_LIMIT) {
    return;
  }
  change.stopImmediatePropagation(); // the widget would lose it without a word
  void new UploadLine(row, file, services.uploads, services.words).run();
}
