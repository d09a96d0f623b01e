// Before the first picture: the colours and the language that were chosen.

(function () {
  try {
    var theme = localStorage.getItem('saylau-theme');
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
    var lang = localStorage.getItem('saylau-lang');
    if (lang) document.documentElement.lang = lang;
  } catch (error) {
    // Nothing is kept in this window.
  }
})();
