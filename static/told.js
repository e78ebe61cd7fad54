// Answers whose form is no longer on the page, such as a ballot that came after the close: said at the top instead.
(() => {
  const told = document.getElementById('told');
  let quiet;
  document.addEventListener('entaku:answer', ({ detail: { refused, message, form } }) => {
    if (!refused || !told) return;
    setTimeout(() => {  // a swap that takes the form away may come just behind the answer
      if (form?.isConnected && form.checkVisibility?.()) return;
      told.textContent = message;
      told.hidden = false;
      clearTimeout(quiet);
      quiet = setTimeout(() => { told.hidden = true; }, 15000);
    }, 800);
  });
})();
