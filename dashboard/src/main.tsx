import '@/app/styles';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { loadDictionary, preferredLanguage } from '@/i18n';

const language = preferredLanguage();
const t = await loadDictionary(language);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App initial={{ language, t }} />);
