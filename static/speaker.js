// A speaker's own page: of the questions that the moderator has for speakers, it shows those for this one.
(() => {
  const speaker = new URLSearchParams(location.search).get('speaker');
  if (!speaker) return;
  const mine = `[data-for="${CSS.escape(speaker)}"]`;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.for:has(${mine}) { display: grid; } .for ${mine} { display: list-item; }`);
  document.adoptedStyleSheets.push(sheet);
})();
