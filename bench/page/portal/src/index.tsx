import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/frontend-defaults';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import licensePlugin from '@thetasecure/backstage-plugin-license/alpha';
// @ts-expect-error: its types are not installed, and this is the only call.
import { createRoot } from 'react-dom/client';
import { portalModule } from './portalModule';

const app = createApp({
  features: [portalModule, licensePlugin, notificationsPlugin],
});

createRoot(document.getElementById('root')).render(app.createRoot());
