// Language of the page: the reader's choice, else the browser's. Each is loaded
// when it is chosen, so that nobody loads two.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Dictionary } from './en';

export const languages = ['en', 'nl'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'usher-language';

type Value = { t: Dictionary; language: Language; choose: (l: Language) => void };
const Context = createContext<Value | null>(null);

/** The language to start with, as scheme.js chose it for the document. */
export function preferredLanguage(): Language {
  const lang = document.documentElement.lang;
  return languages.find((l) => l === lang) ?? 'en';
}

/** Loads a language's text. */
export async function loadDictionary(language: Language): Promise<Dictionary> {
  return language === 'nl' ? (await import('./nl')).nl : (await import('./en')).en;
}

export function LanguageProvider(props: { children: ReactNode; initial: { language: Language; t: Dictionary } }) {
  const [{ language, t }, set] = useState(props.initial);
  const choose = useCallback((next: Language) => {
    void loadDictionary(next).then((dictionary) => set({ language: next, t: dictionary }));
    try {
      localStorage.setItem(storageKey, next);
    } catch { /* storage can be closed: the choice lasts for this visit */ }
  }, []);
  useEffect(() => { document.documentElement.lang = language; }, [language]);
  const value = useMemo(() => ({ t, language, choose }), [t, language, choose]);
  return <Context value={value}>{props.children}</Context>;
}

export function useText(): Dictionary {
  return useLanguage().t;
}

export function useLanguage(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('There is no LanguageProvider around this.');
  return value;
}
