// Countdowns: every [data-clock] tells the time left by the server's clock, in figures and as a phase.
(() => {
  let offset = 0, timer;

  const figures = (ms) => {
    const seconds = ms < 0 ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const two = (n) => String(n).padStart(2, '0');
    return `${ms < 0 ? '+' : ''}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  };

  // A share of the whole for short countdowns, the last minute and the last seconds for long ones.
  const phase = (ms, total = Infinity) => {
    if (ms < 0) return 'over';
    if (ms <= Math.min(15000, total * 0.1)) return 'red';
    return ms <= Math.min(60000, total * 0.25) ? 'amber' : 'green';
  };

  const show = (clock, ms) => {
    const text = figures(ms), now = phase(ms, Number(clock.dataset.total) || undefined);
    if (clock.textContent !== text) clock.textContent = text;
    if (clock.dataset.phase !== now) clock.dataset.phase = now;
  };

  // The next look is due when the figures change, so that all screens of the hall change together.
  const tick = () => {
    clearTimeout(timer);
    let wait = Infinity;
    document.querySelectorAll('[data-clock]').forEach((clock) => {
      const { state, ends, left } = clock.dataset;
      if (state === 'none') return;
      const running = state === 'running';
      const ms = running ? Number(ends) - Date.now() - offset : Number(left);
      show(clock, ms);
      if (running) wait = Math.min(wait, ((ms % 1000) + 1000) % 1000);
    });
    if (wait < Infinity) timer = setTimeout(tick, wait + 5);
    changes.takeRecords();
  };

  const changes = new MutationObserver(tick);
  const attributeFilter = ['data-state', 'data-ends', 'data-left', 'data-phase'];
  changes.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter });
  window.addEventListener('entaku:now', (event) => {
    ({ offset } = event.detail);
    tick();
  });
  tick();
})();
