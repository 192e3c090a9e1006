// Sets the colour scheme and language before anything is painted, so that a
// page never flashes from light to dark. A file of its own because the content
// security policy allows no inline script.
(function () {
  var scheme, lang;
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value');
    lang = localStorage.getItem('usher-language');
  } catch { /* storage can be closed: the defaults do */ }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
  document.documentElement.lang = lang || (navigator.language.slice(0, 2) === 'nl' ? 'nl' : 'en');
})();
