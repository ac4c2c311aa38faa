/** "AIGES wrapper" in the launcher: a starter project that runs as it is. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, InputDialog, showDialog } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';

import { Follower, Outcome } from '../model/tasks';
import { aigesIcon } from '../view/icons';
import { textOf } from '../wire/shape';
import { CATEGORY, Command, Plugin } from './ids';
import { IServices, Services } from './services';

const KINDS = ['AIGES', 'CodeProject.AI'] as const;

export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: Plugin.launcher,
  description: 'Makes starter projects of AIGES and CodeProject.AI services.',
  autoStart: true,
  requires: [IServices],
  optional: [ILauncher, ICommandPalette, IDefaultFileBrowser, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    services: Services,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null,
    translator: ITranslator | null
  ): void => {
    const { words } = services;
    app.commands.addCommand(Command.newWrapper, {
      label: args => (args.isLauncher ? words.__('AIGES wrapper') : words.__('New AIGES Wrapper …')),
      caption: () => words.__('A new folder with a notebook that runs, exports and verifies as it is'),
      icon: aigesIcon,
      execute: async args => {
        const folder = typeof args.cwd === 'string' ? args.cwd : (browser?.model.path ?? '');
        await createProject(app, services, folder);
      }
    });
    // Among Lab's own cards: by the name that Lab itself gives them.
    const category = translator?.load('jupyterlab').__('Notebook') ?? 'Notebook';
    launcher?.add({ command: Command.newWrapper, category, rank: 20, args: { isLauncher: true } });
    palette?.addItem({ command: Command.newWrapper, category: CATEGORY });
  }
};

/** Ask for a name until one can be used or the reader gives up; what was typed stays. */
async function createProject(app: JupyterFrontEnd, services: Services, folder: string): Promise<void> {
  const { words, work } = services;
  const kind = await InputDialog.getItem({
    title: words.__('New wrapper for which platform?'),
    items: [...KINDS],
    okLabel: words.__('Next')
  });
  let name = 'my_service';
  while (kind.button.accept) {
    const answer = await InputDialog.getText({
      title: words.__('Name of the new service'),
      label: words.__('Letters, digits, _ and -; a folder of this name is made.'),
      text: name,
      okLabel: words.__('Create')
    });
    if (!answer.button.accept || !answer.value) {
      return;
    }
    name = answer.value.trim();
    const isModule = kind.value === KINDS[1];
    const follower = new Follower(work, () => undefined);
    const target = isModule ? 'codeproject' : 'aiges';
    const outcome = await follower.run({ kind: 'create', path: folder || '.', name, target });
    if (outcome.kind === 'done') {
      await openProject(app, folder, outcome);
      return;
    }
    await tellFailure(services, outcome);
  }
}

async function openProject(
  app: JupyterFrontEnd,
  folder: string,
  outcome: Extract<Outcome, { kind: 'done' }>
): Promise<void> {
  const [notebook, project] = textOf(outcome.document.notebook).split(/[\\/]/).reverse();
  const path = [folder, project, notebook].filter(part => part).join('/');
  await app.commands.execute('docmanager:open', { path });
}

async function tellFailure(services: Services, outcome: Outcome): Promise<void> {
  const { words } = services;
  const problem = outcome.kind === 'failed' ? outcome.problem : null;
  await showDialog({
    title: words.__('The project was not created'),
    body: problem ? `${problem.message} ${problem.hint}` : '',
    buttons: [Dialog.okButton({ label: words.__('Back') })]
  });
}
