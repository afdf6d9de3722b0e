// Runs before the first paint, so that a dark screen never flashes white. A file of its own: inline scripts are refused.
(function () {
  var chosen = null;
  try {
    chosen = window.localStorage.getItem('talaan-color-scheme');
  } catch (e) {
    // A browser may refuse storage; the system's preference is then the answer.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
