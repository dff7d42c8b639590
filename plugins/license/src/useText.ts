import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { licenseTranslationRef } from './translation';

/** Looks a text of the page up. */
export type Text = TranslationFunction<(typeof licenseTranslationRef)['T']>;

/** The texts of the page in the viewer's language. */
export function useText(): Text {
  return useTranslationRef(licenseTranslationRef).t;
}
