/** Completion of magics, keys and fields, at hand even while the kernel is busy. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { CompletionHandler, ICompletionContext, ICompletionProvider, ICompletionProviderManager } from '@jupyterlab/completer';
import { NotebookPanel } from '@jupyterlab/notebook';

import { offersFor } from '../model/completion';
import { WrappersModel } from '../model/wrappers';
import { COMPLETER_ID, Plugin } from './ids';
import { IServices, Services } from './services';

export const completerPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.completer,
  description: 'Completes AIGES magics, keys and fields.',
  autoStart: true,
  requires: [IServices, ICompletionProviderManager],
  activate: (_: JupyterFrontEnd, services: Services, manager: ICompletionProviderManager): void => {
    manager.registerProvider(new Completer(services.wrappers));
  }
};

class Completer implements ICompletionProvider {
  readonly identifier = COMPLETER_ID;
  readonly rank = 600;
  readonly renderer = null;

  constructor(private readonly wrappers: WrappersModel) {}

  isApplicable(context: ICompletionContext): Promise<boolean> {
    return Promise.resolve(context.widget instanceof NotebookPanel);
  }

  fetch(request: CompletionHandler.IRequest): Promise<CompletionHandler.ICompletionItemsReply> {
    const lineStart = request.text.lastIndexOf('\n', request.offset - 1) + 1;
    const before = request.text.slice(lineStart, request.offset);
    const classes = this.wrappers.wrappers.map(({ outline, contract }) => ({ name: outline.name, contract }));
    const offers = offersFor(before, classes);
    const items = offers.items.map(({ label, insertText, kind }) => ({ label, insertText, type: kind }));
    return Promise.resolve({ start: lineStart + offers.start, end: request.offset, items });
  }
}
