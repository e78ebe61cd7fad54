// What I support and chose, shown on what is everyone's: from #me, with what is still on its way laid over it.
(() => {
  let onItsWay = [];

  const reflect = () => {
    const { upvoted = '', ballots = '', barred = '' } = document.getElementById('me')?.dataset || {};
    const mine = new Set(upvoted.split(' ')), sending = new Set();
    for (const { do: name, question } of onItsWay) {
      if (name === 'upvote') mine.add(question);
      if (name === 'retract') mine.delete(question);
      if (name === 'upvote' || name === 'retract') sending.add(question);
    }
    document.querySelectorAll('button[data-upvote]').forEach((button) => {
      const pressed = mine.has(button.dataset.upvote);
      button.setAttribute('aria-pressed', pressed);
      button.toggleAttribute('data-sending', sending.has(button.dataset.upvote));
      button.form.action = `/do/${pressed ? 'retract' : 'upvote'}`;
    });
    for (const ballot of ballots.split(' ').filter(Boolean)) {
      const [poll, choice] = ballot.split(':');
      document.querySelectorAll(`form:not([data-touched]) [data-poll="${poll}"]`).forEach((input) => {
        input.checked = choice.split(',').includes(input.value);
      });
    }
    document.querySelectorAll('form[data-vote]').forEach((form) => {
      form.toggleAttribute('data-barred', barred.split(' ').includes(form.dataset.vote));
    });
  };

  document.addEventListener('entaku:outbox', ({ detail }) => { onItsWay = detail; reflect(); });
  document.addEventListener('htmx:ws:after:message:incoming', reflect);
  document.addEventListener('input', ({ target }) => { if (target.dataset.poll) target.form.dataset.touched = ''; });
  document.addEventListener('entaku:answer', ({ detail: { form } }) => { if (form) delete form.dataset.touched; });
})();
