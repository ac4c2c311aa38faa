/** The plugins of the extension. */

import { completerPlugin } from './plugins/completer';
import { launcherPlugin } from './plugins/launcher';
import { markersPlugin } from './plugins/markers';
import { panelPlugin } from './plugins/panel';
import { servicesPlugin } from './plugins/services';
import { statusPlugin } from './plugins/status';
import { uploadsPlugin } from './plugins/uploads';

export default [
  servicesPlugin,
  panelPlugin,
  markersPlugin,
  completerPlugin,
  launcherPlugin,
  statusPlugin,
  uploadsPlugin
];
