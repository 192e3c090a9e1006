// Sets the brand, the colour scheme and the language before anything is painted, so that a
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
  // The texts are loaded while the page's script is, which will ask for them.
  var texts = document.querySelector('meta[name="texts-' + document.documentElement.lang + '"]');
  if (texts) {
    var link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = texts.content;
    document.head.append(link);
  }

  var config = globalThis.usherConfig || {}; // config.js
  if (config.product) document.title = config.product;
  if (config.logo && config.logo !== '/icon.svg') {
    var icon = document.querySelector('link[rel=icon]');
    icon.removeAttribute('type');
    icon.href = config.logo;
  }
  if (!config.colors) return;
  var filled = config.colors.filled;
  var text = 'light-dark(' + config.colors.on_light + ', ' + config.colors.on_dark + ')';
  var tint = function (percent) { return 'color-mix(in srgb, ' + filled + ' ' + percent + '%, transparent)'; };
  var variables = {
    filled: filled, 'filled-hover': 'color-mix(in srgb, ' + filled + ' 88%, #000)',
    // No more than the 15 % with which the texts' colours were measured.
    light: tint(12), 'light-hover': tint(15), 'light-color': text,
    outline: text, 'outline-hover': tint(5), text: text,
  };
  var style = document.documentElement.style;
  for (var name in variables) style.setProperty('--mantine-color-brand-' + name, variables[name]);
  style.setProperty('--mantine-color-anchor', text);
  style.setProperty('--usher-chosen', tint(12));
  style.setProperty('--usher-chosen-text', text);
})();
