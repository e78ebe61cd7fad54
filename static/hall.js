// A screen that nobody sits at: full screen by `f`, dark or light by `d`, no pointer at rest, no sleep.
(() => {
  const html = document.documentElement;
  const isDark = () => getComputedStyle(html).colorScheme === 'dark'
    || (html.dataset.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);

  const keys = {
    f: () => document.fullscreenElement ? document.exitFullscreen() : html.requestFullscreen(),
    d: () => {
      html.dataset.theme = isDark() ? 'light' : 'dark';
      const here = new URL(location);
      here.searchParams.set('theme', html.dataset.theme);
      history.replaceState(null, '', here);  // a reload keeps what was chosen for this hall
    },
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    keys[event.key.toLowerCase()]?.();
  });

  // The desk wants to know what the hall really sees, as soon as it sees it.
  document.addEventListener('htmx:ws:after:message:incoming', () => {
    if (location.pathname.startsWith('/projector/')) document.dispatchEvent(new CustomEvent('entaku:beat'));
  });

  const REST = 2000;
  let resting;
  const moved = () => {
    delete html.dataset.resting;
    clearTimeout(resting);
    resting = setTimeout(() => { html.dataset.resting = ''; }, REST);
  };
  document.addEventListener('pointermove', moved);
  moved();

  // A browser gives the lock back whenever the page is hidden, and has none to give without https.
  const stayAwake = async () => {
    if (document.hidden || !navigator.wakeLock) return;
    try {
      await navigator.wakeLock.request('screen');
      html.dataset.awake = '';
    } catch (refusal) {
      console.warn(`The screen may go to sleep: ${refusal.message}`);
    }
  };
  document.addEventListener('visibilitychange', stayAwake);
  stayAwake();
})();
