// Before the first paint: light or dark as it was chosen on this device. A file of its own, since the pages' policy runs no script within them.
(function () {
  try {
    var chosen = localStorage.getItem('cartwright_scheme');
    if (chosen !== 'light' && chosen !== 'dark') return;
    document.documentElement.setAttribute('data-scheme', chosen);
    var metas = document.querySelectorAll('meta[name="theme-color"]');
    for (var i = 0; i < metas.length; i++) metas[i].content = chosen === 'dark' ? '#0f1613' : '#ffffff';
  } catch (refused) {
    // No storage: the system decides.
  }
})();
