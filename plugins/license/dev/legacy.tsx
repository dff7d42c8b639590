import { createDevApp } from '@backstage/dev-utils';
import { LicensePage, licensePlugin } from '../src';

createDevApp()
  .registerPlugin(licensePlugin)
  .addPage({ element: <LicensePage />, title: 'License', path: '/license' })
  .render();
