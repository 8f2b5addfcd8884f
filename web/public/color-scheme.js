// Sets the colour scheme before the first paint, so that a dark page never flashes white.
(function () {
  var chosen = 'auto';
  try {
    chosen = localStorage.getItem('pilothouse.color-scheme') || 'auto';
  } catch (error) {
    // Storage may be closed to this page; the system's scheme is then the answer.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
